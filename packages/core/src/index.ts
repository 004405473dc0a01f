/** Database migrations for TypeScript. Importing it loads no other package. */
export {
  type Answers,
  describeQuestion,
  type FillQuestion,
  fillKey,
  type OpenQuestion,
  type RenameAnswer,
  type RenameCandidate,
  type RenameQuestion,
  renameAnswer,
} from './autogenerate/answers.js'
export type {
  CompareDefault,
  CompareType,
  DefaultComparison,
  TypeComparison,
} from './autogenerate/compare-columns.js'
export { AnswerNeeded } from './autogenerate/errors.js'
export { excludeNames, type FilteredObject, type ObjectFilter } from './autogenerate/filter.js'
export type { RenderedCode, RenderedItem, RenderItem } from './autogenerate/render-item.js'
export type { Spelling } from './ddl/spelling.js'
export {
  type Access,
  type Address,
  type Connection,
  type CopyOptions,
  type DatabaseCopy,
  type Dialect,
  dialectContract,
  type Engine,
  type Group,
  type IntrospectOptions,
  type KyselyParts,
  type Lock,
  type LockOptions,
  type ModelTypes,
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
export { type ErrorDetails, isMigrateError, MigrateError, messageOf } from './errors.js'
export { nearestName } from './nearest.js'
// A planner needs it, and no more of what is done with operations.
export { applyOperation } from './operations/apply.js'
export type { Batch } from './operations/batch.js'
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
export { RevisionGraph } from './revisions/graph.js'
export type { Revision, Step } from './revisions/revision.js'
export type { AcceptOptions, AcceptResult } from './runtime/accept.js'
export type { WhenAhead } from './runtime/ahead.js'
export type { AmendOptions, AmendResult } from './runtime/amend.js'
export type { BackupOptions } from './runtime/back-up.js'
export type { BaselineOptions, BaselineResult } from './runtime/baseline.js'
export type { CheckResult } from './runtime/check.js'
export {
  type AppliedStep,
  type Config,
  type ConfigContext,
  type ConfigInput,
  defineConfig,
  type EnvironmentConfig,
  type Hooks,
} from './runtime/config.js'
export type { MigrationEvent } from './runtime/context.js'
export { defineHistory, type History, type HistoryInput, isFolders, type VersionTable } from './runtime/history.js'
export { describeFault, type IntegrityFault } from './runtime/integrity.js'
export type { Refusal } from './runtime/live-clone.js'
export type { LogDirection, LogEntry } from './runtime/log-entry.js'
export type { MergeOptions } from './runtime/merge.js'
export { Migrator, type MigratorOptions } from './runtime/migrator.js'
export type { FoundChanges, NewRevisionOptions, NewRevisionResult } from './runtime/new-revision.js'
export type { PlannedChange, PlannedCopy, PlannedRevision } from './runtime/plan-revision.js'
export type { UpgradePlan } from './runtime/plan-upgrade.js'
export type { PlannedStep, PrintedScript } from './runtime/print-script.js'
export type { PlannedGroup } from './runtime/print-step.js'
export type { ProcessRevision, RevisionChanges } from './runtime/process-revision.js'
export type { PullOptions, PullResult } from './runtime/pull.js'
export type { RebaseResult } from './runtime/rebase.js'
export type { Rehearsal } from './runtime/rehearse-on-copy.js'
export type { RunOptions } from './runtime/run-steps.js'
export type { SettleOptions } from './runtime/settle-part.js'
export type { StampOptions } from './runtime/stamp.js'
export type { HistoryOptions, RevisionInfo } from './runtime/status.js'
export { stepLine } from './runtime/steps.js'
export type { RunResult, StepResult } from './runtime/take-steps.js'
export type { HistoryFault, HistoryTest } from './runtime/test-history.js'
export type { TextCache } from './runtime/text-cache.js'
export type { NewScriptOptions } from './runtime/write-revision.js'
export { describeConstraint, descriptionOf, findConstraint } from './schema/find-constraint.js'
export { displayName, nameKey, type ObjectName, objectName, sameName } from './schema/names.js'
export { applyNaming, isDefaultNaming, type NamingConvention } from './schema/naming.js'
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
export {
  type BuiltRevision,
  type BuiltScripts,
  builtScripts,
  builtScriptsBrand,
  builtScriptsFormat,
  isBuiltScripts,
} from './scripts/built-scripts.js'
export { moduleScripts, type ScriptModule } from './scripts/module-scripts.js'
export type {
  KnownHashes,
  NewScript,
  RecordedHash,
  Script,
  ScriptHeader,
  ScriptSource,
} from './scripts/script-source.js'
export { sourceHash } from './scripts/source-hash.js'
export { defaultTemplate, defineTemplate, type RevisionParts, type RevisionTemplate } from './scripts/template.js'
export { version } from './version.js'
