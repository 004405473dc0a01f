import { describe, expect, it } from 'vitest'
import { applyOperations } from '../../src/operations/apply.js'
import type { Batch, BatchInput } from '../../src/operations/batch.js'
import type { Op } from '../../src/operations/op.js'
import type { Operation } from '../../src/operations/operation.js'
import { recordOperations } from '../../src/operations/recorder.js'
import { reverseOperations } from '../../src/operations/reverse.js'
import { integer, text, varchar } from '../../src/schema/columns.js'
import { defaultNaming } from '../../src/schema/naming.js'
import { sql } from '../../src/schema/sql.js'
import { emptySchema, type Schema, type TableOptions } from '../../src/schema/types.js'
import { comparable } from './comparable.js'

const record = (script: (op: Op) => void) =>
  recordOperations(script, { dialect: 'none', naming: defaultNaming, compile: async () => ({ sql: '' }) })

const users = async (options: object = {}): Promise<Schema> =>
  applyOperations(
    await record((op) =>
      op.createTable('users', { id: integer().primaryKey(), a: text(), b: text() }, undefined, options as TableOptions),
    ),
    emptySchema,
  )

const batchOf = (change: (batch: Batch) => void, options?: object) =>
  record((op) => op.batchAlterTable('users', change, options as BatchInput))

const tableAfter = (operations: readonly Operation[], schema: Schema) =>
  applyOperations(operations, schema).tables.get('users')!

describe('a batch', () => {
  it('records the operations that an op would, on its table', async () => {
    const [batch] = await record((op) =>
      op.batchAlterTable(
        'users',
        (batch) => {
          batch.addColumn('c', integer().references('users.id'), { after: 'a' })
          batch.dropColumn('a', { cascade: true })
          batch.renameColumn('b', 'a')
          batch.alterColumn('a', { type: varchar(9) })
          batch.createForeignKey('fk', ['c'], 'ads.users', ['id'], { onDelete: 'cascade' })
          batch.createUniqueConstraint('uq', ['a'])
          batch.createCheckConstraint('ck', sql`a > 1`)
          batch.createPrimaryKey('pk', ['id'])
          batch.dropConstraint({ check: sql`a > 1` }, { ifExists: true })
          batch.createIndex('ix', ['a'], { unique: true })
          batch.dropIndex('ix')
        },
        { schema: 'ads', recreate: 'never', reorder: ['id'] },
      ),
    )
    const alone = await record((op) => {
      const schema = 'ads'
      op.addColumn('users', 'c', integer().references('users.id'), { schema, after: 'a' })
      op.dropColumn('users', 'a', { schema, cascade: true })
      op.renameColumn('users', 'b', 'a', { schema })
      op.alterColumn('users', 'a', { schema, type: varchar(9) })
      op.createForeignKey('fk', 'users', ['c'], 'ads.users', ['id'], { schema, onDelete: 'cascade' })
      op.createUniqueConstraint('uq', 'users', ['a'], { schema })
      op.createCheckConstraint('ck', 'users', sql`a > 1`, { schema })
      op.createPrimaryKey('pk', 'users', ['id'], { schema })
      op.dropConstraint({ check: sql`a > 1` }, 'users', { schema, ifExists: true })
      op.createIndex('ix', 'users', ['a'], { schema, unique: true })
      op.dropIndex('ix', { schema, table: 'users' })
    })
    expect(batch).toEqual({
      kind: 'batchAlterTable',
      table: { schema: 'ads', name: 'users' },
      operations: alone,
      recreate: 'never',
      order: ['id'],
      options: null,
    })
  })

  it('refuses what comes after its function has returned, and a function that returns something', async () => {
    let kept: Batch | undefined
    await batchOf((batch) => {
      kept = batch
    })
    expect(() => kept!.dropColumn('a')).toThrow(expect.objectContaining({ code: 'INVALID_SCRIPT' }))
    const late = (async () => {
      throw new Error('late')
    }) as unknown as (batch: Batch) => void
    await expect(batchOf(late)).rejects.toMatchObject({ code: 'INVALID_SCRIPT' })
  })

  it('orders the columns after everything else', async () => {
    const schema = await users()
    const operations = await batchOf((batch) => batch.renameColumn('a', 'z'), { reorder: ['z', 'b', 'id'] })
    const after = applyOperations(operations, schema)
    expect(tableAfter(operations, schema).columns.map(({ name }) => name)).toEqual(['z', 'b', 'id'])
    expect(comparable(applyOperations(reverseOperations(operations, schema), after))).toEqual(comparable(schema))
  })

  it.each([[['id', 'a']], [['id', 'a', 'b', 'a']], [['id', 'a', 'x']], [['a', 'a', 'b']]])(
    'refuses %j as an order of three columns',
    async (reorder) => {
      const operations = await batchOf(() => {}, { reorder })
      const schema = await users()
      expect(() => applyOperations(operations, schema)).toThrow(expect.objectContaining({ code: 'SCHEMA_CONFLICT' }))
    },
  )

  it.each<[object, object, object]>([
    [{}, { engine: { strict: true } }, { engine: { strict: true } }],
    [{ engine: { fast: 1 } }, { engine: { strict: true } }, { engine: { fast: 1, strict: true } }],
    [{ engine: { fast: 1, strict: true } }, { engine: { strict: null } }, { engine: { fast: 1 } }],
    [{ engine: { fast: 1 }, other: 2 }, { engine: null }, { other: 2 }],
    [
      { engine: { fast: 1 } },
      { engine: { fast: 2 }, other: { a: 1, b: null } },
      { engine: { fast: 2 }, other: { a: 1 } },
    ],
  ])('changes of the options %j by %j leave %j, and the undo leads back', async (before, tableOptions, expected) => {
    const schema = await users(before)
    const operations = await batchOf(() => {}, { tableOptions })
    expect(tableAfter(operations, schema).options).toEqual(expected)
    const after = applyOperations(operations, schema)
    expect(tableAfter(reverseOperations(operations, schema), after).options).toEqual(before)
  })

  it('has no way back where one of its operations has none', async () => {
    const schema = await users()
    const operations = await batchOf((batch) => {
      batch.renameColumn('a', 'z')
      batch.alterColumn('z', { type: integer(), using: sql`length(z)` })
    })
    expect(() => reverseOperations(operations, schema)).toThrow(
      expect.objectContaining({ code: 'IRREVERSIBLE', message: expect.stringContaining('alter column users.z') }),
    )
  })
})
