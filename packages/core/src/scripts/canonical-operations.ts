import { canonicalJson } from '../schema/canonical-json.js'

/**
 * Operations as one text: equal for what does the same, another for everything else. Functions count for nothing. Texts
 * are compared across versions of core, so a field that an operation gets later must say nothing as null or false.
 */
export const canonicalOperations = (operations: unknown): string => canonicalJson(essence(operations))

/**
 * Fields that are null or false are left out, since a new field of an operation is so in every old script; not in the
 * outer `levels` of the data, where they say something.
 */
const essence = (data: unknown, levels = 0): unknown => {
  if (Array.isArray(data)) return data.map((each) => essence(each, levels))
  if (typeof data !== 'object' || data === null || ArrayBuffer.isView(data)) return data
  return Object.fromEntries(
    Object.entries(data)
      .filter(([name, value]) => levels > 0 || Object.hasOwn(speaking, name) || (value !== null && value !== false))
      .map(([name, value]) => [name, essence(value, Math.max(levels - 1, speaking[name] ?? 0))]),
  )
}

/** Under which fields, and how deep, being left out is one thing and being null or false is another. */
const speaking: Readonly<Record<string, number>> = {
  value: Infinity,
  rows: Infinity,
  parameters: Infinity,
  // What is to change about a column.
  changes: 1,
  // What is to change about a table, dialect by dialect.
  options: 2,
}
