/** The text cut at the semicolons that end its statements; comments at the end are none. */
export const splitStatements = (sql: string): string[] => {
  const statements: string[] = []
  let start = 0
  let at = 0
  const close = () => {
    const text = sql.slice(start, at).trim()
    if (text.replace(leading, '') !== '') statements.push(text)
  }
  while (at < sql.length) {
    if (sql[at] === ';') {
      close()
      start = ++at
    } else at = skip(sql, at)
  }
  close()
  return statements
}

/** Why the statement may not stand in a revision, or null. */
export const refuseStatement = (sql: string): string | null => {
  const word = /^[a-z]+/i.exec(sql.replace(leading, ''))?.[0]?.toUpperCase() ?? ''
  return transactionWords.has(word) ? `${word} would end or divide the transaction of the revision` : null
}

const transactionWords = new Set([
  'BEGIN',
  'START',
  'COMMIT',
  'END',
  'ROLLBACK',
  'ABORT',
  'SAVEPOINT',
  'RELEASE',
  'PREPARE',
  'DISCARD',
  'VACUUM',
])

const leading = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|;)+/

/** The position behind the token: what is quoted or a comment is one. */
const skip = (sql: string, at: number): number => {
  if (sql.startsWith('/*', at)) return behindComment(sql, at)
  for (const pattern of tokens) {
    pattern.lastIndex = at
    const found = pattern.exec(sql)
    if (found !== null) return at + found[0].length
  }
  return at + 1
}

// https://www.postgresql.org/docs/current/sql-syntax-lexical.html; what is not closed goes on to the end.
const tokens = [
  /--[^\n]*/y,
  /e'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/iy,
  /'(?:[^']|'')*(?:'|$)/y,
  /"(?:[^"]|"")*(?:"|$)/y,
  /(\$(?:[a-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)(?:[\s\S]*?\1|[\s\S]*$)/iy,
  /[a-z_\u0080-\uffff][\w$\u0080-\uffff]*/iy,
]

/** Comments nest. */
const behindComment = (sql: string, at: number): number => {
  let depth = 0
  const mark = /\/\*|\*\//g
  mark.lastIndex = at
  for (let found = mark.exec(sql); found !== null; found = mark.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.lastIndex
  }
  return sql.length
}
