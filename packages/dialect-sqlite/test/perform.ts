import { type Connection, type Group, type Operation, schemaReader } from '@ads/migrate-core'
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
  for (const { ways } of await planFor(connection, ...operations)) {
    const way = ways[0]!
    for (const question of way.before) await ask(connection, question)
    for (const { sql } of way.statements) {
      await connection.execute(sql)
      done.push(sql)
    }
    for (const question of way.after) await ask(connection, question)
  }
  return done
}

type Question = Group['ways'][number]['before'][number]

const ask = async (connection: Connection, { sql, otherwise }: Question): Promise<void> => {
  const { rows } = await connection.execute(sql)
  if (rows.length > 0) throw new Error(otherwise === 'next way' ? 'there is no next way' : otherwise.refuse)
}

/** What the database says about itself, in the order in which it was made. */
export const definitions = async (connection: Connection): Promise<unknown[]> =>
  (await connection.execute('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid')).rows.map(
    ({ sql }) => sql,
  )
