import { describe, expect, it } from 'vitest'
import type { Op } from '../../src/operations/op.js'
import { type RecordingContext, recordOperations } from '../../src/operations/recorder.js'
import { integer, text } from '../../src/schema/columns.js'
import { defaultNaming } from '../../src/schema/naming.js'
import { sql } from '../../src/schema/sql.js'

const context: RecordingContext = {
  dialect: 'none',
  naming: defaultNaming,
  compile: async () => ({ sql: 'SELECT 1' }),
}

const record = (script: (op: Op) => void) => recordOperations(script, context)

describe('recording a script', () => {
  it('gives its operations in order, also where a query among them is compiled later than the rest', async () => {
    const operations = await record((op) => {
      op.dropTable('a')
      op.execute((db) => db.selectFrom('a'))
      op.dropTable('b')
    })
    expect(operations.map(({ kind }) => kind)).toEqual(['dropTable', 'execute', 'dropTable'])
  })

  it('names what the script leaves unnamed, by the convention of the history', async () => {
    const [created, added] = await record((op) => {
      op.createTable('users', { id: integer().primaryKey(), email: text().unique() })
      op.addColumn('users', 'boss', integer().references('users.id'))
    })
    expect(created).toMatchObject({ table: { constraints: [{ name: 'pk_users' }, { name: 'uq_users_email' }] } })
    expect(added).toMatchObject({ constraints: [{ name: 'fk_users_boss_users' }] })
  })

  it('tells the script which dialect it is for', async () => {
    const seen: string[] = []
    await record((op) => void seen.push(op.dialect))
    expect(seen).toEqual(['none'])
  })

  it('refuses an async script, and does not let its rejection escape', async () => {
    const script = (async () => {
      throw new Error('late')
    }) as unknown as (op: Op) => void
    await expect(record(script)).rejects.toMatchObject({ code: 'INVALID_SCRIPT' })
  })

  it('refuses an operation that comes after the script has returned', async () => {
    let kept: Op | undefined
    await record((op) => {
      kept = op
    })
    expect(() => kept!.dropTable('late')).toThrow(expect.objectContaining({ code: 'INVALID_SCRIPT' }))
    expect(() => kept!.execute((db) => db.selectFrom('late'))).toThrow(
      expect.objectContaining({ code: 'INVALID_SCRIPT' }),
    )
  })

  it('lets an error of the script through, whatever was recorded before it', async () => {
    const failing: RecordingContext = { ...context, compile: async () => Promise.reject(new Error('of the query')) }
    const script = (op: Op) => {
      op.execute((db) => db.selectFrom('a'))
      throw new Error('of the script')
    }
    await expect(recordOperations(script, failing)).rejects.toThrow('of the script')
    await expect(recordOperations((op) => op.execute((db) => db.selectFrom('a')), failing)).rejects.toThrow(
      'of the query',
    )
  })

  it('takes text of execute literally', async () => {
    const text = "it's 100% $" + '{x} \\n ?'
    expect(await record((op) => op.execute(text, { reverse: sql`SELECT ${text}` }))).toEqual([
      { kind: 'execute', statement: { sql: text }, reverse: { sql: `SELECT '${text.replaceAll("'", "''")}'` } },
    ])
  })
})
