import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Connection, Dialect } from '../dialect/dialect.js'
import { isMigrateError } from '../errors.js'
import { applyOperation } from '../operations/apply.js'
import type { Operation, OperationKind } from '../operations/operation.js'
import { reverseOperations } from '../operations/reverse.js'
import { expectedRows, onlyColumns } from '../runtime/expected-rows.js'
import { removeTable } from '../schema/edit.js'
import { objectName } from '../schema/names.js'
import type { Schema, Table } from '../schema/types.js'
import { emptySchema } from '../schema/types.js'
import { plainColumn, schemaArbitrary } from './arbitrary.js'
import {
  isFirstOfTwo,
  makeOperation,
  type OperationSeed,
  operationSeedsArbitrary,
  schemaKinds,
} from './arbitrary-operations.js'
import { type Content, insertStatement, performWhole, readContent } from './database.js'
import type { DialectUnderTest } from './dialect-under-test.js'
import { nameArbitrary } from './hostile.js'
import { sampleRows } from './sample-rows.js'

/** The laws on random schemas, with rows in them, under random and hostile names. */
export const describeRandomSchemas = ({
  dialect,
  numRuns = 100,
  // The same ones in every run: what is found here by chance would be nobody's change.
  seed = 1,
  randomKinds = schemaKinds,
}: DialectUnderTest): void => {
  // The dialect may be one with a server, on a machine that does other things too.
  const options = { timeout: 60_000 + numRuns * 1000 }
  const drawn = fc.tuple(schemaArbitrary(nameArbitrary), operationSeedsArbitrary(nameArbitrary, randomKinds))

  describe('on random schemas', () => {
    it('does what each operation says, keeps the rows, and changes nothing where it refuses', options, async () => {
      const tally = new Tally()
      await fc.assert(
        fc.asyncProperty(drawn, ([schema, seeds]) => doesWhatItSays(dialect, schema, seeds, tally)),
        { numRuns, seed },
      )
      tally.expectMost(randomKinds)
    })

    it('undoes what it has done', options, async () => {
      const tally = new Tally()
      await fc.assert(
        fc.asyncProperty(drawn, ([schema, seeds]) => undoesWhatItDid(dialect, schema, seeds, tally)),
        { numRuns, seed },
      )
      tally.expectMost()
    })
  })
}

/** Each operation is made for what the database holds, as a script is written, so a refused one is in nobody's way. */
const doesWhatItSays = (dialect: Dialect, schema: Schema, seeds: readonly OperationSeed[], tally: Tally) =>
  onFilledDatabase(dialect, schema, (connection) =>
    inTurn(dialect, connection, seeds, async (operation, before) => {
      const done = await attempt(dialect, connection, [operation])
      tally.count(operation.kind, done)
      const after = await read(dialect, connection)
      if (!done) {
        expect(after).toEqual(before)
        return false
      }
      const said = applyOperation(operation, before.schema)
      expect(await dialect.normalize(after.schema)).toEqual(await dialect.normalize(said))
      const kept = expectedRows([operation], before)
      expect(onlyColumns(after.rows, kept)).toEqual(onlyColumns(kept, kept))
      return true
    }),
  )

const undoesWhatItDid = (dialect: Dialect, schema: Schema, seeds: readonly OperationSeed[], tally: Tally) =>
  onFilledDatabase(dialect, schema, (connection) =>
    inTurn(dialect, connection, seeds, async (operation, before) => {
      if (!(await attempt(dialect, connection, [operation]))) return false
      const after = await read(dialect, connection)
      const undo = reverseOperations([operation], before.schema)
      const done = await attempt(dialect, connection, undo)
      tally.count(operation.kind, done)
      const undone = await read(dialect, connection)
      if (!done) {
        expect(undone).toEqual(after)
        return true
      }
      expect(await dialect.normalize(undone.schema)).toEqual(await dialect.normalize(before.schema))
      const kept = expectedRows([operation, ...undo], before)
      expect(onlyColumns(undone.rows, kept)).toEqual(onlyColumns(kept, kept))
      expect(await attempt(dialect, connection, [operation])).toBe(true)
      const again = await read(dialect, connection)
      expect(await dialect.normalize(again.schema)).toEqual(await dialect.normalize(after.schema))
      return true
    }),
  )

/** Gives `use` the operations that the seeds stand for, each on what the one before has left; `use` says whether it was done. */
const inTurn = async (
  dialect: Dialect,
  connection: Connection,
  seeds: readonly OperationSeed[],
  use: (operation: Operation, before: Content) => Promise<boolean>,
): Promise<void> => {
  for (const seed of seeds) {
    for (let more = true; more; ) {
      const before = await read(dialect, connection)
      const operation = makeOperation(seed, removeTable(before.schema, canary.name))
      more = operation !== null && (await use(operation, before)) && isFirstOfTwo(operation, seed)
    }
  }
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

const nowhere = { versionTable: { table: objectName('there is no version table'), column: '' }, log: false }

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

/** A scratch database with the tables of the schema that the dialect takes, two rows in each, and a canary. */
const onFilledDatabase = async (
  dialect: Dialect,
  schema: Schema,
  use: (connection: Connection) => Promise<void>,
): Promise<void> => {
  const connection = await dialect.scratch!()
  try {
    let filled = emptySchema
    for (const table of [canary, ...schema.tables.values()]) {
      const create: Operation = { kind: 'createTable', table, ifNotExists: false }
      if (await attempt(dialect, connection, [create])) filled = applyOperation(create, filled)
    }
    expect(await dialect.normalize(await dialect.introspect(connection))).toEqual(await dialect.normalize(filled))
    for (const { table, row } of sampleRows(filled)) {
      await connection.execute(insertStatement(dialect, table.name, row))
    }
    await use(connection)
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
