import type { Name } from './cursor.js'
import { editRefused } from './edit-errors.js'
import { foldCase, sameIdentifier } from './identifiers.js'
import { findOperands, type Operand } from './operands.js'
import { type CreateIndex, parseCreateIndex } from './parse-create-index.js'
import type { TableRenames } from './rename-in-query.js'
import { renameAt } from './respell.js'
import { splice, tokensWithin } from './splice.js'
import { isSignificant } from './tokenize.js'

/**
 * The text of an index after its table, or columns of it, got other names. What is on another table stays as it is.
 * Throws `UNREADABLE_DDL`, and `OPERATION_REFUSED` where a new name means something else in it already.
 */
export const renameInIndex = (source: string, { table, to, columns }: TableRenames): string => {
  const index = parseCreateIndex(source)
  if (!sameIdentifier(index.table.value, table)) return source
  const renames = new Map(columns.map((each) => [foldCase(each.from), each.to]))
  const operands = operandsInIndex(index)
  const taken = operands.find(
    ({ value }) => !renames.has(foldCase(value)) && columns.some((each) => sameIdentifier(each.to, value)),
  )
  if (taken !== undefined) {
    throw editRefused(
      `index "${index.name.value}"`,
      `"${taken.value}" at character ${taken.start + 1} would come to mean the renamed column`,
      'Choose another name, or write the text in single quotes.',
    )
  }
  const names: readonly Name[] = [...operands, ...index.columns.flatMap(({ name }) => (name === null ? [] : [name]))]
  const changes = names.flatMap((name) => {
    const renamed = renames.get(foldCase(name.value))
    return renamed === undefined ? [] : [renameAt(source, name, renamed)]
  })
  return splice(source, to === null ? changes : [...changes, renameAt(source, index.table, to)])
}

/** The names in the expressions of an index, its condition included. */
export const operandsInIndex = ({ tokens, columns, where }: CreateIndex): readonly Operand[] =>
  [
    ...columns.flatMap(({ name, expression }) => (name === null ? [expression] : [])),
    ...(where === null ? [] : [where]),
  ].flatMap((piece) => findOperands(tokensWithin(tokens, piece).filter(isSignificant)).operands)
