import type { Connection } from '../dialect/dialect.js'
import type { Context } from './context.js'
import type { LogEntry } from './log-entry.js'
import { hasLogTable, readEntries } from './log-table.js'

/** What the log says of a part: `begun` with nothing behind it means that nobody knows whether it was done. */
export type PartState = 'begun' | 'done' | 'not done'

/** A step that was begun in parts, and is not through. */
export interface PartWay {
  readonly revision: string
  readonly direction: 'upgrade' | 'downgrade'
  /** How many parts its script had. */
  readonly total: number
  /** The last word on each part that there is one on, by number. */
  readonly states: ReadonlyMap<number, PartState>
  /** The hashes of its script when the last part was written down. */
  readonly hashes: Pick<LogEntry, 'operationsHash' | 'sourceHash'>
}

/** What is noted of a part. */
export interface PartNote {
  readonly direction: PartWay['direction']
  readonly number: number
  readonly total: number
  readonly state: PartState
  /** What it does, or why that is known. */
  readonly detail: string
}

/** The note as the log keeps it: for people, and for {@link parsePartNote}. */
export const partNote = ({ direction, number, total, state, detail }: PartNote): string =>
  `${direction}, part ${number} of ${total} ${state}: ${detail}`

/** What a note says; null for one that {@link partNote} did not write. */
export const parsePartNote = (note: string | null): PartNote | null => {
  const found = /^(upgrade|downgrade), part (\d+) of (\d+) (begun|done|not done): ([\s\S]*)$/.exec(note ?? '')
  if (found === null) return null
  const [, direction, number, total, state, detail] = found
  return {
    direction: direction as PartNote['direction'],
    number: Number(number),
    total: Number(total),
    state: state as PartState,
    detail: detail!,
  }
}

/** The parts of an entry that {@link partWays} reads. */
export const partWayParts = ['direction', 'revision', 'operationsHash', 'sourceHash', 'note'] as const

/**
 * The steps that were begun in parts and are not through. What was noted of a revision ends when the step is through,
 * and with every stamp: whoever says where the database is has looked.
 */
export const partWays = (entries: readonly Pick<LogEntry, (typeof partWayParts)[number]>[]): readonly PartWay[] => {
  const open = new Map<string, PartWay>()
  for (const { direction, revision, operationsHash, sourceHash, note } of entries) {
    if (direction === 'stamp') open.clear()
    if (revision === null) continue
    if (direction === 'upgrade' || direction === 'downgrade') open.delete(revision)
    const said = direction === 'part' ? parsePartNote(note) : null
    if (said === null) continue
    const before = open.get(revision)
    const states = new Map(before?.direction === said.direction ? before.states : [])
    states.set(said.number, said.state)
    open.set(revision, {
      revision,
      direction: said.direction,
      total: said.total,
      states,
      hashes: { operationsHash, sourceHash },
    })
  }
  return [...open.values()]
}

/** The steps of this database that were begun in parts and are not through. */
export const readPartWays = async (
  connection: Connection,
  { dialect, history }: Pick<Context, 'dialect' | 'history'>,
): Promise<readonly PartWay[]> =>
  (await hasLogTable(connection, dialect, history))
    ? partWays(await readEntries(connection, dialect, history.versionTable, partWayParts))
    : []

/** The number of the part that nobody knows of whether it was done; null where all is known. */
export const unknownPart = ({ states }: PartWay): number | null =>
  [...states].find(([, state]) => state === 'begun')?.[0] ?? null

/** How far a step has come, in a few words. */
export const describePartWay = (partWay: PartWay): string => {
  const done = [...partWay.states.values()].filter((state) => state === 'done').length
  const unknown = unknownPart(partWay)
  const doubt = unknown === null ? '' : `, and whether part ${unknown} was done is not known`
  return `the ${partWay.direction} of ${partWay.revision} stopped part-way: ${done} of ${partWay.total} parts are done${doubt}`
}
