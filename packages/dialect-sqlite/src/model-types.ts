import type { ColumnType, ModelTypes } from '@ads/migrate-core'
import { affinity } from './types.js'

/** How models of a SQLite database name the types of values. */
export const modelTypes: ModelTypes = {
  module: '@ads/migrate-dialect-sqlite',
  name: 'SqliteTypes',
  valueType: (type) => (type.kind === 'raw' ? valueTypes[affinityOf(type)] : null),
}

/** What the affinity makes of values. NUMERIC keeps a text that is no number: DATETIME may be either. */
const valueTypes = { integer: 'number', real: 'number', text: 'string', numeric: null, blob: null, any: null } as const

// Of types that nobody would keep a text in, the word tells.
const affinityOf = (type: ColumnType & { readonly kind: 'raw' }): keyof typeof valueTypes =>
  /^(?:dec|number|money|currency|fixed)/i.test(type.sql) ? 'real' : affinity(type)
