import type { ColumnType, InsertType, SelectType, UpdateType } from 'kysely'
import type { AnyColumn } from './column-builder.js'
import type { AnyTable, Columns } from './define-table.js'
import type { TypeWord } from './types.js'

/**
 * What a dialect's driver takes and gives for each portable word: a TypeScript type, or Kysely's `ColumnType` where
 * reading and writing differ.
 */
export type TypeTable = { readonly [W in TypeWord]: unknown }

/** The `Database` of a schema for `new Kysely<Database>(…)`. */
export type DatabaseOf<S extends { readonly tables: object }, Types extends TypeTable> = {
  [N in keyof S['tables']]: S['tables'][N] extends AnyTable ? TableOf<S['tables'][N], Types> : never
}

/** One table of {@link DatabaseOf}; `Selectable`, `Insertable` and `Updateable` of Kysely make its rows. */
export type TableOf<T extends AnyTable, Types extends TypeTable> = ColumnsOf<T['columns'], T['key'][number], Types>

type ColumnsOf<C extends Columns, Key extends string, Types extends TypeTable> = {
  [K in keyof C]: ColumnOf<C[K]['definition'], K extends Key ? true : C[K]['definition']['notNull'], Types>
}

type ColumnOf<D extends AnyColumn['definition'], NotNull extends boolean, Types extends TypeTable> = TypedColumn<
  unknown extends ValueOf<D> ? Types[D['word']] : ValueOf<D>,
  NotNull extends true ? never : null,
  D['insert']
>

type ValueOf<D extends AnyColumn['definition']> = NonNullable<D['as']>['type']

type TypedColumn<T, Null, Insertion> = Insertion extends 'never'
  ? ColumnType<SelectType<T> | Null, never, never>
  : ColumnType<
      SelectType<T> | Null,
      InsertType<T> | Null | (Insertion extends 'optional' ? undefined : never),
      UpdateType<T> | Null
    >
