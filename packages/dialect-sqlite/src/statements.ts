import { foldCase, unquote } from './ddl/identifiers.js'
import { isSignificant, type Token, tokenize } from './ddl/tokenize.js'

/**
 * One text cut into its statements, without the semicolon and the comments around each. A trigger's body ends as
 * sqlite3_complete() says: at `END` right after a semicolon, so that the `END` of a CASE does not count.
 */
export const splitStatements = (sql: string): string[] => {
  const statements: string[] = []
  let piece: Token[] = []
  const close = () => {
    const first = piece[0]
    if (first !== undefined) statements.push(sql.slice(first.start, piece.at(-1)!.end))
    piece = []
  }
  for (const token of tokenize(sql)) {
    if (!isSignificant(token)) continue
    if (token.text !== ';') piece.push(token)
    else if (isInsideTrigger(piece)) piece.push(token)
    else close()
  }
  close()
  return statements
}

/**
 * What to look at to know whether a statement was done that SQLite runs in no transaction; null for any other. Only those
 * are among them whose effect is in the file: a setting of the connection would be gone with the next run.
 */
export const standsAlone = (sql: string): string | null => {
  const words = tokenize(sql)
    .filter(isSignificant)
    .map(({ text }) => text.toLowerCase())
  if (words[0] === 'vacuum') return words.includes('into') ? null : 'VACUUM changes no row, and may be done once more.'
  if (words[0] !== 'pragma') return null
  const first = words[2] === '.' ? 3 : 1
  const [name, sign, mode = ''] = words.slice(first).map((word) => unquote(word).replace(/^'(.*)'$/, '$1'))
  const isSet = sign === '=' || sign === '('
  if (name === 'journal_mode' && isSet && ['wal', 'delete'].includes(mode)) {
    return `\`PRAGMA journal_mode\` says «${mode}» where it was done.`
  }
  if (name === 'wal_checkpoint' || name === 'incremental_vacuum') return 'It changes no row, and may be done once more.'
  return null
}

/** Why a statement may not stand in a revision, or null. Reads no more of it than its first words. */
export const refuseStatement = (sql: string): string | null => {
  const start = leadingSpace.exec(sql)![0].length
  if (sql[start] === '.') return 'a command of the sqlite3 shell is not SQL'
  const word = wordAt.exec(sql.slice(start, start + 40))?.[0].toUpperCase() ?? ''
  if (word === 'PRAGMA') return refusePragma(sql.slice(start))
  const reason = refused.get(word)
  return reason === undefined ? null : `${word} ${reason}`
}

const refused = new Map([
  ...['BEGIN', 'COMMIT', 'END', 'ROLLBACK', 'SAVEPOINT', 'RELEASE'].map(
    (word) => [word, "would interfere with the revision's own transaction: leave it out"] as const,
  ),
  ...['ATTACH', 'DETACH'].map(
    (word) => [word, 'would reach into a database that this lock and this history do not cover'] as const,
  ),
  ['VACUUM', "cannot run inside a transaction: give it a revision of its own, with transaction = 'none'"],
])

const refusePragma = (sql: string): string | null => {
  const tokens = tokenize(sql).filter(isSignificant)
  const first = tokens[2]?.text === '.' ? 3 : 1
  const pragma = foldCase(unquote(tokens[first]?.text ?? ''))
  const sets = tokens[first + 1]?.text === '=' || tokens[first + 1]?.text === '('
  if (sets ? harmlessPragmas.has(pragma) : pragma !== 'wal_checkpoint') return null
  const why = pragmaReasons.get(pragma) ?? 'changes the connection or the file beyond the revision'
  return `PRAGMA ${pragma} ${why}`
}

/** These change what the transaction covers, or ask. */
const harmlessPragmas = new Set([
  ...['user_version', 'application_id', 'defer_foreign_keys', 'optimize', 'analysis_limit'],
  ...['foreign_key_check', 'foreign_key_list', 'integrity_check', 'quick_check'],
  ...['table_info', 'table_xinfo', 'table_list', 'index_list', 'index_info', 'index_xinfo'],
])

const pragmaReasons = new Map([
  ['foreign_keys', 'has no effect inside a transaction'],
  ['journal_mode', 'cannot be changed inside a transaction'],
  ['synchronous', 'cannot be changed inside a transaction'],
  ['wal_checkpoint', 'cannot run inside a transaction'],
  ['writable_schema', 'can damage the database beyond repair'],
  ['schema_version', 'can damage the database beyond repair'],
])

const isInsideTrigger = (piece: readonly Token[]): boolean => {
  if (!startsTrigger(piece)) return false
  const [beforeLast, last] = piece.slice(-2)
  return !(last !== undefined && isWord(last, 'END') && beforeLast?.text === ';')
}

const startsTrigger = (piece: readonly Token[]): boolean => {
  const words = piece.slice(0, 6).map((token) => (token.kind === 'word' ? token.text.toUpperCase() : token.text))
  const explain = words[0] === 'EXPLAIN' ? (words[1] === 'QUERY' ? 3 : 1) : 0
  const [create, next, third] = words.slice(explain)
  if (create !== 'CREATE') return false
  return next === 'TRIGGER' || ((next === 'TEMP' || next === 'TEMPORARY') && third === 'TRIGGER')
}

const isWord = (token: Token, word: string): boolean => token.kind === 'word' && token.text.toUpperCase() === word

const leadingSpace = /^(?:[\s\uFEFF;]|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))*/
const wordAt = /^[a-z]+/i
