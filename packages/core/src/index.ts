/** Database migrations for TypeScript. Importing it loads no other package. */
export { diffSchemas, isDrop } from './autogenerate/diff.js'
export { excludeNames, type FilteredObject, type ObjectFilter } from './autogenerate/filter.js'
export { type Rendered, renderOperations } from './autogenerate/render.js'
export type { Spelling } from './ddl/spelling.js'
export {
  type Access,
  type Address,
  type Connection,
  type Dialect,
  dialectContract,
  type Engine,
  type Group,
  type IntrospectOptions,
  type KyselyParts,
  type Lock,
  type LockOptions,
  type Pieces,
  type Question,
  type Result,
  type Row,
  type SchemaReader,
  type ScriptStyle,
  type Statement,
  type Way,
} from './dialect/dialect.js'
export { schemaReader } from './dialect/schema-reader.js'
export { type ErrorDetails, isMigrateError, MigrateError } from './errors.js'
export { nearestName } from './nearest.js'
export { applyOperation, applyOperations } from './operations/apply.js'
export type { Batch } from './operations/batch.js'
export { describeOperation } from './operations/describe.js'
export type { Op, StatementInput } from './operations/op.js'
export {
  type DataStep,
  handle,
  type Operation,
  type OperationHandlers,
  type OperationKind,
  type OperationOf,
  type Operations,
  type TableOperation,
  type TableOperationKind,
} from './operations/operation.js'
export { type RecordingContext, recordOperations } from './operations/recorder.js'
export { reverseOperations } from './operations/reverse.js'
export { RevisionGraph } from './revisions/graph.js'
export type { Revision, Step } from './revisions/revision.js'
export type { CheckResult } from './runtime/check.js'
export {
  type Config,
  type ConfigContext,
  type ConfigInput,
  defineConfig,
  type EnvironmentConfig,
} from './runtime/config.js'
export type { MigrationEvent } from './runtime/context.js'
export { defineHistory, type History, type HistoryInput, type VersionTable } from './runtime/history.js'
export { Migrator, type MigratorOptions } from './runtime/migrator.js'
export type { NewRevisionOptions, NewRevisionResult } from './runtime/new-revision.js'
export type { RunResult, StepResult } from './runtime/run-steps.js'
export type { HistoryOptions, RevisionInfo } from './runtime/status.js'
export { stepLine } from './runtime/steps.js'
export { describeConstraint, descriptionOf, findConstraint } from './schema/find-constraint.js'
export { displayName, nameKey, type ObjectName, objectName, sameName } from './schema/names.js'
export { applyNaming, type NamingConvention } from './schema/naming.js'
export { isExpression } from './schema/sql.js'
export type {
  Check,
  Column,
  ColumnChanges,
  ColumnOptions,
  ColumnType,
  Constraint,
  ConstraintDescription,
  Default,
  Deferrable,
  Expression,
  ForeignKey,
  ForeignKeyAction,
  ForeignKeyOptions,
  Generated,
  Index,
  IndexColumn,
  IndexOptions,
  Literal,
  NamedType,
  PlainType,
  PrimaryKey,
  Schema,
  Table,
  TableOptionChanges,
  TableOptions,
  Trigger,
  TypeWord,
  Unique,
  View,
} from './schema/types.js'
export { emptySchema } from './schema/types.js'
export { moduleScripts, type ScriptModule } from './scripts/module-scripts.js'
export type { NewScript, Script, ScriptHeader, ScriptSource } from './scripts/script-source.js'
export { defaultTemplate, defineTemplate, type RevisionParts, type RevisionTemplate } from './scripts/template.js'
export { version } from './version.js'
