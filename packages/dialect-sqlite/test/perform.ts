import { type Connection, type Group, type Operation, schemaReader, type Way } from '@ads/migrate-core'
import { introspect } from '../src/introspect.js'
import { openMemory } from '../src/open.js'
import { plan } from '../src/plan.js'
import { splitStatements } from '../src/statements.js'

/** A database in memory with what these statements make. */
export const database = async (sql: string): Promise<Connection> => {
  const connection = await openMemory()
  for (const statement of splitStatements(sql)) await connection.execute(statement)
  return connection
}

/** How the operations would be done on what the database holds. */
export const planFor = async (connection: Connection, ...operations: readonly Operation[]): Promise<Group[]> =>
  plan(operations, schemaReader(await introspect(connection)), connection.engine)

/** Carries the operations out as a migrator does: questions, statements, questions. Throws the refusal of a question. */
export const perform = async (connection: Connection, ...operations: readonly Operation[]): Promise<string[]> => {
  const done: string[] = []
  for (const { ways } of await planFor(connection, ...operations)) done.push(...(await takeFirst(connection, ways)))
  return done
}

const takeFirst = async (connection: Connection, ways: readonly Way[]): Promise<string[]> => {
  for (const way of ways) {
    if (!(await fits(connection, way))) continue
    const found = await Promise.all(way.after.map((question) => answer(connection, question)))
    for (const { sql } of way.statements) await connection.execute(sql)
    for (const [i, question] of way.after.entries()) {
      const rows = await answer(connection, question)
      const expected = question.expect === 'no rows' ? [] : question.expect === 'unchanged' ? found[i] : null
      if (expected !== null && JSON.stringify(rows) !== JSON.stringify(expected)) throw refusalOf(question, rows)
    }
    return way.statements.map(({ sql }) => sql)
  }
  throw new Error('there is no next way')
}

type Question = Way['before'][number]

const fits = async (connection: Connection, { before }: Way): Promise<boolean> => {
  for (const question of before) {
    const { rows } = await connection.execute(question.sql)
    if (rows.length === 0) continue
    if (question.otherwise === 'next way') return false
    throw refusalOf(question, rows)
  }
  return true
}

const answer = async (connection: Connection, { sql }: Question): Promise<readonly unknown[]> =>
  connection.execute(sql).then(
    ({ rows }) => rows,
    (error: unknown) => [{ error: String(error) }],
  )

const refusalOf = ({ otherwise, sql }: Question, rows: readonly unknown[]): Error =>
  new Error(
    otherwise === 'next way'
      ? `there is no next way: ${sql}`
      : `${otherwise.refuse} ${JSON.stringify(rows.slice(0, 3))}`,
  )

/** What the database says about itself, in the order in which it was made. */
export const definitions = async (connection: Connection): Promise<unknown[]> =>
  (await connection.execute('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid')).rows.map(
    ({ sql }) => sql,
  )
