import { readFileSync } from 'node:fs'
import type { IntrospectOptions, Schema } from '@ads/migrate-core'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { introspect } from '../src/introspect.js'
import { connect } from '../src/open.js'
import { createTable } from './ddl/random-ddl.js'

const read = async (ddl: string, options?: IntrospectOptions): Promise<Schema> => {
  const database = new Database(':memory:')
  try {
    database.exec(ddl)
    return await introspect(await connect({ connection: database }, 'write'), options)
  } finally {
    database.close()
  }
}

const named = (...names: readonly string[]): IntrospectOptions => ({
  only: names.map((name) => ({ schema: null, name })),
})

test('every table that SQLite accepts is read, and keeps its text as source', async () => {
  const database = new Database(':memory:')
  const connection = await connect({ connection: database }, 'write')
  database.pragma('foreign_keys = OFF')
  let accepted = 0
  await fc.assert(
    fc.asyncProperty(createTable(), async (sql) => {
      try {
        database.exec(sql)
      } catch {
        return
      }
      accepted += 1
      const table = (await introspect(connection)).tables.get('t')
      expect(table?.source).toBe(database.prepare("SELECT sql FROM sqlite_schema WHERE name = 't'").pluck().get())
      const declared = new Set(table?.columns.map(({ name }) => name))
      for (const constraint of table?.constraints ?? []) {
        if (constraint.kind !== 'check') for (const name of constraint.columns) expect(declared).toContain(name)
      }
      // Each key column and each unique set of columns is one that SQLite keeps an index for, or the rowid.
      const unique = database
        .prepare(
          `SELECT (SELECT json_group_array(name) FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS names
           FROM pragma_index_list('t') AS l`,
        )
        .pluck()
        .all() as string[]
      for (const constraint of table?.constraints ?? []) {
        if (constraint.kind !== 'unique') continue
        const key = table?.constraints.find(({ kind }) => kind === 'primaryKey')
        const isKey = key?.kind === 'primaryKey' && key.columns.join() === constraint.columns.join()
        if (!isKey) expect(unique).toContain(JSON.stringify(constraint.columns))
      }
      database.exec('DROP TABLE t')
    }),
    { numRuns: Number(process.env.RUNS ?? 1000) },
  )
  expect(accepted).toBeGreaterThan(300)
  database.close()
})

test('a table with everything', async () => {
  const source = `CREATE TABLE "Child" (
    id INTEGER CONSTRAINT pk PRIMARY KEY AUTOINCREMENT, -- the key
    Parent_ID INT NOT NULL CONSTRAINT fk REFERENCES PARENT(ID) ON DELETE CASCADE ON UPDATE SET NULL NOT NULL DEFERRABLE INITIALLY DEFERRED,
    name VARCHAR(80) COLLATE nocase DEFAULT 'x' CONSTRAINT short CHECK (length(name) < 9 /* ) */),
    price NUMERIC(10, 2) NOT NULL DEFAULT -1.5,
    made TEXT DEFAULT CURRENT_TIMESTAMP,
    total REAL GENERATED ALWAYS AS (price * 2) STORED,
    raw AS (lower(name)),
    flag BOOLEAN DEFAULT TRUE,
    big INTEGER DEFAULT 9223372036854775807,
    bare TEXT DEFAULT bare_word,
    expr TEXT DEFAULT (1 + 2),
    UNIQUE (NAME, "price" DESC) ON CONFLICT REPLACE,
    CHECK (price > 0)
    FOREIGN KEY (name) REFERENCES parent MATCH FULL
  )`
  const { tables } = await read(`CREATE TABLE Parent (Id INTEGER PRIMARY KEY, key TEXT UNIQUE); ${source};
    CREATE UNIQUE INDEX by_name ON child (NAME DESC, price COLLATE rtrim, lower(made)) WHERE price > 1`)
  const table = tables.get('Child')
  expect(table).toMatchObject({ name: { schema: null, name: 'Child' }, options: {}, comment: null, source })
  const columns = table?.columns.map(({ comment: _, options: __, ...column }) => Object.values(column))
  // name, type, nullable, default, generated, autoIncrement, collation
  expect(columns).toEqual([
    ['id', { kind: 'integer' }, true, null, null, true, null],
    ['Parent_ID', { kind: 'raw', sql: 'INT' }, false, null, null, false, null],
    ['name', { kind: 'varchar', length: 80 }, true, { value: 'x' }, null, false, 'nocase'],
    ['price', { kind: 'numeric', precision: 10, scale: 2 }, false, { value: -1.5 }, null, false, null],
    ['made', { kind: 'text' }, true, { sql: 'CURRENT_TIMESTAMP' }, null, false, null],
    ['total', { kind: 'real' }, true, null, { expression: { sql: 'price * 2' }, stored: true }, false, null],
    ['raw', { kind: 'raw', sql: '' }, true, null, { expression: { sql: 'lower(name)' }, stored: false }, false, null],
    ['flag', { kind: 'boolean' }, true, { value: true }, null, false, null],
    ['big', { kind: 'integer' }, true, { value: 9223372036854775807n }, null, false, null],
    ['bare', { kind: 'text' }, true, { value: 'bare_word' }, null, false, null],
    ['expr', { kind: 'text' }, true, { sql: '1 + 2' }, null, false, null],
  ])
  expect(table?.constraints).toEqual([
    { kind: 'primaryKey', name: 'pk', columns: ['id'] },
    {
      kind: 'foreignKey',
      name: 'fk',
      columns: ['Parent_ID'],
      references: { table: { schema: null, name: 'Parent' }, columns: ['Id'] },
      onDelete: 'cascade',
      onUpdate: 'set null',
      deferrable: 'initially deferred',
      options: {},
    },
    { kind: 'check', name: 'short', expression: { sql: 'length(name) < 9 /* ) */' } },
    { kind: 'unique', name: null, columns: ['name', 'price'] },
    { kind: 'check', name: null, expression: { sql: 'price > 0' } },
    {
      kind: 'foreignKey',
      name: null,
      columns: ['name'],
      references: { table: { schema: null, name: 'Parent' }, columns: [] },
      onDelete: 'no action',
      onUpdate: 'no action',
      deferrable: 'not deferrable',
      options: { sqlite: { match: 'FULL' } },
    },
  ])
  expect(table?.indexes).toEqual([
    {
      name: 'by_name',
      columns: [
        { on: 'name', descending: true, collation: null },
        { on: 'price', descending: false, collation: 'rtrim' },
        { on: { sql: 'lower(made)' }, descending: false, collation: null },
      ],
      unique: true,
      where: { sql: 'price > 1' },
      options: {},
      source: expect.stringMatching(/^CREATE UNIQUE INDEX by_name ON child .* WHERE price > 1$/),
    },
  ])
})

test.each([
  ['CREATE TABLE t(id INTEGER PRIMARY KEY) STRICT', { sqlite: { strict: true } }],
  ['CREATE TABLE t(id TEXT PRIMARY KEY) without rowid', { sqlite: { withoutRowid: true } }],
  [
    'CREATE TABLE t(id INTEGER, PRIMARY KEY (id)) STRICT, WITHOUT ROWID',
    { sqlite: { strict: true, withoutRowid: true } },
  ],
])('%s has its options', async (ddl, options) => {
  expect((await read(ddl)).tables.get('t')?.options).toEqual(options)
})

test('AUTOINCREMENT in a key at table level belongs to its column', async () => {
  const { tables } = await read('CREATE TABLE t(a TEXT, ID INTEGER, PRIMARY KEY (id AUTOINCREMENT))')
  expect(tables.get('t')?.columns.map(({ autoIncrement }) => autoIncrement)).toEqual([false, true])
})

test('a view is its query; names listed for its columns stay its names', async () => {
  const ddl = `CREATE TABLE t(a, b); CREATE VIEW v AS SELECT a /* c */ FROM t; CREATE VIEW IF NOT EXISTS w ("x y", z) AS SELECT a, b FROM t ORDER BY 1`
  const { views } = await read(ddl)
  expect(views.get('v')).toEqual({
    name: { schema: null, name: 'v' },
    definition: { sql: 'SELECT a /* c */ FROM t' },
    source: 'CREATE VIEW v AS SELECT a /* c */ FROM t',
  })
  const database = new Database(':memory:')
  database.exec(`CREATE TABLE t(a, b); CREATE VIEW w AS ${views.get('w')?.definition.sql}`)
  expect(database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all('w')).toEqual(['x y', 'z'])
  database.close()
})

test('a trigger is its whole statement, on the table as it was declared', async () => {
  const { triggers } = await read(
    `CREATE TABLE Tab(a, [of] INT); CREATE TRIGGER before UPDATE OF a, [of] ON TAB BEGIN SELECT 1; END`,
  )
  expect([...triggers.values()]).toEqual([
    {
      name: { schema: null, name: 'before' },
      table: { schema: null, name: 'Tab' },
      definition: { sql: 'CREATE TRIGGER before UPDATE OF a, [of] ON TAB BEGIN SELECT 1; END' },
      source: 'CREATE TRIGGER before UPDATE OF a, [of] ON TAB BEGIN SELECT 1; END',
    },
  ])
})

describe('left out are', () => {
  test('virtual tables with their shadow tables, and what SQLite keeps for itself', async () => {
    const { tables } = await read(`CREATE VIRTUAL TABLE f USING fts5(a); CREATE VIRTUAL TABLE r USING rtree(id, x, y);
      CREATE TABLE f_mine(a); CREATE TABLE t(a INTEGER PRIMARY KEY AUTOINCREMENT, b UNIQUE); ANALYZE`)
    expect([...tables.keys()]).toEqual(['f_mine', 't'])
    expect(tables.get('t')?.indexes).toEqual([])
  })

  test('the tables of a virtual table whose module is not loaded', async () => {
    const database = new Database(':memory:')
    database.exec('CREATE VIRTUAL TABLE f USING fts5(a); CREATE TABLE mine(a)')
    database.unsafeMode(true)
    database.exec(`PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = 'CREATE VIRTUAL TABLE f USING "nowhere"(a)' WHERE name = 'f'; PRAGMA writable_schema = RESET`)
    const { tables } = await introspect(await connect({ connection: database }, 'write'))
    expect([...tables.keys()]).toEqual(['mine'])
    database.close()
  })
})

describe('only', () => {
  const ddl = `
    CREATE TABLE Parent(id INTEGER PRIMARY KEY);
    CREATE TABLE child(id INTEGER, p REFERENCES PARENT); CREATE INDEX on_child ON child(p);
    CREATE TABLE same_word(parent TEXT); CREATE TABLE other(a);
    CREATE INDEX on_parent ON parent(id);
    CREATE VIEW v AS SELECT * FROM "parent"; CREATE VIEW w AS SELECT * FROM v; CREATE VIEW x AS SELECT 'parents' FROM other;
    CREATE TRIGGER first AFTER INSERT ON parent BEGIN SELECT 1; END;
    CREATE TRIGGER second AFTER INSERT ON other BEGIN DELETE FROM parent; END;
    CREATE TRIGGER third INSTEAD OF INSERT ON w BEGIN SELECT 1; END;
    CREATE TRIGGER fourth AFTER INSERT ON other BEGIN SELECT 1 /* parent */; END;`

  test('gives the named objects, and what stands on them', async () => {
    const schema = await read(ddl, named('PARENT'))
    expect([...schema.tables.keys()]).toEqual(['Parent', 'child'])
    expect(schema.tables.get('Parent')?.indexes.map(({ name }) => name)).toEqual(['on_parent'])
    expect(schema.tables.get('child')?.indexes.map(({ name }) => name)).toEqual(['on_child'])
    expect([...schema.views.keys()]).toEqual(['v', 'w'])
    expect([...schema.triggers.keys()]).toEqual(['first', 'second', 'third'])
  })

  test('gives each object as it is given without', async () => {
    const whole = await read(ddl)
    for (const name of ['Parent', 'child', 'same_word', 'other', 'v', 'second', 'nowhere']) {
      const part = await read(ddl, named(name))
      for (const kind of ['tables', 'views', 'triggers'] as const) {
        for (const [key, object] of part[kind]) {
          expect(object).toEqual(whole[kind].get(key))
        }
        expect(part[kind].has(name)).toBe(whole[kind].has(name))
      }
    }
  })

  test('finds names whose quotes are doubled where they are mentioned', async () => {
    const schema = await read(
      `CREATE TABLE "a""b"(x); CREATE VIEW v AS SELECT * FROM "a""b"; CREATE VIEW w AS SELECT * FROM [a"b]; CREATE VIEW u AS SELECT 1`,
      named('A"B'),
    )
    expect([...schema.tables.keys()]).toEqual(['a"b'])
    expect([...schema.views.keys()]).toEqual(['v', 'w'])
  })

  test('takes any number of names', async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `n${index}`)
    const schema = await read('CREATE TABLE n2999(a); CREATE TABLE m(a REFERENCES n0)', named(...names))
    expect([...schema.tables.keys()]).toEqual(['n2999', 'm'])
  })

  test('none gives nothing', async () => {
    expect((await read(ddl, named())).tables.size).toBe(0)
  })
})

test('a name in another schema is refused by name', async () => {
  await expect(read('', { only: [{ schema: 'ads', name: 'campaigns' }] })).rejects.toMatchObject({
    code: 'SCHEMA_NOT_SUPPORTED',
    message: expect.stringContaining('ads.campaigns'),
  })
  await expect(read('', { schemas: ['temp'] })).rejects.toMatchObject({ code: 'SCHEMA_NOT_SUPPORTED' })
})

test('a definition that cannot be read is refused with its name', async () => {
  const odd = { type: 'table', name: 'odd', tbl_name: 'odd', sql: 'CREATE TABLE odd(a b c ^)', rowid: 1 }
  const connection = { execute: async (sql: string) => ({ changes: 0, rows: sql.includes('tbl_name') ? [odd] : [] }) }
  await expect(introspect(connection as never)).rejects.toMatchObject({
    code: 'UNREADABLE_DDL',
    object: 'table "odd"',
    position: 23,
  })
})

test('a schema of 500 tables is read whole, and what belongs together alone', async () => {
  const fixture = readFileSync(new URL('fixtures/raw-schema.sql', import.meta.url), 'utf8')
  const database = new Database(':memory:')
  for (let copy = 0; copy < 72; copy += 1) {
    database.exec(fixture.replaceAll(/(TABLE IF NOT EXISTS |REFERENCES )(\w+)/g, `$1$2_${copy}`))
    database.exec(
      `CREATE INDEX i${copy} ON campaigns_${copy}(account_id); CREATE VIEW v${copy} AS SELECT * FROM campaigns_${copy}`,
    )
  }
  const connection = await connect({ connection: database }, 'write')
  expect((await introspect(connection)).tables.size).toBe(504)
  expect((await introspect(connection, named('ad_accounts_3'))).tables.size).toBe(4)
  database.close()
})
