import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MigrateError } from '../../src/errors.js'
import type { Revision, Step } from '../../src/revisions/revision.js'
import { graphOf, revisionsOf } from './graphs.js'

/** One command of a walk: exactly one of the three names, with its target. `error` is the kind of Alembic's refusal. */
interface Command {
  readonly upgrade?: string
  readonly downgrade?: string
  readonly stamp?: string
  readonly current: readonly string[]
  readonly steps?: readonly string[]
  readonly rows?: readonly string[]
  readonly error?: string
}

interface Vector {
  readonly revisions: readonly string[]
  readonly heads: readonly string[]
  readonly realHeads: readonly string[]
  readonly bases: readonly string[]
  readonly branchPoints: readonly string[]
  readonly mergePoints: readonly string[]
  readonly walk: readonly Command[]
}

/** What Alembic 1.19.2 answers on random graphs: one graph a line, its revisions in the words of `graphOf`. */
const file = new URL('./fixtures/alembic-1.19.2-graphs.jsonl', import.meta.url)
const vectors = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line): Vector => JSON.parse(line))

/** How an answer of ours can differ from Alembic's; each must be one that we mean. */
type Difference =
  | 'refused: downgrade from several heads'
  | 'refused: the revision is not on the branch that is named'
  | 'refused: no such branch'
  | 'accepted: partial id'
  | 'stamp keeps a head that is there'
  | 'WRONG'

test('graphs have the heads, bases, branch points and merge points that Alembic sees', () => {
  for (const vector of vectors) {
    const graph = graphOf(vector.revisions.join(';'))
    const ours = {
      heads: sorted(graph.heads),
      realHeads: sorted(graph.realHeads),
      bases: sorted(graph.bases),
      branchPoints: sorted(graph.branchPoints),
      mergePoints: sorted(graph.mergePoints),
    }
    const { heads, realHeads, bases, branchPoints, mergePoints } = vector
    expect(ours).toEqual({
      heads: sorted(heads),
      realHeads: sorted(realHeads),
      bases: sorted(bases),
      branchPoints: sorted(branchPoints),
      mergePoints: sorted(mergePoints),
    })
  }
})

test('commands visit the revisions and leave the rows that they do with Alembic, and fail where they do, but for its defects', () => {
  const differences: Record<string, number> = {}
  const wrong: unknown[] = []
  let commands = 0
  for (const vector of vectors) {
    const graph = graphOf(vector.revisions.join(';'))
    for (const command of vector.walk) {
      commands++
      const answer = attempt(() => {
        if (command.stamp !== undefined) return graph.stamp([command.stamp], command.current)
        if (command.upgrade !== undefined) return graph.upgrade(command.upgrade, command.current)
        return graph.downgrade(command.downgrade!, command.current)
      })
      if (agrees(command, answer)) continue
      const difference = classify(command, answer, vector)
      differences[difference] = (differences[difference] ?? 0) + 1
      if (difference === 'WRONG') wrong.push({ vector: vector.revisions, command, answer })
    }
  }
  expect(wrong).toEqual([])
  expect(commands).toBe(2453)
  expect(differences).toEqual({
    'refused: downgrade from several heads': 25,
    'refused: the revision is not on the branch that is named': 2,
    'refused: no such branch': 1,
    'accepted: partial id': 1,
    'stamp keeps a head that is there': 4,
  })
})

const sorted = (ids: readonly string[]): string[] => [...ids].sort()

function attempt(action: () => Step[]): Step[] | MigrateError {
  try {
    return action()
  } catch (error) {
    if (error instanceof MigrateError) return error
    throw error
  }
}

/** The same revisions (their order is proved by the laws), exactly the same rows; an error where Alembic has one. */
function agrees(command: Command, answer: Step[] | MigrateError): boolean {
  if (answer instanceof MigrateError)
    return command.error !== undefined && answer.message !== '' && answer.hint !== null
  if (command.rows === undefined) return false
  const rows = answer.at(-1)?.to ?? command.current
  const visited = answer.map((step) => step.revision.revision)
  const sameSteps = command.steps === undefined || `${sorted(visited)}` === `${sorted(command.steps)}`
  return sameSteps && `${sorted(rows)}` === `${sorted(command.rows)}`
}

function classify(command: Command, answer: Step[] | MigrateError, vector: Vector): Difference {
  if (answer instanceof MigrateError) return classifyRefusal(command, answer, vector)
  if (command.error === 'unknown_revision') {
    const begun = vector.revisions.filter((text) => text.startsWith((command.upgrade ?? command.downgrade)!))
    return begun.length === 1 ? 'accepted: partial id' : 'WRONG'
  }
  // Alembic drops a row that is one of the heads already when it moves another one: a head that is applied is forgotten.
  const allHeads = command.stamp === 'heads' && `${answer.at(-1)?.to}` === `${sorted(vector.realHeads)}`
  return allHeads && command.rows!.length < vector.realHeads.length ? 'stamp keeps a head that is there' : 'WRONG'
}

/** Alembic goes down from the first of several rows, and does not look at a label where it makes no difference. */
function classifyRefusal({ downgrade = '', current }: Command, error: MigrateError, vector: Vector): Difference {
  if (/^-\d+$/.test(downgrade) && current.length > 1 && error.code === 'AMBIGUOUS_WALK') {
    return 'refused: downgrade from several heads'
  }
  if (error.code !== 'UNKNOWN_REVISION' || !downgrade.includes('@')) return 'WRONG'
  const [label, id] = downgrade.split('@') as [string, string]
  const revisions = revisionsOf(vector.revisions.join(';'))
  const labelled = revisions.find((revision) => revision.branchLabels.includes(label))
  if (labelled === undefined) return 'refused: no such branch'
  const apart = !isAbove(revisions, labelled.revision, id) && !isAbove(revisions, id, labelled.revision)
  return apart ? 'refused: the revision is not on the branch that is named' : 'WRONG'
}

/** Whether `lower` is `upper` or an ancestor of it, dependencies not counted. */
const isAbove = (revisions: readonly Revision[], upper: string, lower: string): boolean =>
  upper === lower ||
  revisions.find((each) => each.revision === upper)!.downRevision.some((parent) => isAbove(revisions, parent, lower))
