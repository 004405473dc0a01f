import { applyOperation, diffSchemas, type Operation, type Schema } from '@ads/migrate-core'
import { operationsArbitrary, schemaArbitrary } from '@ads/migrate-core/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { normalize } from '../../src/normalize.js'

const names = fc.constantFrom('alpha', 'beta', 'gamma', 'Delta', 'order', 'größe')
const edits = ['createTable', 'dropTable', 'addColumn', 'dropColumn', 'alterColumn', 'addConstraint'] as const
const otherEdits = [
  'dropConstraint',
  'createIndex',
  'dropIndex',
  'batchAlterTable',
  'renameColumn',
  'renameTable',
] as const

it('finds every single edit that means something to SQLite', async () => {
  let edited = 0
  let found = 0
  const missed: string[] = []
  await fc.assert(
    fc.asyncProperty(
      schemaArbitrary(names).chain((schema) =>
        operationsArbitrary(schema, names, [...edits, ...otherEdits]).map(([operation]) => ({ schema, operation })),
      ),
      async ({ schema, operation }) => {
        if (operation === undefined) return
        const after = applyOperation(operation, schema)
        if (!(await meansSomething(operation, schema, after))) return
        edited++
        if (diffSchemas(await normalize(schema), await normalize(after)).length > 0) found++
        else missed.push(JSON.stringify(operation))
      },
    ),
    { numRuns: 1000 },
  )
  expect(edited).toBeGreaterThan(300)
  expect(found / edited, missed.join('\n')).toBeGreaterThanOrEqual(0.99)
})

/** Judged by what the operation says, not by a comparison of the schemas. */
const meansSomething = async (operation: Operation, before: Schema, after: Schema): Promise<boolean> => {
  switch (operation.kind) {
    case 'alterColumn': {
      const { comment: _, type: __, default: value, ...facts } = operation.changes
      const column = before.tables.get(operation.table.name)!.columns.find(({ name }) => name === operation.column)!
      const isOther = Object.entries(facts).some(([fact, wanted]) => differ(column[fact as 'nullable'], wanted))
      // A type is one of five to SQLite, and a default is what comes of it there: that is told by tests of its own.
      return (
        isOther ||
        (operation.changes.type === undefined && value === null && column.default !== null && !isNull(column.default))
      )
    }
    case 'addConstraint': {
      const table = before.tables.get(operation.table.name)!
      const wanted = { ...operation.constraint, name: null }
      return !table.constraints.some((each) => !differ({ ...each, name: null }, wanted))
    }
    case 'dropConstraint': {
      const contents = (schema: Schema) =>
        new Set(schema.tables.get(operation.table.name)!.constraints.map((each) => text({ ...each, name: null })))
      return contents(before).size !== contents(after).size
    }
    // What one holds is told by the other kinds.
    case 'batchAlterTable':
      return false
    default:
      return true
  }
}

const isNull = (value: object): boolean => 'value' in value && value.value === null

const differ = (a: unknown, b: unknown): boolean => text(a) !== text(b)

const text = (data: unknown): string =>
  JSON.stringify(data, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value))
