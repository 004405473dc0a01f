import { type Engine, type Op, schemaReader } from '@ads/migrate-core'
import { recordOperations } from '@ads/migrate-core/operations'
import { defaultNaming, integer, sql, text, varchar } from '@ads/migrate-core/schema'
import { expect, it } from 'vitest'
import { introspect } from '../../src/introspect.js'
import { plan } from '../../src/plan.js'
import { database } from '../perform.js'

const schema = `CREATE TABLE p (id INTEGER PRIMARY KEY, u UNIQUE);
  CREATE TABLE t (id INTEGER PRIMARY KEY, a INT NOT NULL, b TEXT, c INT CONSTRAINT ck CHECK (c > 0), d INT CONSTRAINT fk REFERENCES p (id));
  CREATE INDEX i ON t (b)`

const waysFor = async (upgrade: (op: Op) => void, engine?: Engine): Promise<string[][]> => {
  const connection = await database(schema)
  const operations = await recordOperations(upgrade, {
    dialect: 'sqlite',
    naming: defaultNaming,
    compile: async () => ({ sql: '' }),
  })
  const groups = plan(operations, schemaReader(await introspect(connection)), engine ?? connection.engine)
  await connection.close()
  return groups.map(({ ways }) => [...new Set(ways.map(({ name }) => name))])
}

const native = ['native']
const edit = ['schema edit', 'recreate']
const recreate = ['recreate']

it.each<[string, (op: Op) => void, string[]]>([
  ['a new column', (op) => op.addColumn('t', 'n', text()), native],
  ['a new column behind the last one', (op) => op.addColumn('t', 'n', text(), { after: 'd' }), native],
  ['a new column in a place', (op) => op.addColumn('t', 'n', text(), { after: 'a' }), recreate],
  [
    'a new column with a computed default',
    (op) => op.addColumn('t', 'n', text().default(sql`CURRENT_DATE`)),
    ['native', 'recreate'],
  ],
  ['another name', (op) => op.renameColumn('t', 'a', 'n'), native],
  ['a dropped column', (op) => op.dropColumn('t', 'a'), native],
  ['a dropped column with its index', (op) => op.dropColumn('t', 'b', { cascade: true }), native],
  ['a dropped column with UNIQUE on it', (op) => op.dropColumn('p', 'u'), recreate],
  ['NULL let in', (op) => op.alterColumn('t', 'a', { nullable: true }), edit],
  ['NULL kept out', (op) => op.alterColumn('t', 'b', { nullable: false }), edit],
  ['another default', (op) => op.alterColumn('t', 'b', { default: 'x' }), edit],
  ['another collation', (op) => op.alterColumn('t', 'b', { collate: 'NOCASE' }), edit],
  ['a type of the same affinity', (op) => op.alterColumn('t', 'b', { type: varchar(9) }), edit],
  ['a type of another affinity', (op) => op.alterColumn('t', 'b', { type: integer() }), recreate],
  ['a type on the key', (op) => op.alterColumn('t', 'id', { type: varchar(9) }), recreate],
  ['a comment, which SQLite does not keep', (op) => op.alterColumn('t', 'b', { comment: 'x' }), native],
  ['a new CHECK', (op) => op.createCheckConstraint('n', 't', sql`a > 0`), edit],
  ['a dropped CHECK', (op) => op.dropConstraint('ck', 't'), edit],
  ['a new foreign key', (op) => op.createForeignKey('n', 't', ['a'], 'p', ['id']), edit],
  ['a dropped foreign key', (op) => op.dropConstraint('fk', 't'), edit],
  ['a new UNIQUE', (op) => op.createUniqueConstraint('n', 't', ['a']), recreate],
  ['a dropped UNIQUE', (op) => op.dropConstraint({ unique: ['u'] }, 'p'), recreate],
  ['a dropped key', (op) => op.dropConstraint({ primaryKey: true }, 't'), recreate],
  [
    'a batch of what needs no recreation',
    (op) =>
      op.batchAlterTable('t', (t) => {
        t.addColumn('n', text())
        t.alterColumn('a', { nullable: true })
      }),
    edit,
  ],
  ['a batch that is to be recreated', (op) => op.batchAlterTable('t', () => {}, { recreate: 'always' }), recreate],
  [
    'a batch in another order',
    (op) => op.batchAlterTable('t', () => {}, { reorder: ['d', 'c', 'b', 'a', 'id'] }),
    recreate,
  ],
  [
    'a batch in the order that it has',
    (op) => op.batchAlterTable('t', () => {}, { reorder: ['id', 'a', 'b', 'c', 'd'] }),
    native,
  ],
  ['STRICT', (op) => op.batchAlterTable('t', () => {}, { tableOptions: { sqlite: { strict: true } } }), recreate],
])('%s: %s', async (_, upgrade, expected) => {
  expect(await waysFor(upgrade)).toEqual([expected])
})

it('recreates a table once for neighbouring operations, and not at all for those that need none', async () => {
  const unique = (op: Op, name: string, column: string) => op.createUniqueConstraint(name, 't', [column])
  const separately = (op: Op): void => {
    unique(op, 'x', 'a')
    op.createTable('z', { id: integer() })
    unique(op, 'y', 'b')
  }
  const together = (op: Op): void => {
    unique(op, 'x', 'a')
    op.addColumn('t', 'n', text())
    unique(op, 'y', 'b')
  }
  const once = (op: Op): void => {
    op.addColumn('t', 'n', text())
    unique(op, 'x', 'a')
  }
  expect(await waysFor(separately)).toEqual([recreate, native, recreate])
  expect(await waysFor(together)).toEqual([recreate])
  expect(await waysFor(once)).toEqual([native, recreate])
})

it('plans a STRICT table only for an engine that has them', async () => {
  const strict = (op: Op) => op.batchAlterTable('t', () => {}, { tableOptions: { sqlite: { strict: true } } })
  await expect(waysFor(strict, { version: '3.36.0', options: {} })).rejects.toMatchObject({
    code: 'OPERATION_NOT_SUPPORTED',
  })
})

it('leaves out of scripts whatever edits the schema', async () => {
  const connection = await database(schema)
  const operations = await recordOperations(
    (op) => {
      op.dropColumn('t', 'a')
      op.dropConstraint('ck', 't')
    },
    {
      dialect: 'sqlite',
      naming: defaultNaming,
      compile: async () => ({ sql: '' }),
    },
  )
  const groups = plan(operations, schemaReader(await introspect(connection)), connection.engine)
  for (const { statements, offline } of groups.flatMap(({ ways }) => ways)) {
    expect(offline).toBe(!statements.some((statement) => /writable_schema/.test(statement.sql)))
  }
  await connection.close()
})
