import type { Spelling } from '../ddl/spelling.js'
import { displayName, nameKey, type ObjectName } from '../schema/names.js'
import { families } from '../schema/type-families.js'
import type { Column, ForeignKey, Schema, Table } from '../schema/types.js'
import { foreignKeysOf } from './sort-tables.js'
import { leftOutTrigger, type Remark, type WritableSchema, withoutKeys, writableSchema } from './writable-schema.js'

/**
 * The schema as models say it: every foreign key refers to a column that is there and of a type of the same family. Keys
 * to what is not there, which some databases take, are left out with a remark; where types differ, one side becomes raw.
 */
export const sayableModels = (given: Schema, spelling: Spelling): WritableSchema => {
  const { schema, remarks } = writableSchema(given, spelling)
  const more: Remark[] = []
  const remark = (about: ObjectName, text: string): void => void more.push({ about, text })
  const isDangling = ({ references: { table, columns } }: ForeignKey): boolean => {
    const parent = schema.tables.get(nameKey(table))
    return parent === undefined || columns.some((column) => columnOf(parent, column) === undefined)
  }
  const tables = new Map(
    [...schema.tables].map(([key, table]) => [
      key,
      withoutKeys(table, isDangling, 'what it refers to is not there', remark),
    ]),
  )
  const triggers = [...schema.triggers].filter(([, { name, table }]) => {
    if (tables.has(nameKey(table)) || schema.views.has(nameKey(table))) return true
    remark(name, leftOutTrigger(name, `what it stands on, ${displayName(table)}, is not here`))
    return false
  })
  return {
    schema: { ...schema, tables: withFamilies(tables, spelling), triggers: new Map(triggers) },
    remarks: [...remarks, ...more],
  }
}

const columnOf = (table: Table, name: string): Column | undefined => table.columns.find((each) => each.name === name)

/** A foreign key between types of two families does not compile, unless one of them is raw. */
const withFamilies = (tables: ReadonlyMap<string, Table>, spelling: Spelling): ReadonlyMap<string, Table> => {
  const raw = new Set<Column>()
  for (const table of tables.values())
    for (const key of foreignKeysOf(table)) {
      const parent = tables.get(nameKey(key.references.table))!
      for (const [i, target] of key.references.columns.entries()) {
        const pair = [columnOf(table, key.columns[i]!), columnOf(parent, target)]
        const [child, referenced] = pair
        if (child === undefined || referenced === undefined || pair.some((column) => isRaw(column!, raw))) continue
        // What an enum may hold is said by its type alone.
        if (familyOf(child) !== familyOf(referenced)) raw.add(child.type.kind === 'enum' ? referenced : child)
      }
    }
  return new Map(
    [...tables].map(([key, table]) => [
      key,
      {
        ...table,
        columns: table.columns.map((column): Column => {
          const sql = raw.has(column) ? spelling.type(column, table) : null
          return sql === null ? column : { ...column, type: { kind: 'raw', sql } }
        }),
      },
    ]),
  )
}

const isRaw = (column: Column, raw: ReadonlySet<Column>): boolean => column.type.kind === 'raw' || raw.has(column)

const familyOf = ({ type: { kind } }: Column): string => families[kind as keyof typeof families] ?? kind
