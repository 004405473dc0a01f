import { foldCase } from '../ddl/identifiers.js'
import { findOperands } from '../ddl/operands.js'
import { splice } from '../ddl/splice.js'
import { isSignificant, tokenize } from '../ddl/tokenize.js'

/** The expression with each column in it replaced by the SQL that `sqlFor` gives for it; null leaves a name as it is. */
export const substitute = (sql: string, sqlFor: (column: string) => string | null): string =>
  splice(
    sql,
    findOperands(tokenize(sql).filter(isSignificant)).operands.flatMap(({ start, end, value, qualifier }) => {
      const text = sqlFor(value)
      return text === null ? [] : [{ start: qualifier?.start ?? start, end, text }]
    }),
  )

/** The columns, of these, that the expression names. */
export const columnsIn = (sql: string, columns: readonly string[]): readonly string[] => {
  const { operands } = findOperands(tokenize(sql).filter(isSignificant))
  const named = new Set(operands.map(({ value }) => foldCase(value)))
  return columns.filter((name) => named.has(foldCase(name)))
}
