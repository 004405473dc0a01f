import { MigrateError } from '../errors.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { RevisionHashes } from '../scripts/revision-hashes.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { isAhead } from './ahead.js'
import { appliedBelow, type LoggedRevision } from './applied-log.js'
import type { Context } from './context.js'
import { requiredBy } from './logbook.js'
import type { Place } from './read-log.js'
import { hashesOf } from './step-hashes.js'

/** An applied revision that is not what the history says now. */
export interface IntegrityFault {
  /**
   * `edited`: its script records something else. `missing`: no script has it. `reordered`: it followed other revisions.
   * `unknown`: no script has the version row, and the log does not know it as a later one. `ahead`: a newer release has
   * applied it.
   */
  readonly kind: 'edited' | 'missing' | 'reordered' | 'unknown' | 'ahead'
  readonly revision: string
  /** Its script, where there is one in a file. */
  readonly path: string | null
  /** What is wrong, in a few words. */
  readonly detail: string
}

/** What was found about the applied revisions. */
export interface Integrity {
  readonly faults: readonly IntegrityFault[]
  /** What is no fault, but good to know. */
  readonly notes: readonly string[]
}

/**
 * Compares the applied revisions with what the log says of them. What it says nothing of was applied by other means,
 * and is left alone. Loads only those scripts whose text is not what it was.
 */
export const checkIntegrity = async (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  { rows, log }: { readonly rows: readonly string[]; readonly log: Place['log'] },
): Promise<Integrity> => {
  const known = rows.filter((row) => graph.get(row) !== undefined)
  const strangers = rows.filter((row) => !known.includes(row))
  const ahead = isAhead(graph, { rows, log })
  const fault = (kind: IntegrityFault['kind'], revision: string, detail: string): IntegrityFault => ({
    kind,
    revision,
    path: graph.get(revision)?.path ?? null,
    detail,
  })
  const below = appliedBelow(log, known, (id) => (graph.get(id) === undefined ? null : requiredBy(graph, id)))
  const missing = [...below.applied].filter((id) => graph.get(id) === undefined && !isAcceptedAsMissing(log.get(id)))
  const recorded = [...graph.applied(known)].filter((id) => log.get(id)?.applied != null)
  const reordered = recorded.filter((id) => !sameSet(log.get(id)!.parents, requiredBy(graph, id)))
  const { edited, notes } = await findEdited(context, recorded, log)
  return {
    faults: [
      ...strangers.map((row) =>
        ahead
          ? fault('ahead', row, 'a newer release has applied it')
          : fault('unknown', row, 'no script has this version row'),
      ),
      ...missing.sort().map((id) => fault('missing', id, 'it was applied, and no script has it any more')),
      ...reordered.map((id) =>
        fault(
          'reordered',
          id,
          `it follows ${named(requiredBy(graph, id))} now, and followed ${named(log.get(id)!.parents)} when it was applied`,
        ),
      ),
      ...edited.map((id) => fault('edited', id, 'its script is not what was applied')),
    ],
    notes,
  }
}

const named = (ids: readonly string[]): string => ids.join(', ') || '<base>'

const isAcceptedAsMissing = (logged: LoggedRevision | undefined): boolean =>
  logged?.applied?.direction === 'accept' && logged.applied.operationsHash === null

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each) => b.includes(each))

const findEdited = async (
  context: Context,
  recorded: readonly string[],
  log: Place['log'],
): Promise<{ readonly edited: readonly string[]; readonly notes: readonly string[] }> => {
  const { scripts } = context
  const applied = (id: string) => log.get(id)!.applied!
  const known = (await scripts.hashes?.(recorded)) ?? []
  const isSameText = (id: string, i: number): boolean => {
    const source = known[i]?.source ?? null
    return source !== null && source === applied(id).sourceHash && (known[i]!.imports ?? []).length === 0
  }
  const doubtful = recorded.filter((id, i) => !isSameText(id, i))
  if (doubtful.length === 0) return { edited: [], notes: [] }
  const hashes = await hashesOf(context, doubtful)
  const verdicts = doubtful.map((id, i) => ({ id, verdict: compareHashes(applied(id), hashes[i]!) }))
  return {
    edited: verdicts.filter(({ verdict }) => verdict === 'edited').map(({ id }) => id),
    notes: verdicts
      .filter(({ verdict }) => verdict === 'other text')
      .map(({ id }) => `the text of revision ${id} was changed since it was applied; what it does is the same`),
  }
}

/** What a revision does decides; its text does where code of its own changes rows, since no recording shows that. */
export const compareHashes = (
  applied: Pick<NonNullable<LoggedRevision['applied']>, 'operationsHash' | 'sourceHash'>,
  now: RevisionHashes,
): 'same' | 'other text' | 'edited' => {
  const isOther = (before: string | null, after: string | null) => before !== null && after !== null && before !== after
  const hasOtherText = isOther(applied.sourceHash, now.source)
  if (isOther(applied.operationsHash, now.operations)) return 'edited'
  if (hasOtherText && now.decides === 'source') return 'edited'
  return hasOtherText ? 'other text' : 'same'
}

/** Throws `INTEGRITY` for faults that stand in the way of applying more. */
export const refuseFaults = ({ faults }: Integrity): void => {
  const [first, ...others] = faults
  if (first === undefined) return
  const told = faults.slice(0, 3).map(describeFault)
  const rest = faults.length > told.length ? ` (and ${faults.length - told.length} more: migrate check)` : ''
  throw new MigrateError('INTEGRITY', `the history is not what was applied: ${told.join('; ')}${rest}`, {
    hint: `Put ${others.length === 0 ? 'the script' : 'the scripts'} back as applied; or, where what is there now is right, say so: migrate accept ${first.revision} -m "why"`,
    data: { integrity: faults },
  })
}

/** A fault in one line. */
export const describeFault = ({ kind, revision, path, detail }: IntegrityFault): string =>
  `revision ${path === null ? revision : `${revision} (${path})`} is ${kind}: ${detail}`
