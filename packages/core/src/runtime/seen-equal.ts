import type { Engine } from '../dialect/dialect.js'
import type { RevisionGraph } from '../revisions/graph.js'
import { isDefaultNaming } from '../schema/naming.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { sha256 } from '../scripts/sha256.js'
import { version } from '../version.js'
import { type Context, withConnection } from './context.js'
import { readVersionRows } from './version-table.js'

/** What was found equal before, by somebody who compared it. */
export interface SeenEqual {
  /** The version rows, where there is a database to ask. */
  readonly rows: readonly string[] | null
  /** Whether these models and this history were; with a database, also whether that is as one that was. */
  readonly isSeen: boolean
  /** Remembers that they are. */
  keep(): Promise<void>
}

/**
 * Looks up whether the models, the history and the database were found equal before. It is told by everything that a
 * comparison looks at: the text of every script, the models, the database's own text, the versions of this package and
 * of the engine. null where some of that cannot be told: scripts that import code which may change without them,
 * functions of a config, an engine that keeps no text.
 */
export const lookUpEqual = async (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  { offline }: { readonly offline: boolean },
): Promise<SeenEqual | null> => {
  const { cache, comparingKey } = context
  const isTold = comparingKey !== null && isDefaultNaming(context.history.naming)
  const scripts = cache === null || !isTold ? null : await textsOf(context, graph)
  const state = scripts === null ? null : await readTexts(context, offline)
  if (cache === null || scripts === null || state === null) return null
  const { engine, rows, database } = state
  const { history, dialect, models } = context
  const told = [version, dialect.name, engine, history.versionTable, comparingKey, scripts, models]
  const key = await sha256(JSON.stringify(told, asText))
  const seen = (await cache.get(key))?.split('\n') ?? null
  return {
    rows,
    isSeen: seen !== null && (database === null || seen.includes(database)),
    keep: async () => {
      // What was compared is what was looked up, unless somebody changed it meanwhile.
      if (database !== null && (await readTexts(context, offline))?.database !== database) return
      const others = (seen ?? []).filter((each) => each !== '' && each !== database)
      await cache.put(key, [...(database === null ? [] : [database]), ...others].slice(0, keepAtMost).join('\n'))
    },
  }
}

/** More databases of one history than this are hardly looked at in turn. */
const keepAtMost = 20

/** What every script says and follows; null where a text does not say all. */
const textsOf = async (
  { scripts }: Context,
  graph: RevisionGraph<ScriptHeader>,
): Promise<readonly (readonly unknown[])[] | null> => {
  const headers = graph.ordered
  const hashes = (await scripts.hashes?.(headers.map(({ revision }) => revision))) ?? []
  const isTold = ({ source, imports = [] }: (typeof hashes)[number]) => source !== null && imports.length === 0
  if (hashes.length !== headers.length || !hashes.every(isTold)) return null
  return headers.map(({ revision, downRevision, dependsOn }, i) => [
    revision,
    downRevision,
    dependsOn,
    hashes[i]!.source,
  ])
}

interface Texts {
  readonly engine: Engine
  readonly rows: readonly string[] | null
  /** The hash of the database's own text; null: no database is asked. */
  readonly database: string | null
}

const readTexts = async (context: Context, offline: boolean): Promise<Texts | null> => {
  const { dialect, history } = context
  if (offline) {
    const scratch = await dialect.scratch?.()
    if (scratch === undefined) return null
    const { engine } = scratch
    await scratch.close().catch(() => {})
    return { engine, rows: null, database: null }
  }
  if (dialect.schemaStatements === undefined) return null
  return withConnection(context, 'read', async (connection) => {
    await connection.begin()
    try {
      const rows = (await readVersionRows(connection, dialect, history.versionTable)) ?? []
      const statements = await dialect.schemaStatements!(connection)
      return { engine: connection.engine, rows, database: await sha256(JSON.stringify(statements)) }
    } finally {
      // Nothing was written; an error of the reading matters more.
      await connection.rollback().catch(() => {})
    }
  })
}

/** Plain data with maps, whole numbers of any size and bytes in it. */
const asText = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return { bigint: value.toString() }
  if (value instanceof Map) return { map: [...value] }
  return value instanceof Uint8Array ? { bytes: [...value] } : value
}
