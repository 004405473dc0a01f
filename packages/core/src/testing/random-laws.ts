import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Connection, Dialect } from '../dialect/dialect.js'
import { isMigrateError } from '../errors.js'
import { applyOperation, applyOperations } from '../operations/apply.js'
import type { Operation, OperationKind } from '../operations/operation.js'
import { reverseOperations } from '../operations/reverse.js'
import { objectName } from '../schema/names.js'
import type { Schema, Table } from '../schema/types.js'
import { emptySchema } from '../schema/types.js'
import { plainColumn, schemaArbitrary } from './arbitrary.js'
import { operationsArbitrary, schemaKinds } from './arbitrary-operations.js'
import { insertStatement, performWhole, readContent } from './database.js'
import type { DialectUnderTest } from './dialect-under-test.js'
import { expectedRows, onlyColumns } from './expected-rows.js'
import { nameArbitrary } from './hostile.js'
import { sampleRows } from './sample-rows.js'

/** The laws on random schemas, with rows in them, under random and hostile names. */
export const describeRandomSchemas = ({
  dialect,
  numRuns = 100,
  randomKinds = schemaKinds,
}: DialectUnderTest): void => {
  const drawn = schemaArbitrary(nameArbitrary).chain((schema) =>
    fc.tuple(fc.constant(schema), operationsArbitrary(schema, nameArbitrary, randomKinds)),
  )

  describe('on random schemas', () => {
    it('does what each operation says, keeps the rows, and changes nothing where it refuses', async () => {
      const tally = new Tally()
      await fc.assert(
        fc.asyncProperty(drawn, async ([schema, operations]) => {
          await onFilledDatabase(dialect, schema, async (connection, filled) => {
            let model = filled
            for (const operation of operations) {
              const before = await read(dialect, connection)
              const done = await attempt(dialect, connection, [operation])
              tally.count(operation.kind, done)
              const after = await read(dialect, connection)
              if (!done) {
                expect(after).toEqual(before)
                continue
              }
              model = applyOperation(operation, model)
              expect(await dialect.normalize(after.schema)).toEqual(await dialect.normalize(model))
              const kept = expectedRows([operation], before.rows)
              expect(onlyColumns(after.rows, kept)).toEqual(onlyColumns(kept, kept))
            }
          })
        }),
        { numRuns },
      )
      tally.expectMost(randomKinds)
    })

    it('undoes what it has done', async () => {
      const tally = new Tally()
      await fc.assert(
        fc.asyncProperty(drawn, async ([schema, operations]) => {
          await onFilledDatabase(dialect, schema, async (connection, filled) => {
            let model = filled
            for (const operation of operations) {
              if (!(await attempt(dialect, connection, [operation]))) continue
              const after = await read(dialect, connection)
              const done = await attempt(dialect, connection, reverseOperations([operation], model))
              tally.count(operation.kind, done)
              const undone = await read(dialect, connection)
              if (done) {
                expect(await dialect.normalize(undone.schema)).toEqual(await dialect.normalize(model))
                expect(await attempt(dialect, connection, [operation])).toBe(true)
              } else expect(undone).toEqual(after)
              model = applyOperation(operation, model)
            }
          })
        }),
        { numRuns },
      )
      tally.expectMost()
    })
  })
}

/** How many of each kind were done, so that a dialect that refuses everything does not pass. */
class Tally {
  readonly #done = new Map<OperationKind, number>()
  #attempts = 0

  count(kind: OperationKind, done: boolean): void {
    this.#attempts++
    if (done) this.#done.set(kind, (this.#done.get(kind) ?? 0) + 1)
  }

  expectMost(kinds: readonly OperationKind[] = []): void {
    expect([...this.#done.keys()]).toEqual(expect.arrayContaining([...kinds]))
    const done = [...this.#done.values()].reduce((sum, number) => sum + number, 0)
    expect(done / this.#attempts).toBeGreaterThan(0.4)
  }
}

const nowhere = objectName('there is no version table')

const read = (dialect: Dialect, connection: Connection) => readContent(dialect, connection, nowhere)

/** A table that no operation is about: what happens to it was nobody's wish. */
const canary: Table = {
  name: objectName('canary'),
  columns: ['id', 'note'].map((name) =>
    plainColumn(name, { type: { kind: 'text' }, nullable: true, default: null, computed: false }),
  ),
  constraints: [],
  indexes: [],
  options: {},
  comment: null,
  source: null,
}

/** A scratch database with the schema, as far as the dialect takes it, two rows a table, and a canary. */
const onFilledDatabase = async (
  dialect: Dialect,
  schema: Schema,
  use: (connection: Connection, filled: Schema) => Promise<void>,
): Promise<void> => {
  const connection = await dialect.scratch!()
  try {
    const tables = [canary, ...[...schema.tables.values()].filter(({ name }) => name.name !== canary.name.name)]
    const create = tables.map((table): Operation => ({ kind: 'createTable', table, ifNotExists: false }))
    if (!(await attempt(dialect, connection, create))) return
    const filled = applyOperations(create, emptySchema)
    expect(await dialect.normalize(await dialect.introspect(connection))).toEqual(await dialect.normalize(filled))
    for (const { table, row } of sampleRows(filled)) {
      await connection.execute(insertStatement(dialect, table.name, row))
    }
    await use(connection, filled)
  } finally {
    await connection.close()
  }
}

/** Whether the operations were carried out; false where the dialect refused them. Throws every other error. */
const attempt = async (
  dialect: Dialect,
  connection: Connection,
  operations: readonly Operation[],
): Promise<boolean> => {
  try {
    await performWhole(dialect, connection, operations)
    return true
  } catch (error) {
    if (isMigrateError(error)) return false
    throw error
  }
}
