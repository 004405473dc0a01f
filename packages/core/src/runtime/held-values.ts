import { lossesOf } from '../autogenerate/losses.js'
import type { Dialect } from '../dialect/dialect.js'
import { MigrateError } from '../errors.js'
import type { Operation, TableOperation } from '../operations/operation.js'
import { displayName, nameKey, type ObjectName, objectName } from '../schema/names.js'
import type { Default, Schema } from '../schema/types.js'
import { flatOperations, type OwnScript } from './amended-script.js'
import { type Context, withConnection } from './context.js'

/**
 * Throws `HOLDS_VALUES` where taking a revision back loses what rows hold: tables that are not empty, and columns with
 * other values than the revision put there itself. `after`: the schema with it.
 */
export const refuseHeldValues = async (context: Context, script: OwnScript, after: Schema): Promise<void> => {
  const risks = risksOf(script, after)
  if (risks.length === 0) return
  const held = await withConnection(context, 'read', async (connection) => {
    const found: string[] = []
    for (const { loss, condition } of risks) {
      const { rows } = await connection.execute(`SELECT 1 AS held WHERE EXISTS (${condition(context.dialect)})`)
      if (rows.length > 0) found.push(loss)
    }
    return found
  })
  if (held.length === 0) return
  throw new MigrateError(
    'HOLDS_VALUES',
    `revision ${script.header.revision} cannot be made anew, since taking it back loses what rows hold: ${held.join('; ')}`,
    { hint: 'Write a new revision instead; or give these values up: --force' },
  )
}

interface Risk {
  /** In a sentence. */
  readonly loss: string
  /** The query that has rows where there is something to lose. */
  readonly condition: (dialect: Dialect) => string
}

/** What the downgrade may lose, asked of the names that there are before it begins. */
const risksOf = ({ upgrade, downgrade }: OwnScript, after: Schema): readonly Risk[] => {
  const names = new Map<string, ObjectName>()
  const columns = new Map<string, string>()
  const tableNow = (table: ObjectName) => names.get(nameKey(table)) ?? table
  const columnKey = (table: ObjectName, column: string) => `${nameKey(tableNow(table))}\n${column}`
  const columnNow = (table: ObjectName, column: string) => columns.get(columnKey(table, column)) ?? column
  if (downgrade === null) return []
  const losses = lossesOf(downgrade, after)
  return flatOperations(downgrade).flatMap((operation): Risk[] => {
    if (operation.kind === 'renameTable') {
      names.set(nameKey(objectName(operation.to, operation.table.schema)), tableNow(operation.table))
    } else if (operation.kind === 'renameColumn') {
      const { table, column, to } = operation
      columns.set(columnKey(table, to), columnNow(table, column))
    } else if (operation.kind === 'dropTable') {
      const table = tableNow(operation.table)
      return [{ loss: `the rows of ${displayName(table)}`, condition: (dialect) => rowsOf(dialect, table) }]
    } else if (operation.kind === 'dropColumn' || (operation.kind === 'alterColumn' && mayChange(operation, losses))) {
      const table = tableNow(operation.table)
      const column = columnNow(operation.table, operation.column)
      const known = after.tables.get(nameKey(table))?.columns.find(({ name }) => name === column)
      if (known?.generated != null) return []
      const given = operation.kind === 'dropColumn' ? [known?.default, fillOf(upgrade, table, column)] : []
      return [
        {
          loss: `the values of ${displayName(table)}.${column}`,
          condition: (dialect) => `${rowsOf(dialect, table)} WHERE ${valuesBeside(dialect, column, given)}`,
        },
      ]
    }
    return []
  })
}

/** Whether an operation, or the batch that it stands in, may lose something. */
const mayChange = (operation: TableOperation, losses: ReadonlyMap<Operation, string>): boolean =>
  [...losses.keys()].some(
    (each) => each === operation || (each.kind === 'batchAlterTable' && each.operations.includes(operation)),
  )

const fillOf = (upgrade: readonly Operation[], table: ObjectName, column: string): Default | null =>
  flatOperations(upgrade).flatMap((each) =>
    each.kind === 'addColumn' && nameKey(each.table) === nameKey(table) && each.column.name === column && each.fill
      ? [each.fill]
      : [],
  )[0] ?? null

const rowsOf = ({ spelling }: Dialect, { schema, name }: ObjectName): string =>
  `SELECT 1 FROM ${(schema === null ? [name] : [schema, name]).map((part) => spelling.identifier(part)).join('.')}`

/** Values that are not those which the database, or the revision, has put there. */
const valuesBeside = (
  { spelling }: Dialect,
  column: string,
  given: readonly (Default | null | undefined)[],
): string => {
  const name = spelling.identifier(column)
  const literals = given.flatMap((each) => (each != null && 'value' in each ? [each.value] : []))
  const others = literals.filter((value) => value !== null).map((value) => ` AND ${name} <> ${spelling.literal(value)}`)
  return `${name} IS NOT NULL${others.join('')}`
}
