import { type ColumnType, type Literal, MigrateError } from '@ads/migrate-core'

/**
 * What a word of the command line is as a value of a column; a text where the type is not known. Throws `INVALID_ANSWER`
 * for what is none.
 */
export const fillValue = (column: string, text: string, type: ColumnType | null): Literal => {
  const value = type === null ? text : readValue(text, type)
  if (value !== undefined) return value
  throw new MigrateError('INVALID_ANSWER', `"${text}" is no value for ${column}, which is ${wordsOf(type!)}`, {
    hint: 'An SQL expression is written into the script afterwards, in the place of a value.',
  })
}

/** undefined: the text is no value of the type. */
const readValue = (text: string, type: ColumnType): Literal | undefined => {
  switch (type.kind) {
    case 'integer':
    case 'smallint':
    case 'bigint':
      return integer(text)
    case 'real':
    case 'double':
    case 'numeric':
      return number(text)
    case 'boolean':
      return { true: true, false: false, 1: true, 0: false }[text.toLowerCase()]
    case 'enum':
      return type.values.includes(text) ? text : undefined
    case 'json':
      return isJson(text) ? text : undefined
    case 'blob':
      return /^(?:[0-9a-f]{2})*$/i.test(text) ? Uint8Array.from(Buffer.from(text, 'hex')) : undefined
    default:
      return text
  }
}

const integer = (text: string): Literal | undefined => {
  if (!/^[+-]?\d+$/.test(text)) return undefined
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(text)
}

const number = (text: string): number | undefined => {
  const value = Number(text)
  return text.trim() !== '' && Number.isFinite(value) ? value : undefined
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const wordsOf = (type: ColumnType): string => {
  if (type.kind === 'enum') return `one of ${type.values.join(', ')}`
  return type.kind === 'blob' ? 'a blob, written in hexadecimal digits' : `of the type ${type.kind}`
}
