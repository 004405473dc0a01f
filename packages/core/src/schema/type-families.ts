import type { Families } from './schema-types.js'

/** Which words may stand on the two sides of a foreign key: those of one family; a word without one has its own. */
export const families: Families = {
  integer: 'integer',
  bigint: 'integer',
  smallint: 'integer',
  text: 'text',
  varchar: 'text',
  char: 'text',
  real: 'number',
  double: 'number',
  numeric: 'number',
}
