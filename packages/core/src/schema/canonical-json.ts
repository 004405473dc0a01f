/** The JSON text of plain data, with maps, whole numbers of any size and bytes in it: equal texts for equal data. */
export const canonicalJson = (data: unknown): string => JSON.stringify(data, (_key, value) => canonical(value))

const canonical = (value: unknown): unknown => {
  if (typeof value === 'bigint') return { bigint: value.toString() }
  if (value instanceof Uint8Array) return { bytes: [...value] }
  if (value instanceof Map) return { map: [...value].sort(byKey) }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(byKey))
}

const byKey = ([a]: [unknown, unknown], [b]: [unknown, unknown]): number => (String(a) < String(b) ? -1 : 1)
