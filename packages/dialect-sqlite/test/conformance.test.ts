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
  refuses: {
    'add-column-unique': 'OPERATION_NOT_SUPPORTED',
    'add-column-in-a-place': 'OPERATION_NOT_SUPPORTED',
    'add-column-filled': 'OPERATION_NOT_SUPPORTED',
  },
  cannotUndo: {
    'drop-column-in-the-middle': 'OPERATION_NOT_SUPPORTED',
  },
})
