import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testDialect } from '@ads/migrate-core/testing'
import { afterAll } from 'vitest'
import { sqlite } from '../src/index.js'

const folder = mkdtempSync(join(tmpdir(), 'migrate-sqlite-conformance-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0

testDialect({
  dialect: sqlite(),
  address: () => ({ url: `sqlite:${++count}.db`, folder }),
  golden: './golden',
  // The long run draws other schemas each time; fast-check tells the seed of a failure, and SEED=… draws it again.
  ...(process.env.LONG === undefined ? {} : { numRuns: 2000, seed: Number(process.env.SEED ?? Date.now()) }),
  cannotUndo: {
    // The rows have nothing to put into the column that comes back, and it is NOT NULL.
    'batch-drops-the-index-and-constraint-of-a-dropped-column': 'OPERATION_REFUSED',
  },
})
