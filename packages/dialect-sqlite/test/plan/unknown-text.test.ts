import type { Op } from '@ads/migrate-core'
import { integer, sql, text } from '@ads/migrate-core/schema'
import { expect, it } from 'vitest'
import { databaseWith, expectRefused, revise, rowsOf, sourceOf } from '../conservation/revise.js'

it.each(['auto', 'always'] as const)(
  'a STRICT table takes a new column that is changed in the same batch, and keeps its text (recreate: %s)',
  async (recreate) => {
    const db = databaseWith(`CREATE TABLE t ( -- of numbers
      a INTEGER /* the number */ -- kept
    ) STRICT; INSERT INTO t VALUES (1), (2)`)
    await revise(db, (op) =>
      op.batchAlterTable(
        't',
        (t) => {
          t.addColumn('n', integer())
          t.alterColumn('n', { nullable: false, fill: sql`a * 10` })
          t.addColumn('m', text())
          t.alterColumn('m', { nullable: false, fill: sql`a || '-' || n` })
        },
        { recreate },
      ),
    )
    expect(sourceOf(db, 't')).toBe(`CREATE TABLE t ( -- of numbers
      a INTEGER, /* the number */ -- kept
      "n" INTEGER NOT NULL,
      "m" TEXT NOT NULL
    ) STRICT`)
    expect(rowsOf(db, 'SELECT * FROM t')).toEqual([
      [1, 10, '1-10'],
      [2, 20, '2-20'],
    ])
  },
)

it.each(['STRICT', ''])(
  'a new column whose name a CHECK has for the rowid is refused by name, by itself and in a batch %s',
  async (options) => {
    const ddl = `CREATE TABLE t (a INTEGER CHECK (a <> oid)) ${options}; INSERT INTO t (rowid, a) VALUES (1, 2)`
    const add = (op: Op) => op.addColumn('t', 'oid', text())
    const changed = (recreate: 'auto' | 'always') => (op: Op) =>
      op.batchAlterTable(
        't',
        (t) => {
          t.addColumn('oid', text())
          t.alterColumn('oid', { nullable: false, fill: 'x' })
        },
        { recreate },
      )
    for (const upgrade of [add, changed('auto'), changed('always')]) {
      const { message } = await expectRefused(databaseWith(ddl), upgrade)
      expect(message).toMatch(/table "t" cannot be changed: an expression in it contains "oid"/)
    }
  },
)
