import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MigrateError, RevisionGraph, type Step } from '../../src/index.js'
import { graphOf, revisionsOf, visited } from './graphs.js'

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

/** Where Alembic's own answer is a defect, and a sensible one is right; everything else has to agree. */
type Exception = 'refused: downgrade by steps from several heads' | 'accepted: the beginning of one id'

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

test('commands visit the revisions and leave the rows that they do with Alembic, and fail where they do, but for two defects of it', () => {
  const exceptions: Record<Exception, number> = {
    'refused: downgrade by steps from several heads': 0,
    'accepted: the beginning of one id': 0,
  }
  const mismatches: unknown[] = []
  let commands = 0
  for (const vector of vectors) {
    const graph = new RevisionGraph(revisionsOf(vector.revisions.join(';')))
    for (const command of vector.walk) {
      commands++
      const answer = attempt(() => {
        if (command.stamp !== undefined) return graph.stamp([command.stamp], command.current)
        if (command.upgrade !== undefined) return graph.upgrade(command.upgrade, command.current)
        return graph.downgrade(command.downgrade!, command.current)
      })
      if (agrees(graph, command, answer)) continue
      const exception = exceptionOf(command, answer, vector)
      if (exception === null) mismatches.push({ revisions: vector.revisions, command, answer })
      else exceptions[exception] += 1
    }
  }
  expect(mismatches).toEqual([])
  expect(commands).toBe(2453)
  expect(exceptions).toEqual({
    'refused: downgrade by steps from several heads': 25,
    'accepted: the beginning of one id': 1,
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

/** The same revisions in an order that the graph allows, and exactly the same rows; an error where Alembic has one. */
function agrees(graph: RevisionGraph, command: Command, answer: Step[] | MigrateError): boolean {
  if (answer instanceof MigrateError) return command.error !== undefined && answer.hint !== null
  if (command.rows === undefined) return false
  const rows = answer.at(-1)?.to ?? command.current
  if (`${sorted(rows)}` !== `${sorted(command.rows)}`) return false
  const ids = visited(answer)
  return (
    command.steps === undefined || (`${sorted(ids)}` === `${sorted(command.steps)}` && isInOrder(graph, command, ids))
  )
}

/** Whether each revision comes after everything below it on the way up, and after everything above it on the way down. */
function isInOrder(graph: RevisionGraph, command: Command, ids: readonly string[]): boolean {
  const upwards = command.upgrade === undefined ? ids.toReversed() : ids
  return upwards.every((id, place) => upwards.slice(place + 1).every((later) => !graph.ancestors(id).has(later)))
}

function exceptionOf(command: Command, answer: Step[] | MigrateError, { revisions }: Vector): Exception | null {
  if (answer instanceof MigrateError) {
    const bySteps = /^-\d+$/.test(command.downgrade ?? '') && command.current.length > 1
    const named = command.current.every((head) => answer.message.includes(head))
    return bySteps && answer.code === 'AMBIGUOUS_WALK' && named
      ? 'refused: downgrade by steps from several heads'
      : null
  }
  const begun = revisions.filter((text) => text.startsWith((command.upgrade ?? command.downgrade)!))
  return command.error === 'unknown_revision' && begun.length === 1 ? 'accepted: the beginning of one id' : null
}
