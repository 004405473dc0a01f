import {
  type Answers,
  type Column,
  isMigrateError,
  nameKey,
  type Operation,
  objectName,
  type Schema,
} from '@ads/migrate-core'
import { applyOperations } from '@ads/migrate-core/operations'
import { schemaArbitrary } from '@ads/migrate-core/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sameType } from '../../src/types.js'
import { faultsIn, noFaults, startEvolution } from './evolution.js'
import { fill, project, readRows } from './rows.js'

const numRuns = process.env.LONG === undefined ? 100 : 1000

it('keeps every value where it is told what was renamed, and writes nothing where it is not', async () => {
  const tally = { asked: 0, renamed: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(renamedArbitrary, (renamed) => expectLaw(renamed, tally)),
    { numRuns },
  )
  expect(tally.asked).toBeGreaterThan(numRuns / 4)
  expect(tally.renamed).toBeGreaterThan(numRuns / 2)
  expect(tally.refused / numRuns).toBeLessThan(0.03)
}, 3_600_000)

/** Models before and after, and what was done to them. */
interface Renamed {
  readonly from: Schema
  readonly to: Schema
  readonly names: readonly TableNames[]
}

interface TableNames {
  readonly from: string
  readonly to: string
  /** By the name of before. Retyped ones keep what their values say. */
  readonly columns: ReadonlyMap<string, { readonly to: string; readonly isRetyped: boolean }>
}

const oldNames = fc.constantFrom('alpha', 'beta', 'gamma', 'Delta', 'order', 'größe')

const renamedArbitrary: fc.Arbitrary<Renamed> = fc
  .tuple(schemaArbitrary(oldNames), fc.infiniteStream(fc.nat(99)))
  .map(([from, numbers]) => renamedAtRandom(from, () => numbers.next().value ?? 0))

/** New names for some tables and columns: fresh ones, ones that another gives up, and sometimes another type with it. */
const renamedAtRandom = (from: Schema, next: () => number): Renamed => {
  const names: TableNames[] = []
  const operations: Operation[] = []
  const tables = [...from.tables.values()]
  const isSwap = tables.length > 1 && next() % 4 === 0
  tables.forEach((table, i) => {
    const partner = isSwap && i < 2 ? tables[1 - i]! : null
    const name = partner?.name.name ?? (next() % 3 === 0 ? `${table.name.name}_new` : table.name.name)
    const columns = new Map<string, { to: string; isRetyped: boolean }>()
    const order = table.columns.map(({ name }) => name)
    const rotates = next() % 3 === 0
    table.columns.forEach((column, position) => {
      const to = rotates ? order[(position + 1) % order.length]! : next() % 3 === 0 ? `${column.name} 2` : column.name
      const isUsed =
        table.constraints.some((each) => each.kind === 'check' || each.columns.includes(column.name)) ||
        tables.some(({ constraints }) => constraints.some((each) => each.kind === 'foreignKey')) ||
        table.columns.some(({ generated }) => generated !== null) ||
        table.indexes.length > 0
      const isRetyped = to !== column.name && column.type.kind === 'integer' && !isUsed && column.default === null
      columns.set(column.name, { to, isRetyped })
    })
    names.push({ from: table.name.name, to: name, columns })
    const own = table.name
    for (const [column, { isRetyped }] of columns)
      if (isRetyped) operations.push({ kind: 'alterColumn', table: own, column, changes: { type: { kind: 'text' } } })
    for (const column of columns.keys())
      operations.push({ kind: 'renameColumn', table: own, column, to: `in passing ${column}` })
    for (const [column, { to }] of columns)
      operations.push({ kind: 'renameColumn', table: own, column: `in passing ${column}`, to })
  })
  for (const { from } of names)
    operations.push({ kind: 'renameTable', table: objectName(from), to: `in passing ${from}` })
  for (const { from, to } of names)
    operations.push({ kind: 'renameTable', table: objectName(`in passing ${from}`), to })
  return { from, to: applyOperations(operations, from), names }
}

const expectLaw = async ({ from, to, names }: Renamed, tally: { asked: number; renamed: number; refused: number }) => {
  const evolution = await startEvolution(from)
  const { db, first, migrator, generate } = evolution
  try {
    fill(db, from)
    const before = readRows(
      db,
      names.map((each) => each.from),
    )
    if (await asksBeforeItDrops(generate, from, to)) tally.asked++
    const answers: Answers = {
      renames: names.flatMap((table) => [
        ...(table.from === table.to ? [] : [{ from: table.from, to: table.to }]),
        ...[...table.columns].flatMap(([column, { to }]) =>
          column === to ? [] : [{ from: `${table.from}.${column}`, to }],
        ),
      ]),
      noRename: true,
    }
    const generated = await generate(to, { answers, allowDrops: false })
    expect(generated.result.skippedDrops).toEqual([])
    expect(generated.text).not.toMatch(/dropColumn|dropTable|addColumn|createTable/)
    if (generated.script === null) return
    const scripts = [first, generated.script]
    try {
      await migrator(scripts).upgrade()
    } catch (error) {
      if (!isMigrateError(error) || error.code !== 'OPERATION_REFUSED') throw error
      tally.refused++
      return
    }
    tally.renamed++
    expect(faultsIn(await migrator(scripts, to).check())).toEqual(noFaults)
    const after = readRows(
      db,
      names.map((each) => each.to),
    )
    for (const table of names) {
      const kept = [...table.columns]
      const was = project(
        before.get(table.from)!.map((row) => asRetyped(row, table)),
        kept.map(([name]) => name),
      )
      expect(
        project(
          after.get(table.to)!,
          kept.map(([, { to }]) => to),
        ),
      ).toEqual(was)
    }
    await migrator(scripts).downgrade('r1')
    expect(faultsIn(await migrator([first]).check())).toEqual(noFaults)
  } finally {
    db.close()
  }
}

const asRetyped = (row: Readonly<Record<string, string>>, { columns }: TableNames) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      columns.get(name)?.isRetyped === true ? value.replace(/^integer (.*)$/, "text '$1'") : value,
    ]),
  )

/** Whether something is asked; else shows that no column goes where one of its type comes. */
const asksBeforeItDrops = async (
  generate: Awaited<ReturnType<typeof startEvolution>>['generate'],
  from: Schema,
  to: Schema,
): Promise<boolean> => {
  try {
    const { result } = await generate(to)
    for (const gone of result.operations) {
      if (gone.kind !== 'dropColumn') continue
      const come = result.operations.flatMap((each) =>
        each.kind === 'addColumn' && nameKey(each.table) === nameKey(gone.table) ? [each.column] : [],
      )
      const lost = from.tables.get(nameKey(gone.table))!.columns.find(({ name }) => name === gone.column)!
      const isAlike = ({ generated, type }: Column) =>
        generated === null &&
        lost.generated === null &&
        // An enum is stored as text, and is another type to those who read the models.
        (type.kind === 'enum') === (lost.type.kind === 'enum') &&
        sameType(type, lost.type)
      expect(come.filter(isAlike)).toEqual([])
    }
    return false
  } catch (error) {
    if (!isMigrateError(error)) throw error
    if (error.code === 'ANSWER_NEEDED') return true
    expect(error.code).toBe('OPERATION_REFUSED')
    return false
  }
}
