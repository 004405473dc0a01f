import type { AnyReference, AnyTable } from './define-table.js'
import type { TypeWord } from './types.js'

/** The tables in an object of tables and of modules of tables, under their names. */
export type TablesIn<M> = { [T in TableAmong<M> as T['fullName']]: T }

type TableAmong<M> = {
  [K in keyof M]: M[K] extends IsTable ? TableOnly<M[K]> : TableAmongExports<M[K]>
}[keyof M]

type TableAmongExports<M> = { [K in keyof M]: M[K] extends IsTable ? TableOnly<M[K]> : never }[keyof M]

// The tag alone says that it is a table; comparing whole tables would cost far more.
interface IsTable {
  readonly kind: 'table'
}
type TableOnly<T> = T extends AnyTable ? T : never

/** For each table whose foreign keys are wrong, a sentence that says so; what a wrong argument fails to be. */
export type Mistakes<M, Tables> = {
  [K in keyof M as HasMistakes<M[K], Tables> extends true ? K : never]: M[K] extends IsTable
    ? MistakeIn<TableOnly<M[K]>, Tables>
    : {
        [J in keyof M[K] as HasMistakes<M[K][J], Tables> extends true ? J : never]: MistakeIn<
          TableOnly<M[K][J]>,
          Tables
        >
      }
}

type HasMistakes<T, Tables> = T extends IsTable
  ? [MistakeIn<TableOnly<T>, Tables>] extends [never]
    ? false
    : true
  : T extends object
    ? true extends { [J in keyof T]: T[J] extends IsTable ? HasMistakes<T[J], Tables> : false }[keyof T]
      ? true
      : false
    : false

type MistakeIn<T extends AnyTable, Tables> =
  | { [K in keyof T['columns'] & string]: ColumnMistake<T, K, Tables> }[keyof T['columns'] & string]
  | ReferenceMistake<T, T['references'][number], Tables>

type ColumnMistake<T extends AnyTable, K extends string, Tables> =
  TargetOf<T, K> extends infer R
    ? R extends `${infer A}.${infer B}.${infer C}`
      ? Mistake<T, K, `${A}.${B}`, C, Tables>
      : R extends `${infer A}.${infer B}`
        ? Mistake<T, K, A, B, Tables>
        : never
    : never

type TargetOf<T extends AnyTable, K extends string> = T['columns'][K] extends infer C
  ? C extends { readonly definition: { readonly references: readonly { readonly target: infer R }[] } }
    ? R
    : never
  : never

/** `N.D` is what column `K` of `T` references. */
type Mistake<T extends AnyTable, K extends string, N extends string, D extends string, Tables> = N extends keyof Tables
  ? WordOf<Tables[N], D> extends infer Word
    ? [Word] extends [never]
      ? `${T['fullName']}.${K} references ${N}.${D}, but ${N} has no column ${D}`
      : Family<WordOf<T, K>> & Family<Word> extends never
        ? `${T['fullName']}.${K} is ${WordOf<T, K>}, but ${N}.${D} which it references is ${Word & string}`
        : never
    : never
  : `${T['fullName']}.${K} references ${N}.${D}, but there is no table ${N}`

type ReferenceMistake<T extends AnyTable, F extends AnyReference, Tables> = F extends AnyReference
  ? F['table'] extends keyof Tables
    ? F['target'] extends readonly []
      ? never
      : F['columns']['length'] extends F['target']['length']
        ? PairMistake<T, F['columns'], F['target'], F['table'], Tables>
        : `${T['fullName']}: a foreign key to ${F['table']} needs as many columns there as here`
    : `${T['fullName']} references ${F['table']}, but there is no table ${F['table']}`
  : never

type PairMistake<
  T extends AnyTable,
  C extends readonly string[],
  D extends readonly string[],
  N extends string,
  Tables,
> = {
  [I in keyof C]: I extends keyof D ? (D[I] extends string ? Mistake<T, C[I], N, D[I], Tables> : never) : never
}[number]

type WordOf<T, K> = T extends AnyTable
  ? K extends keyof T['columns']
    ? T['columns'][K]['definition']['word']
    : never
  : never

/** Which words may stand on the two sides of a foreign key. */
type Family<W> = W extends 'raw' ? string : W extends keyof Families ? Families[W] : W

/** The words that others can stand for, with the name of what they have in common. */
export interface Families extends Partial<Record<TypeWord, string>> {
  integer: 'integer'
  bigint: 'integer'
  smallint: 'integer'
  text: 'text'
  varchar: 'text'
  char: 'text'
  real: 'number'
  double: 'number'
  numeric: 'number'
}
