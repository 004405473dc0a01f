import { describe, expect, it } from 'vitest'
import { applyOperations } from '../../src/operations/apply.js'
import type { AlterColumnInput } from '../../src/operations/batch.js'
import type { Op } from '../../src/operations/op.js'
import { recordOperations } from '../../src/operations/recorder.js'
import { reverseOperations } from '../../src/operations/reverse.js'
import { integer, text, varchar } from '../../src/schema/columns.js'
import { defaultNaming } from '../../src/schema/naming.js'
import { sql } from '../../src/schema/sql.js'
import { emptySchema } from '../../src/schema/types.js'

const record = (script: (op: Op) => void) =>
  recordOperations(script, { dialect: 'none', naming: defaultNaming, compile: async () => ({ sql: '' }) })

const recordChange = (changes: object) => record((op) => op.alterColumn('users', 'name', changes as AlterColumnInput))

const users = async () =>
  applyOperations(
    await record((op) =>
      op.createTable('users', {
        id: integer().primaryKey({ autoIncrement: true }),
        name: text().notNull().default('x').collate('C').comment('who'),
        size: integer().generatedAs(sql`length(name)`, { stored: true }),
      }),
    ),
    emptySchema,
  )

describe('alterColumn', () => {
  it('records what it names, as complete data, and nothing else', async () => {
    expect(await recordChange({ type: varchar(20), nullable: false, fill: 'a', default: sql`lower('B')` })).toEqual([
      {
        kind: 'alterColumn',
        table: { schema: null, name: 'users' },
        column: 'name',
        changes: {
          type: { kind: 'varchar', length: 20 },
          nullable: false,
          fill: { value: 'a' },
          default: { sql: "lower('B')" },
        },
      },
    ])
    expect(
      await record((op) =>
        op.alterColumn('users', 'name', { schema: 'ads', generated: { as: sql`1` }, collate: null, comment: null }),
      ),
    ).toMatchObject([
      {
        table: { schema: 'ads', name: 'users' },
        changes: { generated: { expression: { sql: '1' }, stored: false }, collation: null, comment: null },
      },
    ])
    expect(await recordChange({ type: { kind: 'text' }, default: null })).toMatchObject([
      { changes: { type: { kind: 'text' }, default: null } },
    ])
  })

  it.each<[string, object, string, string]>([
    ['no change', {}, 'INVALID_SCRIPT', 'users.name: alterColumn names nothing to change'],
    ['a new name', { name: 'x' }, 'INVALID_SCRIPT', 'alterColumn knows no `name`'],
    ['a slip of the pen', { nulable: true }, 'INVALID_SCRIPT', 'alterColumn knows no `nulable`'],
    ['a type that says more', { type: text().notNull() }, 'INVALID_SCRIPT', '`type` says more than a type'],
    ['using without a type', { using: sql`1` }, 'INVALID_SCRIPT', 'no `type` is given'],
    ['fill for a nullable column', { fill: 1 }, 'INVALID_SCRIPT', 'needs `nullable: false`'],
    ['a Date', { default: new Date(0) }, 'UNSUPPORTED_VALUE', 'users.name, default: a Date'],
    ['a number that is none', { nullable: false, fill: Number.NaN }, 'UNSUPPORTED_VALUE', 'users.name, fill: NaN'],
    ['bare text for SQL', { type: text(), using: 'upper(name)' }, 'UNSUPPORTED_VALUE', 'users.name, using: string'],
  ])('refuses %s', async (_what, changes, code, message) => {
    await expect(recordChange(changes)).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
  })

  it('says where a new name is given', async () => {
    await expect(recordChange({ newColumnName: 'x' })).rejects.toMatchObject({
      hint: 'A new name is given by renameColumn.',
    })
    await expect(recordChange({ nulable: true })).rejects.toMatchObject({ hint: 'Did you mean nullable?' })
  })

  it('is undone part by part, to what each was', async () => {
    const schema = await users()
    const operations = await recordChange({
      type: integer(),
      nullable: true,
      default: null,
      collate: null,
      comment: 'b',
    })
    expect(reverseOperations(operations, schema)).toMatchObject([
      {
        changes: {
          type: { kind: 'text' },
          nullable: false,
          default: { value: 'x' },
          collation: 'C',
          comment: 'who',
        },
      },
    ])
  })

  it.each<[string, (op: Op) => void, string]>([
    ['a nullable key', (op) => op.alterColumn('users', 'id', { nullable: true }), 'is in the primary key'],
    [
      'a generated column with a default',
      (op) => op.alterColumn('users', 'size', { default: 1 }),
      'cannot be generated and have a default',
    ],
    [
      'a counting column that is no key',
      (op) => op.alterColumn('users', 'name', { type: integer(), autoIncrement: true }),
      'is not the whole primary key',
    ],
    ['a column that is not there', (op) => op.alterColumn('users', 'nmae', { comment: '' }), 'has no column nmae'],
  ])('does not make %s', async (_what, script, message) => {
    const schema = await users()
    const operations = await record(script)
    expect(() => applyOperations(operations, schema)).toThrow(
      expect.objectContaining({ code: 'SCHEMA_CONFLICT', message: expect.stringContaining(message) }),
    )
  })
})
