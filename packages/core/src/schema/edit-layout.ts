import { updateTable } from './edit.js'
import { getColumn } from './edit-columns.js'
import { schemaConflict } from './errors.js'
import { displayName, type ObjectName } from './names.js'
import type { Schema, TableOptionChanges, TableOptions } from './types.js'

/** The schema with the columns of a table in another order. Throws `SCHEMA_CONFLICT` unless `order` is all of them, once. */
export const reorderColumns = (schema: Schema, name: ObjectName, order: readonly string[]): Schema =>
  updateTable(schema, name, (table) => {
    const columns = order.map((column) => getColumn(table, column))
    const missing = table.columns.filter((column) => !columns.includes(column))
    if (missing.length > 0 || columns.length > table.columns.length)
      throw schemaConflict(
        `The new order of ${displayName(name)} has to name every column once`,
        missing.length > 0 ? `It leaves out ${missing.map((column) => column.name).join(', ')}.` : undefined,
      )
    return { ...table, columns }
  })

/** The schema with options of a table changed. Throws `SCHEMA_CONFLICT` where there is no such table. */
export const changeOptions = (schema: Schema, name: ObjectName, changes: TableOptionChanges): Schema =>
  updateTable(schema, name, (table) => ({ ...table, options: changedOptions(table.options, changes) }))

/** The changes that lead back to the options as they are. */
export const optionsBack = (options: TableOptions, changes: TableOptionChanges): TableOptionChanges => {
  const before: Fields = { ...options }
  return Object.fromEntries(
    Object.entries(changes).map(([dialect, change]) => {
      const own = before[dialect]
      if (!isFields(own) || !isFields(change)) return [dialect, own ?? null]
      return [dialect, Object.fromEntries(Object.keys(change).map((field) => [field, own[field] ?? null]))]
    }),
  )
}

const changedOptions = (options: TableOptions, changes: TableOptionChanges): TableOptions => {
  const before: Fields = { ...options }
  return merged(before, changes, (own, change) =>
    isFields(change) ? merged(isFields(own) ? own : {}, change, (_own, value) => value) : change,
  )
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

/** The fields with those of `changes` in their place; what becomes null is gone. */
const merged = (before: Fields, changes: Fields, change: (own: unknown, value: unknown) => unknown): Fields =>
  Object.fromEntries(
    Object.entries({
      ...before,
      ...Object.fromEntries(Object.entries(changes).map(([key, value]) => [key, change(before[key], value)])),
    }).filter(([, value]) => value !== null),
  )
