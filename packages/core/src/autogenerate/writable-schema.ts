import type { Spelling } from '../ddl/spelling.js'
import { displayName, type ObjectName } from '../schema/names.js'
import type { ForeignKey, Schema, Table, Trigger } from '../schema/types.js'
import { hasOtherOrder, writableTable } from './writable-table.js'

/** A schema that source can say, and what had to be left out of it or changed. */
export interface WritableSchema {
  readonly schema: Schema
  readonly remarks: readonly Remark[]
}

/** One sentence about an object of a schema. */
export interface Remark {
  readonly about: ObjectName
  readonly text: string
}

/**
 * The schema in words that compile, in models and revision scripts alike. What a database takes and neither says is
 * left out, with a remark: names that are empty, and references by a name with a dot, which stands between a schema
 * and a table.
 */
export const writableSchema = (schema: Schema, spelling: Spelling): WritableSchema => {
  const remarks: Remark[] = []
  const remark = (about: ObjectName, text: string): void => void remarks.push({ about, text })
  const tables = [...schema.tables].flatMap(([key, table]): [string, Table][] => {
    if (table.columns.some(({ name }) => name === '')) {
      remark(table.name, `the table ${displayName(table.name)} is left out: one of its columns has an empty name`)
      return []
    }
    if (hasOtherOrder(table))
      remark(table.name, 'columns whose names are numbers come first here; the database has them in another place')
    return [[key, withoutKeys(writableTable(table, spelling), hasDots, 'a name with a dot in it', remark)]]
  })
  const triggers = [...schema.triggers].filter(([, { name, table }]) => {
    if (!isDotted(table)) return true
    remark(name, leftOutTrigger(name, `it stands on ${displayName(table)}, a name with a dot in it`))
    return false
  })
  return { schema: { ...schema, tables: new Map(tables), triggers: new Map<string, Trigger>(triggers) }, remarks }
}

/** The table without the foreign keys that are meant, with a remark for each that says why. */
export const withoutKeys = (
  table: Table,
  isMeant: (key: ForeignKey) => boolean,
  reason: string,
  remark: (about: ObjectName, text: string) => void,
): Table => ({
  ...table,
  constraints: table.constraints.filter((constraint) => {
    if (constraint.kind !== 'foreignKey' || !isMeant(constraint)) return true
    const target = [displayName(constraint.references.table), ...constraint.references.columns].join(', ')
    remark(
      table.name,
      `the foreign key (${constraint.columns.join(', ')}) to ${target} is left out: ${reason}; autogenerate would drop it`,
    )
    return false
  }),
})

/** Says that a trigger is left out, and what follows. */
export const leftOutTrigger = (name: ObjectName, reason: string): string =>
  `the trigger ${displayName(name)} is left out: ${reason}; beside other triggers, autogenerate would drop it`

const hasDots = ({ references: { table } }: ForeignKey): boolean => isDotted(table)

const isDotted = ({ schema, name }: ObjectName): boolean => name.includes('.') || schema?.includes('.') === true
