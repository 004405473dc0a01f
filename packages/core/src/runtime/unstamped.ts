import { haveSameTables } from '../autogenerate/same-tables.js'
import { MigrateError } from '../errors.js'
import { nameKey } from '../schema/names.js'
import type { Schema } from '../schema/types.js'
import type { Context } from './context.js'
import { normalizing } from './normalizing.js'
import type { PreparedStep } from './prepared-step.js'
import { touchedNames } from './segments.js'
import { simulate } from './simulate.js'
import { readStateIfThere } from './state.js'

/**
 * Refuses to upgrade a database that has no version row but holds a table that the pending revisions create: it was
 * made before there were migrations. Says which revision it equals. Other tables do not matter.
 * Throws `DATABASE_UNSTAMPED`.
 */
export const refuseUnstamped = async (context: Context, pending: readonly PreparedStep[]): Promise<void> => {
  const { rows, schema } = await readStateIfThere(
    context,
    pending.flatMap(({ operations }) => touchedNames(operations)),
  )
  // Another migrator may have been quicker since the rows were first read.
  if (rows.length > 0 || schema.tables.size === 0) return
  const created = await createdTables(context, pending)
  const taken = [...schema.tables.values()]
    .filter(({ name }) => created.has(nameKey(name)))
    .map(({ name }) => name.name)
  if (taken.length === 0) return
  const count =
    taken.length === 1
      ? `the table ${taken[0]}`
      : `${taken.length} tables that the history creates (${taken.sort().join(', ')})`
  throw new MigrateError('DATABASE_UNSTAMPED', `the database has ${count}, but no version row`, {
    hint: advice(await equalRevisions(context, schema, pending)),
  })
}

const advice = ([first, ...others]: readonly string[]): string => {
  if (first === undefined) {
    return 'Its schema equals no revision. Bring it to one by hand, then say which with: migrate stamp REVISION'
  }
  const rest =
    others.length === 0
      ? ''
      : ` (and ${others.join(', ')}, which change no table: stamp one of them if its rows are there)`
  return `Its schema equals revision ${first}${rest}. If it was made before there were migrations, say so with: migrate stamp ${first}`
}

/** The names of the tables that the revisions create, whether they say so or raw SQL does it. */
const createdTables = async (context: Context, pending: readonly PreparedStep[]): Promise<ReadonlySet<string>> => {
  const said = pending.flatMap(({ operations }) =>
    operations.flatMap((operation) => (operation.kind === 'createTable' ? [nameKey(operation.table.name)] : [])),
  )
  return new Set([...said, ...(await simulate(context, pending)).tables.keys()])
}

/** The latest revision whose objects are all in the database as they are, and those beside it that make the same. */
const equalRevisions = async (
  context: Context,
  database: Schema,
  pending: readonly PreparedStep[],
): Promise<readonly string[]> => {
  const schemas: { readonly revision: string; readonly schema: Schema }[] = []
  await simulate(context, pending, {
    async after({ step }, read) {
      schemas.push({ revision: step.revision.revision, schema: await read() })
    },
  })
  for (const [i, { schema }] of [...schemas.entries()].reverse()) {
    if (schema.tables.size === 0 || !(await holdsAll(context, database, schema))) continue
    // An earlier revision's objects may all be here too, beside more: only one that makes no less is equal.
    const others = schemas.findLastIndex((other, at) => at < i && !haveSameTables(other.schema, schema))
    return schemas.slice(others + 1, i + 1).map(({ revision }) => revision)
  }
  return []
}

const holdsAll = (context: Context, database: Schema, schema: Schema): Promise<boolean> =>
  normalizing(context, async (normalize) => {
    const wanted = await normalize(schema)
    const actual = await normalize({
      tables: only(database.tables, schema.tables),
      views: only(database.views, schema.views),
      triggers: only(database.triggers, schema.triggers),
      types: new Map(),
    })
    return haveSameTables(actual, wanted)
  })

const only = <T>(all: ReadonlyMap<string, T>, wanted: ReadonlyMap<string, unknown>): ReadonlyMap<string, T> =>
  new Map([...all].filter(([key]) => wanted.has(key)))
