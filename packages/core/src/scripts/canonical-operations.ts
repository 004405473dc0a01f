import { canonicalJson } from '../schema/canonical-json.js'

/**
 * Operations as one text: equal for what does the same, another for everything else. Functions count for nothing. Texts
 * are compared across versions of core, so a field that an operation gets later must say nothing as null or false.
 */
export const canonicalOperations = (operations: unknown): string => textOf(operations) ?? 'null'

/**
 * The data as JSON with its fields in order, and what JSON has no word for as `canonicalJson` has it; undefined where there
 * is nothing to say. Fields that are null or false are left out, since a new field of an operation is so in every old
 * script; not in the outer `levels` of the data, where they say something.
 */
const textOf = (data: unknown, levels = 0): string | undefined => {
  if (Array.isArray(data)) return `[${data.map((each) => textOf(each, levels) ?? 'null').join(',')}]`
  if (typeof data === 'bigint' || ArrayBuffer.isView(data)) return canonicalJson(data)
  if (typeof data !== 'object' || data === null) return JSON.stringify(data)
  let fields = ''
  for (const name of namesOf(data)) {
    const value = (data as Record<string, unknown>)[name]
    const speaks = speaking.get(name)
    if (levels === 0 && speaks === undefined && (value === null || value === false)) continue
    const text = textOf(value, Math.max(levels - 1, speaks ?? 0))
    if (text !== undefined) fields += `${fields === '' ? '' : ','}${JSON.stringify(name)}:${text}`
  }
  return `{${fields}}`
}

/** The names of the fields: array indexes in front and in their order, as JSON has them, then the others in theirs. */
const namesOf = (data: object): readonly string[] => {
  const names = Object.keys(data)
  const indexes = names.filter(isIndex)
  return indexes.length === 0 ? names.sort() : [...indexes, ...names.filter((name) => !isIndex(name)).sort()]
}

const isIndex = (name: string): boolean => /^(?:0|[1-9]\d*)$/.test(name) && Number(name) < 2 ** 32 - 1

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
