/** A name in SQL text: where it stands, what it means, and what stands before and after it. */
interface Word {
  readonly start: number
  readonly end: number
  readonly name: string
  readonly quote: '' | '"' | '`' | '['
  readonly qualifier: Word | null
  readonly followedBy: string
}

/** The columns among `candidates` that the SQL text of a table names, in the order of `candidates`. */
export const columnsNamedIn = (sql: string, candidates: readonly string[], table: string): readonly string[] => {
  const named = new Set(columnWords(sql, table).map((word) => word.name.toLowerCase()))
  return candidates.filter((candidate) => named.has(candidate.toLowerCase()))
}

/** Whether the SQL text has the name in it, whatever it means there; a keyword is no name unless it is quoted. */
export const mentionsName = (sql: string, name: string): boolean =>
  wordsOf(sql).some(
    (word) => sameText(word.name, name) && (word.quote !== '' || !neverNames.has(word.name.toLowerCase())),
  )

/** The text of a table's expression after one of its columns was renamed. */
export const renameColumnIn = (sql: string, table: string, from: string, to: string): string =>
  replaceWords(
    sql,
    columnWords(sql, table).filter((word) => sameText(word.name, from)),
    to,
  )

/** The text of a table's expression after the table was renamed: only what stands before a dot is a table. */
export const renameTableIn = (sql: string, from: string, to: string): string =>
  replaceWords(
    sql,
    wordsOf(sql).flatMap(({ qualifier }) => (qualifier !== null && sameText(qualifier.name, from) ? [qualifier] : [])),
    to,
  )

const columnWords = (sql: string, table: string): readonly Word[] =>
  wordsOf(sql).filter(
    (word) =>
      word.followedBy !== '.' &&
      (word.quote !== '' || (word.followedBy !== '(' && !reserved.has(word.name.toLowerCase()))) &&
      (word.qualifier === null || sameText(word.qualifier.name, table)),
  )

// Strings (also X'…' and the like), the three ways to quote a name, comments, bare words, numbers, anything else.
const token =
  /(?<string>[xbne]?'(?:[^']|'')*')|(?<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(?<comment>--[^\n]*|\/\*[\s\S]*?\*\/|\s+)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|\d[\w.]*|[\s\S]/giu

const wordsOf = (sql: string): readonly Word[] => {
  const words: Word[] = []
  const tokens = [...sql.matchAll(token)].filter((match) => match.groups?.comment === undefined)
  tokens.forEach((match, index) => {
    const groups = match.groups ?? {}
    const text = groups.name ?? groups.word
    // A bracket after an operand is a subscript, not a quoted name.
    if (text === undefined || (text.startsWith('[') && isOperand(tokens[index - 1]))) return
    const last = words.at(-1)
    const before = tokens[index - 2]
    const isQualified = tokens[index - 1]?.[0] === '.' && last !== undefined && before?.index === last.start
    words.push({
      start: match.index,
      end: match.index + text.length,
      ...readName(text, groups.name !== undefined),
      qualifier: isQualified ? last : null,
      followedBy: tokens[index + 1]?.[0] ?? '',
    })
  })
  return words
}

const isOperand = (match: RegExpExecArray | undefined): boolean => {
  if (match === undefined) return false
  const word = match.groups?.word?.toLowerCase()
  return match[0] === ')' || match[0] === ']' || (word !== undefined && (word === 'array' || !reserved.has(word)))
}

const readName = (text: string, isQuoted: boolean): Pick<Word, 'name' | 'quote'> => {
  if (!isQuoted) return { name: text, quote: '' }
  const quote = text[0] as '"' | '`' | '['
  const inner = text.slice(1, -1)
  return { name: quote === '[' ? inner : inner.replaceAll(quote + quote, quote), quote }
}

const replaceWords = (sql: string, words: readonly Word[], to: string): string =>
  [...new Map(words.map((word) => [word.start, word])).values()].reduceRight(
    (text, word) => text.slice(0, word.start) + writeName(to, word.quote) + text.slice(word.end),
    sql,
  )

const writeName = (name: string, quote: Word['quote']): string => {
  if (quote === '' && /^[a-z_][a-z0-9_]*$/i.test(name) && !reserved.has(name.toLowerCase())) return name
  if (quote === '[' && !name.includes(']')) return `[${name}]`
  return quote === '`' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`
}

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** Words that are never a column unless they are quoted. */
const reserved = new Set(
  `add all alter and array as asc between both by case cast check collate column constraint create cross current_date
  current_time current_timestamp current_user default deferrable delete desc distinct drop else end escape except exists
  false for foreign from full glob group having if in index inner insert intersect into is isnull join leading left like
  limit match natural not notnull null offset on or order outer primary references regexp returning right select set
  similar some table then to trailing true union unique update using values when where with`.split(/\s+/),
)

/** Words that no database takes for a name without quotes. Of others a mention is better found once too often. */
const neverNames = new Set(
  `and as case create distinct else from group having in is join not null on or order select set table then union when
  where`.split(/\s+/),
)
