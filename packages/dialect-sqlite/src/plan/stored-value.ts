import { identifier } from '../spelling.js'
import type { Affinity } from '../types.js'

/**
 * SQL for what a column of this affinity and collation holds where it is given the value; it compares as the column
 * does. CAST alone would make a 0 of a text that is no number, and a column keeps that.
 * https://www.sqlite.org/datatype3.html#type_affinity
 */
export const storedValue = ({ value, row }: RowSql, affinity: Affinity, collation: string | null): string => {
  const into = words[affinity]
  const source = `(SELECT ${value} AS ${given}, ${row} AS "migrate_of")`
  // A subquery compares by the affinity of its last arm, whichever gives the value.
  return collated(`(SELECT ${conversions[into](source)} UNION ALL SELECT CAST(NULL AS ${into}) WHERE 0)`, collation)
}

/** A value in SQL. */
export interface RowSql {
  readonly value: string
  /** A column of the row: a subquery that names none is computed once for all rows, and a random value is one for each. */
  readonly row: string
}

/** SQL for the value with the collation of a column. */
export const collated = (value: string, collation: string | null): string =>
  `(${value} COLLATE ${collation === null ? 'BINARY' : identifier(collation)})`

type Word = 'TEXT' | 'NUMERIC' | 'REAL' | 'BLOB'

const words: Readonly<Record<Affinity, Word>> = {
  integer: 'NUMERIC',
  numeric: 'NUMERIC',
  real: 'REAL',
  text: 'TEXT',
  blob: 'BLOB',
  any: 'BLOB',
}

const given = '"migrate_value"'
const number = '"migrate_number"'

// Compared with a number, a text is one where it looks like one from its beginning to its end.
const isNumber = `typeof(${given}) = 'text' AND ${given} = CAST(${given} AS NUMERIC)`

const conversions: Readonly<Record<Word, (source: string) => string>> = {
  TEXT: (source) =>
    `CASE WHEN typeof(${given}) IN ('integer', 'real') THEN CAST(${given} AS TEXT) ELSE ${given} END FROM ${source}`,
  NUMERIC: (source) =>
    `CASE WHEN typeof(${number}) = 'real' AND ${number} = CAST(${number} AS INTEGER) THEN CAST(${number} AS INTEGER) ELSE ${number} END FROM (SELECT CASE WHEN ${isNumber} THEN CAST(${given} AS NUMERIC) ELSE ${given} END AS ${number} FROM ${source})`,
  REAL: (source) =>
    `CASE WHEN typeof(${given}) = 'integer' OR ${isNumber} THEN CAST(${given} AS REAL) ELSE ${given} END FROM ${source}`,
  BLOB: (source) => `${given} FROM ${source}`,
}
