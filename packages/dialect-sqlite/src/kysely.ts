import type { KyselyParts, Literal } from '@ads/migrate-core'
import { literal } from './spelling.js'

/** Kysely's parts for SQLite, loaded when first asked for: they take longer to load than the rest of a command. */
export const kysely = async (): Promise<KyselyParts> => {
  const { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } = await import('kysely')

  /** Every value that would be bound is written into the text. Throws `UNSUPPORTED_VALUE`. */
  class LiteralCompiler extends SqliteQueryCompiler {
    protected override appendValue(value: unknown): void {
      this.append(literal(value as Literal))
    }

    protected override appendImmediateValue(value: unknown): void {
      this.append(literal(value as Literal))
    }
  }

  return {
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createLiteralCompiler: () => new LiteralCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  }
}
