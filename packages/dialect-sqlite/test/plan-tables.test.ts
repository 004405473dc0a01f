import { emptySchema, type Operation, objectName, schemaReader } from '@ads/migrate-core'
import { applyOperation } from '@ads/migrate-core/operations'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { introspect } from '../src/introspect.js'
import { normalize } from '../src/normalize.js'
import { openMemory } from '../src/open.js'
import { plan } from '../src/plan.js'
import { database, definitions, perform, planFor } from './perform.js'
import { anyTable, check, column, foreignKey, index, table } from './tables.js'

const create = (made: ReturnType<typeof table>, ifNotExists = false): Operation => ({
  kind: 'createTable',
  table: made,
  ifNotExists,
})
const drop = (name: string, ifExists = false): Operation => ({
  kind: 'dropTable',
  table: objectName(name),
  ifExists,
  cascade: false,
})
const rename = (name: string, to: string): Operation => ({ kind: 'renameTable', table: objectName(name), to })

describe('createTable', () => {
  it('makes the table that was asked for, whatever it is called and made of', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, async (wanted) => {
        const connection = await openMemory()
        await perform(connection, create(wanted))
        const found = await normalize(await introspect(connection))
        const expected = await normalize(applyOperation(create(wanted), emptySchema))
        expect(withoutSource(found)).toEqual(withoutSource(expected))
        await connection.close()
      }),
      { numRuns: 300 },
    )
  })

  it('writes one column a line, with its names', async () => {
    const [group] = plan(
      [
        create(
          table(
            'campaigns',
            [
              column('id', { nullable: false }),
              column('account_id', { nullable: false }),
              column('name', { type: { kind: 'text' }, collation: 'NOCASE', default: { value: "it's" } }),
              column('created', { type: { kind: 'timestamp' }, default: { sql: 'CURRENT_TIMESTAMP' } }),
              column('double', { generated: { expression: { sql: 'id * 2' }, stored: false } }),
            ],
            {
              constraints: [
                { kind: 'primaryKey', name: 'pk_campaigns', columns: ['id'] },
                foreignKey(['account_id'], 'accounts', {
                  name: 'fk_campaigns_account_id_accounts',
                  onDelete: 'cascade',
                  deferrable: 'initially deferred',
                }),
                check(null, 'id > 0'),
              ],
              indexes: [index('ix_campaigns_name', ['name'], { where: { sql: 'name IS NOT NULL' } })],
            },
          ),
        ),
      ],
      schemaReader(emptySchema),
      { version: '3.35.0', options: {} },
    )
    expect(group!.ways[0]!.statements.map(({ sql }) => sql)).toEqual([
      [
        'CREATE TABLE "campaigns" (',
        '  "id" INTEGER NOT NULL,',
        '  "account_id" INTEGER NOT NULL,',
        '  "name" TEXT COLLATE "NOCASE" DEFAULT \'it\'\'s\',',
        '  "created" TEXT DEFAULT CURRENT_TIMESTAMP,',
        '  "double" INTEGER GENERATED ALWAYS AS (id * 2) VIRTUAL,',
        '  CONSTRAINT "pk_campaigns" PRIMARY KEY ("id"),',
        '  CONSTRAINT "fk_campaigns_account_id_accounts" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,',
        '  CHECK (id > 0)',
        ')',
      ].join('\n'),
      'CREATE INDEX "ix_campaigns_name" ON "campaigns" ("name") WHERE name IS NOT NULL',
    ])
  })

  it('writes AUTOINCREMENT, STRICT and WITHOUT ROWID where SQLite takes them', async () => {
    const connection = await openMemory()
    const key = { kind: 'primaryKey', name: 'pk', columns: ['id'] } as const
    await perform(
      connection,
      create(table('a', [column('id', { autoIncrement: true })], { constraints: [key] })),
      create(
        table('b', [column('id')], { constraints: [key], options: { sqlite: { strict: true, withoutRowid: true } } }),
      ),
    )
    const texts = await definitions(connection)
    expect(texts[0]).toBe('CREATE TABLE "a" (\n  "id" INTEGER NOT NULL CONSTRAINT "pk" PRIMARY KEY AUTOINCREMENT\n)')
    expect(texts.at(-1)).toBe(
      'CREATE TABLE "b" (\n  "id" INTEGER NOT NULL,\n  CONSTRAINT "pk" PRIMARY KEY ("id")\n) WITHOUT ROWID, STRICT',
    )
    await connection.close()
  })

  it('makes a table of as many columns as SQLite takes', async () => {
    const connection = await openMemory()
    const columns = Array.from({ length: 2000 }, (_, position) => column(`c${position}`))
    await perform(connection, create(table('t', columns)))
    expect((await introspect(connection)).tables.get('t')?.columns).toHaveLength(2000)
    await connection.close()
  })

  it('does nothing with ifNotExists where the table is there, in any case', async () => {
    const connection = await database('CREATE TABLE T (x)')
    expect(await perform(connection, create(table('t', [column('id')]), true))).toEqual([])
    await connection.close()
  })

  it.each<[string, Operation, RegExp]>([
    ['a table', create(table('T', [column('id')])), /already a table/],
    ['a view', create(table('v', [column('id')])), /already a view/],
    ['an index', create(table('I', [column('id')])), /already an index of "t"/],
    [
      'the index of another table',
      create(table('u', [column('id')], { indexes: [index('i', ['id'])] })),
      /already an index of "t"/,
    ],
    ['a reserved name', create(table('sqlite_x', [column('id')])), /keeps for itself/],
    ['no column', create(table('u', [])), /no columns/],
    [
      'a counting column that is no key',
      create(table('u', [column('id', { autoIncrement: true })])),
      /not the primary key/,
    ],
  ])('refuses %s', async (_, operation, message) => {
    const connection = await database('CREATE TABLE t (a); CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT 1')
    await expect(planFor(connection, operation)).rejects.toMatchObject({
      code: 'OPERATION_REFUSED',
      message: expect.stringMatching(message),
    })
    await connection.close()
  })

  it('refuses a STRICT table for an engine that has none, and a schema', () => {
    const reader = schemaReader(emptySchema)
    const strict = create(table('t', [column('id')], { options: { sqlite: { strict: true } } }))
    expect(() => plan([strict], reader, { version: '3.36.0', options: {} })).toThrowError(
      expect.objectContaining({ code: 'OPERATION_NOT_SUPPORTED' }),
    )
    expect(plan([strict], reader, { version: '3.37.0', options: {} })).toHaveLength(1)
    const elsewhere = create(table('t', [column('id')], { name: objectName('t', 'other') }))
    expect(() => plan([elsewhere], reader, { version: '3.53.0', options: {} })).toThrowError(
      expect.objectContaining({ code: 'SCHEMA_NOT_SUPPORTED', message: expect.stringContaining('other') }),
    )
  })
})

describe('dropTable', () => {
  it('takes indexes and triggers with it, and the rows of a table that refers to itself', async () => {
    for (const action of ['NO ACTION', 'CASCADE', 'SET NULL']) {
      const connection = await database(`
        CREATE TABLE t (id INTEGER PRIMARY KEY, p INT REFERENCES t ON DELETE ${action});
        INSERT INTO t VALUES (1, 2), (2, 1), (3, 3);
        CREATE INDEX i ON t (p);
        CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET p = 1; END`)
      await perform(connection, drop('t'))
      expect(await definitions(connection)).toEqual([])
      await connection.close()
    }
  })

  it('asks first where rows hold each other by RESTRICT', async () => {
    const setup =
      'CREATE TABLE t (id INTEGER PRIMARY KEY, p INT REFERENCES t ON DELETE RESTRICT); INSERT INTO t VALUES (1, NULL)'
    const free = await database(setup)
    await perform(free, drop('t'))
    const held = await database(`${setup}, (2, 1)`)
    await expect(perform(held, drop('t'))).rejects.toThrow(/ON DELETE RESTRICT/)
    await Promise.all([free.close(), held.close()])
  })

  it.each([
    ['a foreign key', 'CREATE TABLE c (p REFERENCES T ON DELETE CASCADE)', /the foreign key of "c"/],
    ['a view', 'CREATE VIEW v AS SELECT 1 FROM u JOIN "t" ON 1', /the view "v"/],
    ['a view with a comma', 'CREATE VIEW v AS SELECT 1 FROM u AS x, main.t', /the view "v"/],
    ['a view with a subquery', 'CREATE VIEW v AS SELECT (SELECT a FROM u WHERE a IN t)', /the view "v"/],
    [
      'a trigger of another table',
      'CREATE TRIGGER tr DELETE ON u BEGIN INSERT OR IGNORE INTO t VALUES (1); END',
      /the trigger "tr"/,
    ],
    [
      'an updating trigger',
      'CREATE TRIGGER tr DELETE ON u BEGIN UPDATE OR IGNORE t SET a = 1; END',
      /the trigger "tr"/,
    ],
  ])('is refused where %s uses the table', async (_, sql, message) => {
    const connection = await database(`CREATE TABLE t (a PRIMARY KEY); CREATE TABLE u (a); ${sql}`)
    await expect(planFor(connection, drop('t'))).rejects.toMatchObject({
      code: 'OPERATION_REFUSED',
      message: expect.stringMatching(message),
    })
    await connection.close()
  })

  it.each([
    "CREATE VIEW v AS SELECT a AS t, 't' FROM u",
    'CREATE VIEW v AS SELECT t.a, count(*) FROM u AS t GROUP BY t.a',
    'CREATE TRIGGER tr AFTER UPDATE OF a ON u BEGIN SELECT t(new.a) FROM u; END',
  ])('is not held up by the same word elsewhere: %s', async (sql) => {
    const connection = await database(`CREATE TABLE t (a); CREATE TABLE u (a); ${sql}`)
    await perform(connection, drop('t'))
    await connection.close()
  })

  it('does nothing with ifExists where there is none, and is refused without', async () => {
    const connection = await openMemory()
    expect(await perform(connection, drop('t', true))).toEqual([])
    await expect(perform(connection, drop('t'))).rejects.toMatchObject({ code: 'OPERATION_REFUSED' })
    await connection.close()
  })
})

describe('renameTable', () => {
  it('follows the name into views, triggers and foreign keys', async () => {
    const connection = await database(
      'CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES t); CREATE VIEW v AS SELECT id FROM t; INSERT INTO t VALUES (1)',
    )
    await perform(connection, rename('t', 'new name'))
    expect((await connection.execute('SELECT * FROM v')).rows).toEqual([{ id: 1 }])
    expect((await connection.execute('PRAGMA foreign_key_list(c)')).rows[0]).toMatchObject({ table: 'new name' })
    await connection.close()
  })

  it('changes the case of a name by way of another one', async () => {
    const connection = await database('CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT id FROM t')
    expect(await perform(connection, rename('t', 'T'))).toHaveLength(2)
    expect([...(await introspect(connection)).tables.keys()]).toEqual(['T'])
    await connection.execute('SELECT * FROM v')
    await connection.close()
  })

  it.each(['u', 'V', 'i', 'sqlite_t'])('is refused onto %s', async (to) => {
    const connection = await database(
      'CREATE TABLE t (a); CREATE TABLE u (a); CREATE INDEX i ON u (a); CREATE VIEW v AS SELECT 1',
    )
    await expect(planFor(connection, rename('t', to))).rejects.toMatchObject({ code: 'OPERATION_REFUSED' })
    await connection.close()
  })
})

describe('a list of operations', () => {
  it('is planned one after another, each for what the last one left', async () => {
    const connection = await openMemory()
    await perform(
      connection,
      create(table('t', [column('a')])),
      rename('t', 'u'),
      {
        kind: 'addColumn',
        table: objectName('u'),
        column: column('b'),
        constraints: [],
        ifNotExists: false,
        before: null,
        after: null,
        fill: null,
      },
      { kind: 'createIndex', table: objectName('u'), index: index('i', ['b']), ifNotExists: false },
      { kind: 'dropIndex', index: objectName('i'), table: objectName('u'), ifExists: false },
      { kind: 'dropColumn', table: objectName('u'), column: 'a', ifExists: false, cascade: false },
      { kind: 'renameColumn', table: objectName('u'), column: 'b', to: 'c' },
    )
    expect((await introspect(connection)).tables.get('u')?.columns.map(({ name }) => name)).toEqual(['c'])
    await connection.close()
  })
})

const withoutSource = ({ tables }: Awaited<ReturnType<typeof introspect>>) =>
  [...tables.values()].map((each) => ({ ...each, source: null }))
