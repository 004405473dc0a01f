import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refuseStatement, splitStatements, standsAlone } from '../src/statements.js'

const statements = [
  'SELECT 1',
  'INSERT INTO t VALUES (\'a;b\', ";", [;], `;`)',
  "UPDATE t SET a = CASE WHEN b THEN ';' ELSE 'END' END",
  'CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET a = 1; SELECT CASE WHEN 1 THEN 2 END; END',
  'create temp trigger tr instead of update on v begin select 1; end',
  'EXPLAIN CREATE TRIGGER tr DELETE ON t BEGIN DELETE FROM u WHERE a = old.a; END',
  'CREATE TABLE t (a /* ; */, b -- ;\n)',
  'CREATE VIEW v AS SELECT 1 AS "end"',
]
const gap = fc.constantFrom(';', ' ;\n', ';;', ' ; -- note; more\n', '; /* a; b */ ', ';\n\n  ')

describe('splitStatements', () => {
  it('gives back the statements that were put together', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...statements), gap)), (pieces) => {
        const joined = pieces.map(([sql, separator]) => sql + separator).join('')
        expect(splitStatements(joined)).toEqual(pieces.map(([sql]) => sql))
      }),
    )
  })

  it('leaves out comments around a statement and keeps those within it', () => {
    expect(splitStatements('-- first\nSELECT 1 -- one\n + 2 -- last')).toEqual(['SELECT 1 -- one\n + 2'])
  })

  it('finds nothing in comments alone', () => {
    expect(splitStatements(' -- a; b\n ; /* c; */ ;')).toEqual([])
  })

  it('keeps what follows an unfinished trigger with it, for SQLite to refuse', () => {
    const sql = 'CREATE TRIGGER tr INSERT ON t BEGIN SELECT 1; SELECT 2'
    expect(splitStatements(sql)).toEqual([sql])
  })
})

describe('refuseStatement', () => {
  it.each([
    'BEGIN',
    'begin immediate',
    'COMMIT',
    'END TRANSACTION',
    'ROLLBACK TO x',
    'SAVEPOINT x',
    'RELEASE x',
    "ATTACH 'x.db' AS x",
    'DETACH x',
    'VACUUM',
    "VACUUM INTO 'x.db'",
    'PRAGMA foreign_keys = OFF',
    'PRAGMA main . "Foreign_Keys" /* not */ = 0',
    'PRAGMA journal_mode(DELETE)',
    'PRAGMA writable_schema=ON',
    'PRAGMA wal_checkpoint',
    '.read other.sql',
  ])('refuses %s, also behind comments', (sql) => {
    expect(refuseStatement(sql)).not.toBeNull()
    expect(refuseStatement(`-- x\n /* COMMIT */ ; ${sql}`)).toBe(refuseStatement(sql))
  })

  it.each([
    ...statements,
    'WITH x AS (SELECT 1) DELETE FROM t',
    'BEGINNING',
    'PRAGMA foreign_keys',
    'PRAGMA user_version = 4',
    'PRAGMA table_info(t)',
    'ANALYZE',
    'REINDEX',
    '-- COMMIT',
    '',
  ])('lets %j pass', (sql) => {
    expect(refuseStatement(sql)).toBeNull()
  })
})

describe('standsAlone', () => {
  it.each([
    'VACUUM',
    '/* small */ vacuum main',
    'PRAGMA journal_mode = WAL',
    "pragma main.journal_mode('delete')",
    'PRAGMA wal_checkpoint(TRUNCATE)',
    'PRAGMA incremental_vacuum(10)',
  ])('says of «%s» what to look at, and a transaction refuses it', (sql) => {
    expect(standsAlone(sql)).toMatch(/\S/)
    expect(refuseStatement(sql)).not.toBeNull()
  })

  it.each([
    "VACUUM INTO 'x.db'",
    'PRAGMA journal_mode',
    'PRAGMA journal_mode = MEMORY',
    'PRAGMA foreign_keys = OFF',
    'PRAGMA page_size = 8192',
    'ATTACH x AS y',
    'COMMIT',
    "SELECT 'VACUUM'",
    'UPDATE vacuum SET journal_mode = 1',
    '',
  ])('leaves «%s» to others', (sql) => {
    expect(standsAlone(sql)).toBeNull()
  })
})
