import { expect, test } from 'vitest'
import { MigrateError } from '../../src/errors.js'
import { graphOf, refusal, rowsAfter } from './graphs.js'

const forest = graphOf(
  'a label abranch; b < a; somelongername < b; c < somelongername; ' +
    'd; e < d label ebranch; someothername < e; f < someothername',
)
const branches = graphOf('a; b < a; c1 < b label c1branch; d1 < c1; c2 < b label c2branch; d2 < c2')

test.each([
  ['a', 'a'],
  ['somel', 'somelongername'],
  ['abranch', 'a'],
  ['abr', 'a'],
  ['heads', 'c f'],
  ['base', ''],
  ['abranch@head', 'c'],
  ['ebranch@heads', 'f'],
  ['ebranch@base', ''],
  ['ebranch@some', 'someothername'],
  ['abranch@some', 'somelongername'],
  ['ebranch@ebranch', 'e'],
  ['e@d', 'd'],
  ['someoth@d', 'd'],
  ['someoth@head', 'f'],
  ['ebranch@head-2', 'e'],
  ['ebranch@base+3', 'someothername'],
  ['ebranch@+2', 'e'],
  ['b+1', 'somelongername'],
  ['f-3', 'd'],
  ['f-4', ''],
])('%s stands for: %s', (identifier, expected) => {
  expect(forest.resolve(identifier).join(' ')).toBe(expected)
})

test.each([
  ['current', 'd2 c1', 'c1 d2'],
  ['c2branch@current', 'd2 c1', 'd2'],
  ['c2branch@-1', 'd2 c1', 'c2'],
  ['c1branch@+1', 'd2 c1', 'd1'],
  ['c2branch@+1', 'c1', 'c2'],
  ['c2branch@+2', '', 'b'],
  ['+1', '', 'a'],
  ['-1', 'c1', 'b'],
  ['+1', 'c1', 'd1'],
])('%s from the rows %j stands for: %s', (identifier, rows, expected) => {
  expect(branches.resolve(identifier, rows.split(' ').filter(Boolean)).join(' ')).toBe(expected)
})

/** Two branches on b, and the rows after the command; `-` where it is refused. */
test.each([
  // identifier, what it names, rows, upgrade to it gives, downgrade to it gives
  ['an id', 'c1', 'd2', 'c1 d2', '-'],
  ['the beginning of an id', 'aaa', '', 'aaa1', '-'],
  ['head, where there are several', 'head', 'b', '-', '-'],
  ['heads', 'heads', 'b', 'aaa1 d1 d2', '-'],
  ['base', 'base', 'd1 d2', 'd1 d2', ''],
  ['+N', '+1', 'a', 'b', '-'],
  ['-N', '-1', 'd1', '-', 'c1'],
  ['-N from several rows', '-1', 'd1 d2', '-', '-'],
  ['REV+N', 'b+1', '', '-', '-'],
  ['REV+N, where it is clear', 'c1+1', 'b', 'd1', '-'],
  ['REV-N', 'd1-1', 'd1 d2', 'd1 d2', 'c1 d2'],
  ['label', 'one', '', 'c1', '-'],
  ['label, of what is applied', 'one', 'd1', 'd1', 'c1'],
  ['label@head', 'one@head', 'd2', 'd1 d2', '-'],
  ['label@heads', 'one@heads', 'd2', 'd1 d2', '-'],
  ['label@base', 'one@base', 'aaa1 d1', 'aaa1 d1', 'aaa1'],
  ['label@+N', 'one@+1', 'c1 d2', 'd1 d2', '-'],
  ['label@-N', 'one@-1', 'd1 d2', '-', 'c1 d2'],
  ['label@REV', 'one@b', 'd1 d2', 'd1 d2', 'd2'],
  ['label@head-N', 'one@head-1', 'b', 'c1', '-'],
  ['label@base+N', 'one@base+3', '', 'c1', '-'],
  ['a revision as label', 'd1@b', 'd1 d2', 'd1 d2', 'd2'],
  ['the beginning of a revision as label', 'aa@head', '', 'aaa1', '-'],
  ['current', 'current', 'c1', 'c1', 'c1'],
])('%s: upgrade and downgrade to %s from {%s} leave {%s} and {%s}', (_, identifier, rows, up, down) => {
  const graph = graphOf('a; b < a; c1 < b label one; d1 < c1; c2 < b label two; d2 < c2; aaa1')
  const current = rows.split(' ').filter(Boolean)
  const after = (command: 'upgrade' | 'downgrade'): string => {
    try {
      return rowsAfter(graph[command](identifier, current), current).join(' ')
    } catch (error) {
      expect(error).toBeInstanceOf(MigrateError)
      expect((error as MigrateError).hint).toBeTruthy()
      return '-'
    }
  }
  expect([after('upgrade'), after('downgrade')]).toEqual([up, down])
})

test('a branch that only a dependency has begun goes on from there', () => {
  const graph = graphOf('x1 label x; x2 < x1; x3 < x2; y dep x2')
  expect(graph.resolve('x@+1', ['y'])).toEqual(['x3'])
  expect(graph.resolve('x@-1', ['y'])).toEqual(['x1'])
})

test('an id of which no other begins the same may be cut anywhere, however short', () => {
  const graph = graphOf('abc; abd; xy label abranch')
  expect(graph.resolve('abc')).toEqual(['abc'])
  expect(graph.resolve('x')).toEqual(['xy'])
  expect(refusal(() => graph.resolve('ab'))).toMatchObject({
    code: 'AMBIGUOUS_REVISION',
    message: "Multiple revisions start with 'ab': 'abc', 'abd'",
  })
})

test('a label may have a dash, and end like a step', () => {
  const graph = graphOf('a label my-shop-2; b < a')
  expect(graph.resolve('my-shop-2')).toEqual(['a'])
  expect(graph.resolve('my-shop-2+1')).toEqual(['b'])
  expect(graph.resolve('my-shop-2@head')).toEqual(['b'])
})

test.each([
  ['nope', 'UNKNOWN_REVISION', "Can't locate revision identified by 'nope'"],
  ['', 'UNKNOWN_REVISION', "Can't locate revision identified by ''"],
  ['abc+1zzz', 'UNKNOWN_REVISION', "Can't locate revision identified by 'abc+1zzz'"],
  ['ebranch@sos', 'UNKNOWN_REVISION', "Can't locate revision identified by 'ebranch@sos'"],
  ['head', 'MULTIPLE_HEADS', "Multiple head revisions are present for given argument 'head'; please specify"],
  ['heads-1', 'MULTIPLE_HEADS', "Multiple head revisions are present for given argument 'heads-1'; please specify"],
  ['f+1', 'UNREACHABLE_TARGET', "Relative revision +1 didn't produce 1 migrations"],
  ['f-5', 'UNREACHABLE_TARGET', "Relative revision -5 didn't produce 5 migrations"],
  ['base-1', 'UNREACHABLE_TARGET', "Relative revision -1 didn't produce 1 migrations"],
  ['-1', 'UNREACHABLE_TARGET', "Relative revision -1 didn't produce 1 migrations"],
  ['base+1', 'AMBIGUOUS_WALK', 'Ambiguous walk up from base'],
])('%j is refused as %s', (identifier, code, message) => {
  const error = refusal(() => forest.resolve(identifier))
  expect(error.code).toBe(code)
  expect(error.message.startsWith(message)).toBe(true)
  expect(error.hint).toBeTruthy()
})

test('hints say what is wrong more precisely than the message', () => {
  const hint = (identifier: string): string | null => refusal(() => forest.resolve(identifier)).hint
  expect(hint('somelongernamr')).toBe('Did you mean somelongername or someothername?')
  expect(hint('ebranhc')).toBe('Did you mean ebranch or abranch?')
  expect(['hed', 'HEAD', 'haeds', 'ebranch@bas', 'curent'].map(hint)).toEqual([
    'Did you mean head?',
    'Did you mean head or heads?',
    'Did you mean heads?',
    'Did you mean base?',
    'Did you mean current?',
  ])
  expect(hint('x@d')).toContain("No such branch: 'x'.")
  expect(hint('ebranch@b')).toBe("Revision b is not a member of branch 'ebranch'.")
  expect(hint('head')).toBe('The heads are c, f.')
  expect(hint('base+1')).toContain('It can go to a, d.')
})

test('a version row that no revision has is an error of its own, naming the rows', () => {
  const error = refusal(() => branches.resolve('head', ['d1', 'gone']))
  expect(error.code).toBe('UNKNOWN_DATABASE_REVISION')
  expect(error.message).toBe("Can't locate revision identified by 'gone', a version row of the database")
  expect(refusal(() => branches.upgrade('d1', ['d'])).code).toBe('UNKNOWN_DATABASE_REVISION')
  expect(branches.known(['d2', 'c1', 'c1'])).toEqual(['c1', 'd2'])
})

test('asking of a revision that is not there is refused', () => {
  expect(refusal(() => branches.isHead('d3'))).toMatchObject({
    code: 'UNKNOWN_REVISION',
    hint: 'Did you mean d1 or d2?',
  })
})

test.each([
  ['a', 'c', 'c somelongername b a'],
  ['', 'b', 'b a'],
  ['c', '', 'c'],
  ['a', '+2', 'somelongername b a'],
  ['-1', 'c', 'c somelongername'],
  ['-9', 'c', 'c somelongername b a'],
  ['ebranch@base', 'heads', 'f someothername e d'],
  ['ebranch@-2', 'heads', 'f someothername e'],
  ['ebranch@d', '', 'f someothername e d'],
  ['e@base', '', 'f someothername e d'],
  ['base', 'ebranch@+2', 'e d'],
  ['ebranch@head', '', 'f'],
  ['current', '', 'c somelongername b'],
  ['', 'current', 'b a'],
])('the range %s:%s is %s', (lower, upper, expected) => {
  const ids = forest.range(lower, upper, ['b']).map((revision) => revision.revision)
  expect(ids.join(' ')).toBe(expected)
})

test('a range from base of the database is the whole history', () => {
  expect(forest.range('current', 'heads', [])).toEqual(forest.ordered)
  expect(forest.range('base', 'current', [])).toEqual([])
})

test('a range backwards, or between branches, is refused', () => {
  for (const [lower, upper] of [
    ['c', 'a'],
    ['a', 'f'],
  ] as const) {
    const error = refusal(() => forest.range(lower, upper))
    expect(error.code).toBe('UNREACHABLE_TARGET')
    expect(error.message).toBe(
      `Requested range ${lower}:${upper} does not refer to ancestor/descendant revisions along the same branch`,
    )
  }
})
