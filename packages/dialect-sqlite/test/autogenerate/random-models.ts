import type { Operation, Schema, Table } from '@ads/migrate-core'
import { applyOperations } from '@ads/migrate-core/operations'
import { operationsArbitrary, schemaArbitrary } from '@ads/migrate-core/testing'
import fc from 'fast-check'

/** Models as they were and as they are. */
export interface Pair {
  readonly from: Schema
  readonly to: Schema
}

/** Few names, so that two schemas have some in common; among them some that a careless tool would trip over. */
const names = fc.constantFrom('alpha', 'beta', 'gamma', 'Delta', 'order', 'group by', 'größe', "it's")

const optionsArbitrary = fc.array(fc.nat(11), { minLength: 3, maxLength: 3 })

/** Models and what a few edits make of them, or two that have nothing to do with each other. */
export const pairArbitrary: fc.Arbitrary<Pair> = fc.oneof(
  { weight: 3, arbitrary: editedPair() },
  { weight: 1, arbitrary: fc.record({ from: decorated(names), to: decorated(names) }) },
)

function editedPair(): fc.Arbitrary<Pair> {
  return decorated(names).chain((from) =>
    operationsArbitrary(from, names).chain((operations) =>
      optionsArbitrary.map((seed) => ({ from, to: withOptions(applyAll(operations, from), seed) })),
    ),
  )
}

/** Whether defineSchema would take them: every foreign key refers to a key that is there. */
export const areModels = ({ tables }: Schema): boolean =>
  [...tables.values()].every(({ constraints }) =>
    constraints.every((each) => {
      if (each.kind !== 'foreignKey') return true
      const parent = tables.get(each.references.table.name)
      const keys = [
        ...(parent?.constraints ?? []).flatMap((key) =>
          key.kind === 'primaryKey' || key.kind === 'unique' ? [key] : [],
        ),
      ]
      return keys.some(({ columns }) => columns.join() === each.references.columns.join())
    }),
  )

const applyAll = (operations: readonly Operation[], from: Schema): Schema => applyOperations(operations, from)

function decorated(names: fc.Arbitrary<string>): fc.Arbitrary<Schema> {
  return fc.tuple(schemaArbitrary(names), optionsArbitrary).map(([schema, seed]) => withOptions(schema, seed))
}

/** The tables with STRICT, WITHOUT ROWID and collations here and there, where they can have them. */
const withOptions = (schema: Schema, seeds: readonly number[]): Schema => ({
  ...schema,
  tables: new Map([...schema.tables].map(([key, table], i) => [key, withOption(table, seeds[i % seeds.length]!)])),
})

const withOption = (table: Table, seed: number): Table => {
  const hasKey = table.constraints.some(({ kind }) => kind === 'primaryKey')
  const counts = table.columns.some(({ autoIncrement }) => autoIncrement)
  const sqlite = {
    ...(seed % 4 === 1 ? { strict: true } : {}),
    ...(seed % 3 === 1 && hasKey && !counts ? { withoutRowid: true } : {}),
  }
  const columns = table.columns.map((column, i) =>
    seed === 7 && i === 1 && column.type.kind === 'text' ? { ...column, collation: 'NOCASE' } : column,
  )
  return { ...table, columns, options: Object.keys(sqlite).length === 0 ? {} : { sqlite } }
}
