import type { Batch, Connection, Op } from '@ads/migrate-core'
import { diffSchemas } from '@ads/migrate-core/operations'
import { integer, sql, text } from '@ads/migrate-core/schema'
import type Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { introspect } from '../../src/introspect.js'
import { normalize } from '../../src/normalize.js'
import { connect } from '../../src/open.js'
import { sqliteConnecting } from '../runtime/changed-dialect.js'
import { databaseWith, migratorFor, revise, rowsOf, type Upgrade } from './revise.js'
import { readFacts, takeSnapshot } from './snapshot.js'

const batch =
  (change: (batch: Batch) => void, recreate: 'auto' | 'always' = 'always', table = 't'): Upgrade =>
  (op: Op) =>
    op.batchAlterTable(table, change, { recreate })

/** What was run on the database, one entry a statement. */
const statementsOf = async (db: Database.Database, upgrade: Upgrade): Promise<string[]> => {
  const run: string[] = []
  const dialect = sqliteConnecting((connection: Connection) => {
    const execute = connection.execute.bind(connection)
    return {
      execute: (sql, parameters) => {
        run.push(sql)
        return execute(sql, parameters)
      },
    }
  })
  await (await migratorFor({ connection: db }, upgrade, { dialect })).upgrade()
  return run
}

/** How often rows were copied into another table. */
const copies = (statements: readonly string[]): number =>
  statements.filter((sql) => /^INSERT INTO main."t" [\s\S]*SELECT/.test(sql)).length

const family = `CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b TEXT);
  CREATE TABLE c (id INTEGER PRIMARY KEY, t_id INT REFERENCES t (id) ON DELETE CASCADE);
  CREATE TABLE g (c_id INT REFERENCES c (id) ON DELETE CASCADE);
  INSERT INTO t VALUES (1, 1, 'x'), (2, 2, 'y'); INSERT INTO c VALUES (1, 1), (2, 2); INSERT INTO g VALUES (1), (2);`

describe('foreign keys', () => {
  it('do not fire while their table is recreated: children and grandchildren stay', async () => {
    const db = databaseWith(family)
    await revise(
      db,
      batch((t) => t.addColumn('n', text())),
    )
    expect(rowsOf(db, 'SELECT (SELECT count(*) FROM c), (SELECT count(*) FROM g)')).toEqual([[2, 2]])
  })

  it('do not fire with defer_foreign_keys on either', async () => {
    const db = databaseWith(family)
    db.pragma('defer_foreign_keys = ON')
    await revise(
      db,
      batch((t) => t.addColumn('n', text())),
    )
    expect(rowsOf(db, 'SELECT (SELECT count(*) FROM c), (SELECT count(*) FROM g)')).toEqual([[2, 2]])
  })

  it('that a connection does not let go of make the recreation of a parent refuse', async () => {
    const db = databaseWith(family)
    const before = takeSnapshot(db)
    const dialect = sqliteConnecting((connection) => {
      const execute = connection.execute.bind(connection)
      return {
        execute: async (sql, parameters) =>
          /foreign_keys\s*=\s*(?:OFF|0)/i.test(sql) ? { rows: [], changes: 0 } : execute(sql, parameters),
      }
    })
    const upgrade = batch((t) => t.addColumn('n', text()))
    const migrator = await migratorFor({ connection: db }, upgrade, { dialect })
    await expect(migrator.upgrade()).rejects.toThrow('foreign keys could not be switched off')
    expect(takeSnapshot(db)).toEqual(before)
  })

  it('are never touched inside a transaction of the caller: that is refused', async () => {
    const db = databaseWith(family)
    const migrator = await migratorFor(
      { connection: db },
      batch((t) => t.addColumn('n', text())),
    )
    const before = takeSnapshot(db)
    db.exec('BEGIN; UPDATE t SET b = b')
    await expect(migrator.upgrade()).rejects.toThrow(/transaction/)
    expect(db.inTransaction).toBe(true)
    db.exec('ROLLBACK')
    expect(takeSnapshot(db)).toEqual(before)
  })

  it('of children and of the table itself still say the same, under every setting', async () => {
    for (const legacy of ['ON', 'OFF']) {
      for (const enforced of ['ON', 'OFF']) {
        const db =
          databaseWith(`CREATE TABLE t (id INTEGER PRIMARY KEY, up INT REFERENCES t (id) ON DELETE SET NULL, b TEXT);
          CREATE TABLE c (t_id INT REFERENCES t ON DELETE CASCADE); INSERT INTO t VALUES (1, NULL, 'x'), (2, 1, 'y'); INSERT INTO c VALUES (2);`)
        db.pragma(`legacy_alter_table = ${legacy}`)
        db.pragma(`foreign_keys = ${enforced}`)
        const before = takeSnapshot(db)
        await revise(
          db,
          batch(() => {}),
        )
        expect(takeSnapshot(db), `${legacy} ${enforced}`).toEqual(before)
      }
    }
  })

  it('of a dropped column go with it, written on the column or on the table, and no other does', async () => {
    for (const ddl of [
      'CREATE TABLE t (a INT, p_id INT REFERENCES p (id), q_id INT REFERENCES p(id) ON DELETE CASCADE)',
      'CREATE TABLE t (a INT, p_id INT, q_id INT, FOREIGN KEY (p_id) REFERENCES p(id), FOREIGN KEY (q_id) REFERENCES p (id) ON DELETE CASCADE)',
    ]) {
      const db = databaseWith(
        `CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1); ${ddl}; INSERT INTO t VALUES (1, 1, 1)`,
      )
      await revise(db, (op) => op.dropColumn('t', 'p_id', { cascade: true }))
      expect(readFacts(db, 't').foreignKeys).toMatchObject([{ from: ['q_id'], onDelete: 'CASCADE' }])
      expect(rowsOf(db, 'SELECT * FROM t')).toEqual([[1, 1]])
    }
  })

  it('can be added without losing an index', async () => {
    const db = databaseWith(`CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT, p_id INT);
      CREATE INDEX ia ON t (a); CREATE UNIQUE INDEX ip ON t (p_id DESC);`)
    const before = takeSnapshot(db)
    await revise(db, (op) => op.createForeignKey('fk', 't', ['p_id'], 'p', ['id']))
    const indexes = ({ objects }: typeof before) => objects.filter(({ type }) => type === 'index')
    expect(indexes(takeSnapshot(db))).toEqual(indexes(before))
  })

  it('stay when a generated column beside them is changed', async () => {
    const db = databaseWith(`CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1);
      CREATE TABLE t (p_id INT REFERENCES p (id) ON DELETE CASCADE, a INT, g INT AS (a + 1) STORED, h INT AS (a)); INSERT INTO t VALUES (1, 5);`)
    const { foreignKeys } = readFacts(db, 't')
    await revise(db, (op) => {
      op.alterColumn('t', 'g', { generated: { as: sql`a * 10`, stored: true } })
      op.alterColumn('t', 'h', { generated: { as: sql`a * 2` } })
    })
    expect(readFacts(db, 't').foreignKeys).toEqual(foreignKeys)
    expect(rowsOf(db, 'SELECT g, h FROM t')).toEqual([[50, 10]])
  })
})

describe('a new column in a recreation', () => {
  it('holds its default, not its own name, whatever double quotes mean to the connection', async () => {
    const db = databaseWith('CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2)')
    await revise(
      db,
      batch((t) => {
        t.addColumn('fresh', text())
        t.addColumn('counted', integer().notNull().default(7))
        t.alterColumn('a', { nullable: false })
      }),
    )
    expect(rowsOf(db, 'SELECT a, fresh, counted FROM t')).toEqual([
      [1, null, 7],
      [2, null, 7],
    ])
  })

  it('can be unique, the constraint written before or behind it', async () => {
    for (const recreate of ['auto', 'always'] as const) {
      for (const first of ['column', 'other']) {
        const db = databaseWith(`CREATE TABLE t (a INT, b TEXT); INSERT INTO t VALUES (1, 'x')`)
        await revise(
          db,
          batch((t) => {
            if (first === 'other') t.createUniqueConstraint('ub', ['b'])
            t.addColumn('n', integer())
            if (first === 'column') t.createUniqueConstraint('un', ['n'])
          }, recreate),
        )
        expect(readFacts(db, 't').keys).toEqual([{ origin: 'u', columns: [first === 'column' ? 'n' : 'b'] }])
      }
    }
  })
})

describe('a second recreation', () => {
  it('finds names and texts as the first one did', async () => {
    const db =
      databaseWith(`CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT CONSTRAINT nn NOT NULL, b TEXT,
      CONSTRAINT "fk_t" FOREIGN KEY (a) REFERENCES p (id), CONSTRAINT ck CHECK (a > 0), UNIQUE (b));`)
    const before = takeSnapshot(db)
    for (let i = 0; i < 2; i++)
      await revise(
        db,
        batch(() => {}),
      )
    expect(takeSnapshot(db)).toEqual(before)
  })

  it('and comparison find nothing to do: spacing, inline UNIQUE and CHECKs are no difference', async () => {
    const db = databaseWith(`CREATE TABLE t (id INTEGER PRIMARY KEY, a INT UNIQUE, b  TEXT CHECK(length( b )<5),
      g INT AS( a+1 ), CHECK ((a>0)OR  b='x')); CREATE INDEX i ON t(b  DESC)   WHERE a>0;`)
    const read = async () => {
      const connection = await connect({ connection: db }, 'write')
      const schema = await normalize(await introspect(connection))
      await connection.close()
      return schema
    }
    const before = await read()
    await revise(
      db,
      batch(() => {}),
    )
    const { tables } = await read()
    const withoutVersions = new Map([...tables].filter(([key]) => !key.includes('alembic')))
    expect(diffSchemas(before, { ...before, tables: withoutVersions })).toEqual([])
  })
})

describe('rows', () => {
  it('keep their rowids, so that an external full-text index still fits', async () => {
    const db =
      databaseWith(`CREATE TABLE t (body TEXT, n INT); INSERT INTO t (rowid, body) VALUES (10, 'one'), (30, 'two');
      CREATE VIRTUAL TABLE f USING fts5(body, content='t'); INSERT INTO f (f) VALUES ('rebuild');`)
    await revise(
      db,
      batch((t) => t.alterColumn('body', { nullable: false })),
    )
    db.exec("INSERT INTO f (f, rank) VALUES ('integrity-check', 1)")
    expect(rowsOf(db, "SELECT rowid FROM f WHERE f MATCH 'two'")).toEqual([[30]])
  })

  it('and everything else are as before when a recreation fails: nothing is left behind, and it can be tried again', async () => {
    const db = databaseWith(family)
    const before = takeSnapshot(db)
    const migrator = await migratorFor({ connection: db }, (op) => {
      batch((t) => t.addColumn('n', text()))(op)
      op.execute('nonsense')
    })
    for (let i = 0; i < 2; i++) await expect(migrator.upgrade()).rejects.toThrow('nonsense')
    expect(takeSnapshot(db)).toEqual(before)
    await revise(
      db,
      batch((t) => t.addColumn('n', text())),
    )
    expect(readFacts(db, 't').columns).toHaveLength(4)
  })

  it('are copied once for all operations of a batch, and not at all where there is no need', async () => {
    const db = databaseWith(family)
    const once = await statementsOf(
      db,
      batch((t) => {
        t.alterColumn('b', { type: integer(), using: sql`length(b)` })
        t.addColumn('n', text())
        t.createUniqueConstraint('ua', ['a'])
        t.renameColumn('a', 'amount')
      }, 'auto'),
    )
    expect(copies(once)).toBe(1)
    expect(readFacts(db, 't').columns.map(({ name }) => name)).toEqual(['id', 'amount', 'b', 'n'])
    const none = await statementsOf(db, (op) => {
      op.addColumn('t', 'm', text())
      op.renameColumn('t', 'm', 'k')
      op.dropColumn('t', 'k')
      op.alterColumn('t', 'b', { nullable: false })
      op.createIndex('ix', 't', ['b'])
    })
    expect(copies(none)).toBe(0)
  })
})
