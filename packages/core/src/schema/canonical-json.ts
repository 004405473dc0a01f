/** The JSON text of plain data, with whole numbers of any size and bytes in it: equal texts for equal data. */
export const canonicalJson = (data: unknown): string =>
  JSON.stringify(data, (_key, value) => {
    if (typeof value === 'bigint') return { bigint: value.toString() }
    return value instanceof Uint8Array ? { bytes: [...value] } : value
  })
