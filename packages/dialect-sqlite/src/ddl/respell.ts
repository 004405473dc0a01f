import type { Name } from './cursor.js'
import { editRefused } from './edit-errors.js'
import { isKeyword } from './keywords.js'
import type { Change } from './splice.js'
import { tokenize } from './tokenize.js'

/** The name in the quotes that another is written with; in double quotes where that cannot be. */
export const respell = (written: string, name: string): string => {
  if (name.includes('\0')) {
    throw editRefused(`"${written}"`, 'the new name contains a NUL character', 'Choose another name.')
  }
  const quote = written[0]
  if (quote === '[') return name.includes(']') ? quoted('"', name) : `[${name}]`
  if (quote === '"' || quote === '`' || quote === "'") return quoted(quote, name)
  return isBareName(name) ? name : quoted('"', name)
}

/** Gives the name at this place of the text its new value. */
export const renameAt = (sql: string, { start, end }: Name, to: string): Change => ({
  start,
  end,
  text: respell(sql.slice(start, end), to),
})

/** Whether the name means itself wherever it stands without quotes. */
export const isBareName = (name: string): boolean => {
  const [token, ...more] = tokenize(name)
  return token?.kind === 'word' && more.length === 0 && !isKeyword(name)
}

const quoted = (quote: string, name: string): string => quote + name.replaceAll(quote, quote + quote) + quote
