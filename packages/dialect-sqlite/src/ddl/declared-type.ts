/**
 * The type of a column as SQLite keeps it, from the text as it is written: without GENERATED ALWAYS at its end, and
 * with the quotes of its first word taken off as if the whole were one name.
 */
export const declaredType = (text: string): string => {
  const type = dequote(withoutGeneratedAlways(text))
  return standardTypes.has(type.toUpperCase()) ? type.toUpperCase() : type
}

/** The words that STRICT tables know. SQLite gives them back in capitals in any table. */
export const standardTypes: ReadonlySet<string> = new Set(['ANY', 'BLOB', 'INT', 'INTEGER', 'REAL', 'TEXT'])

const withoutGeneratedAlways = (text: string): string => {
  if (text.length < 16 || !/always$/i.test(text)) return text
  const rest = text.slice(0, -'always'.length).replace(trailingSpace, '')
  return /generated$/i.test(rest) ? rest.slice(0, -'generated'.length).replace(trailingSpace, '') : rest
}

const trailingSpace = /[\t-\r ]+$/

const dequote = (text: string): string => {
  const quote = text[0] ?? ''
  if (quote === '' || !'"\'`['.includes(quote)) return text
  const close = quote === '[' ? ']' : quote
  let name = ''
  for (let index = 1; index < text.length; index += 1) {
    if (text[index] === close) {
      if (text[index + 1] !== close) break
      index += 1
    }
    name += text[index]
  }
  return name
}
