import fc from 'fast-check'
import { MigrateError } from '../../src/errors.js'
import { RevisionGraph } from '../../src/revisions/graph.js'
import type { Revision, Step } from '../../src/revisions/revision.js'

/** Reads `c < a b dep x label l`, revisions parted by `;`: c has the parents a and b, depends on x and declares l. */
export function revisionsOf(text: string): Revision[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const fields: Record<string, string[]> = { id: [], '<': [], dep: [], label: [] }
      let field = 'id'
      for (const word of part.split(/\s+/)) {
        if (word in fields) field = word
        else fields[field]!.push(word)
      }
      const [revision = ''] = fields.id!
      return { revision, downRevision: fields['<']!, dependsOn: fields.dep!, branchLabels: fields.label!, message: '' }
    })
}

export const graphOf = (text: string): RevisionGraph => new RevisionGraph(revisionsOf(text))

/** The ids of the steps, and the rows that they lead to. */
export const outcome = (steps: readonly Step[], current: readonly string[]): [string, readonly string[]] => [
  visited(steps).join(' '),
  rowsAfter(steps, current),
]

export const visited = (steps: readonly Step[]): string[] => steps.map((step) => step.revision.revision)

export const rowsAfter = (steps: readonly Step[], current: readonly string[]): readonly string[] =>
  steps.at(-1)?.to ?? [...current].sort()

/** The error that `action` throws; anything but an error of ours fails the test. */
export function refusal(action: () => unknown): MigrateError {
  try {
    action()
  } catch (error) {
    if (error instanceof MigrateError) return error
    throw error
  }
  throw new Error('it was not refused')
}

/** Random graphs: several roots, branches, merges and dependencies, given in any order. */
export const anyRevisions: fc.Arbitrary<Revision[]> = fc
  .array(
    fc.record({
      parents: fc.array(fc.nat(1000), { maxLength: 3 }),
      near: fc.boolean(),
      dependencies: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(fc.nat(1000), { maxLength: 2 })),
    }),
    { minLength: 1, maxLength: 16 },
  )
  .chain((shapes) => {
    const revisions = shapes.map(({ parents, near, dependencies }, index): Revision => {
      const earlier = (pick: number): string => `r${near ? index - 1 - (pick % Math.min(index, 3)) : pick % index}`
      const pick = (numbers: readonly number[]): string[] => (index === 0 ? [] : [...new Set(numbers.map(earlier))])
      return {
        revision: `r${index}`,
        downRevision: pick(parents),
        dependsOn: pick(dependencies),
        branchLabels: [],
        message: '',
      }
    })
    return fc.shuffledSubarray(revisions, { minLength: revisions.length })
  })

/** A random graph with some of its revisions, perhaps none. */
export const anyGraphAndIds: fc.Arbitrary<{ graph: RevisionGraph; revisions: Revision[]; ids: string[] }> =
  anyRevisions.chain((revisions) =>
    fc
      .shuffledSubarray(revisions.map((revision) => revision.revision))
      .map((ids) => ({ graph: new RevisionGraph(revisions), revisions, ids })),
  )
