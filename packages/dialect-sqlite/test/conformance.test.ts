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
  // Changes of columns and constraints are drawn by the conservation law, whose oracle is SQLite's own pragmas: the
  // suite's own expectation of them is not right yet where an earlier operation of the list was refused.
  randomKinds: [
    'createTable',
    'dropTable',
    'renameTable',
    'addColumn',
    'dropColumn',
    'renameColumn',
    'createIndex',
    'dropIndex',
  ],
  cannotUndo: {
    // The rows have nothing to put into the column that comes back, and it is NOT NULL.
    'batch-drops-the-index-and-constraint-of-a-dropped-column': 'OPERATION_REFUSED',
  },
})
