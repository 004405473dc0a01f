import { expect, test } from 'vitest'
import { RevisionGraph } from '../../src/revisions/graph.js'
import type { Revision } from '../../src/revisions/revision.js'

const revision = (id: string, downRevision: string[], dependsOn: string[] = []): Revision => ({
  revision: id,
  downRevision,
  dependsOn,
  branchLabels: [],
  message: '',
})

/** One after the other. */
const line = (count: number): Revision[] =>
  Array.from({ length: count }, (_, index) => revision(`r${index}`, index === 0 ? [] : [`r${index - 1}`]))

/** Again and again fifty branches of four, each depending on its neighbour, and one merge of them all. */
const braid = (count: number): Revision[] => {
  const revisions = [revision('m0', [])]
  for (let round = 1; revisions.length < count; round++) {
    const ids = (branch: number, height: number): string => `b${round}x${branch}x${height}`
    for (let branch = 0; branch < 50; branch++) {
      for (let height = 0; height < 4; height++) {
        const below = height === 0 ? `m${round - 1}` : ids(branch, height - 1)
        revisions.push(revision(ids(branch, height), [below], branch > 0 && height === 2 ? [ids(branch - 1, 1)] : []))
      }
    }
    revisions.push(
      revision(
        `m${round}`,
        Array.from({ length: 50 }, (_, branch) => ids(branch, 3)),
      ),
    )
  }
  return revisions
}

/** Fifty branches that never merge, each revision depending on one of the neighbouring branch. */
const lanes = (count: number): Revision[] =>
  Array.from({ length: count }, (_, index) => {
    const [lane, height] = [index % 50, Math.floor(index / 50)]
    const beside = lane === 0 || height === 0 ? [] : [`l${lane - 1}x${height - 1}`]
    return revision(`l${lane}x${height}`, height === 0 ? [] : [`l${lane}x${height - 1}`], beside)
  })

const shapes = [
  ['a line', line],
  ['a braid', braid],
  ['lanes', lanes],
] as const

// How long that takes is told by bench/graph.mjs.
test.each(shapes)('%s of 30,000 revisions goes up to all heads and down to base, one step each', (_, make) => {
  const revisions = make(30_000)
  const graph = new RevisionGraph(revisions)
  const up = graph.upgrade('heads', [])
  const down = graph.downgrade('base', up.at(-1)!.to)
  expect([up.length, down.length, down.at(-1)!.to]).toEqual([revisions.length, revisions.length, []])
})
