import { defineSchema, index, integer, table, text, varchar } from '@ads/migrate-core/schema'
import { describe, expect, it } from 'vitest'
import { startEvolution } from './evolution.js'

const before = defineSchema({ t: table('t', { id: integer().primaryKey(), a: varchar(20), b: text().default('x') }) })
const after = defineSchema({ t: table('t', { id: integer().primaryKey(), b: text().default('y'), a: varchar(30) }) })

const kindsFor = async (options: Parameters<typeof startEvolution>[1]) => {
  const evolution = await startEvolution(before.schema, options)
  const { result } = await evolution.generate(after.schema)
  return result.operations.map((each) => (each.kind === 'alterColumn' ? { [each.column]: each.changes } : each.kind))
}

describe('what counts as a difference', () => {
  it('is for types how the database treats them, or their spelling under `exact`', async () => {
    expect(await kindsFor({})).toEqual([{ b: { default: { value: 'y' } } }])
    expect(await kindsFor({ compareType: 'exact' })).toEqual([
      { b: { default: { value: 'y' } } },
      { a: { type: { kind: 'varchar', length: 30 } } },
    ])
  })

  it('is told by functions of the config, which leave to the dialect what they do not decide', async () => {
    const seen: string[] = []
    const found = await kindsFor({
      compareType: ({ column, from, to }) => {
        seen.push(`${column} ${from.kind} ${to.kind}`)
        return column === 'a' ? JSON.stringify(from) !== JSON.stringify(to) : undefined
      },
      compareDefault: ({ from, to, differs }) => (from !== null && to !== null && differs ? false : undefined),
    })
    expect(found).toEqual([{ a: { type: { kind: 'varchar', length: 30 } } }])
    expect(seen).toContain('a varchar varchar')
  })

  it('is the order of columns only where it is asked for', async () => {
    expect(await kindsFor({ compareColumnOrder: true })).toEqual(['batchAlterTable'])
  })

  it('is nothing that the filters leave out, not even in a new table', async () => {
    const wanted = defineSchema({
      t: table('t', { id: integer().primaryKey(), a: varchar(20), b: text().default('x') }),
      u: table('u', { id: integer().primaryKey(), secret: text() }, () => [index(['secret'], { name: 'ix' })]),
    })
    const evolution = await startEvolution(before.schema, { includeObject: ({ name }) => name !== 'secret' })
    const { text: script } = await evolution.generate(wanted.schema)
    expect(script).toContain("op.createTable('u'")
    expect(script).not.toContain('secret')
  })
})
