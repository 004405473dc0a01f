import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineHistory, isMigrateError, Migrator, moduleScripts, type Schema } from '@ads/migrate-core'
import { schemaArbitrary } from '@ads/migrate-core/testing'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sqlite } from '../../src/index.js'
import { introspect } from '../../src/introspect.js'
import { connect } from '../../src/open.js'
import { baselineOf, compareWith, evaluateModels, pullFrom } from '../pull/pulled.js'
import { databaseEdits, type Next, rebuild } from './database-edits.js'
import { createDatabase } from './fitting-rows.js'

const edits = process.env.LONG === undefined ? 20 : 100
const samples = join(import.meta.dirname, '../pull/fixtures/samples')
const adsDatabase = join(import.meta.dirname, '../../../migrations/test/fixtures/alembic-0001.db')

const ofSample = (name: string) => () => {
  const db = new Database(':memory:')
  db.exec(readFileSync(join(samples, `${name}.sql`), 'utf8'))
  return db
}

const names = fc.constantFrom('alpha', 'beta', 'gamma', 'Delta', 'order', 'group by', 'größe')
const randomDatabases = fc
  .sample(schemaArbitrary(names), 100)
  .filter(({ tables }) => tables.size === 3)
  .flatMap((schema) => createDatabase(schema) ?? [])
  .slice(0, 3)

const databases: readonly (readonly [string, () => Database.Database])[] = [
  ['the ads database', () => new Database(readFileSync(adsDatabase))],
  ['the music shop', ofSample('music-shop')],
  ['the order-entry shop', ofSample('order-entry')],
  ['the film rental shop', ofSample('film-rental')],
  ...randomDatabases.map((db, i) => [`random database ${i + 1}`, () => db] as const),
]

/** What another program may have made is left alone by `check`, and told by a comparison with the models. */
const mayBeOthers = ['a new table', 'a new view']

const found: string[] = []
const missed: string[] = []

describe.each(databases)('%s', (_, open) => {
  it('has nothing found in it, nor with its tables made anew; and then its edits', async () => {
    const { db, schema, isFound } = await prepare(open())
    expect(await isFound(db)).toBe('nowhere')
    const again = copyOf(db)
    for (const table of schema.tables.values()) run(again, rebuild(schema, table))
    expect(await isFound(again)).toBe('nowhere')
    const kinds = [...databaseEdits()]
    const numbers = fc.sample(fc.infiniteStream(fc.nat(999)), 1)[0]!
    const next: Next = (count) => (count === 0 ? 0 : (numbers.next().value ?? 0) % count)
    const seen: string[] = []
    for (let tries = 0; seen.length < edits && tries < edits * 50; tries++) {
      const [kind, edit] = kinds[next(kinds.length)]!
      // Each kind once, before any of them twice.
      if (seen.includes(kind) && tries < edits * 20 && edits < kinds.length) continue
      const edited = copyOf(db)
      const statements = textsOf(() => edit(schema, next))
      if (statements === null || !run(edited, statements)) continue
      seen.push(kind)
      const where = await isFound(edited)
      if (where === 'nowhere') missed.push(`${kind}: ${statements.join(';\n')}`)
      else found.push(kind)
      if (!mayBeOthers.includes(kind) && where === 'by the models alone') missed.push(`${kind}: by check`)
    }
    expect(seen).toHaveLength(edits)
  })
})

it('finds at least 99 % of all edits', () => {
  expect(found.length + missed.length).toBe(databases.length * edits)
  expect(found.length / (found.length + missed.length), missed.join('\n\n')).toBeGreaterThanOrEqual(0.99)
  expect(new Set(found).size, [...new Set(found)].join('\n')).toBeGreaterThan(databaseEdits().size * 0.8)
})

interface Prepared {
  readonly db: Database.Database
  readonly schema: Schema
  readonly isFound: (db: Database.Database) => Promise<'by check' | 'by the models alone' | 'nowhere'>
}

/** The database under a history whose first revision made it, with models that say the same. */
const prepare = async (db: Database.Database): Promise<Prepared> => {
  db.pragma('foreign_keys = OFF')
  const models = evaluateModels((await pullFrom(db)).text)
  const { script, result } = await baselineOf(db)
  const history = defineHistory({ scripts: moduleScripts([script]) })
  const migratorOf = (connection: Database.Database) =>
    new Migrator({ dialect: sqlite(), history, connection, schema: models })
  if (!result.isCurrent) await migratorOf(db).stamp('head')
  const all = await introspect(await connect({ connection: db }, 'read'))
  const tables = new Map([...all.tables].filter(([name]) => models.schema.tables.has(name)))
  const triggers = new Map([...all.triggers].filter(([name]) => models.schema.triggers.has(name)))
  return {
    db,
    schema: { ...all, tables, triggers },
    isFound: async (edited) => {
      const { upToDate } = await migratorOf(edited).check()
      if (!upToDate) return 'by check'
      const { revision } = await compareWith(edited, models).catch(isDifferent)
      return revision === null ? 'nowhere' : 'by the models alone'
    },
  }
}

const isDifferent = (error: unknown): { readonly revision: string } => {
  if (isMigrateError(error) && !['ANSWER_NEEDED', 'OPERATION_REFUSED'].includes(error.code)) throw error
  return { revision: 'differs' }
}

const copyOf = (db: Database.Database): Database.Database => {
  const copy = new Database(db.serialize())
  copy.pragma('foreign_keys = OFF')
  return copy
}

const textsOf = (make: () => readonly string[] | null): readonly string[] | null => {
  try {
    return make()
  } catch (error) {
    if (isMigrateError(error)) return null
    throw error
  }
}

/** Whether SQLite did it, and holds something else since. */
const run = (db: Database.Database, statements: readonly string[]): boolean => {
  const text = () => JSON.stringify(db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema').all())
  const before = text()
  try {
    db.pragma('legacy_alter_table = ON')
    for (const statement of statements) db.exec(statement)
    db.pragma('legacy_alter_table = OFF')
    return text() !== before
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'SQLITE_ERROR') throw error
    return false
  }
}
