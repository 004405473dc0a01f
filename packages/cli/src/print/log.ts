import type { LogEntry } from '@ads/migrate-core'

const width = 80

/** An entry as one line of at most 80 columns: when, what, which revision, and what it is or why it failed. */
export const logLine = (entry: LogEntry, message: string): string => {
  const { startedAt, direction, note } = entry
  const time = `${startedAt.slice(0, 19).replace('T', ' ')}Z`
  // The direction and the code of an error stand in the block, which has more room.
  const said = (note ?? message).replace(direction === 'failed' ? /^\w+: \w+: / : '', '').replaceAll(/\s+/g, ' ')
  const line = [time, direction.padEnd(9), placeOf(entry).padEnd(12), said].join('  ').trimEnd()
  return line.length > width ? `${line.slice(0, width - 1)}…` : line
}

/** Where a step led: the revision, or the rows that are left of one that was taken away. */
const placeOf = ({ revision, removed, added }: LogEntry): string => {
  if (revision !== null) return revision
  return added.join(', ') || (removed.length > 0 ? `-${removed.join(', -')}` : '<base>')
}

/** All parts of an entry, a line each. */
export const logBlock = (entry: LogEntry, message: string): string => {
  const lines: readonly (readonly [string, string | null])[] = [
    ['Entry', `${entry.id}, ${entry.direction}`],
    ['Revision', entry.revision === null ? null : [entry.revision, message].filter(Boolean).join(', ')],
    ['Follows', entry.revision === null ? null : entry.parents.join(', ') || '<base>'],
    ['Rows gone', entry.removed.join(', ')],
    ['Rows new', entry.added.join(', ')],
    ['Began', entry.startedAt],
    ['Took', `${entry.durationMs} ms`],
    ['Note', entry.note],
    ['By', [entry.actor, entry.host].filter(Boolean).join(' on ')],
    ['With', `ads-migrate ${entry.tool}, ${entry.engine}`],
    ['Run', entry.run],
    ['Operations', entry.operationsHash],
    ['Source', entry.sourceHash],
    ['SQL', entry.sqlHash],
  ]
  return lines
    .filter(([, text]) => text !== null && text !== '')
    .map(([name, text]) => `${`${name}:`.padEnd(12)}${text}\n`)
    .join('')
}
