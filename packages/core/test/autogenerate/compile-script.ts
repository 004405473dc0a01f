import type { Operation } from '../../src/index.js'
import { recordOperations } from '../../src/operations.js'
import * as vocabulary from '../../src/schema.js'

/** What the lines of a rendered function record, when they run with nothing but the vocabulary in reach. */
export const recordSource = (lines: readonly string[]): Promise<readonly Operation[]> => {
  const names = Object.keys(vocabulary)
  const script = new Function(...names, 'op', lines.join('\n'))
  return recordOperations((op) => script(...Object.values(vocabulary), op), {
    dialect: 'none',
    naming: vocabulary.defaultNaming,
    compile: async () => {
      throw new Error('rendered source holds no query')
    },
  })
}
