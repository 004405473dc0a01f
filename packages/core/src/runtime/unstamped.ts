import { haveSameTables } from '../autogenerate/same-tables.js'
import { MigrateError } from '../errors.js'
import { nameKey, sameName } from '../schema/names.js'
import { emptySchema, type Schema } from '../schema/types.js'
import { type Context, unlessMissing, withConnection } from './context.js'
import type { PreparedStep } from './prepared-step.js'
import { simulate } from './simulate.js'

/**
 * Refuses to upgrade a database that has no version row but holds a table that the pending revisions create: it was
 * made before there were migrations. Says which revision it equals. Other tables do not matter.
 * Throws `DATABASE_UNSTAMPED`.
 */
export const refuseUnstamped = async (context: Context, pending: readonly PreparedStep[]): Promise<void> => {
  const versionTable = context.history.versionTable.table
  const database = await unlessMissing(
    withConnection(context, 'read', (connection) => context.dialect.introspect(connection)),
    emptySchema,
  )
  const found = [...database.tables.values()].filter(({ name }) => !sameName(name, versionTable))
  if (found.length === 0) return

  const created = new Set<string>()
  const schemas: { readonly step: PreparedStep; readonly schema: Schema }[] = []
  await simulate(context, pending, (step, schema) => {
    for (const key of schema.tables.keys()) created.add(key)
    schemas.push({ step, schema })
  })
  const taken = found
    .filter(({ name }) => created.has(nameKey(name)))
    .map(({ name }) => name.name)
    .sort()
  if (taken.length === 0) return

  const equal = await lastEqual(context, database, schemas)
  const count =
    taken.length === 1
      ? `the table ${taken[0]}`
      : `${taken.length} tables that the history creates (${taken.join(', ')})`
  throw new MigrateError('DATABASE_UNSTAMPED', `the database has ${count}, but no version row`, {
    hint:
      equal === null
        ? 'Its schema equals no revision. Bring it to one by hand, then say which with: migrate stamp REVISION'
        : `Its schema equals revision ${equal}. If it was made before there were migrations, say so with: migrate stamp ${equal}`,
  })
}

/** The latest revision whose tables are all in the database, as they are. */
const lastEqual = async (
  { dialect }: Context,
  database: Schema,
  schemas: readonly { readonly step: PreparedStep; readonly schema: Schema }[],
): Promise<string | null> => {
  for (const { step, schema } of [...schemas].reverse()) {
    if (schema.tables.size === 0) continue
    const [wanted, actual] = await Promise.all([
      dialect.normalize(schema),
      dialect.normalize({ ...database, tables: onlyTables(database, schema) }),
    ])
    if (haveSameTables(actual, wanted)) return step.step.revision.revision
  }
  return null
}

const onlyTables = (database: Schema, { tables }: Schema): Schema['tables'] =>
  new Map([...database.tables].filter(([key]) => tables.has(key)))
