import type { Dialect } from '@ads/migrate-core'
import { testDialect } from '@ads/migrate-core/testing'
import { dropMemory, postgresSpike } from '../src/index.js'

/** The suite compares without a connection; what this dialect says is one is for the server to tell. */
const dialect: Dialect = {
  ...postgresSpike(),
  async normalize(schema, connection) {
    if (connection !== undefined) return postgresSpike().normalize(schema, connection)
    const scratch = await postgresSpike().scratch!()
    try {
      return await postgresSpike().normalize(schema, scratch)
    } finally {
      await scratch.close()
    }
  },
}

let count = 0

testDialect({
  dialect,
  address: () => {
    // Each test has the database to itself, and starting a server takes seconds.
    void dropMemory(`pglite:memory/${count}`)
    return { url: `pglite:memory/${++count}`, folder: '/' }
  },
  golden: './golden',
  numRuns: 15,
  randomKinds: ['createTable', 'dropTable', 'renameTable', 'addColumn', 'renameColumn', 'createIndex', 'dropIndex'],
  refuses: {
    'add-column-in-a-place': 'OPERATION_NOT_SUPPORTED',
  },
  cannotUndo: {
    'drop-column-in-the-middle': 'OPERATION_NOT_SUPPORTED',
  },
})
