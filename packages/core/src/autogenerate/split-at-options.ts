import { isMigrateError } from '../errors.js'
import type { Column, ColumnChanges, ColumnType } from '../schema/types.js'
import type { ColumnRules, TablesOfPair } from './compare-columns.js'

/** The changes of a column, around the new options of its table. */
export interface SplitChanges {
  /** What has to be so before the table gets new options. */
  readonly earlier: ColumnChanges
  readonly changes: ColumnChanges
  /** What is possible only once the table has them. */
  readonly later: ColumnChanges
}

/**
 * The changes of a column, where its table gets other options: what has to be so before them, and what only the new
 * options allow. A type that is spelled in the old table as it is to be in the new one is put in before; where the word for it
 * is another one there, as the very word of the new table.
 */
export const splitAtOptions = (
  column: Column,
  all: ColumnChanges,
  { before, after, areOtherTables }: TablesOfPair,
  { spellType }: ColumnRules,
): SplitChanges => {
  if (!areOtherTables) return { earlier: {}, changes: all, later: {} }
  const { type, using, autoIncrement, ...changes } = all
  const counts = autoIncrement === true
  const later = counts ? { autoIncrement } : {}
  // While a column counts, it has the type that this takes.
  const stops = autoIncrement === false ? { autoIncrement } : {}
  if (type === undefined) return { earlier: {}, changes: { ...changes, ...stops }, later }
  const wanted = spelledOrNull(() => spellType(column, after))
  const conversion = using === undefined ? {} : { using }
  const words: readonly ColumnType[] = wanted === null ? [] : [type, { kind: 'raw', sql: wanted }]
  const early = words.find((word) => spelledOrNull(() => spellType({ ...column, type: word }, before)) === wanted)
  if (early !== undefined) return { earlier: { type: early, ...conversion, ...stops }, changes, later }
  // What fills a column is a value of its new type.
  const { fill, nullable, ...others } = changes
  const filling = { ...(nullable === undefined ? {} : { nullable }), ...(fill === undefined ? {} : { fill }) }
  const [atOnce, filled] = fill === undefined ? [filling, {}] : [{}, filling]
  return {
    earlier: {},
    changes: { ...others, ...atOnce, ...stops },
    later: { type, ...conversion, ...filled, ...later },
  }
}

const spelledOrNull = (spell: () => string): string | null => {
  try {
    return spell()
  } catch (error) {
    if (isMigrateError(error)) return null
    throw error
  }
}
