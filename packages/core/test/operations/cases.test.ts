import { describe, expect, it } from 'vitest'
import { renderOperations } from '../../src/autogenerate/render.js'
import { applyOperations } from '../../src/operations/apply.js'
import { describeOperation } from '../../src/operations/describe.js'
import type { Op } from '../../src/operations/op.js'
import type { Operation } from '../../src/operations/operation.js'
import { type RecordingContext, recordOperations } from '../../src/operations/recorder.js'
import { reverseOperations } from '../../src/operations/reverse.js'
import { touchedNames } from '../../src/runtime/segments.js'
import { displayName, nameKey } from '../../src/schema/names.js'
import { defaultNaming } from '../../src/schema/naming.js'
import { emptySchema, type Schema } from '../../src/schema/types.js'
import { allCases, cases } from '../../src/testing/cases.js'
import { recordSource } from '../autogenerate/compile-script.js'
import { comparable, comparableOperation } from './comparable.js'

const context: RecordingContext = {
  dialect: 'none',
  naming: defaultNaming,
  compile: async () => ({ sql: 'SELECT 1' }),
}

const record = (script: (op: Op) => void): Promise<readonly Operation[]> => recordOperations(script, context)

const isPlain = (operation: Operation): boolean => operation.kind !== 'execute' && operation.kind !== 'run'

describe.each(allCases)('the case $name', (each) => {
  it('has an operation of its kind, and rows that fit the schemas before and after', async () => {
    const operations = await record(each.change)
    const [kind] = Object.entries(cases).find(([, all]) => all.includes(each))!
    expect(operations.map((operation) => operation.kind)).toContain(kind)
    const before = applyOperations(await record(each.before), emptySchema)
    expectColumns(before, each.rows)
    expectColumns(applyOperations(operations, before), each.rowsAfter ?? {})
    expectColumns(before, each.rowsBack ?? {})
  })

  it('is undone by its reverse, unless it says that there is none', async () => {
    const operations = await record(each.change)
    const before = applyOperations(await record(each.before), emptySchema)
    if (each.undo !== undefined) {
      expect(() => reverseOperations(operations, before)).toThrow(expect.objectContaining({ code: each.undo }))
      return
    }
    const after = applyOperations(operations, before)
    const undone = applyOperations(reverseOperations(operations, before), after)
    expect(comparable(undone)).toEqual(comparable(before))
  })

  it('has a source that records it again, a line that says what it does, and the tables that it touches', async () => {
    const operations = (await record(each.change)).filter(isPlain)
    const recorded = await recordSource(renderOperations(operations).lines)
    expect(recorded.map(comparableOperation)).toEqual(operations.map(comparableOperation))
    for (const operation of operations) {
      const names = touchedNames([operation]).map(displayName)
      expect(names.length).toBeGreaterThan(0)
      expect(names.some((name) => describeOperation(operation).includes(name))).toBe(true)
    }
  })
})

const expectColumns = ({ tables }: Schema, rows: Readonly<Record<string, readonly object[]>>): void => {
  for (const [name, all] of Object.entries(rows)) {
    const columns = tables.get(nameKey({ schema: null, name }))!.columns.map((column) => column.name)
    for (const row of all) expect(columns).toEqual(expect.arrayContaining(Object.keys(row)))
  }
}
