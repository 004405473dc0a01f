import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderOperations } from '../../src/autogenerate/render.js'
import type { Operation } from '../../src/operations/operation.js'
import { objectName } from '../../src/schema/names.js'
import type { Constraint, Literal, Table } from '../../src/schema/types.js'
import * as vocabulary from '../../src/schema.js'
import { plainColumn } from '../../src/testing/arbitrary.js'
import { schemaKinds } from '../../src/testing/arbitrary-operations.js'
import { hostileNames, hostileTexts, nameArbitrary } from '../../src/testing/hostile.js'
import { comparableOperation } from '../operations/comparable.js'
import { recordSource } from './compile-script.js'
import { renderableArbitrary } from './random-operations.js'

describe('rendered source', () => {
  it('records the operations again that it was rendered from', async () => {
    const seen = new Set<string>()
    let refused = 0
    await fc.assert(
      fc.asyncProperty(renderableArbitrary(nameArbitrary), async (operations) => {
        const rendered = renderOrNull(operations)
        if (rendered === null) {
          refused++
          return
        }
        for (const { kind } of operations) seen.add(kind)
        const recorded = await recordSource(rendered.lines)
        expect(recorded.map(comparableOperation)).toEqual(operations.map(comparableOperation))
        expect(renderOperations(recorded)).toEqual(rendered)
      }),
      { numRuns: 1000 },
    )
    expect([...seen].sort()).toEqual([...schemaKinds, 'bulkInsert', 'execute'].sort())
    expect(refused).toBeLessThan(500)
  })

  it('uses the names that it says it imports, and no others of the vocabulary', () => {
    fc.assert(
      fc.property(renderableArbitrary(fc.constantFrom('alpha', 'beta', 'gamma', 'delta')), (operations) => {
        const { lines, imports } = renderOperations(operations)
        const code = lines.join('\n').replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g, "''")
        const used = Object.keys(vocabulary).filter((name) => new RegExp(`(?<![.\\w])${name}\\b(?!:)`).test(code))
        expect(used.sort()).toEqual([...imports].filter((name) => name !== 'Op').sort())
      }),
    )
  })

  it('keeps every default as it is', async () => {
    const values: Literal[] = [
      ...hostileTexts,
      ...[0, -0, 1.5, 1e21, 1e-7, 2 ** 53, 12345678901234567890n, -1n, true, false, null],
      ...[new Uint8Array([]), new Uint8Array(Array.from({ length: 256 }, (_, i) => i))],
    ]
    for (const value of values) {
      const operation = addColumn({ default: { value } })
      expect(await recordSource(renderOperations([operation]).lines)).toEqual([operation])
    }
  })

  it('keeps every name, in every place that a name can have', async () => {
    for (const name of hostileNames) {
      const operations: Operation[] = [
        { kind: 'createTable', table: tableOf(name, [name, 'other']), ifNotExists: false },
        { kind: 'renameTable', table: objectName(name), to: `${name}!` },
        { kind: 'renameColumn', table: objectName(name, name), column: name, to: `${name}!` },
        { kind: 'dropIndex', index: objectName(name), table: objectName(name), ifExists: false },
      ]
      expect(await recordSource(renderOperations(operations).lines)).toEqual(operations)
    }
  })

  it('has remarks above the operations that they are about, whatever stands in them', async () => {
    const operations = hostileNames.map(
      (name): Operation => ({ kind: 'renameTable', table: objectName(name), to: 't' }),
    )
    const remarks = new Map(operations.map((each, i) => [each, `about ${hostileNames[i]}`]))
    const { lines } = renderOperations(operations, remarks)
    expect(lines.filter((line) => line.startsWith('  // about ')).length).toBe(operations.length)
    expect(await recordSource(lines)).toEqual(operations)
  })

  it('is refused where it would say something else', () => {
    const reference = (table: string, columns: readonly string[]): Constraint => ({
      kind: 'foreignKey',
      name: 'fk',
      columns: ['a'],
      references: { table: objectName(table), columns },
      onDelete: 'no action',
      onUpdate: 'no action',
      deferrable: 'not deferrable',
      options: {},
    })
    const create = (table: Table): Operation => ({ kind: 'createTable', table, ifNotExists: false })
    const refused: Operation[] = [
      create(tableOf('t', ['a', '1'])),
      create(tableOf('t', ['2', '1'])),
      create({ ...tableOf('t', ['a']), constraints: [reference('with.dot', ['id'])] }),
      addColumn({}, [{ kind: 'unique', name: 'uq', columns: ['a', 'b'] }]),
      addColumn({}, [reference('parent', [])]),
      addColumn({}, [reference('parent', ['with.dot'])]),
      { kind: 'addConstraint', table: objectName('t'), constraint: reference('with.dot', ['id']) },
      { kind: 'bulkInsert', table: objectName('t'), columns: ['a', '1'], rows: [['x', 'y']] },
      {
        kind: 'createTrigger',
        trigger: { name: objectName('r', 'audit'), table: objectName('t'), definition: { sql: '' }, source: null },
      },
      {
        kind: 'batchAlterTable',
        table: objectName('t'),
        operations: [{ kind: 'renameColumn', table: objectName('other'), column: 'a', to: 'b' }],
        recreate: 'auto',
        order: null,
        options: null,
      },
      { kind: 'run', description: 'code', run: async () => {}, reverse: null, offline: null },
    ]
    for (const operation of refused) {
      expect(() => renderOperations([operation])).toThrow(expect.objectContaining({ code: 'NOT_RENDERABLE' }))
    }
  })

  it('writes a foreign key to a column with a dot beside the columns', async () => {
    const operation: Operation = {
      kind: 'createTable',
      table: {
        ...tableOf('t', ['a']),
        constraints: [
          {
            kind: 'foreignKey',
            name: 'fk',
            columns: ['a'],
            references: { table: objectName('parent', 'audit'), columns: ['with.dot'] },
            onDelete: 'cascade',
            onUpdate: 'no action',
            deferrable: 'not deferrable',
            options: {},
          },
        ],
      },
      ifNotExists: false,
    }
    expect(await recordSource(renderOperations([operation]).lines)).toEqual([operation])
  })
})

const renderOrNull = (operations: readonly Operation[]) => {
  try {
    return renderOperations(operations)
  } catch (error) {
    if ((error as { code?: unknown }).code === 'NOT_RENDERABLE') return null
    throw error
  }
}

const plain = (name: string) =>
  plainColumn(name, { type: { kind: 'text' }, nullable: true, default: null, computed: false })

const addColumn = (column: object, constraints: readonly Constraint[] = []): Operation => ({
  kind: 'addColumn',
  table: objectName('t'),
  column: { ...plain('a'), ...column },
  constraints,
  ifNotExists: false,
  before: null,
  after: null,
  fill: null,
})

const tableOf = (name: string, columns: readonly string[]): Table => ({
  name: objectName(name),
  columns: columns.map(plain),
  constraints: [],
  indexes: [],
  options: {},
  comment: null,
  source: null,
})
