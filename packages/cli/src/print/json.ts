/** The document as it is printed. What JSON has no form for: whole numbers of any size as text, bytes in hexadecimal. */
export const toJson = (document: Readonly<Record<string, unknown>>): string => JSON.stringify(document, jsonValue, 2)

const jsonValue = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString()
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
}
