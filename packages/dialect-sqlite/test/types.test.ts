import type { Column, ColumnType } from '@ads/migrate-core'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { affinity, readType, sameType, typeSpelling } from '../src/types.js'

const database = new Database(':memory:')
afterAll(() => {
  database.close()
})

const column = (type: ColumnType, autoIncrement = false): Column => ({
  name: 'c',
  type,
  nullable: true,
  default: null,
  generated: null,
  autoIncrement,
  collation: null,
  comment: null,
  options: {},
})

const loose = { options: {} }
const strict = { options: { sqlite: { strict: true } } }
const plainKinds = `integer bigint smallint text boolean real double date time timestamp json blob uuid`.split(' ')

const portable: fc.Arbitrary<ColumnType> = fc.oneof(
  fc.constantFrom(...plainKinds).map((kind) => ({ kind }) as ColumnType),
  fc.record({ kind: fc.constantFrom('varchar' as const, 'char' as const), length: fc.option(fc.nat(255)) }),
  fc
    .tuple(fc.option(fc.nat(38)), fc.option(fc.nat(10)))
    .map(([precision, scale]) => ({ kind: 'numeric', precision, scale: precision === null ? null : scale }) as const),
  fc.constant({ kind: 'enum', name: 'mood', values: ['sad', 'happy'] } as const),
)

test('what a portable type is spelled, read back, is spelled the same and is the same type', () => {
  fc.assert(
    fc.property(portable, (type) => {
      const spelling = typeSpelling(column(type), loose)
      expect(typeSpelling(column(readType(spelling)), loose)).toBe(spelling)
      expect(readType(spelling).kind).not.toBe('raw')
      expect(sameType(readType(spelling), type)).toBe(true)
    }),
  )
})

test('a raw type keeps its text', () => {
  fc.assert(
    fc.property(fc.string(), (sql) => {
      expect(typeSpelling(column({ kind: 'raw', sql }), loose)).toBe(sql)
    }),
  )
})

const declared = fc.oneof(
  portable.map((type) => typeSpelling(column(type), loose)),
  fc
    .array(
      fc.constantFrom(
        ...'int INT char CLOB text blob REAL floa doub date any numeric string point "x" long'.split(' '),
      ),
      { maxLength: 3 },
    )
    .map((words) => words.join(' ')),
)

// One value of each kind shows which affinity a column has.
const behaviour = (type: string, options = ''): unknown => {
  database.exec(`DROP TABLE IF EXISTS t; CREATE TABLE t(c ${type}) ${options}`)
  const insert = database.prepare("INSERT OR IGNORE INTO t VALUES ('1'), (1), (1.0), (1.5), ('x')")
  insert.run()
  return database.prepare('SELECT typeof(c), quote(c) FROM t').raw().all()
}

const samples = { integer: 'INT', text: 'TEXT', blob: 'BLOB', real: 'REAL', numeric: 'NUMERIC', any: '' }

test('a type has the affinity that SQLite gives it', () => {
  fc.assert(
    fc.property(declared, (sql) => {
      const found = affinity({ kind: 'raw', sql })
      expect(found).not.toBe('any')
      expect(behaviour(sql)).toEqual(behaviour(samples[found]))
    }),
    { numRuns: 500 },
  )
}, 60_000)

test('a STRICT table accepts every portable type', () => {
  fc.assert(
    fc.property(portable, (type) => {
      const sql = typeSpelling(column(type), strict)
      expect(() => database.exec(`DROP TABLE IF EXISTS t; CREATE TABLE t(c ${sql}) STRICT`)).not.toThrow()
    }),
  )
})

describe('spellings', () => {
  test.each([
    ['date', 'TEXT'],
    ['time', 'TEXT'],
    ['timestamp', 'TEXT'],
    ['json', 'TEXT'],
    ['uuid', 'TEXT'],
    ['boolean', 'BOOLEAN'],
    ['bigint', 'BIGINT'],
    ['double', 'DOUBLE'],
  ])('%s is %s', (kind, sql) => {
    expect(typeSpelling(column({ kind } as ColumnType), loose)).toBe(sql)
  })

  test.each([
    ['varchar(80)', { kind: 'varchar', length: 80 }],
    ['NUMERIC( 10,2 )', { kind: 'numeric', precision: 10, scale: 2 }],
    ['integer', { kind: 'integer' }],
    ['INT', { kind: 'raw', sql: 'INT' }],
    ['DATETIME', { kind: 'raw', sql: 'DATETIME' }],
    ['VARCHAR(010)', { kind: 'raw', sql: 'VARCHAR(010)' }],
    ['constructor', { kind: 'raw', sql: 'constructor' }],
    ['', { kind: 'raw', sql: '' }],
  ])('%j is read as %j', (sql, type) => {
    expect(readType(sql)).toEqual(type)
  })

  test('the key that counts up is INTEGER, whatever integer it was called', () => {
    const key = { kind: 'primaryKey', name: null, columns: ['C'] } as const
    expect(typeSpelling(column({ kind: 'bigint' }, true), loose)).toBe('INTEGER')
    expect(typeSpelling(column({ kind: 'bigint' }), { ...loose, constraints: [key] })).toBe('INTEGER')
    expect(typeSpelling(column({ kind: 'bigint' }), { ...loose, constraints: [{ ...key, columns: ['c', 'd'] }] })).toBe(
      'BIGINT',
    )
    expect(typeSpelling(column({ kind: 'text' }), { ...loose, constraints: [key] })).toBe('TEXT')
  })

  test('a STRICT table refuses a raw type that it does not know, by name', () => {
    expect(() => typeSpelling(column({ kind: 'raw', sql: 'MONEY' }), strict)).toThrow('"c" of type MONEY')
    expect(typeSpelling(column({ kind: 'raw', sql: 'any' }), strict)).toBe('any')
  })
})

test('in a STRICT table BLOB and ANY differ, INT and INTEGER do not', () => {
  const raw = (sql: string): ColumnType => ({ kind: 'raw', sql })
  expect(sameType(raw('BLOB'), raw('ANY'), true)).toBe(false)
  expect(sameType(raw('INT'), { kind: 'integer' }, true)).toBe(true)
  expect(sameType({ kind: 'boolean' }, { kind: 'integer' }, true)).toBe(true)
  expect(sameType({ kind: 'boolean' }, { kind: 'integer' })).toBe(false)
})
