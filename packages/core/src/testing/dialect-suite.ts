import { describe, expect, it } from 'vitest'
import { checkContract } from '../runtime/context.js'
import { describeCases } from './case-laws.js'
import type { DialectUnderTest } from './dialect-under-test.js'
import { describeRandomSchemas } from './random-laws.js'
import { describeSpelling } from './spelling-laws.js'

/**
 * Registers the tests that every dialect has to pass, with vitest: what a plan does to a database is what the
 * operations say, undoing leads back, a printed script does the same, rows are kept, and a refusal changes nothing.
 */
export const testDialect = (underTest: DialectUnderTest): void => {
  describe(`the dialect ${underTest.dialect.name}`, () => {
    it('speaks the contract of this core', () => {
      expect(() => checkContract(underTest.dialect)).not.toThrow()
    })
    describeSpelling(underTest)
    describeCases(underTest)
    describeRandomSchemas(underTest)
  })
}
