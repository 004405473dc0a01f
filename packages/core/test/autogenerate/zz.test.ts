import fc from 'fast-check'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { it } from 'vitest'
import { renderOperations } from '../../src/autogenerate/render.js'
import { writeScript } from '../../src/scripts/write-script.js'
import { hostileNames } from '../../src/testing/hostile.js'
import { renderableArbitrary } from './random-operations.js'

it('writes', () => {
  rmSync('/tmp/fmt', { recursive: true, force: true })
  mkdirSync('/tmp/fmt', { recursive: true })
  const long = fc.stringMatching(/^[a-z]{5,30}(_[a-z]{3,12})?$/)
  let n = 0
  for (const names of [fc.constantFrom(...hostileNames.filter((n) => n.length < 100)), long])
    for (const operations of fc.sample(renderableArbitrary(names), 2500)) {
      try {
        const r = renderOperations(operations)
        writeFileSync(`/tmp/fmt/${String(n++).padStart(4, '0')}.ts`, writeScript({ revision: 'abc', downRevision: ['1'], dependsOn: [], branchLabels: [], message: 'x' }, '2026', { upgrade: r.lines, downgrade: [], imports: r.imports }, null))
      } catch (e) {
        if ((e as any).code !== 'NOT_RENDERABLE') throw e
      }
    }
})
