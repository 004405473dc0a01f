import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { version as coreVersion } from '@ads/migrate-core'
import { expect, test } from 'vitest'
import { version } from '../src/version.js'

test.each([
  ['cli', version],
  ['core', coreVersion],
])('%s says the version of its package', (name, said) => {
  const file = join(import.meta.dirname, '../../', name, 'package.json')
  expect(said).toBe(JSON.parse(readFileSync(file, 'utf8')).version)
})
