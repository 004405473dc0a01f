import type { Compilable, DialectAdapter, Kysely } from 'kysely'
import type { Expression } from '../schema/types.js'

/**
 * What a query of Kysely says, whichever dialect it will run on: the text that Kysely itself makes of it, and its values.
 * It is never executed.
 */
// biome-ignore lint/suspicious/noExplicitAny: a revision is written against the tables of its own time
export const neutralQuery = async (build: (db: Kysely<any>) => Compilable): Promise<Expression> => {
  const { Kysely, DefaultQueryCompiler, DummyDriver } = await import('kysely')
  const db = new Kysely({
    dialect: {
      createAdapter: () => adapter,
      createDriver: () => new DummyDriver(),
      createIntrospector: () => {
        throw new Error('a query that is only compiled reads no schema')
      },
      createQueryCompiler: () => new DefaultQueryCompiler(),
    },
  })
  const { sql, parameters } = build(db).compile()
  const query: Expression & { readonly parameters: readonly unknown[] } = { sql, parameters }
  return query
}

const adapter: DialectAdapter = {
  supportsCreateIfNotExists: true,
  supportsTransactionalDdl: true,
  supportsReturning: true,
  acquireMigrationLock: async () => {},
  releaseMigrationLock: async () => {},
}
