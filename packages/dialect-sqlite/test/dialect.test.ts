import { readdirSync, readFileSync } from 'node:fs'
import { dialectContract } from '@ads/migrate-core'
import fc from 'fast-check'
import { DummyDriver, Kysely, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { sqlite } from '../src/index.js'

const dialect = sqlite()

const compiler = async (kind: 'createQueryCompiler' | 'createLiteralCompiler') => {
  const parts = await dialect.kysely()
  // biome-ignore lint/suspicious/noExplicitAny: the tables do not matter
  return new Kysely<any>({
    dialect: {
      createAdapter: () => parts.createAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => parts.createIntrospector(db),
      createQueryCompiler: () => parts[kind](),
    },
  })
}

it('speaks the contract of its core', () => {
  expect(dialect.contract).toBe(dialectContract)
})

it('gives a scratch database that nobody else sees', async () => {
  const [a, b] = await Promise.all([dialect.scratch!(), dialect.scratch!()])
  await a.execute('CREATE TABLE t (a)')
  expect((await dialect.introspect(a)).tables.size).toBe(1)
  expect((await dialect.introspect(b)).tables.size).toBe(0)
  await Promise.all([a.close(), b.close()])
})

describe('the literal compiler', () => {
  it('writes a query that does what the bound one does', async () => {
    const value = fc.oneof(
      fc.string().filter((each) => !each.includes('\0')),
      fc.integer(),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.constant(null),
    )
    const [bound, literal] = await Promise.all([compiler('createQueryCompiler'), compiler('createLiteralCompiler')])
    const connection = await dialect.scratch!()
    // Bound numbers arrive as real ones: only a column's affinity makes integers of them again.
    await connection.execute('CREATE TABLE t (a NUMERIC, b NUMERIC)')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ a: value, b: value }), { minLength: 1, maxLength: 4 }), async (rows) => {
        const contents = []
        for (const db of [bound, literal]) {
          await connection.execute('DELETE FROM t')
          for (const query of [
            db.insertInto('t').values(rows).compile(),
            db.updateTable('t').set({ b: rows[0]!.a }).where('a', 'in', [rows[0]!.b, 1]).compile(),
            db.deleteFrom('t').where('a', '=', rows[0]!.a).where(sql<boolean>`b <> ${'x'}`).compile(),
          ]) {
            if (db === literal) expect(query.parameters).toEqual([])
            await connection.execute(query.sql, query.parameters)
          }
          const { rows: content } = await connection.execute('SELECT CAST(a AS TEXT) a, CAST(b AS TEXT) b FROM t')
          contents.push(content)
        }
        expect(contents[0]).toEqual(contents[1])
      }),
    )
    await connection.close()
  })

  it('refuses what has no spelling', async () => {
    const db = await compiler('createLiteralCompiler')
    expect(() =>
      db
        .insertInto('t')
        .values({ a: new Date(0) })
        .compile(),
    ).toThrowError(expect.objectContaining({ code: 'UNSUPPORTED_VALUE' }))
  })
})

it('imports better-sqlite3 and Kysely only where they are used', () => {
  const folder = new URL('../src/', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  expect(files).toContain('driver.ts')
  for (const file of files) {
    const source = readFileSync(new URL(file, folder), 'utf8')
    // Only the imports of types, which leave nothing behind, may stand at the top.
    expect(source, file).not.toMatch(/^(import|export) (?!type\b)[^;('"]*? from '(kysely|better-sqlite3)/m)
  }
})
