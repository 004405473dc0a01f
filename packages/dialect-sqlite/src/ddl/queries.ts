import { isSymbol, isWord } from './cursor.js'
import { sameIdentifier } from './identifiers.js'
import { parseCreateTrigger } from './parse-create-trigger.js'
import { parseCreateView } from './parse-create-view.js'
import { isSignificant, type Token, tokenize } from './tokenize.js'

/** One statement of a view or trigger. */
export interface Query {
  readonly sql: string
  /** The view or trigger, as errors call it. */
  readonly object: string
  /** Those of the statement that mean something. */
  readonly tokens: readonly Token[]
  /** Names of rows of the table: NEW and OLD in a trigger on it. */
  readonly rows: readonly string[]
}

/** The query of a view. Throws `UnreadableDdl`. */
export const queriesOfView = (source: string): readonly Query[] => {
  const { name, query } = parseCreateView(source)
  const tokens = tokenize(source)
    .filter(isSignificant)
    .filter(({ start }) => start >= query.start)
  return [{ sql: source, object: `view "${name.value}"`, tokens, rows: [] }]
}

/** The WHEN of a trigger and its statements, as they are read by who asks about `table`. Throws `UnreadableDdl`. */
export const queriesOfTrigger = (source: string, table: string): readonly Query[] => {
  const trigger = parseCreateTrigger(source)
  const object = `trigger "${trigger.name.value}"`
  const rows = sameIdentifier(trigger.table.value, table) ? ['new', 'old'] : []
  const body = tokenize(source)
    .filter(isSignificant)
    .filter(({ start }) => start >= trigger.table.end)
  return statementsIn(body).map((tokens) => ({ sql: source, object, tokens, rows }))
}

/** WHEN, and the statements between BEGIN and END. */
const statementsIn = (body: readonly Token[]): readonly (readonly Token[])[] => {
  // `new.begin` is a column.
  const begin = body.findIndex((token, index) => isWord(token, 'begin') && !isSymbol(body[index - 1], '.'))
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
