import type { Batch } from '@ads/migrate-core'
import { integer, sql, text } from '@ads/migrate-core/schema'
import type Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { databaseWith, expectRefused, revise, rowsOf, sourceOf } from './revise.js'
import { readFacts, type Snapshot, type StoredObject, takeSnapshot } from './snapshot.js'

/** Recreates the table, changing what `change` says. */
const recreate = (db: Database.Database, change: (batch: Batch) => void = () => {}, table = 't'): Promise<void> =>
  revise(db, (op) => op.batchAlterTable(table, change, { recreate: 'always' }))

const addNote = (batch: Batch): void => batch.addColumn('note', text())

const isTable = ({ type, name }: StoredObject): boolean => type === 'table' && name === 't'

/** What is left when the table itself is left out. */
const others = ({ objects }: Snapshot): unknown => objects.filter((object) => !isTable(object))

/** Recreates it twice, once as it is and once with a new column: nothing else differs. */
const expectKept = async (ddl: string): Promise<Database.Database> => {
  const db = databaseWith(ddl)
  const before = takeSnapshot(db)
  await recreate(db)
  const same = takeSnapshot(db)
  expect(same).toEqual(before)
  await recreate(db, addNote)
  const after = takeSnapshot(db)
  expect(others(after)).toEqual(others(before))
  expect(after.sequences).toEqual(before.sequences)
  expect(after.tables.get('t')!.facts.columns.slice(0, -1)).toEqual(before.tables.get('t')!.facts.columns)
  // The comma that the new column needs stands in front of a comment that ends the one before it.
  const words = (sql: string): string => sql.replace(/,|\s+/g, '')
  expect(words(sourceOf(db, 't').replace('"note" TEXT', ''))).toBe(words(before.objects.find(isTable)!.sql))
  return db
}

const rows = "INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y');"

describe('a recreation keeps', () => {
  it('plain, unique and partial indexes', async () => {
    await expectKept(`CREATE TABLE t (a INT, b TEXT); CREATE INDEX i1 ON t (a);
      CREATE UNIQUE INDEX i2 ON t(b); CREATE INDEX i3 ON t (a) WHERE b IS NOT NULL; ${rows}`)
  })

  it('DESC and COLLATE of the columns of an index', async () => {
    const db = await expectKept(
      `CREATE TABLE t (a INT, b TEXT); CREATE INDEX idd ON t (b DESC, a COLLATE NOCASE); ${rows}`,
    )
    expect(rowsOf(db, 'SELECT name, "desc", coll FROM pragma_index_xinfo(\'idd\') WHERE key')).toEqual([
      ['b', 1, 'BINARY'],
      ['a', 0, 'NOCASE'],
    ])
  })

  it('expression indexes', async () => {
    await expectKept(`CREATE TABLE t (a INT, b TEXT); CREATE INDEX ie ON t (lower(b), a + 1 DESC); ${rows}`)
  })

  it('named UNIQUE, FOREIGN KEY and CHECK with their actions and deferral', async () => {
    await expectKept(`CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1), (2);
      CREATE TABLE t (a INT, b TEXT, CONSTRAINT u UNIQUE (b, a), CONSTRAINT c CHECK (a > 0),
        CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED); ${rows}`)
  })

  it('unnamed UNIQUE', async () => {
    await expectKept(`CREATE TABLE t (a INT UNIQUE, b TEXT, UNIQUE (a, b)); ${rows}`)
  })

  it('ON CONFLICT of UNIQUE and NOT NULL, and the rows that it would swallow', async () => {
    const db = await expectKept(
      `CREATE TABLE t (a INT NOT NULL ON CONFLICT IGNORE, b TEXT UNIQUE ON CONFLICT REPLACE); ${rows}`,
    )
    db.exec("INSERT INTO t (a, b) VALUES (NULL, 'z'), (9, 'x')")
    expect(rowsOf(db, 'SELECT a, b FROM t ORDER BY a')).toEqual([
      [2, 'y'],
      [9, 'x'],
    ])
  })

  it('unnamed CHECKs of columns and of the table, all three', async () => {
    const db = await expectKept(`CREATE TABLE t (a INT CHECK (a > 0), b TEXT CHECK (b <> ''), CHECK (a < 10)); ${rows}`)
    for (const values of ["0, 'x'", "1, ''", "10, 'x'"]) {
      expect(() => db.exec(`INSERT INTO t (a, b) VALUES (${values})`)).toThrow('CHECK constraint failed')
    }
  })

  it('the actions and the name of a foreign key written on its column', async () => {
    const db = await expectKept(`CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1), (2);
      CREATE TABLE t (a INTEGER CONSTRAINT fk_it REFERENCES p(id) ON DELETE CASCADE ON UPDATE SET NULL, b TEXT); ${rows}`)
    db.exec('DELETE FROM p WHERE id = 1')
    expect(rowsOf(db, 'SELECT a FROM t')).toEqual([[2]])
  })

  it('triggers on the table, in the order in which they fire', async () => {
    const db = await expectKept(`CREATE TABLE t (a INT, b TEXT); CREATE TABLE log (x); ${rows}
      CREATE TRIGGER t1 AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('t1'); END;
      CREATE TRIGGER t2 AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('t2'); END;
      CREATE TRIGGER a0 AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('a0'); END;`)
    db.exec("INSERT INTO t (a, b) VALUES (3, 'z')")
    expect(rowsOf(db, 'SELECT x FROM log')).toEqual([['a0'], ['t2'], ['t1']])
  })

  it('views over it, views over those, and triggers elsewhere that use it', async () => {
    const db = await expectKept(`CREATE TABLE t (a INT, b TEXT); CREATE TABLE log (x); ${rows}
      CREATE VIEW v AS SELECT a, b FROM t; CREATE VIEW w AS SELECT count(*) AS n FROM v;
      CREATE TRIGGER instead INSTEAD OF DELETE ON v BEGIN DELETE FROM t WHERE a = old.a; END;
      CREATE TRIGGER elsewhere AFTER INSERT ON log BEGIN UPDATE t SET b = 'seen'; END;`)
    db.exec('DELETE FROM v WHERE a = 2; INSERT INTO log VALUES (1)')
    expect(rowsOf(db, 'SELECT a, b, n FROM t, w')).toEqual([[1, 'seen', 1]])
  })

  it('AUTOINCREMENT and its mark: no id is given twice', async () => {
    const db = await expectKept(`CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT, b TEXT); ${rows}
      INSERT INTO t (id) VALUES (500); DELETE FROM t WHERE id = 500;`)
    expect(db.prepare('INSERT INTO t (a) VALUES (1)').run().lastInsertRowid).toBe(501)
  })

  it('the AUTOINCREMENT mark of a table that is empty', async () => {
    const db = await expectKept(
      `CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT, b TEXT); ${rows} DELETE FROM t;`,
    )
    expect(db.prepare('INSERT INTO t (a) VALUES (1)').run().lastInsertRowid).toBe(3)
  })

  it('WITHOUT ROWID and STRICT, with a column of type ANY', async () => {
    const db = await expectKept(`CREATE TABLE t (a INT, b TEXT PRIMARY KEY, c ANY) STRICT, WITHOUT ROWID; ${rows}
      INSERT INTO t VALUES (3, 'any', '007'), (4, 'number', 1.5);`)
    expect(readFacts(db, 't')).toMatchObject({ strict: true, withoutRowid: true })
    expect(rowsOf(db, 'SELECT typeof(c), c FROM t WHERE c IS NOT NULL ORDER BY a')).toEqual([
      ['text', '007'],
      ['real', 1.5],
    ])
  })

  it('virtual and stored generated columns, in long and short form', async () => {
    const db =
      await expectKept(`CREATE TABLE t (a INT, b TEXT, g INT AS (a * 2), h TEXT GENERATED ALWAYS AS (b || '!') STORED,
      i INT AS (g + 1) VIRTUAL); CREATE INDEX ig ON t (g); ${rows}`)
    expect(rowsOf(db, 'SELECT g, h, i FROM t ORDER BY a')).toEqual([
      [2, 'x!', 3],
      [4, 'y!', 5],
    ])
  })

  it('COLLATE of a column', async () => {
    const db = await expectKept(`CREATE TABLE t (a INT, b TEXT COLLATE NOCASE); ${rows}`)
    expect(rowsOf(db, "SELECT a FROM t WHERE b = 'X'")).toEqual([[1]])
  })

  it('declared types as they are written, and columns with none', async () => {
    await expectKept(`CREATE TABLE t (a FOO, b "unsigned big int", c DOUBLE PRECISION, d CLOB, e TINYINT(1), f UUID, g, h VARCHAR ( 80 ));
      INSERT INTO t VALUES ('007', 9007199254740993, 1.0, 'x', 1, '1e5', '007', 'y'), (1.0, -1, 2, 3, 4, 'abc', x'00', '1.0');`)
  })

  it('defaults as they are written', async () => {
    await expectKept(`CREATE TABLE t (a INT DEFAULT -1, b TEXT DEFAULT 'it''s', c TEXT DEFAULT CURRENT_TIMESTAMP, d DEFAULT TRUE,
      e TEXT DEFAULT (datetime('now', 'localtime')), f DEFAULT x'00ff', g DEFAULT (1 + 2)); ${rows}`)
  })

  it('comments, and INTEGER PRIMARY KEY DESC, which is no alias of the rowid', async () => {
    const db = await expectKept(`CREATE TABLE t ( -- the table
      id INTEGER PRIMARY KEY DESC, -- the key, by hand
      a /* a number */ INT,
      b TEXT /* last */
    ); INSERT INTO t (rowid, id, a, b) VALUES (7, 40, 1, 'x'), (9, 30, 2, 'y');`)
    expect(rowsOf(db, 'SELECT rowid, id FROM t ORDER BY id')).toEqual([
      [9, 30],
      [7, 40],
    ])
  })

  it('implicit rowids', async () => {
    const db = await expectKept(
      "CREATE TABLE t (a INT, b TEXT); INSERT INTO t (rowid, a, b) VALUES (-5, 1, 'x'), (70, 2, 'y'), (9007199254740993, 3, 'z');",
    )
    expect(rowsOf(db, 'SELECT CAST(rowid AS TEXT) FROM t ORDER BY rowid')).toEqual([
      ['-5'],
      ['70'],
      ['9007199254740993'],
    ])
  })

  it('rows of child tables, on every level and for every action', async () => {
    for (const action of ['CASCADE', 'SET NULL', 'SET DEFAULT', 'RESTRICT', 'NO ACTION']) {
      await expectKept(`CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b TEXT); ${rows}
        CREATE TABLE c (id INTEGER PRIMARY KEY, t_id INT REFERENCES t ON DELETE ${action}); INSERT INTO c VALUES (1, 1), (2, 2);
        CREATE TABLE g (c_id INT REFERENCES c (id) ON DELETE CASCADE); INSERT INTO g VALUES (1), (2);`)
    }
  })
})

describe('a recreation refuses by name', () => {
  it('a virtual table and its shadow tables', async () => {
    const ddl = "CREATE VIRTUAL TABLE f USING fts5(body); INSERT INTO f VALUES ('words')"
    for (const table of ['f', 'f_content']) {
      const db = databaseWith(ddl)
      const { message } = await expectRefused(db, (op) => op.batchAlterTable(table, addNote, { recreate: 'always' }))
      expect(message).toContain(table)
    }
  })
})

describe('in one batch', () => {
  it('the key of a table that refers to itself and is referred to can be renamed', async () => {
    const db =
      databaseWith(`CREATE TABLE t (id INTEGER PRIMARY KEY, up INT REFERENCES t (id) ON DELETE CASCADE, b TEXT);
      CREATE TABLE c (t_id INT REFERENCES t(id)); INSERT INTO t VALUES (1, NULL, 'x'), (2, 1, 'y'); INSERT INTO c VALUES (2);`)
    await recreate(db, (batch) => {
      batch.renameColumn('id', 'key')
      batch.alterColumn('b', { nullable: false })
    })
    expect(readFacts(db, 't').foreignKeys).toMatchObject([{ table: 't', from: ['up'], to: ['key'] }])
    expect(readFacts(db, 'c').foreignKeys).toMatchObject([{ table: 't', to: ['key'] }])
    db.exec('DELETE FROM c; DELETE FROM t WHERE key = 1')
    expect(rowsOf(db, 'SELECT * FROM t')).toEqual([])
  })

  it('a column that an index uses is refused before anything happens, and taken with its index when asked', async () => {
    const db = databaseWith(`CREATE TABLE t (a INT, b TEXT); CREATE INDEX ib ON t (b); ${rows}`)
    const { message } = await expectRefused(db, (op) => op.dropColumn('t', 'b'))
    expect(message).toContain('ib')
    await revise(db, (op) => op.dropColumn('t', 'b', { cascade: true }))
    expect(rowsOf(db, "SELECT name FROM sqlite_schema WHERE name NOT LIKE '%alembic%'")).toEqual([['t']])
    expect(rowsOf(db, 'SELECT * FROM t')).toEqual([[1], [2]])
  })

  it.each([
    ['UNIQUE', 'CREATE TABLE t (a INT, b TEXT, CONSTRAINT both UNIQUE (a, b))'],
    [
      'FOREIGN KEY',
      'CREATE TABLE p (x, y, PRIMARY KEY (x, y)); CREATE TABLE t (a INT, b TEXT, CONSTRAINT both FOREIGN KEY (a, b) REFERENCES p)',
    ],
    ['CHECK', "CREATE TABLE t (a INT, b TEXT, CONSTRAINT both CHECK (a > 0 OR b = ''))"],
  ])('a column of a composite %s is not dropped silently with it', async (_, ddl) => {
    const db = databaseWith(ddl)
    const { message, hint } = await expectRefused(db, (op) =>
      op.batchAlterTable('t', (batch) => batch.dropColumn('b'), { recreate: 'always' }),
    )
    expect(`${message} ${hint}`).toContain('both')
  })

  it('a renamed column is renamed in named and unnamed CHECKs, and not in text that looks like it', async () => {
    const db = databaseWith(
      `CREATE TABLE t (a INT CONSTRAINT ck_a CHECK (a > 0), b TEXT, CHECK (a <> length('a')), CHECK (b <> 'a')); INSERT INTO t VALUES (2, 'x')`,
    )
    await recreate(db, (batch) => {
      batch.renameColumn('a', 'amount')
      batch.alterColumn('b', { nullable: false })
    })
    expect(() => db.exec("INSERT INTO t VALUES (0, 'x')")).toThrow('ck_a')
    expect(() => db.exec("INSERT INTO t VALUES (1, 'x')")).toThrow('CHECK constraint failed')
    expect(() => db.exec("INSERT INTO t VALUES (3, 'a')")).toThrow('CHECK constraint failed')
    expect(rowsOf(db, 'SELECT amount, b FROM t')).toEqual([[2, 'x']])
  })

  it.each(['auto', 'always'] as const)('a→b and then a new a keeps what a held (recreate: %s)', async (how) => {
    const db = databaseWith(`CREATE TABLE t (a INT, x TEXT); INSERT INTO t VALUES (1, 'x'), (2, 'y')`)
    await revise(db, (op) =>
      op.batchAlterTable(
        't',
        (batch) => {
          batch.renameColumn('a', 'b')
          batch.addColumn('a', text().default('new'))
        },
        { recreate: how },
      ),
    )
    expect(db.prepare('SELECT a, b, x FROM t ORDER BY b').all()).toEqual([
      { a: 'new', b: 1, x: 'x' },
      { a: 'new', b: 2, x: 'y' },
    ])
  })

  it.each(['auto', 'always'] as const)(
    'a renamed column can have an index under its new name (recreate: %s)',
    async (how) => {
      const db = databaseWith(`CREATE TABLE t (a INT, b TEXT); ${rows}`)
      await revise(db, (op) =>
        op.batchAlterTable(
          't',
          (batch) => {
            batch.renameColumn('a', 'c')
            batch.createIndex('ic', ['c'])
          },
          { recreate: how },
        ),
      )
      expect(rowsOf(db, "SELECT name FROM pragma_index_info('ic')")).toEqual([['c']])
    },
  )

  it('a new column may have an unnamed foreign key and a UNIQUE', async () => {
    const db = databaseWith(`CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT, b TEXT); ${rows}`)
    await recreate(db, (batch) =>
      batch.addColumn('p_id', integer().references('p.id', { onDelete: 'cascade' }).unique()),
    )
    expect(readFacts(db, 't')).toMatchObject({
      foreignKeys: [{ table: 'p', from: ['p_id'], to: ['id'], onDelete: 'CASCADE' }],
      keys: [{ origin: 'u', columns: ['p_id'] }],
    })
    expect(rowsOf(db, 'SELECT a, b, p_id FROM t ORDER BY a')).toEqual([
      [1, 'x', null],
      [2, 'y', null],
    ])
  })

  it.each(['auto', 'always'] as const)('two names can be swapped (recreate: %s)', async (how) => {
    const db = databaseWith(`CREATE TABLE t (a INT, b TEXT); CREATE INDEX ia ON t (a); ${rows}`)
    await revise(db, (op) =>
      op.batchAlterTable(
        't',
        (batch) => {
          batch.renameColumn('a', 'tmp')
          batch.renameColumn('b', 'a')
          batch.renameColumn('tmp', 'b')
        },
        { recreate: how },
      ),
    )
    expect(db.prepare('SELECT a, b FROM t ORDER BY b').all()).toEqual([
      { a: 'x', b: 1 },
      { a: 'y', b: 2 },
    ])
    expect(rowsOf(db, "SELECT name FROM pragma_index_info('ia')")).toEqual([['b']])
  })

  it('a dropped column makes room for the one that is renamed to it', async () => {
    const db = databaseWith(`CREATE TABLE t (a INT, b TEXT); ${rows}`)
    await revise(db, (op) =>
      op.batchAlterTable('t', (batch) => {
        batch.dropColumn('b')
        batch.renameColumn('a', 'b')
      }),
    )
    expect(db.prepare('SELECT * FROM t ORDER BY b').all()).toEqual([{ b: 1 }, { b: 2 }])
  })

  it('a table left behind by another tool stays, and stands in nobody’s way', async () => {
    const db = await expectKept(`CREATE TABLE _alembic_tmp_t (x); INSERT INTO _alembic_tmp_t VALUES (1);
      CREATE TABLE t (a INT, b TEXT); ${rows}`)
    expect(rowsOf(db, 'SELECT x FROM _alembic_tmp_t')).toEqual([[1]])
  })

  it('a type that a value would not survive is refused, with the number of rows and an example', async () => {
    const db = databaseWith("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('1'), ('abc'), ('12x')")
    const { message } = await expectRefused(db, (op) => op.alterColumn('t', 'a', { type: integer() }))
    expect(message).toContain('2')
    expect(message).toMatch(/abc|12x/)
    await revise(db, (op) => op.alterColumn('t', 'a', { type: integer(), using: sql`CAST(a AS INTEGER)` }))
    expect(rowsOf(db, 'SELECT a, typeof(a) FROM t ORDER BY rowid')).toEqual([
      [1, 'integer'],
      [0, 'integer'],
      [12, 'integer'],
    ])
  })
})
