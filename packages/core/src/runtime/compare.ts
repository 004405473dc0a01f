import { diffSchemas } from '../autogenerate/diff.js'
import { filterSchema } from '../autogenerate/filter.js'
import { differingTables } from '../autogenerate/same-tables.js'
import { MigrateError } from '../errors.js'
import { applyOperations } from '../operations/apply.js'
import type { Operation } from '../operations/operation.js'
import type { RevisionGraph } from '../revisions/graph.js'
import { removeTable } from '../schema/edit.js'
import { displayName } from '../schema/names.js'
import { applyNaming } from '../schema/naming.js'
import type { Schema } from '../schema/types.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import type { Context } from './context.js'
import { normalizing } from './normalizing.js'
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
  withoutVersionTable(context, await simulate(context, await prepareSteps(context, graph, graph.upgrade(rows, []))))

const withoutVersionTable = ({ history }: Context, schema: Schema): Schema =>
  removeTable(schema, history.versionTable.table)

/** What leads from one schema to another. */
export interface Difference {
  readonly operations: readonly Operation[]
  /** Tables that still differ after them: in what no operation of this version changes. */
  readonly unwritten: readonly string[]
}

/** Compares two schemas, as far as the config's filters look. */
export const compare = (context: Context, from: Schema, to: Schema): Promise<Difference> =>
  normalizing(context, async (normalize) => {
    const { history, include } = context
    const comparable = async (schema: Schema) =>
      filterSchema(applyNaming(await normalize(schema), history.naming), include)
    const [before, after] = [await comparable(from), await comparable(to)]
    const operations = diffSchemas(before, after, filterSchema(to, include))
    const reached = await comparable(applyOperations(operations, from))
    const unwritten = differingTables(reached, after).map((key) => displayName(after.tables.get(key)!.name))
    return { operations, unwritten }
  })
