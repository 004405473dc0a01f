import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OperationKind } from '@ads/migrate-core'
import { cases, testDialect } from '@ads/migrate-core/testing'
import { afterAll } from 'vitest'
import { sqlite } from '../src/index.js'

const folder = mkdtempSync(join(tmpdir(), 'migrate-sqlite-conformance-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0

/** Planned in a later version. */
const kindsToCome: readonly OperationKind[] = [
  'alterColumn',
  'addConstraint',
  'dropConstraint',
  'batchAlterTable',
  'createView',
  'dropView',
  'createTrigger',
  'dropTrigger',
  'bulkInsert',
]

testDialect({
  dialect: sqlite(),
  address: () => ({ url: `sqlite:${++count}.db`, folder }),
  golden: './golden',
  refuses: {
    ...Object.fromEntries(
      kindsToCome.flatMap((kind) => cases[kind].map(({ name }) => [name, 'OPERATION_NOT_SUPPORTED'])),
    ),
    'drop-table-with-trigger': 'OPERATION_NOT_SUPPORTED',
    'add-column-unique': 'OPERATION_NOT_SUPPORTED',
    'add-column-in-a-place': 'OPERATION_NOT_SUPPORTED',
    'add-column-filled': 'OPERATION_NOT_SUPPORTED',
  },
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
    'drop-column-in-the-middle': 'OPERATION_NOT_SUPPORTED',
  },
})
