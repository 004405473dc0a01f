import { isWord } from './cursor.js'
import { foldCase, sameIdentifier } from './identifiers.js'
import { parseCreateTrigger } from './parse-create-trigger.js'
import { parseCreateView } from './parse-create-view.js'
import { renamesInQuery, type TableRenames } from './rename-in-query.js'
import { renameAt } from './respell.js'
import { splice } from './splice.js'
import { isSignificant, type Token, tokenize } from './tokenize.js'

/**
 * The text of a view after a table that it reads, or columns of it, got other names. A column that the view hands on
 * under its own name is handed on under the new one, as with SQLite's own renaming. Throws `UNREADABLE_DDL`, and
 * `OPERATION_REFUSED` where it is not certain what a name means.
 */
export const renameInView = (source: string, renames: TableRenames): string => {
  const view = parseCreateView(source)
  const tokens = tokenize(source)
    .filter(isSignificant)
    .filter(({ start }) => start >= view.query.start)
  const query = { sql: source, object: `view "${view.name.value}"`, tokens, rows: [] }
  return splice(source, renamesInQuery(query, renames))
}

/** The same for a trigger, on this table or on another. Throws as `renameInView`. */
export const renameInTrigger = (source: string, renames: TableRenames): string => {
  const trigger = parseCreateTrigger(source)
  const object = `trigger "${trigger.name.value}"`
  const isOn = sameIdentifier(trigger.table.value, renames.table)
  const rows = isOn ? ['new', 'old'] : []
  const tokens = tokenize(source).filter(isSignificant)
  const body = tokens.filter(({ start }) => start >= trigger.table.end)
  const names = new Map(renames.columns.map(({ from, to }) => [foldCase(from), to]))
  return splice(source, [
    ...(isOn && renames.to !== null ? [renameAt(source, trigger.table, renames.to)] : []),
    ...(isOn
      ? trigger.columns.flatMap((name) => {
          const to = names.get(foldCase(name.value))
          return to === undefined ? [] : [renameAt(source, name, to)]
        })
      : []),
    ...statementsOf(body).flatMap((tokens) => renamesInQuery({ sql: source, object, tokens, rows }, renames)),
  ])
}

/** WHEN, and the statements between BEGIN and END. */
const statementsOf = (body: readonly Token[]): readonly (readonly Token[])[] => {
  const begin = body.findIndex((token) => isWord(token, 'begin'))
  const statements: Token[][] = [body.slice(0, begin)]
  let statement: Token[] = []
  for (const token of body.slice(begin + 1)) {
    if (token.text !== ';') statement.push(token)
    else {
      statements.push(statement)
      statement = []
    }
  }
  return statements
}
