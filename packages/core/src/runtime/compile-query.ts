import type { Compilable, Kysely } from 'kysely'
import type { Dialect } from '../dialect/dialect.js'
import type { Expression } from '../schema/types.js'

/** The finished text of a query that Kysely builds, its values written in by the dialect. */
// biome-ignore lint/suspicious/noExplicitAny: a revision is written against the tables of its own time
export const compileQuery = async (dialect: Dialect, build: (db: Kysely<any>) => Compilable): Promise<Expression> => {
  const [{ Kysely, DummyDriver }, parts] = await Promise.all([import('kysely'), dialect.kysely()])
  const db = new Kysely({
    dialect: {
      createAdapter: () => parts.createAdapter(),
      createIntrospector: (db) => parts.createIntrospector(db),
      createQueryCompiler: () => parts.createLiteralCompiler(),
      createDriver: () => new DummyDriver(),
    },
  })
  return { sql: build(db).compile().sql }
}
