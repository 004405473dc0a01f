import type { Answers } from '../autogenerate/answers.js'
import { type Comparison, compareSchemas } from '../autogenerate/diff.js'
import { filterSchema } from '../autogenerate/filter.js'
import { MigrateError } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import type { RevisionGraph } from '../revisions/graph.js'
import { nameKey, type ObjectName } from '../schema/names.js'
import { applyNaming } from '../schema/naming.js'
import type { Column, Schema, Table } from '../schema/types.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import type { Context } from './context.js'
import { normalizing } from './normalizing.js'
import { withoutOwnTables } from './own-tables.js'
import { prepareSteps } from './prepare.js'
import { simulate } from './simulate.js'

/** What the models say. Throws `CONFIG_INVALID` where there are none. */
export const modelSchema = ({ models, history }: Context): Schema => {
  if (models !== null) return applyNaming(models, history.naming)
  throw new MigrateError('CONFIG_INVALID', 'no models are given to compare with', {
    hint: 'Give the config a `schema`: defineSchema(…) of the tables that the database should have.',
  })
}

/** What the history makes of an empty database, up to these version rows. */
export const historySchema = async (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  rows: readonly string[],
): Promise<Schema> =>
  withoutOwnTables(
    await simulate(context, await prepareSteps(context, graph, graph.upgrade(rows, []))),
    context.history,
  )

/** What is known about a comparison beside the two schemas. */
export interface CompareInput {
  readonly answers?: Answers
  /** Lets tables and columns be dropped. */
  readonly allowDrops?: boolean
  /** Whether views and triggers are compared though there is to be none of their kind. */
  readonly compareAll?: boolean
  /** Whether a table that went may have been renamed. */
  readonly mayBeRenamed?: (table: ObjectName) => boolean
}

/** Compares two schemas, as far as the config's filters look. Throws `INVALID_ANSWER`. */
export const compare = (
  context: Context,
  from: Schema,
  to: Schema,
  { answers = {}, allowDrops = true, compareAll = false, mayBeRenamed = () => true }: CompareInput = {},
): Promise<Comparison> =>
  normalizing(context, (normalize) => {
    const { dialect, history, include, includeName, comparing } = context
    const spellType = (column: Column, table: Table) => dialect.spelling.type(column, table)
    const { naming } = history
    return compareSchemas(filterSchema(from, includeName), to, {
      ...comparing,
      normalize,
      include,
      naming,
      spellType,
      answers,
      allowDrops,
      compareAll,
      mayBeRenamed,
    })
  })

/**
 * What leads from the database to what its revisions made. A table or view that none of them made may be another
 * program's, and is left alone, with its triggers.
 */
export const compareWithHistory = async (context: Context, database: Schema, history: Schema): Promise<Comparison> => {
  const found = await compare(context, database, filterSchema(history, context.includeName), {
    answers: { noRename: true },
    compareAll: true,
  })
  const isMade = (name: ObjectName) => history.tables.has(nameKey(name)) || history.views.has(nameKey(name))
  const isOurs = (operation: Operation): boolean => {
    if (operation.kind === 'dropTable') return false
    if (operation.kind === 'dropView') return isMade(operation.view)
    if (operation.kind !== 'dropTrigger') return true
    const trigger = database.triggers.get(nameKey(operation.trigger))
    return trigger === undefined || isMade(trigger.table)
  }
  return { ...found, operations: found.operations.filter(isOurs) }
}
