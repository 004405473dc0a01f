import type {
  PlannedChange,
  PlannedCopy,
  PlannedRevision,
  Rehearsal,
  RevisionInfo,
  UpgradePlan,
} from '@ads/migrate-core'
import { duration, milliseconds, size, timed } from './duration.js'

interface PlanPrinting {
  readonly database: string
  /** The target, as it was given. */
  readonly revision: string
  readonly verbose: boolean
  /** Tells what each revision follows: rows that give way are not all of that, nor only that. */
  readonly history: readonly RevisionInfo[]
}

/** A plan for people: a line for each revision, below it what it does, and how it is applied as it is. */
export const planLines = (
  plan: UpgradePlan,
  { database, revision, verbose, history }: PlanPrinting,
): readonly string[] => {
  const { current, pending, steps, fingerprint } = plan
  const place = current.join(', ') || '<base>'
  if (pending.length === 0) return [`${database} is at ${place}: upgrade ${revision} would do nothing.`]
  const count = pending.length === 1 ? '1 revision' : `${pending.length} revisions`
  const left = pending.slice(steps.length)
  const parents = new Map(history.map(({ revision, downRevision }) => [revision, downRevision]))
  return [
    `${database} is at ${place}. upgrade ${revision} would apply ${count}:`,
    ...steps.flatMap((step) => revisionLines(step, parents.get(step.revision) ?? [], verbose)),
    ...(left.length === 0 ? [] : [`Not planned, since the upgrade would stop before: ${left.join(', ')}`]),
    ...(isRefused(plan)
      ? []
      : [
          `Fingerprint: ${fingerprint}`,
          `To apply this and nothing else: migrate upgrade ${revision} --expect ${fingerprint}`,
        ]),
  ]
}

/** Whether it is certain that the upgrade would stop. */
export const isRefused = ({ steps }: UpgradePlan): boolean =>
  steps.some(
    ({ failure, changes }) =>
      failure !== null || changes.some(({ refusals }) => refusals.some(({ isCertain }) => isCertain)),
  )

const revisionLines = (step: PlannedRevision, parents: readonly string[], verbose: boolean): readonly string[] => {
  const { revision, message, changes, irreversible, losses, failure } = step
  return [
    `${parents.join(', ') || '<base>'} -> ${revision}${message === '' ? '' : `, ${message}`}`,
    ...changes.flatMap((change) => changeLines(change, verbose)),
    ...losses.map((loss) => `  ! ${loss}`),
    ...(irreversible === null ? [] : [`  ! cannot be undone: ${irreversible}`]),
    ...(failure === null ? [] : [`  ! would be refused: ${failure.message}`]),
  ]
}

const changeLines = (change: PlannedChange, verbose: boolean): readonly string[] => {
  const { operations, way, reason, statements, otherwise, copy, refusals } = change
  const how = way === null ? 'code' : [way, copy === null ? '' : copied(copy)].filter(Boolean).join(', ')
  return [
    ...operations.map((operation, i) => `  ${operation}${i === operations.length - 1 ? ` (${how})` : ''}`),
    ...(verbose && reason !== null && reason !== '' ? [`    -- ${reason}`] : []),
    ...(verbose ? statements.map((sql) => `    ${sql.replaceAll('\n', '\n    ')};`) : []),
    ...(otherwise.length === 0 ? [] : ['  ? rows that an earlier revision changes may make it take another way']),
    ...refusals.map(({ text, isCertain }) => `  ! ${isCertain ? 'would' : 'may'} be refused: ${text}`),
  ]
}

const copied = ({ table, rows, bytes }: PlannedCopy): string => {
  if (rows === null) return `copies ${table}`
  const room = bytes === null ? '' : `, up to ${size(bytes)} of disk meanwhile`
  return `copies ${rows === 1 ? '1 row' : `${rows} rows`} of ${table}${room}`
}

/** How the rehearsal went, as a document says it. */
export const rehearsalJson = (rehearsal: Rehearsal): Rehearsal => ({
  ...timed(rehearsal),
  copyMs: milliseconds(rehearsal.copyMs),
  steps: rehearsal.steps.map(timed),
})

/** How the rehearsal went, a line for each step. */
export const rehearsalLines = ({ bytes, copyMs, steps, durationMs, failure }: Rehearsal): readonly string[] => [
  `On a copy (${size(bytes)}, written in ${duration(copyMs)}, removed again):`,
  ...steps.map((step) => `  ${step.revision} took ${duration(step.durationMs)}`),
  ...(failure === null
    ? [`The upgrade went through in ${duration(durationMs)}.`]
    : [`The upgrade failed: ${[failure.message, failure.hint].filter(Boolean).join('. ')}`]),
]
