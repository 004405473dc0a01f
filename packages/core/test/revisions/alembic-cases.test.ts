/**
 * The cases of Alembic's own tests of graphs and plans (test_revision, test_version_traversal, test_script_consumption),
 * as far as no other file here has them. Those of construction stand in construction.test.ts, of names in
 * identifiers.test.ts, of single plans in plans.test.ts; of printed scripts and end-to-end moves in the command line's
 * alembic-commands.test.ts, of names of script files in its directory.test.ts, of the version table in the dialect's tests.
 *
 * Only Python has: an id that is bytes (here a version row that is no text is refused when it is read), a key of the
 * revision map that belongs to another revision, files found under two names, `.pyc` sources, and the choice between
 * alembic.ini and pyproject.toml.
 *
 * Alembic iterates over the part of the graph between two ends. Here a range is that part with both ends, an upgrade is
 * it without what is applied, oldest first, and a downgrade is it with all dependents.
 */
import { describe, expect, test } from 'vitest'
import type { RevisionGraph } from '../../src/revisions/graph.js'
import { graphOf, outcome, refusal, visited } from './graphs.js'

const words = (text: string): string[] => text.split(' ').filter(Boolean)

const range = (graph: RevisionGraph, lower: string, upper: string, rows = ''): string =>
  graph
    .range(lower, upper, words(rows))
    .map((each) => each.revision)
    .join(' ')

describe('a line', () => {
  const line = graphOf('a; b < a; c < b')

  test('a revision on top of the head is the new head', () => {
    expect(line.heads).toEqual(['c'])
    expect(graphOf('a; b < a; c < b; d < c').heads).toEqual(['d'])
  })

  test('head is the one head, base is nothing', () => {
    expect(line.resolve('head')).toEqual(['c'])
    expect(line.resolve('base')).toEqual([])
  })

  test('a target that is named twice is one target', () => {
    expect(outcome(line.upgrade(['c', 'c'], ['a']), [])).toEqual(['b c', ['c']])
  })

  test.each([
    ['a', 'b', 'b a'],
    ['', 'b', 'b a'],
    ['a', '', 'c b a'],
    ['a', '+2', 'c b a'],
    ['-2', 'c', 'c b a'],
    ['-5', 'c', 'c b a'],
    ['b', '+9', 'c b'],
  ])('history %s:%s is %s', (lower, upper, expected) => {
    expect(range(line, lower, upper)).toBe(expected)
  })

  test('history current: begins where the database is, and with nothing applied is everything', () => {
    expect(range(line, 'current', '', 'b')).toBe('c b')
    expect(range(line, 'current', '', '')).toBe('c b a')
  })
})

describe('two heads', () => {
  const fork = graphOf('a; b < a; c1 < b; c2 < b')

  test('are both heads, and one that is built upon gives way to what is on it', () => {
    expect(fork.heads).toEqual(['c1', 'c2'])
    expect(graphOf('a; b < a; c1 < b; c2 < b; d1 < c1').heads).toEqual(['c2', 'd1'])
  })

  test('are what heads stands for, while head is refused', () => {
    expect(fork.resolve('heads')).toEqual(['c1', 'c2'])
    expect(refusal(() => fork.resolve('head'))).toMatchObject({
      code: 'MULTIPLE_HEADS',
      hint: 'The heads are c1, c2.',
    })
  })

  test('+1 from nothing goes to the base', () => {
    expect(outcome(fork.upgrade('+1', []), [])).toEqual(['a', ['a']])
  })
})

test('a diamond is walked one side after the other', () => {
  expect(range(graphOf('a; b1 < a; b2 < a; c < b1 b2; d < c'), 'a', 'd')).toBe('d c b1 b2 a')
})

test('a merge is on the branch of each of its sides', () => {
  const graph = graphOf('a; b < a; c1 < b label c1branch; c2 < b; d < c1 c2')
  expect(graph.resolve('c1branch@heads')).toEqual(['d'])
  expect(graph.labelsOf('d')).toEqual(['c1branch'])
  expect(outcome(graph.stamp(['c1branch@head'], ['c1', 'c2']), [])).toEqual(['d', ['d']])
})

describe('two labelled trees', () => {
  const forest = graphOf(
    'a label abranch; b < a; somelongername < b; c < somelongername; ' +
      'd; e < d label ebranch; someothername < e; f < someothername',
  )

  test.each([
    ['ebranch@base', 'heads', 'f someothername e d'],
    ['abranch@base', 'heads', 'c somelongername b a'],
    ['base', 'ebranch@head', 'f someothername e d'],
    ['ebranch@head', 'heads', 'f'],
    ['ebranch@d', 'heads', 'f someothername e d'],
    ['e@base', 'heads', 'f someothername e d'],
    ['ebranch@-2', 'heads', 'f someothername e'],
    ['base', 'ebranch@+2', 'e d'],
    ['somelongername@base', 'heads', 'c somelongername b a'],
  ])('history %s:%s is %s', (lower, upper, expected) => {
    expect(range(forest, lower, upper)).toBe(expected)
  })

  test('each has its base', () => {
    expect(forest.bases).toEqual(['a', 'd'])
  })

  test('the beginning of an id is looked for on the branch that is named', () => {
    expect(forest.resolve('abranch@some')).toEqual(['somelongername'])
    expect(forest.resolve('ebranch@some')).toEqual(['someothername'])
    expect(refusal(() => forest.resolve('some'))).toMatchObject({
      code: 'AMBIGUOUS_REVISION',
      message: "Multiple revisions start with 'some': 'somelongername', 'someothername'",
    })
    expect(refusal(() => forest.resolve('abranch@qprstuv'))).toMatchObject({ code: 'UNKNOWN_REVISION' })
  })
})

describe('branches of branches', () => {
  const graph = graphOf(
    'a; b1 < a; b2 < a; cb1 < b1; cb2 < b2; d1cb1 < cb1; d2cb1 < cb1; d1cb2 < cb2; d2cb2 < cb2; d3cb2 < cb2; ' +
      'd1d2cb2 < d1cb2 d2cb2',
  )

  test('the history of a merge leaves out what is beside it', () => {
    expect(range(graph, 'a', 'd1d2cb2')).toBe('d1d2cb2 d1cb2 d2cb2 cb2 b2 a')
  })

  test('several targets are reached together, what they share once', () => {
    const ids = visited(graph.upgrade(['d3cb2', 'cb1'], []))
    expect(ids.toSorted()).toEqual(words('a b1 b2 cb1 cb2 d3cb2'))
  })

  test('what does not follow the lower end is no part of the range', () => {
    expect(range(graph, 'b2', 'heads').split(' ').toSorted()).toEqual(words('b2 cb2 d1cb2 d1d2cb2 d2cb2 d3cb2'))
  })

  test.each([
    ['d1cb1', 'b1'],
    ['b1', 'd2cb2'],
    ['d1cb1', 'base'],
  ])('the range %s:%s is refused: its ends are not one above the other', (lower, upper) => {
    expect(refusal(() => graph.range(lower, upper))).toMatchObject({
      code: 'UNREACHABLE_TARGET',
      message: `Requested range ${lower}:${upper} does not refer to ancestor/descendant revisions along the same branch`,
    })
  })
})

describe('a branch that forks again, and a merge of one of its sides with the other branch', () => {
  const graph = graphOf(
    'a1; a2 < a1; a3 < a2; b1 < a3; b2 < a3; cb1 < b1; cb2 < b2; db1 < cb1; db2 < cb2; e1b1 < db1; e2b1 < db1; ' +
      'fe1b1 < e1b1; e2b2 < db2; merge < e2b1 e2b2',
  )

  test('an upgrade to the merge from one side runs all of the other', () => {
    const steps = graph.upgrade('merge', ['db1'])
    expect(visited(steps).toSorted()).toEqual(words('b2 cb2 db2 e2b1 e2b2 merge'))
    expect(steps.at(-1)!.to).toEqual(['merge'])
  })

  test('the whole history goes down one head after the other', () => {
    expect(range(graph, 'a1', 'heads')).toBe('fe1b1 e1b1 merge e2b1 db1 cb1 b1 e2b2 db2 cb2 b2 a3 a2 a1')
    expect(range(graph, 'b1', 'merge')).toBe('merge e2b1 db1 cb1 b1')
  })

  test('from both sides only what is above them is run', () => {
    const steps = graph.upgrade(['merge', 'fe1b1'], ['cb1', 'cb2'])
    expect(visited(steps).toSorted()).toEqual(words('db1 db2 e1b1 e2b1 e2b2 fe1b1 merge'))
    expect(steps.at(-1)!.to).toEqual(['fe1b1', 'merge'])
  })

  test('targets of which one implies another are reached together, where Alembic refuses them', () => {
    const steps = graph.upgrade(['db1', 'b2', 'fe1b1'], [])
    expect(visited(steps).toSorted()).toEqual(words('a1 a2 a3 b1 b2 cb1 db1 e1b1 fe1b1'))
    expect(steps.at(-1)!.to).toEqual(['b2', 'fe1b1'])
  })

  test('rows of which one implies another are refused, naming both and the way out', () => {
    expect(refusal(() => graph.upgrade('merge', ['db1', 'b2', 'fe1b1']))).toMatchObject({
      code: 'OVERLAPPING_HEADS',
      message: 'Requested revision fe1b1 overlaps with other requested revisions db1',
      hint: expect.stringContaining('stamp fe1b1'),
    })
  })
})

test('heads of three trees, two of them merged, are reached from a revision of one of them', () => {
  const graph = graphOf(
    'base1; base2; base3; a1a < base1; a1b < base1; a2 < base2; a3 < base3; b1a < a1a; b1b < a1b; b2 < a2; b3 < a3; ' +
      'c2 < b2; d2 < c2; mergeb3d2 < b3 d2',
  )
  expect(range(graph, 'c2', 'heads')).toBe('mergeb3d2 d2 c2')
  const steps = graph.upgrade('heads', ['c2'])
  expect(visited(steps).toReversed().join(' ')).toBe('b1a a1a b1b a1b base1 mergeb3d2 b3 a3 base3 d2')
  expect(steps.at(-1)!.to).toEqual(['b1a', 'b1b', 'mergeb3d2'])
  expect(refusal(() => graph.upgrade('c2', ['a2', 'b2'])).message).toBe(
    'Requested revision b2 overlaps with other requested revisions a2',
  )
})

describe('dependencies between trees', () => {
  const graph = graphOf(
    'base1 label b_1; a1a < base1; a1b < base1; b1a < a1a; b1b < a1b dep a3; ' +
      'base2 label b_2; a2 < base2; b2 < a2; c2 < b2 dep a3; d2 < c2; base3 label b_3; a3 < base3; b3 < a3',
  )

  test('a dependency of another tree covers no head', () => {
    expect(graph.heads).toEqual(['b1a', 'b1b', 'd2', 'b3'])
  })

  test('an upgrade of one tree brings along what it depends on, the downgrade leaves that applied', () => {
    const up = graph.upgrade('b_2@head', [])
    expect(visited(up).toSorted()).toEqual(words('a2 a3 b2 base2 base3 c2 d2'))
    expect(outcome(graph.downgrade('b_2@base', ['d2']), [])).toEqual(['d2 c2 b2 a2 base2', ['a3']])
  })

  test('a downgrade of a tree takes back its dependents first', () => {
    const [steps, rows] = outcome(graph.downgrade('b_3@base', graph.realHeads), [])
    expect(words(steps).toSorted()).toEqual(words('a3 b1b b3 base3 c2 d2'))
    expect(words(steps).indexOf('a3')).toBeGreaterThan(Math.max(...['b1b', 'c2'].map((id) => words(steps).indexOf(id))))
    expect(rows).toEqual(['a1b', 'b1a', 'b2'])
  })

  test('a range between trees is refused', () => {
    expect(refusal(() => graph.range('d2', 'b3')).code).toBe('UNREACHABLE_TARGET')
  })

  test('label@-1 takes back dependents of other trees too', () => {
    const pair = graphOf('y1 label y; x1 label x; y2 < y1 dep x1; x2 < x1')
    expect(visited(pair.downgrade('x@-1', ['x2', 'y2']))).toEqual(['x2'])
    expect(visited(pair.downgrade('x@-1', ['x1', 'y2']))).toEqual(['y2', 'x1'])
    expect(visited(pair.downgrade('x@-1', ['y2']))).toEqual(['y2', 'x1'])
  })

  test('a dependency may be a label, and a dependency on a parent changes nothing', () => {
    const labelled = graphOf('a1; b1 < a1; c1 < b1 label c1lib; a2; b2 < a2; c2 < b2 dep c1lib')
    const [steps, rows] = outcome(labelled.upgrade('c2', ['a2']), [])
    expect([words(steps).toSorted(), rows]).toEqual([words('a1 b1 b2 c1 c2'), ['c2']])
    const twice = graphOf('a1; a2 < a1 dep a1')
    expect(outcome(twice.upgrade('a2', []), [])).toEqual(['a1 a2', ['a2']])
    expect(outcome(twice.downgrade('a1', ['a2']), [])).toEqual(['a2', ['a1']])
  })

  test('real heads are the heads that no dependency covers', () => {
    const tiers = graphOf(
      'q1; q2 < q1; q3 < q2; q4 < q3 dep t3; q5 < q4; a1; a2 < a1; a3 < a2; a4 < a3; t1; t2 < t1; t3 < t2',
    )
    expect(tiers.heads).toEqual(['q5', 'a4', 't3'])
    expect(tiers.realHeads).toEqual(['q5', 'a4'])
  })
})

test('two merges of the same three branches each hold a row, and going on takes each its own way', () => {
  const graph = graphOf('a; b1 < a; b2 < a; b3 < a; c1 < b1 b2 b3; c2 < b1 b2 b3; d1 < c1; d2 < c2')
  let rows: readonly string[] = ['a']
  const after: string[] = []
  for (const target of words('b3 b1 b2 c2 d2 c1 d1')) {
    const steps = graph.upgrade(target, rows)
    expect(visited(steps)).toEqual([target])
    rows = steps[0]!.to
    after.push(rows.join(','))
  }
  expect(after).toEqual(['b3', 'b1,b3', 'b1,b2,b3', 'c2', 'd2', 'c1,d2', 'd1,d2'])
})

test('stamping the heads of several trees adds a row for each, and none when they are there', () => {
  const forest = graphOf('a1; b1 < a1; a2; b2 < a2')
  expect(outcome(forest.stamp(['heads'], []), [])).toEqual(['b1 b2', ['b1', 'b2']])
  expect(forest.stamp(['heads'], ['b1', 'b2'])).toEqual([])
  expect(forest.stamp(['b1', 'b2'], ['b2', 'b1'])).toEqual([])
})

describe('going one down from several rows', () => {
  const graph = graphOf('a; b < a; c1 < b label c1branch; c2 < b label c2branch; d1 < c1; d2 < c2')

  test.each(['d2 d1', 'd1 d2', 'c2 d1'])('is refused from %s, whichever row stands first', (rows) => {
    const error = refusal(() => graph.downgrade('-1', words(rows)))
    expect(error.code).toBe('AMBIGUOUS_WALK')
    for (const row of words(rows)) expect(error.message).toContain(row)
  })

  test('is one step when a branch, a revision or a target says which', () => {
    expect(outcome(graph.downgrade('d2-1', ['d1', 'd2']), [])).toEqual(['d2', ['c2', 'd1']])
    expect(outcome(graph.downgrade('c2branch@-1', ['d1', 'd2']), [])).toEqual(['d2', ['c2', 'd1']])
    expect(outcome(graph.downgrade('c2', ['d1', 'd2']), [])).toEqual(['d2', ['c2', 'd1']])
    expect(outcome(graph.downgrade('c2@-1', ['c2', 'd1']), [])).toEqual(['c2', ['d1']])
  })
})
