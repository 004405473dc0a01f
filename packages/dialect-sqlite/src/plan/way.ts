import type { Group, Operation, Question, Statement } from '@ads/migrate-core'
import { literal } from '../spelling.js'

interface NativeParts {
  readonly reason: string
  readonly statements: readonly string[]
  readonly before?: readonly Question[]
  readonly after?: readonly Question[]
}

/** What planning one operation gives, before the operation is put beside it. */
export type Native = NativeParts

/** The group that carries one operation out by statements that SQLite has for it. */
export const nativeGroup = (operation: Operation, { reason, statements, before = [], after = [] }: Native): Group => ({
  operations: [operation],
  ways: [
    {
      name: 'native',
      reason,
      offline: true,
      before,
      assertions: [],
      statements: statements.map(inside),
      after,
      space: [],
    },
  ],
})

/** A statement of the transaction. */
export const inside = (sql: string): Statement => ({ sql, transaction: 'inside', pieces: null })

/** Nothing is to be done. */
export const skip = (reason: string): Native => ({ reason, statements: [] })

/** Refuses, with these words, when the query over rows gives one. */
export const refuseIf = (sql: string, refuse: string): Question => ({
  sql,
  about: 'rows',
  expect: 'no rows',
  otherwise: { refuse },
})

/** Sends to the next way when the query over rows gives one. */
export const nextWayIf = (sql: string): Question => ({ sql, about: 'rows', expect: 'no rows', otherwise: 'next way' })

/** Each of the questions once, in the words in which it is asked first. */
export const distinct = (questions: readonly Question[]): readonly Question[] => [
  ...new Map(questions.map(({ sql }) => [sql, questions.find((each) => each.sql === sql)!])).values(),
]

type ObjectType = 'table' | 'index' | 'view' | 'trigger'

/** Shows afterwards that the object is there. */
export const isCreated = (type: ObjectType, name: string): Question =>
  refuseIf(
    `SELECT 1 WHERE NOT EXISTS (${lookup(type, name)})`,
    `SQLite did not create the ${type} "${name}" as planned`,
  )

/** Shows afterwards that the object is gone. */
export const isDropped = (type: ObjectType, name: string): Question =>
  refuseIf(lookup(type, name), `SQLite did not drop the ${type} "${name}" as planned`)

/** Shows afterwards that the table has exactly these columns, in this order. */
export const hasColumns = (table: string, columns: readonly string[]): Question => {
  const expected = columns.map((name, position) => `(${position}, ${literal(name)})`).join(', ')
  const found = `SELECT cid, name FROM pragma_table_xinfo(${literal(table)}, 'main')`
  return refuseIf(
    `SELECT * FROM (${found} EXCEPT VALUES ${expected}) UNION ALL SELECT * FROM (VALUES ${expected} EXCEPT ${found})`,
    `the table "${table}" does not have the planned columns afterwards`,
  )
}

const lookup = (type: ObjectType, name: string): string =>
  `SELECT 1 FROM main.sqlite_schema WHERE type = ${literal(type)} AND name = ${literal(name)}`
