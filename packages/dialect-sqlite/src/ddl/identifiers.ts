import type { Token } from './tokenize.js'

/** The name or text that a token stands for: quotes taken off, doubled ones halved. Other tokens stand for themselves. */
export const unquote = (text: string): string => {
  const quote = text[0]
  if (quote === '[') return text.slice(1, -1)
  if (quote === "'" || quote === '"' || quote === '`') {
    return text.slice(1, -1).replaceAll(quote + quote, quote)
  }
  return text
}

/** The text under which SQLite looks names up: ASCII letters in lower case, all others as they are. */
export const foldCase = (name: string): string =>
  onlyAscii.test(name) ? name.toLowerCase() : name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** Whether SQLite takes two names for the same. */
export const sameIdentifier = (a: string, b: string): boolean => a === b || foldCase(a) === foldCase(b)

/** The names of the rowid, where no column has them. https://www.sqlite.org/rowidtable.html */
export const rowidNames: readonly string[] = ['rowid', '_rowid_', 'oid']

/** Whether SQLite takes the name for that of the rowid. */
export const isRowidName = (name: string): boolean => rowidNames.includes(foldCase(name))

/** Whether a name may be written with this token: bare, in one of the three quotes, or as a string. */
export const isName = (token: Token): boolean =>
  token.kind === 'word' || token.kind === 'identifier' || token.kind === 'string'

const onlyAscii = /^[\x00-\x7f]*$/
