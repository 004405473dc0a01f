import { invalidSchema } from './errors.js'
import { assertLiteral, isExpression, plainExpression } from './sql.js'
import type {
  ColumnOptions,
  ColumnType,
  Default,
  Deferrable,
  Expression,
  ForeignKeyAction,
  ForeignKeyOptions,
  Generated,
  Literal,
  TypeWord,
} from './types.js'

/** A column as it is being written: every method gives a new builder, so a column can be shared and refined. */
export interface ColumnBuilder<W extends TypeWord, V, N extends boolean, I extends Insertion, R extends string> {
  readonly definition: ColumnDefinition<W, V, N, I, R>
  notNull(): ColumnBuilder<W, V, true, I, R>
  /** What the database fills in where a row leaves the column out: a value, or SQL. */
  default(value: DefaultInput<W, V, N>): ColumnBuilder<W, V, N, 'optional', R>
  unique(name?: string): ColumnBuilder<W, V, N, I, R>
  check(expression: Expression, name?: string): ColumnBuilder<W, V, N, I, R>
  /** A foreign key to `'table.column'` or `'schema.table.column'`. */
  references<const T extends `${string}.${string}`>(
    target: T,
    input?: ForeignKeyInput,
  ): ColumnBuilder<W, V, N, I, R | T>
  /** Makes the column the primary key. With `autoIncrement` the database counts, and rows may leave it out. */
  primaryKey(input?: PrimaryKeyInput & { readonly autoIncrement?: false }): ColumnBuilder<W, V, true, I, R>
  primaryKey(
    input: PrimaryKeyInput & { readonly autoIncrement: W extends IntegerWord ? true : never },
  ): ColumnBuilder<W, V, true, 'optional', R>
  /** A column that the database computes; `stored` keeps the result with the row. */
  generatedAs(expression: Expression, input?: { readonly stored?: boolean }): ColumnBuilder<W, V, N, 'never', R>
  collate(name: string): ColumnBuilder<W, V, N, I, R>
  comment(text: string): ColumnBuilder<W, V, N, I, R>
  /** Facts that only one dialect has, under its key. */
  options(options: ColumnOptions): ColumnBuilder<W, V, N, I, R>
  /** The TypeScript type of the values, where it is narrower than what the dialect says; or Kysely's `ColumnType`. */
  $type<T>(): ColumnBuilder<W, T, N, I, R>
}

/** What a builder has gathered. `V` has no value: it is `unknown` until `$type`, and then the dialect's type. */
export interface ColumnDefinition<W extends TypeWord, V, N extends boolean, I extends Insertion, R extends string> {
  readonly word: W
  readonly type: ColumnType
  readonly as?: { readonly type: V }
  readonly notNull: N
  readonly insert: I
  readonly default: Default | null
  readonly generated: Generated | null
  readonly autoIncrement: boolean
  readonly collation: string | null
  readonly comment: string | null
  readonly options: ColumnOptions
  readonly key: Named | null
  readonly unique: Named | null
  readonly checks: readonly (Named & { readonly expression: Expression })[]
  readonly references: readonly { readonly target: R; readonly input: ForeignKeyInput }[]
}

/** Whether a new row has to give the value, may leave it out, or must leave it out. */
export type Insertion = 'required' | 'optional' | 'never'

export type IntegerWord = 'integer' | 'bigint' | 'smallint'

/** Any column, whatever it was refined to. */
export interface AnyColumn {
  readonly definition: ColumnDefinition<TypeWord, unknown, boolean, Insertion, string>
}

export interface PrimaryKeyInput {
  readonly name?: string
}

export interface ForeignKeyInput extends ForeignKeyOptions {
  readonly name?: string
  readonly onDelete?: ForeignKeyAction
  readonly onUpdate?: ForeignKeyAction
  readonly deferrable?: Deferrable
}

/** What a column's default can be. Conditional from the start, so that messages spell the types out. */
export type DefaultInput<W extends TypeWord, V, N extends boolean> = [V] extends [DefaultValues[W]]
  ? DefaultOr<V, N>
  : DefaultOr<DefaultValues[W], N>

type DefaultOr<T, N extends boolean> = N extends true ? T | Expression : T | Expression | null

interface DefaultValues {
  integer: number | bigint
  bigint: number | bigint
  smallint: number | bigint
  real: number | bigint
  double: number | bigint
  numeric: number | bigint
  text: string
  varchar: string
  char: string
  date: string
  time: string
  timestamp: string
  json: string
  uuid: string
  enum: string
  boolean: boolean
  blob: Uint8Array
  raw: Literal
}

interface Named {
  readonly name: string | null
}

/** A new nullable column of the type. `V` is `unknown` where the dialect decides what TypeScript sees. */
export const columnOf = <W extends TypeWord, V = unknown>(
  type: ColumnType & { readonly kind: W },
): ColumnBuilder<W, V, false, 'required', never> =>
  new Builder({
    word: type.kind,
    type,
    notNull: false,
    insert: 'required',
    default: null,
    generated: null,
    autoIncrement: false,
    collation: null,
    comment: null,
    options: {},
    key: null,
    unique: null,
    checks: [],
    references: [],
  }) as unknown as ColumnBuilder<W, V, false, 'required', never>

const brand = Symbol.for('@ads/migrate:column')

/** Whether the value is a column, also one made by another copy of core. */
export const isColumn = (value: unknown): value is AnyColumn =>
  typeof value === 'object' && value !== null && brand in value

type Definition = AnyColumn['definition']

/** The one implementation behind every {@link ColumnBuilder}; its precise types are given where it is handed out. */
class Builder implements AnyColumn {
  readonly definition: Definition
  readonly [brand] = true

  constructor(definition: Definition) {
    this.definition = definition
  }

  notNull() {
    return this.with({ notNull: true })
  }

  default(value: Literal | Expression) {
    if (this.definition.generated !== null) throw invalidSchema('A generated column cannot have a default')
    if (isExpression(value)) return this.with({ default: { sql: value.sql }, insert: 'optional' })
    assertLiteral(value, '.default()')
    return this.with({ default: { value }, insert: 'optional' })
  }

  unique(name?: string) {
    return this.with({ unique: { name: name ?? null } })
  }

  check(expression: Expression, name?: string) {
    const check = { expression: plainExpression(expression, '.check()'), name: name ?? null }
    return this.with({ checks: [...this.definition.checks, check] })
  }

  references(target: string, input: ForeignKeyInput = {}) {
    return this.with({ references: [...this.definition.references, { target, input }] })
  }

  primaryKey(input: PrimaryKeyInput & { readonly autoIncrement?: boolean } = {}) {
    const key = { name: input.name ?? null }
    if (input.autoIncrement !== true) return this.with({ key, notNull: true })
    if (!['integer', 'bigint', 'smallint'].includes(this.definition.word))
      throw invalidSchema(`A ${this.definition.word} column cannot count up by itself: autoIncrement needs an integer`)
    return this.with({ key, notNull: true, autoIncrement: true, insert: 'optional' })
  }

  generatedAs(expression: Expression, input: { readonly stored?: boolean } = {}) {
    if (this.definition.default !== null) throw invalidSchema('A column with a default cannot be generated')
    const generated = { expression: plainExpression(expression, '.generatedAs()'), stored: input.stored ?? false }
    return this.with({ generated, insert: 'never' })
  }

  collate(name: string) {
    return this.with({ collation: name })
  }

  comment(text: string) {
    return this.with({ comment: text })
  }

  options(options: ColumnOptions) {
    return this.with({ options: { ...this.definition.options, ...options } })
  }

  $type() {
    return this
  }

  private with(change: Partial<Definition>): Builder {
    return new Builder({ ...this.definition, ...change })
  }
}
