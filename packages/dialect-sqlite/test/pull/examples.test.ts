import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { baselineOf, compareWith, evaluateModels, migratorOf, nothing, pullFrom } from './pulled.js'

const databaseOf = (sql: string): Database.Database => {
  const db = new Database(':memory:')
  db.exec(sql)
  return db
}

describe('models', () => {
  test('are a file that a person would have written', async () => {
    const db = databaseOf(
      `
      CREATE TABLE authors (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(80) NOT NULL, made DATETIME DEFAULT CURRENT_TIMESTAMP);
      CREATE TABLE books (
        isbn TEXT, edition INTEGER DEFAULT 1, author_id INTEGER NOT NULL REFERENCES authors (id) ON DELETE CASCADE,
        price DECIMAL(8, 2) CHECK (price >= 0), in_print BOOLEAN NOT NULL DEFAULT 0,
        CONSTRAINT pk_books PRIMARY KEY (isbn, edition)
      ) WITHOUT ROWID, STRICT;`
        .replace('DECIMAL(8, 2)', 'REAL')
        .replace('BOOLEAN', 'INTEGER'),
    )
    db.exec(`
      CREATE INDEX ix_books_price ON books (price DESC) WHERE in_print;
      CREATE VIEW in_print AS
        SELECT * FROM books
        WHERE in_print;
      CREATE TRIGGER books_guard BEFORE DELETE ON books BEGIN SELECT RAISE(ABORT, 'kept'); END`)
    const { text } = await pullFrom(db)
    await expect(text).toMatchFileSnapshot('golden/models.ts.txt')
  })

  test('of an empty database are an empty schema', async () => {
    const { text } = await pullFrom(databaseOf(''))
    expect(text).toContain('export const schema = defineSchema({})\n')
    expect(evaluateModels(text).schema.tables.size).toBe(0)
  })

  test('know nothing of the version table and its log', async () => {
    const db = databaseOf(`
      CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
      CREATE TABLE mine (a)`)
    expect((await pullFrom(db)).tables).toEqual(['mine'])
  })

  test('leave out what they cannot say, with a comment and a note', async () => {
    const db = databaseOf(`
      CREATE TABLE child (a INTEGER REFERENCES nowhere (id), b INTEGER REFERENCES "x.y" (id), c INTEGER REFERENCES child (none));
      CREATE TABLE "x.y" (id INTEGER PRIMARY KEY);
      CREATE TABLE odd ("" TEXT);
      CREATE TABLE late (name TEXT, "1" TEXT);
      CREATE TRIGGER tr AFTER INSERT ON "x.y" BEGIN SELECT 1; END`)
    const { text, notes, tables, triggers } = await pullFrom(db)
    expect(notes).toEqual([
      'child: the foreign key (b) to x.y, id is left out: a name with a dot in it; autogenerate would drop it',
      'odd: the table odd is left out: one of its columns has an empty name',
      'late: columns whose names are numbers come first here; the database has them in another place',
      'tr: the trigger tr is left out: it stands on x.y, a name with a dot in it; beside other triggers, autogenerate would drop it',
      'child: the foreign key (a) to nowhere, id is left out: what it refers to is not there; autogenerate would drop it',
      'child: the foreign key (c) to child, none is left out: what it refers to is not there; autogenerate would drop it',
    ])
    expect([tables, triggers]).toEqual([['child', 'x.y', 'late'], []])
    expect(text).toContain(`// ${notes[4]?.slice('child: '.length)}\n`)
    expect(evaluateModels(text).schema.tables.size).toBe(3)
  })

  test('find what has changed since', async () => {
    const db = databaseOf('CREATE TABLE a (x INTEGER); CREATE TABLE b (y TEXT)')
    const models = evaluateModels((await pullFrom(db)).text)
    expect(await compareWith(db, models)).toEqual(nothing)
    db.exec('DROP TABLE b')
    await expect(compareWith(db, models)).rejects.toThrow("op.createTable('b', {")
  })
})

describe('one word less in the models is found:', () => {
  const whole = `
    CREATE TABLE p (id INTEGER PRIMARY KEY);
    CREATE TABLE t (
      a TEXT NOT NULL DEFAULT 'x' COLLATE NOCASE UNIQUE, p_id INTEGER REFERENCES p (id) ON DELETE CASCADE,
      g INTEGER AS (p_id * 2) STORED, CHECK (p_id > 0)
    ) STRICT;
    CREATE INDEX ix ON t (a DESC) WHERE p_id > 1;
    CREATE VIEW v AS SELECT a FROM t;
    CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END`

  test.each([
    ['.notNull()', ''],
    [".default('x')", ''],
    [".collate('NOCASE')", ''],
    ['.unique()', ''],
    [", { onDelete: 'cascade' }", ''],
    [', { stored: true }', ''],
    ['check(sql`p_id > 0`), ', ''],
    [', desc: true', ''],
    [', where: sql`p_id > 1`', ''],
    [', { sqlite: { strict: true } }', ''],
    ['p_id: integer()', 'p_id: text()'],
    ['SELECT a FROM t', 'SELECT p_id AS a FROM t'],
    ['SELECT 1', 'SELECT 2'],
  ])('%s', async (said, instead) => {
    const db = databaseOf(whole)
    const { text } = await pullFrom(db)
    // So that each word can be looked for as it would stand on one line.
    const joined = text
      .replaceAll(/,?\n\s*(?=[)\]}])/g, '')
      .replaceAll(/([[({,])\n\s*/g, (_, open) => (open === ',' ? ', ' : open))
    expect(await compareWith(db, evaluateModels(joined))).toEqual(nothing)
    expect(joined).toContain(said)
    await expect(compareWith(db, evaluateModels(joined.replace(said, instead)))).rejects.toThrow(
      /something differs|never be applied/,
    )
  })
})

describe('a baseline', () => {
  test('reads as one would have written it', async () => {
    const db = databaseOf(`
      CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
      INSERT INTO alembic_version VALUES ('1975ea83b712');
      CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INT REFERENCES parent (id), on_sale BOOLEAN DEFAULT 1);
      CREATE TABLE parent (id INTEGER PRIMARY KEY, k TEXT UNIQUE ON CONFLICT REPLACE);
      CREATE VIEW both_of AS
        SELECT c.id, p.k
        FROM child AS c JOIN parent AS p ON p.id = c.parent_id`)
    const { text, result } = await baselineOf(db)
    expect(result.isCurrent).toBe(true)
    expect(result.notes).toEqual(['parent: not said here: ON CONFLICT REPLACE on the unique of k'])
    await expect(text.replace(/Create Date: .*/, 'Create Date: today')).toMatchFileSnapshot('golden/baseline.ts.txt')
  })

  test('of a database with a virtual table leaves that out, with what it keeps', async () => {
    const db = databaseOf(`
      CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);
      CREATE VIRTUAL TABLE notes_index USING fts5(body, content = 'notes', content_rowid = 'id');
      CREATE TRIGGER notes_ai AFTER INSERT ON notes BEGIN INSERT INTO notes_index (rowid, body) VALUES (new.id, new.body); END;
      CREATE VIEW found AS SELECT rowid FROM notes_index`)
    const { script } = await baselineOf(db)
    await migratorOf(script, db).stamp('head')
    expect(await migratorOf(script, db).check()).toMatchObject({ upToDate: true })
  })
})
