import type { Dialect } from '../dialect/dialect.js'
import type { Op } from '../operations/op.js'
import type { Operation } from '../operations/operation.js'
import { recordOperations } from '../operations/recorder.js'
import { compileQuery } from '../runtime/compile-query.js'
import { defaultNaming } from '../schema/naming.js'

export { type Content, insertStatement, type Rows, readContent, sortRows } from '../runtime/content.js'
export { performWhole } from '../runtime/perform-whole.js'

/** What a script's function records for the dialect. */
export const recordFor = (dialect: Dialect, script: (op: Op) => void): Promise<readonly Operation[]> =>
  recordOperations(script, {
    dialect: dialect.name,
    naming: defaultNaming,
    compile: (query) => compileQuery(dialect, query),
  })
