import { diffSchemas } from '../autogenerate/diff.js'
import { filterSchema } from '../autogenerate/filter.js'
import { MigrateError } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import type { RevisionGraph } from '../revisions/graph.js'
import { removeTable } from '../schema/edit.js'
import { applyNaming } from '../schema/naming.js'
import type { Schema } from '../schema/types.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { type Context, withConnection } from './context.js'
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

/** What the database holds. */
export const databaseSchema = async (context: Context): Promise<Schema> =>
  withoutVersionTable(
    context,
    await withConnection(context, 'read', (connection) => context.dialect.introspect(connection)),
  )

const withoutVersionTable = ({ history }: Context, schema: Schema): Schema =>
  removeTable(schema, history.versionTable.table)

/** The operations that lead from one schema to the other, as far as the config's filters look. */
export const compare = async (context: Context, from: Schema, to: Schema): Promise<readonly Operation[]> => {
  const { dialect, history, include } = context
  const comparable = async (schema: Schema) =>
    filterSchema(applyNaming(await dialect.normalize(schema), history.naming), include)
  return diffSchemas(await comparable(from), await comparable(to), filterSchema(to, include))
}
