import type { KyselyParts, Literal } from '@ads/migrate-core'
import { literal } from './spelling.js'

/** Kysely's parts for PostgreSQL, loaded when first asked for. */
export const kysely = async (): Promise<KyselyParts> => {
  const { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } = await import('kysely')

  /** Every value that would be bound is written into the text. Throws `UNSUPPORTED_VALUE`. */
  class LiteralCompiler extends PostgresQueryCompiler {
    protected override appendValue(value: unknown): void {
      this.append(literal(value as Literal))
    }

    protected override appendImmediateValue(value: unknown): void {
      this.append(literal(value as Literal))
    }
  }

  return {
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createLiteralCompiler: () => new LiteralCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  }
}
