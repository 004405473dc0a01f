import { expect, test } from 'vitest'
import { RevisionGraph } from '../../src/revisions/graph.js'
import type { Revision } from '../../src/revisions/revision.js'
import { graphOf, refusal, revisionsOf } from './graphs.js'

const refused = (text: string): string => {
  const { code, message, hint } = refusal(() => graphOf(text))
  return `${code}: ${message} | ${hint}`
}

const revision = (id: string, more: Partial<Revision> & { path?: string } = {}): Revision => ({
  revision: id,
  downRevision: [],
  dependsOn: [],
  branchLabels: [],
  message: '',
  ...more,
})

test('an empty history is a graph without heads', () => {
  const graph = new RevisionGraph([])
  expect([graph.heads, graph.realHeads, graph.bases, graph.ordered]).toEqual([[], [], [], []])
  expect(graph.upgrade('head', [])).toEqual([])
  expect(graph.downgrade('base', [])).toEqual([])
})

test('keeps the very objects that it was given', () => {
  const given = { ...revision('a'), path: 'versions/a.ts' }
  const graph = new RevisionGraph([given])
  expect(graph.get('a')).toBe(given)
  expect(graph.upgrade('a', [])[0]!.revision.path).toBe('versions/a.ts')
  expect(graph.get('b')).toBeUndefined()
})

test('heads follow parents, real heads follow dependencies too', () => {
  const graph = graphOf('a; b < a; c1 < b; c2 < b dep x; x; m < c1 y; y')
  expect(graph.heads).toEqual(['c2', 'x', 'm'])
  expect(graph.realHeads).toEqual(['c2', 'm'])
  expect(graph.bases).toEqual(['a', 'x', 'y'])
  expect(graph.branchPoints).toEqual(['b'])
  expect(graph.mergePoints).toEqual(['m'])
  expect([graph.isHead('x'), graph.isRealHead('x'), graph.isBase('x')]).toEqual([true, false, true])
  expect([graph.isBranchPoint('b'), graph.isMergePoint('m'), graph.isMergePoint('b')]).toEqual([true, true, false])
  expect(graph.childrenOf('b')).toEqual(['c1', 'c2'])
})

test('a dependency may be named by a branch label', () => {
  const graph = graphOf('a label lib; b; c < b dep lib')
  expect(graph.dependenciesOf('c')).toEqual(['a'])
  expect(graph.realHeads).toEqual(['c'])
})

test('ids that look like numbers are text', () => {
  const graph = graphOf('0001; 12e4 < 0001; 123456789012 < 12e4')
  expect(graph.heads).toEqual(['123456789012'])
  expect(graph.resolve('12e4')).toEqual(['12e4'])
  expect(graph.resolve('12e4+1')).toEqual(['123456789012'])
})

test.each(['user_foo; user < user_foo', 'user_foo; user < user_foo dep user_foo', 'user_foo; user dep user_foo'])(
  'ids that begin with each other are told apart: %s',
  (text) => {
    const graph = graphOf(text)
    expect(graph.range().map((each) => each.revision)).toEqual(['user', 'user_foo'])
    expect(graph.resolve('user')).toEqual(['user'])
  },
)

test('two revisions with one id are refused, with both files', () => {
  const twins = [revision('a', { path: 'versions/one.ts' }), revision('a', { path: 'versions/two.ts' })]
  const error = refusal(() => new RevisionGraph(twins))
  expect(error.code).toBe('DUPLICATE_REVISION')
  expect(error.message).toBe('Revision a is present more than once (versions/one.ts, versions/two.ts)')
})

test('a parent that is not there is refused, with the file that names it and the ids that look like it', () => {
  const error = refusal(
    () => new RevisionGraph([revision('0001'), revision('0002', { downRevision: ['0011'], path: 'versions/0002.ts' })]),
  )
  expect(error.code).toBe('MISSING_PARENT')
  expect(error.message).toBe('Revision 0011 referenced from 0002 (versions/0002.ts) is not present')
  expect(error.hint).toBe('It is named in downRevision. Did you mean 0001?')
  expect(refused('a; b dep nope')).toMatch(/^MISSING_DEPENDENCY: Revision nope referenced from b is not present/)
  expect(refused('a label one; b < one')).toMatch(/^MISSING_PARENT: .* one is a branch label.* which is a\.$/)
})

test.each([
  ['a < a', 'CYCLE: Self-loop is detected in revisions (a)'],
  ['a dep a', 'CYCLE: Dependency self-loop is detected in revisions (a)'],
  ['b; c < b c', 'CYCLE: Self-loop is detected in revisions (c)'],
  ['a < c; b < a; c < b; d; e < d', 'CYCLE: Cycle is detected in revisions (a, b, c)'],
  // Those alone that go round: Alembic names d and e, which only follow, too.
  ['a < c; b < a; c < b; d < c; e < d', 'CYCLE: Cycle is detected in revisions (a, b, c)'],
  ['a dep c; b < a; c < b', 'CYCLE: Dependency cycle is detected in revisions (a, b, c)'],
  ['user dep user_foo; user_foo < user', 'CYCLE: Dependency cycle is detected in revisions (user, user_foo)'],
])('a history that leads back to itself is refused: %s', (text, expected) => {
  expect(refused(text)).toContain(`${expected} |`)
})

test('a cycle is told in the order in which it goes round', () => {
  expect(refused('a < c; b < a; c < b')).toMatch(
    /\b(a requires c requires b requires a|b requires a requires c requires b|c requires b requires a requires c)\./,
  )
})

test('labels and ids share one set of names', () => {
  expect(refused('a label x; b label x')).toContain(
    "DUPLICATE_LABEL: Branch name 'x' in revision b already used by revision a",
  )
  expect(refused('a label b; b')).toContain("DUPLICATE_LABEL: Branch name 'b' in revision a already used by revision b")
})

test.each([
  ['no-dashes', "Character(s) '-' not allowed in revision identifier 'no-dashes'"],
  ['no@at-signs', "Character(s) '-, @' not allowed in revision identifier 'no@at-signs'"],
  ['no:colons', "Character(s) ':' not allowed in revision identifier 'no:colons'"],
  ['no+plus', "Character(s) '+' not allowed in revision identifier 'no+plus'"],
  ['head', "'head' is not allowed as revision identifier"],
  ['', 'A revision identifier is empty'],
])('the id %j is refused', (id, message) => {
  const error = refusal(() => new RevisionGraph([revision(id, { path: 'versions/x.ts' })]))
  expect([error.code, error.message]).toEqual(['INVALID_REVISION_ID', `${message} (versions/x.ts)`])
})

test.each(['a@b', 'a:b', 'heads', ''])('the branch label %j is refused', (label) => {
  expect(refusal(() => new RevisionGraph([revision('r', { branchLabels: [label] })])).code).toBe('INVALID_BRANCH_LABEL')
})

test('history is ordered newest first, a branch at a time', () => {
  const order = (text: string): string =>
    graphOf(text)
      .ordered.map((each) => each.revision)
      .join(' ')
  expect(order('a; b1 < a; b2 < a; c < b1 b2; d < c')).toBe('d c b1 b2 a')
  expect(order('a; b1 < a; b2 < a; c1 < b1; d11 < c1; d12 < c1')).toBe('b2 d11 d12 c1 b1 a')
  expect(
    order(
      'base1; base2; base3; a1a < base1; a1b < base1; a2 < base2; a3 < base3; b1a < a1a; b1b < a1b; b2 < a2; b3 < a3; ' +
        'c2 < b2; d2 < c2; mergeb3d2 < b3 d2',
    ),
  ).toBe('b1a a1a b1b a1b base1 mergeb3d2 b3 a3 base3 d2 c2 b2 a2 base2')
})

test('the revisions are not needed in any order', () => {
  const text = 'd < c; c < b1 b2; b2 < a; a; b1 < a'
  expect(revisionsOf(text).map((each) => each.revision)).toEqual(['d', 'c', 'b2', 'a', 'b1'])
  expect(graphOf(text).heads).toEqual(['d'])
})
