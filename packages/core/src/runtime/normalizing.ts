import type { Schema } from '../schema/types.js'
import { type Context, unlessMissing, withConnection } from './context.js'

/**
 * Gives `use` the dialect's normalization with an engine to ask: a scratch database, else the database itself. Pure
 * where there is neither.
 */
export const normalizing = async <T>(
  context: Context,
  use: (normalize: (schema: Schema) => Promise<Schema>) => Promise<T>,
): Promise<T> => {
  const { dialect, address } = context
  if (dialect.scratch === undefined) {
    const pure = () => use((schema) => dialect.normalize(schema))
    if (address === null) return pure()
    const asked = withConnection(context, 'read', async (connection) => ({
      result: await use((schema) => dialect.normalize(schema, connection)),
    }))
    return (await unlessMissing(asked, null))?.result ?? pure()
  }
  const connection = await dialect.scratch()
  try {
    return await use((schema) => dialect.normalize(schema, connection))
  } finally {
    await connection.close().catch(() => {})
  }
}
