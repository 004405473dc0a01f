import { MigrateError } from '../errors.js'
import { nameKey } from '../schema/names.js'
import type { Context } from './context.js'
import { patiently } from './patiently.js'
import type { PreparedStep } from './prepared-step.js'
import { touchedNames } from './segments.js'
import { simulate } from './simulate.js'
import { equalStages, stagesOf } from './stages.js'
import { readStateIfThere } from './state.js'

/**
 * Refuses to upgrade a database that has no version row but holds a table that the pending revisions create: it was
 * made before there were migrations. Says which revision it equals. Other tables do not matter.
 * Throws `DATABASE_UNSTAMPED`, and `LOCK_TIMEOUT` where another migrator never lets it look.
 */
export const refuseUnstamped = async (context: Context, pending: readonly PreparedStep[]): Promise<void> => {
  const names = pending.flatMap(({ operations }) => touchedNames(operations))
  const { rows, schema } = await patiently(context, () => readStateIfThere(context, names))
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
  const equal = await equalStages(context, schema, await stagesOf(context, pending))
  throw new MigrateError('DATABASE_UNSTAMPED', `the database has ${count}, but no version row`, {
    hint: advice(equal.map(({ step }) => step.revision.revision)),
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
