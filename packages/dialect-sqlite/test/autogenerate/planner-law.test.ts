import {
  type Answers,
  diffSchemas,
  emptySchema,
  type FillQuestion,
  isMigrateError,
  type Schema,
  schemaReader,
} from '@ads/migrate-core'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { normalize } from '../../src/normalize.js'
import { plan } from '../../src/plan.js'
import { answerNo, faultsIn, generateAnswering, noFaults, startEvolution } from './evolution.js'
import { areModels, type Pair, pairArbitrary } from './random-models.js'
import { fill, project, readRows, sampleValue } from './rows.js'

const numRuns = process.env.LONG === undefined ? 300 : 10_000

it('leads from any models to any others and back, keeps the rows, and leaves nothing to do', async () => {
  const tally: Tally = { done: 0, nothing: 0, skipped: 0, impossible: new Map(), rows: new Map(), notBack: new Map() }
  await fc.assert(
    fc.asyncProperty(pairArbitrary, (pair) => expectLaw(pair, tally)),
    { numRuns },
  )
  const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((all, n) => all + n, 0)
  const all = tally.done + sum(tally.impossible) + sum(tally.rows)
  const told = JSON.stringify([...tally.impossible, ...tally.rows, ...tally.notBack], null, 1)
  // What is refused whatever the rows are: hardly anything.
  expect(sum(tally.impossible) / all, told).toBeLessThan(0.05)
  // Random rows do not often fit a random new key, CHECK or foreign key.
  expect(sum(tally.rows) / all, told).toBeLessThan(0.25)
  expect(sum(tally.notBack) / all, told).toBeLessThan(0.2)
  expect(tally.done).toBeGreaterThan(numRuns / 2)
}, 3_600_000)

interface Tally {
  done: number
  nothing: number
  skipped: number
  /** Refused whatever the rows are. */
  readonly impossible: Map<string, number>
  /** Refused for what the rows hold. */
  readonly rows: Map<string, number>
  readonly notBack: Map<string, number>
}

const count = (counts: Map<string, number>, error: unknown): void => {
  const { code, message } = error as { code: string; message: string }
  const kind = `${code} ${message.replaceAll(/"[^"]*"|'[^']*'|«[^»]*»/g, '…').slice(0, 300)}`
  counts.set(kind, (counts.get(kind) ?? 0) + 1)
}

const expectLaw = async ({ from, to }: Pair, tally: Tally): Promise<void> => {
  const evolution = areModels(from) && areModels(to) && isTaken(to) ? await startEvolution(from).catch(notTaken) : null
  if (evolution === null) {
    tally.skipped++
    return
  }
  const { db, first, migrator } = evolution
  try {
    fill(db, from)
    const tables = [...from.tables.values()].map(({ name }) => name.name)
    const before = readRows(db, tables)
    const content = dumpOf(db)
    const generated = await generateAnswering(evolution, to, (question) =>
      question.kind === 'fill' ? filled(to, question) : answerNo(question),
    ).catch((error: unknown) => {
      if (!isMigrateError(error) || error.code === 'INVALID_ANSWER' || error.code === 'SCHEMA_CONFLICT') throw error
      count(tally.impossible, error)
      return null
    })
    if (generated === null) {
      expect(dumpOf(db)).toBe(content)
      return
    }
    if (generated.script === null) {
      tally.nothing++
      expect(await normalized(from)).toEqual(await normalized(to))
      return
    }
    const scripts = [first, generated.script]
    try {
      await migrator(scripts).upgrade()
    } catch (error) {
      count(tally.rows, error)
      expect(dumpOf(db)).toBe(content)
      return
    }
    tally.done++
    expect(faultsIn(await migrator(scripts, to).check())).toEqual(noFaults)
    const kept = tables.filter((table) => to.tables.has(table))
    const after = readRows(db, kept)
    const surviving = (table: string): readonly string[] => {
      const [was, is] = [from.tables.get(table)!, to.tables.get(table)!]
      return was.columns
        .filter((column) => {
          const now = is.columns.find(({ name }) => name === column.name)
          return (
            now !== undefined &&
            JSON.stringify(now.type) === JSON.stringify(column.type) &&
            column.generated === null &&
            now.generated === null
          )
        })
        .map(({ name }) => name)
    }
    const isAsStrict = (table: string) =>
      from.tables.get(table)!.options.sqlite?.strict === to.tables.get(table)!.options.sqlite?.strict
    for (const table of kept) {
      expect(after.get(table)!.length).toBe(before.get(table)!.length)
      if (isAsStrict(table))
        expect(project(after.get(table)!, surviving(table))).toEqual(project(before.get(table)!, surviving(table)))
    }
    try {
      await migrator(scripts).downgrade('r1')
    } catch (error) {
      count(tally.notBack, error)
      return
    }
    expect(faultsIn(await migrator([first]).check())).toEqual(noFaults)
  } finally {
    db.close()
  }
}

/** Not every random schema is one that SQLite takes. */
const notTaken = (error: unknown): null => {
  if (isMigrateError(error)) return null
  throw error
}

/** Everything but the log, which also tells of what failed. */
const dumpOf = (db: Database.Database): string => {
  const objects = db.prepare("SELECT * FROM sqlite_schema WHERE tbl_name NOT LIKE '%_log' ORDER BY rowid").all()
  const tables = objects as readonly { readonly type: string; readonly name: string }[]
  return JSON.stringify([
    tables.map((each) => ({ ...each, rootpage: 0 })),
    ...[
      ...readRows(
        db,
        tables.filter(({ type }) => type === 'table').map(({ name }) => name),
      ),
    ],
  ])
}

/** Whether SQLite takes the schema. */
const isTaken = (schema: Schema): boolean => {
  const db = new Database(':memory:')
  try {
    const groups = plan(diffSchemas(emptySchema, schema), schemaReader(emptySchema), { version: '3.50.0', options: {} })
    for (const { sql } of groups.flatMap(({ ways }) => ways[0]!.statements)) db.exec(sql)
    return true
  } catch {
    return false
  } finally {
    db.close()
  }
}

/** A value of the column's type; where each row needs its own, one that is made for each. */
const filled = ({ tables }: Schema, { table, column, reason }: FillQuestion): Answers => {
  const owner = tables.get(table)!
  const found = owner.columns.find(({ name }) => name === column)!
  const own = owner.constraints.filter((each) => each.kind !== 'check' && each.columns.includes(column))
  const key = `${table}.${column}`
  if (reason === 'not null' || own.some(({ kind }) => kind === 'foreignKey')) return { fills: { [key]: null } }
  const isOwn = own.length > 0 || owner.indexes.some(({ unique }) => unique)
  const text = ['text', 'varchar', 'char', 'date', 'time', 'timestamp', 'json', 'uuid', 'enum'].includes(
    found.type.kind,
  )
  const each = { sql: text ? 'hex(randomblob(8))' : 'abs(random())' }
  return { fills: { [key]: isOwn ? each : sampleValue(found, 1) } }
}

const normalized = async (schema: Schema): Promise<unknown> => {
  const { tables } = await normalize(schema)
  return [...tables]
    .map(([name, table]) => [
      name,
      {
        ...table,
        columns: [...table.columns].sort((a, b) => (a.name < b.name ? -1 : 1)),
        // Two that say the same are one.
        constraints: distinct(table.constraints.map((constraint) => ({ ...constraint, name: null }))),
      },
    ])
    .sort()
}

const distinct = <T>(all: readonly T[]): readonly T[] => [
  ...new Map(all.map((each) => [JSON.stringify(each), each])).values(),
]
