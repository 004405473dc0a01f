import type { CompareOptions } from '../autogenerate/diff.js'
import type { ObjectFilter } from '../autogenerate/filter.js'
import type { RenderItem } from '../autogenerate/render-item.js'
import {
  type Access,
  type Address,
  type Connection,
  type Dialect,
  dialectContract,
  type Engine,
} from '../dialect/dialect.js'
import { MigrateError } from '../errors.js'
import { RevisionGraph } from '../revisions/graph.js'
import type { Step } from '../revisions/revision.js'
import type { Schema } from '../schema/types.js'
import type { ScriptHeader, ScriptSource } from '../scripts/script-source.js'
import type { History } from './history.js'
import type { ProcessRevision } from './process-revision.js'
import type { TextCache } from './text-cache.js'
import { readVersionRows } from './version-table.js'

/** What happens while a migrator works. */
export type MigrationEvent =
  | { readonly kind: 'waiting'; readonly database: string }
  | { readonly kind: 'stepStarted'; readonly step: Step<ScriptHeader>; readonly index: number; readonly total: number }
  | { readonly kind: 'backedUp'; readonly path: string }
  /** Rows that a long statement has done, of how many. */
  | { readonly kind: 'progress'; readonly step: Step<ScriptHeader>; readonly done: number; readonly total: number }
  | { readonly kind: 'stepFinished'; readonly step: Step<ScriptHeader>; readonly durationMs: number }

/** Everything that a command needs, complete. */
export interface Context {
  readonly dialect: Dialect
  readonly history: History
  readonly scripts: ScriptSource
  /** null: no address was given, so only what needs no database can be done. */
  readonly address: Address | null
  /** Milliseconds to wait for the lock. */
  readonly lockTimeout: number
  readonly onEvent: (event: MigrationEvent) => void
  /** Stops what is under way: the open transaction is rolled back. */
  readonly signal: AbortSignal | null
  /** What the database should look like; null: not told. */
  readonly models: Schema | null
  readonly include: ObjectFilter
  /** How the config has columns compared. */
  readonly comparing: Pick<CompareOptions, 'compareType' | 'compareDefault' | 'compareOrder'>
  /** All that decides how the config has things compared; null where functions of it do. */
  readonly comparingKey: string | null
  /** Where `check` remembers what it found equal; null: nowhere. */
  readonly cache: TextCache | null
  /** Whether the config looks at an object that the database has. */
  readonly includeName: ObjectFilter
  /** What the config writes in the place of an operation or a type. */
  readonly renderItem: RenderItem
  /** What the config makes of a revision before it is written. */
  readonly processRevision: ProcessRevision
  /** The engine that printed scripts are written for. */
  readonly scriptEngine: Engine
}

/** Throws `DIALECT_CONTRACT` when the dialect was written for another contract than this core's. */
export const checkContract = ({ name, contract }: Dialect): void => {
  if (contract === dialectContract) return
  const older = contract < dialectContract ? 'the dialect' : '@ads/migrate-core'
  throw new MigrateError(
    'DIALECT_CONTRACT',
    `the dialect "${name}" speaks contract ${contract}, this core speaks ${dialectContract}`,
    { hint: `Upgrade ${older}.` },
  )
}

/** The revisions of the history, as a graph. Throws what is wrong with them. */
export const loadGraph = async ({ scripts, dialect, address }: Context): Promise<RevisionGraph<ScriptHeader>> => {
  const database = address !== null && 'url' in address ? dialect.displayUrl(address.url, address.folder) : null
  return new RevisionGraph(await scripts.headers(), { database })
}

/** Gives the connection to `use`, and closes it whatever happens. Throws `NO_DATABASE` where no address was given. */
export const withConnection = async <T>(
  { dialect, address }: Context,
  access: Access,
  use: (connection: Connection) => Promise<T>,
): Promise<T> => {
  if (address === null) {
    throw new MigrateError('NO_DATABASE', 'no database is given', {
      hint: 'Give its URL: in the config, in MIGRATE_URL, or with --url.',
    })
  }
  const connection = await dialect.connect(address, access)
  try {
    return await use(connection)
  } finally {
    // What is done is done, and an error of the work matters more than one of the closing.
    await connection.close().catch(() => {})
  }
}

/** The version rows of the database, read without changing it; null where there is no version table. */
export const readRows = (context: Context): Promise<readonly string[] | null> =>
  withConnection(context, 'read', (connection) =>
    readVersionRows(connection, context.dialect, context.history.versionTable),
  )

/** `read`, or `otherwise` where the database is not there. */
export const unlessMissing = async <T, U>(read: Promise<T>, otherwise: U): Promise<T | U> => {
  try {
    return await read
  } catch (error) {
    if ((error as { code?: unknown }).code === 'DATABASE_NOT_FOUND') return otherwise
    throw error
  }
}
