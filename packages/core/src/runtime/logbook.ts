import type { Connection } from '../dialect/dialect.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { sha256 } from '../scripts/sha256.js'
import { version } from '../version.js'
import type { Context } from './context.js'
import type { LogEntry } from './log-entry.js'
import { createLogTable, entryInsert, hasLogTable } from './log-table.js'
import { origin } from './origin.js'

/** What an entry says that the run does not know by itself. */
export type Occurrence = Pick<LogEntry, 'direction' | 'revision' | 'parents' | 'durationMs'> &
  Partial<Pick<LogEntry, 'removed' | 'added' | 'operationsHash' | 'sourceHash' | 'note'>> & {
    /** The statements that ran, in their order. */
    readonly statements?: readonly string[]
  }

/** Writes the entries of one run. */
export interface Logbook {
  /** Makes the log where it is not there yet. Inside the transaction of the first change. */
  open(connection: Connection): Promise<void>
  /** Writes an entry, inside the open transaction: it is there exactly when what it tells has happened. */
  write(connection: Connection, occurrence: Occurrence): Promise<void>
}

/** The logbook of a run; one that writes nothing where the history keeps no log. */
export const openLogbook = ({ dialect, history }: Context): Logbook => {
  if (history.log === false) return { open: async () => {}, write: async () => {} }
  const { versionTable } = history
  const run = crypto.randomUUID()
  const { actor, host } = origin()
  const insert = entryInsert(dialect, versionTable)
  return {
    async open(connection) {
      if (await hasLogTable(connection, dialect, history)) return
      for (const { sql } of await createLogTable(dialect, versionTable, connection.engine))
        await connection.execute(sql)
    },
    async write(connection, occurrence) {
      const { statements = [], durationMs } = occurrence
      const entry = {
        run,
        direction: occurrence.direction,
        revision: occurrence.revision,
        parents: occurrence.parents,
        removed: occurrence.removed ?? [],
        added: occurrence.added ?? [],
        operationsHash: occurrence.operationsHash ?? null,
        sourceHash: occurrence.sourceHash ?? null,
        sqlHash: statements.length === 0 ? null : await sha256(statements.join(';\n')),
        startedAt: new Date(Date.now() - durationMs).toISOString(),
        durationMs: Math.round(durationMs),
        tool: version,
        engine: `${dialect.name} ${connection.engine.version}`,
        actor,
        host,
        note: occurrence.note ?? null,
      }
      await connection.execute(insert.sql, insert.parameters(entry))
    },
  }
}

/** The rows that went and the rows that came. */
export const movedRows = (
  from: readonly string[],
  to: readonly string[],
): Required<Pick<Occurrence, 'removed' | 'added'>> => ({
  removed: from.filter((row) => !to.includes(row)),
  added: to.filter((row) => !from.includes(row)),
})

/** What a revision requires: its parents and dependencies, by their ids. */
export const requiredBy = (graph: RevisionGraph<ScriptHeader>, revision: string): readonly string[] => [
  ...new Set([...(graph.get(revision)?.downRevision ?? []), ...graph.dependenciesOf(revision)]),
]
