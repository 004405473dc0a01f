import { expect, test } from 'vitest'
import { graphOf, outcome, refusal } from './graphs.js'

const rows = (text: string): string[] => text.split(' ').filter(Boolean)

const graphs = {
  line: graphOf('a; b < a; c < b; d < c; e < d'),
  branches: graphOf('a; b < a; c1 < b label c1branch; c2 < b label c2branch; d1 < c1; d2 < c2'),
  crossed: graphOf('a; b < a; c1 < b label c1branch; c2 < b label c2branch; d1 < c1; d2 < c2 dep c1'),
  trees: graphOf('a1; b1 < a1; c1 < b1; a2; b2 < a2; c2 < b2; d2 < c2; d1 < c1 c2'),
  three: graphOf('a1; b1 < a1; c1 < b1; a2; b2 < a2; c2 < b2; a3; b3 < a3; c3 < b3; d1 < c1 c2 c3; d2 < c2; d3 < c3'),
  merge: graphOf('a; b < a; c1 < b; d1 < c1; c2 < b label c2branch; d2 < c2; e < d1 d2; f < e'),
  depends: graphOf('a1 label lib1; b1 < a1; c1 < b1; d1 < c1; e1 < d1; a2; b2 < a2; c2 < b2 dep c1; d2 < c2'),
  implied: graphOf(
    'a1; a2; a3; amerge < a1 a2 a3; b1; b2; bmerge < b1 b2; c1; c2; c3; cmerge < c1 c2 c3; d1 dep a3 b2 c1',
  ),
  pair: graphOf('a1; a2 < a1; a3 < a2 dep b1; b1; b2 < b1 dep a2; b3 < b2'),
  repeated: graphOf('a1; a2 < a1; a3 < a2; b1; b2 < b1 dep a3; b3 < b2; b4 < b3 dep a3; b5 < b4 dep b4'),
  rootDep: graphOf('a1; b1 dep a1; bmerge < a1 b1'),
  xy: graphOf('y1 label y; x1 label x; y2 < y1 dep x1; x2 < x1'),
}
type Name = keyof typeof graphs

test.each<[Name, string, string, string, string]>([
  ['line', 'e', 'c', 'd e', 'e'],
  ['line', '+2', 'a', 'b c', 'c'],
  ['line', 'b+2', 'a', 'b c d', 'd'],
  ['line', 'd-2', 'a', 'b', 'b'],
  ['line', 'b', 'c', '', 'c'],
  ['line', 'base', 'c', '', 'c'],
  ['line', 'current', 'c', '', 'c'],
  ['branches', 'heads', 'a', 'b c2 d2 c1 d1', 'd1 d2'],
  ['branches', 'c2branch@head-1', 'b', 'c2', 'c2'],
  ['branches', 'c2branch@+1', 'c1', 'c2', 'c1 c2'],
  ['branches', 'c2branch@+1', 'c1 c2', 'd2', 'c1 d2'],
  ['branches', 'base+1', '', 'a', 'a'],
  ['trees', 'd1', 'd2 b1', 'c1 d1', 'd1 d2'],
  ['three', 'd1', 'd3 b2 b1', 'c2 c1 d1', 'd1 d3'],
  ['three', 'd2', 'd3 d1', 'd2', 'd1 d2 d3'],
  ['merge', 'f', 'b', 'c2 d2 c1 d1 e f', 'f'],
  ['depends', 'c2', 'a2', 'a1 b1 c1 b2 c2', 'c2'],
  ['rootDep', 'b1', 'a1', 'b1', 'b1'],
  ['rootDep', 'bmerge', 'b1', 'bmerge', 'bmerge'],
])('%s: upgrade %s from {%s}: %s → {%s}', (name, target, current, steps, after) => {
  expect(outcome(graphs[name].upgrade(target, rows(current)), rows(current))).toEqual([steps, rows(after)])
})

test.each<[Name, string, string, string, string]>([
  ['line', 'c', 'e', 'e d', 'c'],
  ['line', '-1', 'c', 'c', 'b'],
  ['line', 'a+2', 'd', 'd', 'c'],
  ['line', 'c-2', 'd', 'd c b', 'a'],
  ['line', 'base', 'c', 'c b a', ''],
  ['line', 'a', 'a', '', 'a'],
  ['line', 'head', 'e', '', 'e'],
  ['line', 'base', '', '', ''],
  ['branches', 'a', 'd1 d2', 'd1 c1 d2 c2 b', 'a'],
  ['branches', 'base+2', 'd2 d1', 'd1 c1 d2 c2', 'b'],
  ['branches', 'c2branch@base+2', 'd2 d1', 'd2 c2', 'd1'],
  ['branches', 'c2branch@base+3', 'd2 d1', 'd2', 'c2 d1'],
  ['branches', 'c1branch@-1', 'd1 d2', 'd1', 'c1 d2'],
  ['branches', 'd2-1', 'd2 c1', 'd2', 'c1 c2'],
  ['branches', 'c1branch@b', 'c1 d2', 'c1', 'd2'],
  ['branches', 'c2@b', 'c1 d2', 'd2 c2', 'c1'],
  ['branches', 'd1@b', 'd1 d2', 'd1 c1', 'd2'],
  ['trees', 'b1', 'd2 d1', 'd1 c1', 'b1 d2'],
  ['merge', 'b', 'f', 'f e d1 c1 d2 c2', 'b'],
  ['depends', 'c1', 'c2 d1', 'd1', 'c2'],
  ['implied', 'b2', 'amerge bmerge cmerge d1', 'bmerge', 'amerge b1 cmerge d1'],
  ['implied', 'd1@base', 'amerge d1 b1 cmerge', 'd1', 'amerge b1 b2 cmerge'],
  ['pair', 'b1', 'a3 b2', 'b2', 'a3'],
  ['repeated', 'a2', 'b5', 'b5 b4 b3 b2 a3', 'a2 b1'],
  ['repeated', 'b3', 'b4', 'b4', 'b3'],
  ['rootDep', 'a1', 'bmerge', 'bmerge', 'b1'],
  ['rootDep', 'b1', 'bmerge', 'bmerge', 'b1'],
  ['crossed', 'c2branch@b', 'd1 d2', 'd2 c2', 'd1'],
  ['crossed', 'c1branch@b', 'd1 d2', 'd1 d2 c1', 'c2'],
  ['xy', 'x@-1', 'x2 y2', 'x2', 'y2'],
  ['xy', 'x@base', 'y2', 'y2 x1', 'y1'],
  ['xy', 'x@-1', 'y2', 'y2 x1', 'y1'],
])('%s: downgrade %s from {%s}: %s → {%s}', (name, target, current, steps, after) => {
  expect(outcome(graphs[name].downgrade(target, rows(current)), rows(current))).toEqual([steps, rows(after)])
})

test('going down, a branch chooses among what follows the target, and says nothing where there is no choice', () => {
  const { branches, line } = graphs
  expect(outcome(branches.downgrade('c1branch@c2', ['d1', 'd2']), [])).toEqual(['d2', ['c2', 'd1']])
  expect(branches.downgrade('c1branch@d2', ['d1', 'd2'])).toEqual([])
  expect(line.downgrade('nobranch@head', ['e'])).toEqual([])
  const forked = graphOf('a; b < a; c1 < b; c2 < b; x label other')
  expect(refusal(() => forked.downgrade('other@b', ['c1', 'c2', 'x'])).code).toBe('UNKNOWN_REVISION')
})

test('each step says all rows before and after it', () => {
  const steps = graphs.merge.upgrade('e', ['b'])
  expect(steps.map(({ direction, from, to }) => `${direction} ${from} > ${to}`)).toEqual([
    'upgrade b > c2',
    'upgrade c2 > d2',
    'upgrade d2 > c1,d2',
    'upgrade c1,d2 > d1,d2',
    'upgrade d1,d2 > e',
  ])
})

test.each<[Name, string, string, string, RegExp]>([
  ['line', '-2', 'c', 'UNREACHABLE_TARGET', /^Relative revision -2 didn't produce 2 migrations$/],
  ['line', '+5', 'b', 'UNREACHABLE_TARGET', /^Relative revision \+5 didn't produce 5 migrations$/],
  ['line', '+0', 'b', 'UNREACHABLE_TARGET', /^Relative revision \+0 /],
  ['line', 'nope', 'b', 'UNKNOWN_REVISION', /^Can't locate revision identified by 'nope'$/],
  ['branches', 'head', 'b', 'MULTIPLE_HEADS', /^Multiple head revisions are present for given argument 'head'; /],
  ['branches', '+1', 'c1 c2', 'AMBIGUOUS_WALK', /^Ambiguous upgrade from multiple current revisions$/],
  ['branches', '+1', 'b', 'AMBIGUOUS_WALK', /^Ambiguous walk up from b$/],
  [
    'branches',
    'heads',
    'd1 b',
    'OVERLAPPING_HEADS',
    /^Requested revision d1 overlaps with other requested revisions b$/,
  ],
  [
    'depends',
    'heads',
    'c2 b1',
    'OVERLAPPING_HEADS',
    /^Requested revision c2 overlaps with other requested revisions b1$/,
  ],
  [
    'line',
    'e',
    'gone',
    'UNKNOWN_DATABASE_REVISION',
    /^Can't locate revision identified by 'gone', a version row of the database$/,
  ],
])('%s: upgrade %s from {%s} is refused as %s', (name, target, current, code, message) => {
  const error = refusal(() => graphs[name].upgrade(target, rows(current)))
  expect(error.code).toBe(code)
  expect(error.message).toMatch(message)
})

test.each<[Name, string, string, string, RegExp]>([
  ['line', '+1', 'b', 'UNREACHABLE_TARGET', /^Relative revision \+1 didn't produce 1 migrations$/],
  ['line', '-1', '', 'UNREACHABLE_TARGET', /^Relative revision -1 didn't produce 1 migrations$/],
  ['line', 'c', 'b', 'UNREACHABLE_TARGET', /^Destination c is not a valid downgrade target from current head\(s\)$/],
  ['line', 'b', '', 'UNREACHABLE_TARGET', /^Destination b is not a valid downgrade target/],
  ['branches', 'd2', 'd1', 'UNREACHABLE_TARGET', /^Destination d2 is not a valid downgrade target/],
  ['depends', 'c1', 'c2', 'UNREACHABLE_TARGET', /^Destination c1 is not a valid downgrade target/],
  ['branches', 'heads', 'd1 d2', 'MULTIPLE_HEADS', /^Multiple head revisions are present for given argument 'heads'/],
  ['merge', '-1', 'e', 'AMBIGUOUS_WALK', /^Ambiguous walk down from e$/],
  ['branches', 'nobranch@b', 'd1', 'UNKNOWN_REVISION', /^Can't locate revision identified by 'nobranch@b'$/],
  ['line', 'nobranch@d', 'e', 'UNKNOWN_REVISION', /^Can't locate revision identified by 'nobranch@d'$/],
  ['line', 'nobranch@e', 'd', 'UNREACHABLE_TARGET', /^Destination nobranch@e is not a valid downgrade target/],
])('%s: downgrade %s from {%s} is refused as %s', (name, target, current, code, message) => {
  const error = refusal(() => graphs[name].downgrade(target, rows(current)))
  expect(error.code).toBe(code)
  expect(error.message).toMatch(message)
})

test('going one down from several heads is refused naming them, and the hint works', () => {
  const error = refusal(() => graphs.branches.downgrade('-1', ['d2', 'd1']))
  expect(error.code).toBe('AMBIGUOUS_WALK')
  expect(error.message).toBe('Ambiguous downgrade -1 from multiple current revisions d1, d2')
  expect(error.hint).toBe('Name the branch: d1@-1.')
  expect(outcome(graphs.branches.downgrade('d1@-1', ['d2', 'd1']), [])).toEqual(['d1', ['c1', 'd2']])
})

test('rows that overlap can be taken down to base', () => {
  expect(outcome(graphs.line.downgrade('base', ['c', 'b']), [])).toEqual(['c b a', []])
})

test.each<[Name, string, string, string, string]>([
  ['line', 'base', 'd', 'd', ''],
  ['line', 'b', 'd', 'b', 'b'],
  ['line', 'd', '', 'd', 'd'],
  ['line', 'd', 'd', '', 'd'],
  ['branches', 'b', 'd1 c2', 'b', 'b'],
  ['branches', 'c1branch@base', 'd1 c2', 'd1', 'c2'],
  ['branches', 'c2branch@head', 'd1 c2', 'd2', 'd1 d2'],
  ['branches', 'c1 c2', 'b', 'c1 c2', 'c1 c2'],
  ['branches', 'd1 d2', 'd1 c2', 'd2', 'd1 d2'],
  ['depends', 'b1', 'e1 c2', 'b1', 'b1'],
  ['merge', 'c2', 'e', 'c2', 'c2'],
  ['merge', 'e', 'd1 c2', 'e', 'e'],
  ['merge', 'c2branch@head', 'd1 c2', 'f', 'f'],
  ['merge', 'c1 c2', 'f', 'c1 c2', 'c1 c2'],
  ['xy', 'x2 y1', '', 'x2 y1', 'x2 y1'],
])('%s: stamp %s from {%s}: %s → {%s}', (name, targets, current, steps, after) => {
  expect(outcome(graphs[name].stamp(rows(targets), rows(current)), rows(current))).toEqual([steps, rows(after)])
})

test('the one word heads forgets the heads that are rows already when another one moves, as with Alembic; the heads one by one forget none', () => {
  const { branches } = graphs
  expect(outcome(branches.stamp(['heads'], ['d1', 'c2']), [])).toEqual(['d1 d2', ['d2']])
  expect(outcome(branches.stamp(branches.realHeads, ['d1', 'c2']), [])).toEqual(['d2', ['d1', 'd2']])
  expect(outcome(branches.stamp(['heads'], ['c1', 'c2']), [])).toEqual(['d1 d2', ['d1', 'd2']])
  expect(outcome(branches.stamp(['heads'], ['d1']), [])).toEqual(['d2', ['d1', 'd2']])
})

test('stamps are refused for several heads, for a target that implies another, and from a row that is not known', () => {
  const { branches, line } = graphs
  expect(refusal(() => branches.stamp(['head'], []))).toMatchObject({
    code: 'MULTIPLE_HEADS',
    message: 'Multiple heads are present; please specify a single target revision',
  })
  expect(refusal(() => line.stamp(['a', 'c'], [])).code).toBe('OVERLAPPING_HEADS')
  expect(refusal(() => line.stamp(['a'], ['gone'])).code).toBe('UNKNOWN_DATABASE_REVISION')
})
