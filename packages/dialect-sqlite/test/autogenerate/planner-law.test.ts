import { type Answers, isMigrateError, type Schema } from '@ads/migrate-core'
import type Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { normalize } from '../../src/normalize.js'
import { faultsIn, noFaults, startEvolution } from './evolution.js'
import { fillFor, openJudge } from './fitting-rows.js'
import { areModels, type Pair, pairArbitrary } from './random-models.js'
import { fill, project, readRows } from './rows.js'

const { LONG, SEED } = process.env
const numRuns = LONG === undefined ? 300 : 10_000

it('leads from any models to any others and back, keeps the rows, and leaves nothing to do', async () => {
  const tally: Tally = { done: 0, nothing: 0, impossible: new Map(), rows: new Map(), notBack: new Map() }
  await fc.assert(
    // In one pair of eight, rows need not fit the models that are to be.
    fc.asyncProperty(pairArbitrary, fc.nat(7), (pair, n) => expectLaw(pair, n > 0, tally)),
    { numRuns },
  )
  const all = tally.done + sum(tally.impossible) + sum(tally.rows)
  const told = `of ${all}: ${JSON.stringify({ ...tally, impossible: [...tally.impossible], rows: [...tally.rows], notBack: [...tally.notBack] }, null, 1)}`
  if (SEED !== undefined || LONG !== undefined) console.info(told)
  // What is refused whatever the rows are, or though they fit: hardly anything.
  expect(sum(tally.impossible) / all, told).toBeLessThan(0.02)
  expect((sum(tally.impossible) + sum(tally.rows)) / all, told).toBeLessThan(0.05)
  // What a dropped column held is gone: one value in its place makes no key of several rows again.
  expect(sum(tally.notBack) / all, told).toBeLessThan(0.1)
  expect(tally.done).toBeGreaterThan(numRuns / 2)
}, 3_600_000)

interface Tally {
  done: number
  nothing: number
  /** Refused whatever the rows are. */
  readonly impossible: Map<string, number>
  /** Refused for rows that SQLite would not take in a new database of the models either. */
  readonly rows: Map<string, number>
  readonly notBack: Map<string, number>
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, n) => all + n, 0)

/** Counts a refusal by what it says, whatever the models call things; anything but a refusal is a fault. */
const count = (counts: Map<string, number>, error: unknown, pair: Pair): void => {
  if (!isMigrateError(error) || error.code !== 'OPERATION_REFUSED') throw error
  const names = namesIn(pair)
  const kind = error.message
    .replaceAll(/«[^»]*»| \(.*\)|, for example .*/gs, '')
    // What else it quotes tells one refusal from another.
    .replaceAll(/"([^"]*)"/g, (quoted, text: string) => (names.has(text) ? '…' : quoted))
    .replaceAll(/\d+ (?=rows|values)/g, '')
  counts.set(kind, (counts.get(kind) ?? 0) + 1)
}

/** What the models of a pair call tables, columns, constraints and indexes. */
const namesIn = ({ from, to }: Pair): ReadonlySet<string | null> =>
  new Set(
    [...from.tables.values(), ...to.tables.values()].flatMap(({ name, columns, constraints, indexes }) => [
      name.name,
      ...[...columns, ...constraints, ...indexes].map((each) => each.name),
    ]),
  )

const expectLaw = async (pair: Pair, isFitting: boolean, tally: Tally): Promise<void> => {
  const { from, to } = pair
  // Not every random schema is one that SQLite takes.
  const judge = areModels(from) && areModels(to) ? openJudge(to) : null
  if (judge === null) return
  const evolution = await startEvolution(from).catch(notTaken)
  if (evolution === null) {
    judge.close()
    return
  }
  const { db, first, migrator, generate } = evolution
  try {
    let fit = true
    fill(db, from, (table, row) => {
      const isTaken = judge.takes(table, row)
      if (!isTaken && !isFitting) fit = false
      return isTaken || !isFitting
    })
    const tables = [...from.tables.values()].map(({ name }) => name.name)
    const before = readRows(db, tables)
    const content = dumpOf(db)
    const generated = await generate(to, { answers: answersFor(to) }).catch((error: unknown) => {
      count(tally.impossible, error, pair)
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
      count(fit ? tally.impossible : tally.rows, error, pair)
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
            now.generated === null &&
            // What took the place of NULL is for the answer to say.
            (now.nullable || before.get(table)!.every((row) => row[column.name] !== 'null NULL'))
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
    const reached = dumpOf(db)
    try {
      await migrator(scripts).downgrade('r1')
    } catch (error) {
      count(tally.notBack, error, pair)
      expect(dumpOf(db)).toBe(reached)
      return
    }
    expect(faultsIn(await migrator([first]).check())).toEqual(noFaults)
  } finally {
    db.close()
    judge.close()
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

/** Nothing was renamed; and a fill for every column, of which those are taken that are needed. */
const answersFor = (to: Schema): Answers => ({
  noRename: true,
  fills: Object.fromEntries(
    [...to.tables.values()].flatMap(({ name: { name }, columns }) =>
      columns.map((column) => [`${name}.${column.name}`, fillFor(to, { table: name, column: column.name })]),
    ),
  ),
})

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
