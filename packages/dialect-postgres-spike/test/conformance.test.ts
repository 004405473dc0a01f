import type { Dialect } from '@ads/migrate-core'
import { testDialect } from '@ads/migrate-core/testing'
import { beforeAll } from 'vitest'
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

beforeAll(async () => {
  const servers = await Promise.all([1, 2, 3].map(() => postgresSpike().scratch!()))
  for (const server of servers) await server.close()
}, 60_000)

const quick =
  /^(create-table|create-table-.*|(add|alter|drop|rename)-(table|column)(-type|-generated)?|create-index.*|drop-index|create-view|.*-in-a-place|batch-of-several|execute-.*|run)$/

let count = 0

testDialect({
  dialect,
  address: () => {
    // Each test has the database to itself, and starting a server takes seconds.
    void dropMemory(`pglite:memory/${count}`)
    return { url: `pglite:memory/${++count}`, folder: '/' }
  },
  golden: './golden',
  // One of each kind, since a case takes a fifth of a second; all of them in the long run.
  cases: (name) => process.env.LONG !== undefined || quick.test(name),
  // PostgreSQL refuses many of them: lengths of numbers, defaults that are no value of their type.
  numRuns: 4,
  ...(process.env.LONG === undefined ? {} : { numRuns: 200, seed: Number(process.env.SEED ?? Date.now()) }),
  randomKinds: ['createTable', 'addColumn'],
  refuses: {
    'add-column-in-a-place': 'OPERATION_NOT_SUPPORTED',
    'batch-puts-new-columns-in-their-places': 'OPERATION_NOT_SUPPORTED',
    'batch-reorders-columns': 'OPERATION_NOT_SUPPORTED',
    'alter-column-generated': 'OPERATION_NOT_SUPPORTED',
    'alter-column-no-longer-generated': 'OPERATION_NOT_SUPPORTED',
    'alter-column-that-others-are-computed-from': 'STEP_FAILED',
    // The server has rewritten the text of the check, and named the constraint without a name.
    'drop-constraint-by-description': 'OPERATION_REFUSED',
    'drop-unnamed-constraint-by-conventional-name': 'STEP_FAILED',
    'create-trigger': 'OPERATION_NOT_SUPPORTED',
    'drop-trigger': 'OPERATION_NOT_SUPPORTED',
    'drop-trigger-if-exists': 'OPERATION_NOT_SUPPORTED',
    'drop-table-with-trigger': 'OPERATION_NOT_SUPPORTED',
  },
  cannotUndo: {
    'drop-column-in-the-middle': 'OPERATION_NOT_SUPPORTED',
    'batch-drops-a-column-and-renames-another-to-it': 'OPERATION_NOT_SUPPORTED',
    'batch-drops-the-index-and-constraint-of-a-dropped-column': 'OPERATION_NOT_SUPPORTED',
  },
})
