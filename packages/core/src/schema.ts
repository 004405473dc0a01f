/** The vocabulary of models and revision scripts. Importing it loads nothing but itself. */
export type { Batch } from './operations/batch.js'
export type { Op } from './operations/op.js'
export type {
  AnyColumn,
  ColumnBuilder,
  ColumnDefinition,
  ForeignKeyInput,
  Insertion,
  IntegerWord,
  PrimaryKeyInput,
} from './schema/column-builder.js'
export {
  bigint,
  blob,
  boolean,
  char,
  date,
  double,
  enumType,
  integer,
  json,
  type NewColumn,
  numeric,
  rawType,
  real,
  smallint,
  text,
  time,
  timestamp,
  uuid,
  varchar,
} from './schema/columns.js'
export type { DatabaseOf, TableOf, TypeTable } from './schema/database-of.js'
export {
  defineSchema,
  type SchemaDefinition,
  type TriggerDefinition,
  trigger,
  type ViewDefinition,
  view,
} from './schema/define-schema.js'
export {
  type AnyReference,
  type AnyTable,
  type ColumnNames,
  type Columns,
  type TableDefinition,
  type TableInput,
  table,
} from './schema/define-table.js'
export { defaultNaming, type NamingConvention } from './schema/naming.js'
export type { Mistakes, TablesIn } from './schema/schema-types.js'
export { type SqlPart, type SqlTag, sql } from './schema/sql.js'
export {
  type ConstraintInput,
  check,
  type ForeignKeyExtra,
  foreignKey,
  type IndexInput,
  type IndexOptionsInput,
  index,
  type PrimaryKeyExtra,
  primaryKey,
  type ReferenceOf,
  type TableExtra,
  unique,
} from './schema/table-extras.js'
export type {
  ColumnOptions,
  Deferrable,
  Expression,
  ForeignKeyAction,
  ForeignKeyOptions,
  IndexOptions,
  Literal,
  Schema,
  TableOptions,
  TypeWord,
} from './schema/types.js'
