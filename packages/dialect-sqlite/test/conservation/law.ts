import { expect } from 'vitest'
import type { Change } from './change.js'
import type { RandomDatabase } from './random-database.js'
import { type Row, type Snapshot, type StoredObject, sorted, type TableContent } from './snapshot.js'

/** What the changes did not name did not change: checked on everything the database holds. */
export const expectConserved = (
  random: RandomDatabase,
  changes: readonly Change[],
  found: Snapshot,
  after: Snapshot,
): void => {
  const renamed = changes.find(({ renamesTable }) => renamesTable !== undefined)?.renamesTable
  const table = renamed ?? random.name('table')
  const before = renamed === undefined ? found : withTableRenamed(found, random.name('table'), table)
  const names = Object.assign({}, ...changes.map(({ renames }) => renames ?? {})) as Readonly<Record<string, string>>
  expectObjects(changes, before, after, table, names)
  expectText(random, changes, textOf(after, table), names)
  for (const [name, content] of before.tables) {
    if (name === table) continue
    const other = after.tables.get(name)!
    expect(other.rows, `rows of ${name}`).toEqual(content.rows)
    expect(other.facts, `facts of ${name}`).toEqual(withRenamedTargets(content, table, names).facts)
  }
  expectTable(changes, before.tables.get(table)!, after.tables.get(table)!)
  const wasCounted = changes.some(({ kind }) => kind === 'alter from autoincrement')
  const isCounted = changes.some(({ kind }) => kind === 'alter to autoincrement')
  if (!wasCounted && !isCounted) expect(sorted([...after.sequences])).toEqual(sorted([...before.sequences]))
  const known = new Set(before.violations.map(withoutKeyNumber))
  expect(after.violations.filter((row) => !known.has(withoutKeyNumber(row)))).toEqual([])
  expect(after.settings).toEqual(before.settings)
}

/** What is there where the table is called otherwise and nothing else is different; but for texts. */
const withTableRenamed = (snapshot: Snapshot, from: string, to: string): Snapshot => {
  const renamed = (name: string): string => (name === from ? to : name)
  return {
    ...snapshot,
    objects: snapshot.objects.map((object) => ({
      ...object,
      name: object.type === 'table' ? renamed(object.name) : object.name,
      table: renamed(object.table),
    })),
    triggers: Object.fromEntries(Object.entries(snapshot.triggers).map(([name, list]) => [renamed(name), list])),
    tables: new Map(
      [...snapshot.tables].map(([name, content]) => {
        if (name === from) return [to, content]
        const foreignKeys = sorted(content.facts.foreignKeys.map((key) => ({ ...key, table: renamed(key.table) })))
        return [name, { ...content, facts: { ...content.facts, foreignKeys } }]
      }),
    ),
    sequences: new Map([...snapshot.sequences].map(([name, mark]) => [renamed(name), mark])),
    violations: snapshot.violations.map((row) => {
      const violation = JSON.parse(row)
      return JSON.stringify({ ...violation, table: renamed(violation.table), parent: renamed(violation.parent) })
    }),
  }
}

const textOf = ({ objects }: Snapshot, table: string): string =>
  objects.find(({ type, name }) => type === 'table' && name === table)!.sql

const withoutKeyNumber = (row: string): string => JSON.stringify({ ...JSON.parse(row), fkid: null })

const expectObjects = (
  changes: readonly Change[],
  before: Snapshot,
  after: Snapshot,
  table: string,
  names: Readonly<Record<string, string>>,
): void => {
  const made = changes.flatMap(({ makes }) => makes ?? [])
  const dropped = changes.flatMap(({ drops }) => drops ?? [])
  const others = ({ objects }: Snapshot, except: readonly string[]): StoredObject[] =>
    objects.filter(({ type, name }) => !(type === 'table' && name === table) && !except.includes(name))
  for (const name of made) expect(after.objects.map((object) => object.name)).toContain(name)
  const wanted = others(before, dropped)
  const actual = others(after, made)
  const listed = (objects: readonly StoredObject[]) =>
    sorted(objects.map(({ type, name, table: on }) => [type, name, on]))
  expect(listed(actual)).toEqual(listed(wanted))
  for (const object of wanted) {
    const { sql } = actual.find(({ type, name }) => type === object.type && name === object.name)!
    if (Object.keys(names).length === 0) expect(sql).toBe(object.sql)
    else expectRenamed(object.sql, sql, names)
  }
  expect(after.triggers).toEqual(before.triggers)
}

/** Every item that no change rewrites stands in the text as it was written, in its place. */
const expectText = (
  { items, plan }: RandomDatabase,
  changes: readonly Change[],
  text: string,
  names: Readonly<Record<string, string>>,
): void => {
  const touched = new Set(changes.flatMap(({ rewrites, removes }) => [...(rewrites ?? []), ...(removes ?? [])]))
  for (const { says, unsays } of changes) {
    if (says !== undefined) expect(text).toMatch(says)
    if (unsays !== undefined) expect(text).not.toMatch(unsays)
  }
  const kept = items.filter(({ key }) => !touched.has(key))
  // A column that came by ALTER TABLE stands behind the constraints, where only it may move.
  let from = text.indexOf('(')
  for (const item of kept) {
    const wanted = Object.keys(names).length === 0 ? item.text : null
    const at =
      wanted === null ? renamedAt(text, item.text, names) : text.indexOf(wanted, item.key === 'late' ? 0 : from)
    expect(at, `${item.text} in ${text}`).toBeGreaterThanOrEqual(0)
    if (item.key !== 'late' && !changes.some(({ batch }) => batch?.reorder !== undefined)) from = at
  }
  if (plan.comments && touched.size === 0) {
    const notes = items.filter(({ key }) => key !== 'late').length - 1
    expect(text.split('-- of the list').length - 1, text).toBe(notes)
  }
}

const renamedAt = (text: string, item: string, names: Readonly<Record<string, string>>): number => {
  const wanted = tokensOf(item)
  const actual = tokensOf(text)
  return actual.findIndex((_, start) => wanted.every((token, i) => isSameToken(token, actual[start + i], names)))
}

const expectRenamed = (before: string, after: string, names: Readonly<Record<string, string>>): void => {
  const [wanted, actual] = [tokensOf(before), tokensOf(after)]
  const same = wanted.length === actual.length && wanted.every((token, i) => isSameToken(token, actual[i], names))
  expect(same, `${after}\n  was\n${before}`).toBe(true)
}

const isSameToken = (before: string, after: string | undefined, names: Readonly<Record<string, string>>): boolean =>
  before === after || (after !== undefined && names[nameOf(before)] === nameOf(after))

const tokensOf = (sql: string): string[] =>
  sql.match(
    /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[\w\u0080-\uffff]+|\s+|[\s\S]/g,
  ) ?? []

const nameOf = (token: string): string => {
  if (token.startsWith('[')) return token.slice(1, -1)
  for (const quote of ['"', '`']) {
    if (token.startsWith(quote)) return token.slice(1, -1).replaceAll(quote + quote, quote)
  }
  return token
}

const withRenamedTargets = (
  content: TableContent,
  table: string,
  names: Readonly<Record<string, string>>,
): TableContent => ({
  ...content,
  facts: {
    ...content.facts,
    foreignKeys: sorted(
      content.facts.foreignKeys.map((key) =>
        key.table === table
          ? { ...key, to: key.to.map((name) => (name === null ? null : (names[name] ?? name))) }
          : key,
      ),
    ),
  },
})

const expectTable = (changes: readonly Change[], before: TableContent, after: TableContent): void => {
  expect(after.facts).toEqual(changes.reduce((facts, change) => change.facts(facts), before.facts))
  const rows = before.rows.map((row, i) => changes.reduce((each, change) => change.row?.(each, i) ?? each, row))
  expect(sortedRows(after.rows)).toEqual(sortedRows(rows))
}

const sortedRows = (rows: readonly Row[]): Row[] =>
  sorted(rows.map((row) => Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))))
