/** The tests that every dialect has to pass, and what they are made of. Needs vitest and fast-check. */
export { type ColumnSeed, type IndexSeed, schemaArbitrary } from './testing/arbitrary.js'
export { operationsArbitrary } from './testing/arbitrary-operations.js'
export type { Case } from './testing/case.js'
export { allCases, cases } from './testing/cases.js'
export { testDialect } from './testing/dialect-suite.js'
export type { DialectUnderTest } from './testing/dialect-under-test.js'
export { testHistory } from './testing/history.js'
export { hostileNames, hostileTexts, nameArbitrary, textArbitrary } from './testing/hostile.js'
