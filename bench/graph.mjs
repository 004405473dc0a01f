// How planning grows with the history: ten times the revisions should take about ten times as long. Each run is a process
// of its own, as each command is; the sizes take turns, and the medians of several rounds are compared. "warm" is the
// same for a process that has planned before, as a service might: there the few milliseconds of the small history fit
// into the processor's cache and need no garbage collection, so that this ratio is the larger one.
// Usage: node bench/graph.mjs [rounds], after a build.
import { spawnSync } from 'node:child_process'
import { RevisionGraph } from '../packages/core/dist/index.js'

const small = 3000
const large = 30_000
const most = 12
const mostDown = 100

const revision = (id, downRevision, dependsOn = []) => ({
  revision: id,
  downRevision,
  dependsOn,
  branchLabels: [],
  message: '',
})

const shapes = {
  line: (count) => Array.from({ length: count }, (_, i) => revision(`r${i}`, i === 0 ? [] : [`r${i - 1}`])),

  /** Again and again fifty branches of four, some depending on their neighbour, and one merge of them all. */
  braid: (count) => {
    const revisions = [revision('m0', [])]
    for (let round = 1; revisions.length < count; round++) {
      const id = (branch, height) => `b${round}x${branch}x${height}`
      for (let branch = 0; branch < 50; branch++) {
        for (let height = 0; height < 4; height++) {
          const below = height === 0 ? `m${round - 1}` : id(branch, height - 1)
          revisions.push(revision(id(branch, height), [below], branch > 0 && height === 2 ? [id(branch - 1, 1)] : []))
        }
      }
      const tops = Array.from({ length: 50 }, (_, branch) => id(branch, 3))
      revisions.push(revision(`m${round}`, tops))
    }
    return revisions
  },

  /** Fifty branches that never merge, so that there are fifty version rows all the way. */
  lanes: (count) =>
    Array.from({ length: count }, (_, i) => {
      const [lane, height] = [i % 50, Math.floor(i / 50)]
      return revision(`l${lane}x${height}`, height === 0 ? [] : [`l${lane}x${height - 1}`])
    }),

  /** The same, each revision depending on one of the lane beside it. */
  'tied lanes': (count) =>
    Array.from({ length: count }, (_, i) => {
      const [lane, height] = [i % 50, Math.floor(i / 50)]
      const beside = lane === 0 || height === 0 ? [] : [`l${lane - 1}x${height - 1}`]
      return revision(`l${lane}x${height}`, height === 0 ? [] : [`l${lane}x${height - 1}`], beside)
    }),
}

/** The first measure of this process, and the median of those that follow. */
const measureTwice = (shape, count) => {
  const first = measure(shape, count)
  return { ...first, warm: median(Array.from({ length: 9 }, () => measure(shape, count).total)) }
}

/** Builds the graph, goes from base to all heads and back; what each takes, in milliseconds. */
const measure = (shape, count) => {
  const revisions = shapes[shape](count)
  const start = performance.now()
  const graph = new RevisionGraph(revisions)
  const built = performance.now()
  const up = graph.upgrade('heads', [])
  const risen = performance.now()
  const down = graph.downgrade('base', up.at(-1).to)
  const end = performance.now()
  if (up.length !== revisions.length || down.length !== up.length || down.at(-1).to.length > 0) {
    throw new Error(`${shape} of ${revisions.length}: ${up.length} steps up, ${down.length} down`)
  }
  return { build: built - start, up: risen - built, down: end - risen, total: end - start }
}

const measureApart = (shape, count) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, 'measure', shape, count], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

const compare = (rounds) => {
  console.log(`${large} revisions beside ${small}: build, up to heads, down to base; medians of ${rounds}, interleaved`)
  for (const shape of Object.keys(shapes)) {
    const runs = { [small]: [], [large]: [] }
    for (let round = 0; round < rounds; round++) {
      for (const count of [small, large]) runs[count].push(measureApart(shape, count))
    }
    const of = (count, part) => median(runs[count].map((run) => run[part]))
    const ratio = of(large, 'total') / of(small, 'total')
    const parts = ['build', 'up', 'down'].map((part) => `${part} ${(of(large, part) / of(small, part)).toFixed(1)}x`)
    const warm = of(large, 'warm') / of(small, 'warm')
    const down = Math.min(...runs[small].map((run) => run.down))
    const kept = ratio < most && down < mostDown
    console.log(
      `  ${shape.padEnd(10)} ${ratio.toFixed(1)}x, warm ${warm.toFixed(1)}x  (${parts.join(', ')}; ${of(large, 'total').toFixed(0)} ms; ` +
        `${small} down to base ${down.toFixed(0)} ms)${kept ? '' : `  more than ${most}x or ${mostDown} ms`}`,
    )
    if (!kept) process.exitCode = 1
  }
}

const [command, shape, count] = process.argv.slice(2)
if (command === 'measure') console.log(JSON.stringify(measureTwice(shape, Number(count))))
else compare(Number(command ?? 7))
