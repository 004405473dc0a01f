import type { Dialect } from '../dialect/dialect.js'
import { MigrateError } from '../errors.js'
import { describeRevision } from '../scripts/in-script.js'
import type { Context } from './context.js'
import { describePartWay, type PartWay, unknownPart } from './part-notes.js'
import { isInParts, type Part, partsOf } from './parts.js'
import type { PreparedStep } from './prepared-step.js'

/**
 * Throws `STOPPED_PART_WAY` where a step was begun in parts that is none of these, and `PART_UNKNOWN` where nobody knows
 * of a part whether it was done.
 */
export const refusePartWays = (
  { dialect }: Context,
  partWays: readonly PartWay[],
  prepared: readonly PreparedStep[],
): void => {
  for (const partWay of partWays) {
    const { revision, direction } = partWay
    const same = prepared.find(({ step }) => step.revision.revision === revision && step.direction === direction)
    const unknown = unknownPart(partWay)
    if (unknown !== null) {
      throw partUnknown(partWay, same && partsOf(dialect, same.operations)[unknown - 1], unknown)
    }
    if (same !== undefined) continue
    throw new MigrateError('STOPPED_PART_WAY', describePartWay(partWay), {
      hint: `Nothing was changed. Finish it first, with the ${direction} that was begun; or bring the database to a revision by hand and say to which: migrate stamp REVISION`,
      data: { partWay: partWayData(partWay) },
    })
  }
}

const partUnknown = (partWay: PartWay, part: Part | undefined, number: number): MigrateError => {
  const say = `migrate accept ${partWay.revision} --part ${number}`
  const alone = part?.alone ?? null
  const what = part === undefined ? 'a statement' : `«${part.description}»`
  const look = alone === null ? '`migrate log` has what it was.' : alone.look
  return new MigrateError('PART_UNKNOWN', describePartWay(partWay), {
    hint: `A run ended while ${what} ran, outside of a transaction. ${look} Then say «${say} --done -m "what you saw"» or «${say} --not-done -m "what you saw"», and run the same command again: it goes on from there.`,
    data: { partWay: partWayData(partWay), part: number },
  })
}

/** How far it has come, as an error tells it to programs. */
export const partWayData = ({ revision, direction, total, states }: PartWay) => ({
  revision,
  direction,
  total,
  parts: Object.fromEntries(states),
})

/** The step without those of its parts that are done. */
export const withoutDone = (dialect: Dialect, prepared: PreparedStep, partWays: readonly PartWay[]): PreparedStep => {
  const { revision, direction } = prepared.step
  const found = partWays.find((each) => each.revision === revision.revision && each.direction === direction)
  if (found === undefined || !isInParts(prepared)) return prepared
  const left = partsOf(dialect, prepared.operations).filter(({ number }) => found.states.get(number) !== 'done')
  return { ...prepared, operations: left.map(({ operation }) => operation) }
}

/**
 * Refuses steps in parts where they could not be: what is done of one stands in the log, under a lock that outlasts a
 * transaction. Throws `NO_LOG`, `UNSUPPORTED_TRANSACTION`.
 */
export const refuseParts = ({ dialect, history }: Context, prepared: readonly PreparedStep[]): void => {
  const first = prepared.find(isInParts)
  if (first === undefined) return
  const name = `revision ${describeRevision(first.step.revision)} runs outside of a transaction (transaction = 'none')`
  if (history.log === false) {
    throw new MigrateError('NO_LOG', `${name}, and the history keeps no log of what is done of it`, {
      hint: 'Take `log: false` out of the history, or `transaction` out of the revision.',
    })
  }
  if (history.transaction === 'all') {
    throw new MigrateError('UNSUPPORTED_TRANSACTION', `${name}, and the history wants all of a run in one`, {
      hint: "Take `transaction: 'all'` out of the history, or `transaction` out of the revision.",
    })
  }
  if (dialect.hold !== undefined) return
  throw new MigrateError('UNSUPPORTED_TRANSACTION', `${name}, which the dialect ${dialect.name} does not do`, {
    hint: 'Leave `transaction` out: the revision is then applied whole or not at all.',
  })
}
