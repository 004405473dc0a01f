import { canonicalJson } from '../schema/canonical-json.js'

/**
 * Operations as one text: equal for what does the same, another for everything else. Functions count for nothing. Texts
 * are compared across versions of core, so a field that an operation gets later must say nothing as null or false.
 */
export const canonicalOperations = (operations: unknown): string => JSON.stringify(essence(operations))

/**
 * The data with its fields in order, and what JSON has no word for as `canonicalJson` has it. Fields that are null or
 * false are left out, since a new field of an operation is so in every old script; not in the outer `levels` of the data,
 * where they say something.
 */
const essence = (data: unknown, levels = 0): unknown => {
  if (Array.isArray(data)) return data.map((each) => essence(each, levels))
  if (typeof data === 'bigint' || ArrayBuffer.isView(data)) return JSON.parse(canonicalJson(data))
  if (typeof data !== 'object' || data === null) return data
  const fields: Record<string, unknown> = Object.create(null)
  for (const name of Object.keys(data).sort()) {
    const value = (data as Record<string, unknown>)[name]
    const speaks = speaking.get(name)
    if (levels === 0 && speaks === undefined && (value === null || value === false)) continue
    fields[name] = essence(value, Math.max(levels - 1, speaks ?? 0))
  }
  return fields
}

/** Under which fields, and how deep, being left out is one thing and being null or false is another. */
const speaking: ReadonlyMap<string, number> = new Map([
  ['value', Infinity],
  ['rows', Infinity],
  ['parameters', Infinity],
  // What is to change about a column.
  ['changes', 1],
  // What is to change about a table, dialect by dialect.
  ['options', 2],
])
