import { type Column, type Constraint, type Operation, objectName } from '@ads/migrate-core'
import { applyOperation } from '@ads/migrate-core/operations'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { introspect } from '../src/introspect.js'
import { normalize } from '../src/normalize.js'
import { openMemory } from '../src/open.js'
import { identifier } from '../src/spelling.js'
import { database, definitions, perform, planFor } from './perform.js'
import { anyTable, check, column, foreignKey } from './tables.js'

type AddColumn = Extract<Operation, { kind: 'addColumn' }>

const add = (wanted: Column, constraints: readonly Constraint[] = [], parts: Partial<AddColumn> = {}): AddColumn => ({
  kind: 'addColumn',
  table: objectName('t'),
  column: wanted,
  constraints,
  ifNotExists: false,
  before: null,
  after: null,
  fill: null,
  ...parts,
})
const drop = (name: string, cascade = false, ifExists = false): Operation => ({
  kind: 'dropColumn',
  table: objectName('t'),
  column: name,
  ifExists,
  cascade,
})
const rename = (name: string, to: string): Operation => ({
  kind: 'renameColumn',
  table: objectName('t'),
  column: name,
  to,
})

const schemaOf = async (connection: Awaited<ReturnType<typeof openMemory>>) => {
  const { tables } = await normalize(await introspect(connection))
  return [...tables.values()].map((each) => ({ ...each, source: null }))
}

describe('dropColumn', () => {
  it('is refused only where nothing could take its place, and otherwise leaves the schema that the operation means', async () => {
    let [refused, inPlace, anew] = [0, 0, 0]
    await fc.assert(
      fc.asyncProperty(anyTable, fc.nat(), async (made, choice) => {
        const connection = await openMemory()
        await perform(connection, { kind: 'createTable', table: made, ifNotExists: false })
        const { name } = made.columns[choice % made.columns.length]!
        const operation = drop(name, true)
        const before = await introspect(connection)
        const plan = await planFor(connection, operation).catch((error: unknown) => error)
        if (plan instanceof Error) {
          refused++
          const others = made.columns.filter((each) => each.name !== name)
          const isReferenced = made.constraints.some((each) => each.kind === 'foreignKey')
          expect(others.length === 0 || isReferenced, plan.message).toBe(true)
        } else {
          const [group] = plan as Awaited<ReturnType<typeof planFor>>
          if (group!.ways[0]!.name === 'native') inPlace++
          else {
            anew++
            // What SQLite could have done by itself would have been done by itself.
            await connection.execute('SAVEPOINT alone')
            for (const { name } of made.indexes) await connection.execute(`DROP INDEX ${identifier(name!)}`)
            await expect(connection.execute(`ALTER TABLE t DROP COLUMN ${identifier(name)}`)).rejects.toMatchObject({
              code: 'STATEMENT_FAILED',
            })
            await connection.execute('ROLLBACK TO alone')
            await connection.execute('RELEASE alone')
          }
          await perform(connection, operation)
          const after = await normalize(applyOperation(operation, before))
          expect(await schemaOf(connection)).toEqual(
            [...after.tables.values()].map((each) => ({ ...each, source: null })),
          )
        }
        await connection.close()
      }),
      { numRuns: 300 },
    )
    expect(Math.min(refused, inPlace, anew)).toBeGreaterThan(3)
  })

  it.each([
    ['a key of several columns', 'CREATE TABLE t (a, b, PRIMARY KEY (b, "A"))', /the primary key/],
    ['a UNIQUE of the table', 'CREATE TABLE t (a, b, CONSTRAINT uq UNIQUE (b, a))', /the UNIQUE constraint "uq"/],
    ['an index', 'CREATE TABLE t (a, b); CREATE INDEX i ON t (b, a)', /the index "i"/],
    ['an index expression', 'CREATE TABLE t (a, b); CREATE INDEX i ON t (lower("A"))', /the index "i"/],
    ['a partial index', 'CREATE TABLE t (a, b); CREATE INDEX i ON t (b) WHERE a > 0', /the index "i"/],
    ['a CHECK of the table', 'CREATE TABLE t (a, b, CONSTRAINT ck CHECK (a > 0))', /the CHECK constraint "ck"/],
    ["another column's CHECK", 'CREATE TABLE t (a, b CHECK (a > b))', /an unnamed CHECK constraint/],
    ['a generated column', 'CREATE TABLE t (a, c, b AS (a + 1))', /the generated column "b"/],
    [
      'a foreign key of the table',
      'CREATE TABLE t (a, b, CONSTRAINT fk FOREIGN KEY (a) REFERENCES u)',
      /the FOREIGN KEY constraint "fk"/,
    ],
    [
      'a foreign key of another table',
      'CREATE TABLE t (a, b); CREATE TABLE u (x REFERENCES T ("A"))',
      /the foreign key of "u"/,
    ],
    ['a view', 'CREATE TABLE t (a, b); CREATE VIEW v AS SELECT a FROM t', /the view "v"/],
    [
      'a view by an alias',
      'CREATE TABLE t (a, b); CREATE TABLE u (a); CREATE VIEW v AS SELECT x.a FROM t AS x JOIN u',
      /the view "v"/,
    ],
    [
      'a trigger by NEW',
      'CREATE TABLE t (a, b); CREATE TRIGGER tr UPDATE ON t BEGIN SELECT new.a; END',
      /the trigger "tr"/,
    ],
    [
      'a trigger by its columns',
      'CREATE TABLE t (a, b); CREATE TRIGGER tr UPDATE OF b, a ON t BEGIN SELECT 1; END',
      /the trigger "tr"/,
    ],
    [
      'a trigger elsewhere',
      'CREATE TABLE t (a, b); CREATE TABLE u (x); CREATE TRIGGER tr DELETE ON u BEGIN UPDATE t SET a = 1; END',
      /the trigger "tr"/,
    ],
    ['the table, which has no other column', 'CREATE TABLE t (a)', /no other stored column/],
  ])('is refused where it would break %s', async (_, sql, message) => {
    const connection = await database(sql)
    await expect(planFor(connection, drop('a'))).rejects.toMatchObject({
      code: 'OPERATION_REFUSED',
      message: expect.stringMatching(message),
    })
    await connection.close()
  })

  it.each([
    'CREATE TABLE t (a REFERENCES other ON DELETE CASCADE CHECK (a > 0) DEFAULT 1, b)',
    "CREATE TABLE t (a, b CHECK (b <> 'a')); CREATE TABLE u (a); CREATE VIEW v AS SELECT a FROM u",
    'CREATE TABLE t (a, b); CREATE TABLE u (a); CREATE VIEW v AS SELECT u.a, t.b FROM t JOIN u',
    'CREATE TABLE t (a, b); CREATE TABLE u (a); CREATE TRIGGER tr DELETE ON t BEGIN UPDATE u SET a = old.b; END',
    'CREATE TABLE t (a INTEGER PRIMARY KEY, b)',
    'CREATE TABLE t (a UNIQUE, b)',
  ])('takes away what nothing else uses: %s', async (sql) => {
    const connection = await database(
      `CREATE TABLE other (id INTEGER PRIMARY KEY); INSERT INTO other VALUES (1); ${sql}`,
    )
    await connection.execute('INSERT INTO t (b) VALUES (7)')
    await perform(connection, drop('a'))
    expect((await connection.execute('SELECT * FROM t')).rows).toEqual([{ b: 7 }])
    await connection.close()
  })

  it('drops the indexes over it with cascade', async () => {
    const connection = await database(
      'CREATE TABLE t (a, b); CREATE INDEX i ON t (a); CREATE UNIQUE INDEX j ON t (b) WHERE a = 1; CREATE INDEX k ON t (b)',
    )
    await perform(connection, drop('a', true))
    expect(await definitions(connection)).toEqual(['CREATE TABLE t (b)', 'CREATE INDEX k ON t (b)'])
    await connection.close()
  })

  it('does nothing with ifExists where there is none, and is refused without', async () => {
    const connection = await database('CREATE TABLE t (a)')
    expect(await perform(connection, drop('x', false, true))).toEqual([])
    await expect(perform(connection, drop('x'))).rejects.toMatchObject({ message: 'the table "t" has no column "x"' })
    await connection.close()
  })
})

describe('addColumn', () => {
  it('asks of the rows exactly what SQLite asks of them', async () => {
    const wanted = fc.record({
      nullable: fc.boolean(),
      default: fc.constantFrom(
        null,
        { value: null },
        { value: 0 },
        { value: 'x' },
        { value: new Uint8Array([1]) },
        ...[
          'NULL',
          '(NULL)',
          '-5',
          '( + 5 )',
          "('x')",
          'true',
          '1 + 2',
          'CURRENT_DATE',
          '(random())',
          "x'00' -- why",
        ].map((sql) => ({ sql })),
      ),
      virtual: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(wanted, fc.boolean(), async ({ virtual, ...parts }, rows) => {
        const connection = await database('CREATE TABLE t (a)')
        if (rows) await connection.execute('INSERT INTO t VALUES (1)')
        const generated = virtual ? { expression: { sql: 'a + 1' }, stored: false } : null
        const [group] = await planFor(
          connection,
          add(column('b', { ...parts, generated, default: virtual ? null : parts.default })),
        )
        const { before, statements } = group!.ways[0]!
        const answers = await Promise.all(before.map(async ({ sql }) => (await connection.execute(sql)).rows.length))
        const refused = answers.some((rows) => rows > 0)
        const failed = await connection.execute(statements[0]!.sql).then(
          () => false,
          () => true,
        )
        expect(refused).toBe(failed)
        await connection.close()
      }),
      { numRuns: 300 },
    )
  })

  it('adds the column with what is written on it, and can be taken back', async () => {
    const connection = await database(
      'CREATE TABLE u (id INTEGER PRIMARY KEY); CREATE TABLE t (a -- first\n, CHECK (a > 0) -- last\n)',
    )
    const before = await definitions(connection)
    const constraints = [
      foreignKey(['b'], 'u', { name: 'fk_t_b_u', onDelete: 'set null' }),
      check('ck_t_b', 'b > 0 -- why'),
    ]
    expect(await perform(connection, add(column('b', { collation: 'NOCASE' }), constraints))).toEqual([
      'ALTER TABLE "t" ADD COLUMN "b" INTEGER COLLATE "NOCASE" CONSTRAINT "fk_t_b_u" REFERENCES "u" ("id") ON DELETE SET NULL CONSTRAINT "ck_t_b" CHECK (b > 0 -- why\n)',
    ])
    await perform(connection, drop('b', true))
    expect(await definitions(connection)).toEqual(before)
    await connection.close()
  })

  it.each<[string, AddColumn, string, RegExp]>([
    ['a name that is taken', add(column('A')), 'OPERATION_REFUSED', /already a column/],
  ])('refuses %s', async (_, operation, code, message) => {
    const connection = await database('CREATE TABLE t (a)')
    await expect(planFor(connection, operation)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/\w/),
    })
    await connection.close()
  })

  it.each<[string, AddColumn, string]>([
    ['a foreign key with a default', add(column('b', { default: { value: 1 } }), [foreignKey(['b'], 'u')]), 'b'],
    ['a primary key', add(column('b'), [{ kind: 'primaryKey', name: null, columns: ['b'] }]), 'b'],
    [
      'a counting key',
      add(column('b', { autoIncrement: true }), [{ kind: 'primaryKey', name: null, columns: ['b'] }]),
      'b',
    ],
    ['UNIQUE', add(column('b'), [{ kind: 'unique', name: null, columns: ['b'] }]), 'b'],
    ['a stored value', add(column('b', { generated: { expression: { sql: 'a' }, stored: true } })), 'b'],
    ['a place', add(column('b'), [], { before: 'a' }), 'b'],
    ['a fill', add(column('b'), [], { fill: { value: 1 } }), 'b'],
  ])('makes the table anew for %s', async (_, operation, name) => {
    const connection = await database(
      'CREATE TABLE u (id INTEGER PRIMARY KEY); INSERT INTO u VALUES (1); CREATE TABLE t (a)',
    )
    await connection.execute("INSERT INTO t VALUES ('kept')")
    expect((await planFor(connection, operation))[0]!.ways.map((way) => way.name)).toContain('recreate')
    await perform(connection, operation)
    expect((await connection.execute('SELECT rowid AS id, a FROM t')).rows).toEqual([{ id: 1, a: 'kept' }])
    const after = await normalize(await introspect(connection))
    expect(after.tables.get('t')!.columns.map((each) => each.name)).toContain(name)
    await connection.close()
  })

  it('adds a column behind the last one in place', async () => {
    const connection = await database('CREATE TABLE t (a)')
    const [group] = await planFor(connection, add(column('b'), [], { after: 'a' }))
    expect(group!.ways.map((way) => way.name)).toEqual(['native'])
    await connection.close()
  })

  it('does nothing with ifNotExists where it is there', async () => {
    const connection = await database('CREATE TABLE t (a)')
    expect(await perform(connection, add(column('A'), [], { ifNotExists: true }))).toEqual([])
    await connection.close()
  })
})

describe('renameColumn', () => {
  it('follows the name everywhere, and can be taken back', async () => {
    const connection = await database(
      'CREATE TABLE t (a UNIQUE CHECK (a > 0), b); CREATE INDEX i ON t (lower(a)); CREATE VIEW v AS SELECT a FROM t; CREATE TABLE u (x REFERENCES t (a))',
    )
    await perform(connection, rename('a', 'Größe "x"'))
    expect((await connection.execute('PRAGMA foreign_key_list(u)')).rows[0]).toMatchObject({ to: 'Größe "x"' })
    await perform(connection, rename('Größe "x"', 'a'))
    await connection.execute('SELECT a FROM v')
    expect((await introspect(connection)).tables.get('t')?.columns.map(({ name }) => name)).toEqual(['a', 'b'])
    await connection.close()
  })

  it('changes no more than the case of a name', async () => {
    const connection = await database('CREATE TABLE t (a, b)')
    await perform(connection, rename('a', 'A'))
    expect(await definitions(connection)).toEqual(['CREATE TABLE t ("A", b)'])
    await connection.close()
  })

  it('is refused onto a name that is taken, and for a column that is not there', async () => {
    const connection = await database('CREATE TABLE t (a, b)')
    await expect(planFor(connection, rename('a', 'B'))).rejects.toMatchObject({
      message: 'there is already a column "t"."b"',
    })
    await expect(planFor(connection, rename('x', 'y'))).rejects.toMatchObject({
      message: 'the table "t" has no column "x"',
    })
    await connection.close()
  })
})
