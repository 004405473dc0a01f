import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RevisionGraph } from '../../src/revisions/graph.js'
import type { Revision, Step } from '../../src/revisions/revision.js'
import { anyGraphAndIds, anyRevisions, rowsAfter, visited } from './graphs.js'

const runs = { numRuns: 400 }

/** What each revision requires, straight from its own words. */
const requires = ({ downRevision, dependsOn }: Revision): string[] => [...downRevision, ...dependsOn]

/** The real heads of a set, by their definition. */
const realHeadsOf = (revisions: readonly Revision[], applied: ReadonlySet<string>): string[] => {
  const below = new Set(revisions.filter((each) => applied.has(each.revision)).flatMap(requires))
  return [...applied].filter((id) => !below.has(id)).sort()
}

/** Takes the steps one by one, and fails for one that is not possible or leaves other rows than it should. */
const take = (revisions: readonly Revision[], applied: Set<string>, steps: readonly Step[]): void => {
  for (const { direction, revision, from, to } of steps) {
    expect(from).toEqual(realHeadsOf(revisions, applied))
    if (direction === 'upgrade') {
      expect(applied).not.toContain(revision.revision)
      for (const id of requires(revision)) expect(applied).toContain(id)
      applied.add(revision.revision)
    } else {
      expect(applied).toContain(revision.revision)
      applied.delete(revision.revision)
      for (const each of revisions)
        if (applied.has(each.revision)) expect(requires(each)).not.toContain(revision.revision)
    }
    expect(to).toEqual(realHeadsOf(revisions, applied))
  }
}

test('after each step of an upgrade the rows are the real heads of what is applied, and what it requires came first', () => {
  fc.assert(
    fc.property(anyGraphAndIds, ({ graph, revisions, ids }) => {
      const applied = new Set<string>()
      take(revisions, applied, graph.upgrade(ids, []))
      for (const id of ids) expect(applied).toContain(id)
      take(revisions, applied, graph.upgrade('heads', realHeadsOf(revisions, applied)))
      expect(applied.size).toBe(revisions.length)
    }),
    runs,
  )
})

test('an upgrade applies the targets and what they require, nothing else', () => {
  fc.assert(
    fc.property(anyGraphAndIds, ({ graph, ids }) => {
      const wanted = new Set(ids.flatMap((id) => [id, ...graph.ancestors(id)]))
      expect(new Set(visited(graph.upgrade(ids, [])))).toEqual(wanted)
    }),
    runs,
  )
})

test('after each step of a downgrade the rows are the real heads of what is applied', () => {
  fc.assert(
    fc.property(anyGraphAndIds, fc.nat(), ({ graph, revisions, ids }, pick) => {
      const rows = rowsAfter(graph.upgrade(ids, []), [])
      const applied = graph.applied(rows)
      const targets = ['base', ...applied].filter((id) => canGoDownTo(graph, id, rows))
      const target = targets[pick % targets.length]!
      const steps = graph.downgrade(target, rows)
      take(revisions, applied, steps)
      if (target === 'base') expect(applied.size).toBe(0)
      else expect(applied).toContain(target)
      for (const step of steps)
        if (target !== 'base') expect(graph.descendants(target)).toContain(step.revision.revision)
      for (const child of target === 'base' ? graph.bases : graph.childrenOf(target))
        expect(applied).not.toContain(child)
    }),
    runs,
  )
})

/** A revision that is applied only because others depend on it has nothing above it to take back. */
const canGoDownTo = (graph: RevisionGraph, id: string, rows: readonly string[]): boolean =>
  id === 'base' || rows.includes(id) || graph.childrenOf(id).some((child) => graph.isApplied(child, rows))

test('an upgrade and the downgrade to base visit the same revisions, backwards, through the same rows', () => {
  fc.assert(
    fc.property(anyGraphAndIds, ({ graph, ids }) => {
      const up = graph.upgrade(ids, [])
      const down = graph.downgrade('base', rowsAfter(up, []))
      expect(visited(down)).toEqual(visited(up).reverse())
      expect(down.map((step) => [step.to, step.from])).toEqual(up.map((step) => [step.from, step.to]).reverse())
    }),
    runs,
  )
})

test('each step of an upgrade from any rows can be undone to exactly the rows before it', () => {
  fc.assert(
    fc.property(anyGraphAndIds, fc.nat(), ({ graph, revisions, ids }, pick) => {
      const before = rowsAfter(graph.upgrade(ids, []), [])
      const target = revisions[pick % revisions.length]!.revision
      const up = graph.upgrade(target, before)
      let rows = rowsAfter(up, before)
      for (const step of up.toReversed()) {
        expect(step.to).toEqual(rows)
        const applied = graph.applied(rows)
        applied.delete(step.revision.revision)
        expect(graph.rowsOf(applied)).toEqual(step.from)
        rows = step.from
      }
      expect(rows).toEqual([...before].sort())
    }),
    runs,
  )
})

test('two branches of which neither requires the other give the same rows in either order, up and down', () => {
  fc.assert(
    fc.property(anyGraphAndIds, ({ graph, ids: [one, two] }) => {
      fc.pre(one !== undefined && two !== undefined)
      fc.pre(!graph.ancestors(one).has(two) && !graph.ancestors(two).has(one))
      const climb = (...targets: string[]): readonly string[] =>
        targets.reduce<readonly string[]>((rows, target) => rowsAfter(graph.upgrade(target, rows), rows), [])
      const rows = climb(one, two)
      expect(climb(two, one)).toEqual(rows)
      expect(rows).toEqual([one, two].sort())
      const without = (id: string, from: readonly string[]): readonly string[] => {
        const applied = graph.applied(from)
        applied.delete(id)
        return graph.rowsOf(applied)
      }
      expect(without(two, without(one, rows))).toEqual(without(one, without(two, rows)))
    }),
    runs,
  )
})

test('targets reached one at a time, in any order, give the rows that all at once give', () => {
  fc.assert(
    fc.property(anyGraphAndIds, ({ graph, ids }) => {
      let rows: readonly string[] = []
      for (const id of ids) rows = rowsAfter(graph.upgrade(id, rows), rows)
      expect(rows).toEqual(rowsAfter(graph.upgrade(ids, []), []))
    }),
    runs,
  )
})

test('what is applied already gives no steps, and so does going down to a version row', () => {
  fc.assert(
    fc.property(anyGraphAndIds, ({ graph, ids }) => {
      const rows = rowsAfter(graph.upgrade(ids, []), [])
      for (const id of graph.applied(rows)) expect(graph.upgrade(id, rows)).toEqual([])
      for (const row of rows) {
        const dropped = visited(graph.downgrade(row, rows))
        expect(dropped).toEqual([])
      }
    }),
    runs,
  )
})

test('rows say what is applied: they and their ancestors', () => {
  fc.assert(
    fc.property(anyGraphAndIds, ({ graph, revisions, ids }) => {
      const applied = new Set(ids.flatMap((id) => [id, ...graph.ancestors(id)]))
      const rows = graph.rowsOf(applied)
      expect(rows).toEqual(realHeadsOf(revisions, applied))
      expect(graph.applied(rows)).toEqual(applied)
      for (const { revision } of revisions) expect(graph.isApplied(revision, rows)).toBe(applied.has(revision))
    }),
    runs,
  )
})

test('ancestors and descendants are each other’s mirror', () => {
  fc.assert(
    fc.property(anyRevisions, (revisions) => {
      const graph = new RevisionGraph(revisions)
      for (const { revision: a } of revisions) {
        expect(graph.ancestors(a)).not.toContain(a)
        for (const b of graph.ancestors(a)) expect(graph.descendants(b)).toContain(a)
        for (const b of graph.descendants(a)) expect(graph.ancestors(b)).toContain(a)
      }
    }),
    { numRuns: 100 },
  )
})

test('the order has each revision once, after everything that requires it; every plan keeps it', () => {
  fc.assert(
    fc.property(anyGraphAndIds, ({ graph, revisions, ids }) => {
      expect(new Set(graph.ordered)).toEqual(new Set(revisions))
      expect(graph.ordered.length).toBe(revisions.length)
      const place = new Map(graph.ordered.map((revision, index) => [revision.revision, index]))
      for (const each of revisions) {
        for (const id of requires(each)) expect(place.get(id)).toBeGreaterThan(place.get(each.revision)!)
      }
      const places = visited(graph.upgrade(ids, [])).map((id) => place.get(id)!)
      expect(places).toEqual([...places].sort((a, b) => b - a))
    }),
    runs,
  )
})

test('a stamp leaves the target among the rows, the rows of other branches as they were, and none that implies another', () => {
  fc.assert(
    fc.property(anyGraphAndIds, fc.nat(), ({ graph, revisions, ids }, pick) => {
      const before = rowsAfter(graph.upgrade(ids, []), [])
      const target = revisions[pick % revisions.length]!.revision
      const family = new Set([target, ...graph.ancestors(target), ...graph.descendants(target)])
      const after = rowsAfter(graph.stamp([target], before), before)
      expect(after).toEqual([...before.filter((row) => !family.has(row)), target].sort())
      expect(graph.stamp([target], after)).toEqual([])
      expect(() => graph.upgrade('base', after)).not.toThrow()
    }),
    runs,
  )
})

test('stamping each head gives what upgrading to them gives, from any rows', () => {
  fc.assert(
    fc.property(anyGraphAndIds, ({ graph, ids }) => {
      const before = rowsAfter(graph.upgrade(ids, []), [])
      expect(rowsAfter(graph.stamp(graph.realHeads, before), before)).toEqual(
        rowsAfter(graph.upgrade('heads', before), before),
      )
      expect(rowsAfter(graph.stamp(['base'], before), before)).toEqual([])
    }),
    runs,
  )
})

test('a beginning that one id has is that id; one that several have is refused naming them', () => {
  const hex = fc.stringMatching(/^[0-9a-f]{1,6}$/)
  fc.assert(
    fc.property(fc.uniqueArray(hex, { minLength: 1, maxLength: 12 }), hex, (ids, prefix) => {
      const graph = new RevisionGraph(
        ids.map((id) => ({ revision: id, downRevision: [], dependsOn: [], branchLabels: [], message: '' })),
      )
      const matches = ids.includes(prefix) ? [prefix] : ids.filter((id) => id.startsWith(prefix))
      if (matches.length === 1) expect(graph.resolve(prefix)).toEqual(matches)
      else
        expect(() => graph.resolve(prefix)).toThrow(
          expect.objectContaining({ code: matches.length === 0 ? 'UNKNOWN_REVISION' : 'AMBIGUOUS_REVISION' }),
        )
    }),
    runs,
  )
})

test('a range is what lies between its ends, newest first', () => {
  fc.assert(
    fc.property(anyRevisions, fc.nat(), (revisions, pick) => {
      const graph = new RevisionGraph(revisions)
      const upper = revisions[pick % revisions.length]!.revision
      const below = [upper, ...graph.ancestors(upper)]
      const inOrder = (ids: readonly string[]): Revision[] =>
        graph.ordered.filter((each) => ids.includes(each.revision))
      expect(graph.range()).toEqual(graph.ordered)
      expect(graph.range('base', upper)).toEqual(inOrder(below))
      for (const parent of graph.get(upper)!.downRevision)
        expect(graph.range(parent, upper)).toContain(graph.get(parent))
    }),
    runs,
  )
})
