import type { CheckNode, ColumnNode } from './create-table.js'
import { isWord } from './cursor.js'
import { declaredType } from './declared-type.js'
import { sameIdentifier, unquote } from './identifiers.js'
import { isSignificant, type Token, tokenize } from './tokenize.js'

/** The CHECK that makes an enum of a TEXT column, and what it says. */
export interface EnumCheck {
  readonly node: CheckNode
  readonly name: string
  readonly values: readonly string[]
}

/**
 * The one named CHECK on a TEXT column that is spelled `column COLLATE BINARY IN ('…', …)`, as this package writes enums;
 * null where there is none. Every other CHECK is a constraint of its own.
 */
export const enumCheckOf = (column: ColumnNode): EnumCheck | null => {
  if (declaredType(column.type?.text ?? '') !== 'TEXT') return null
  const checks = column.constraints.flatMap((node): EnumCheck[] => {
    if (node.kind !== 'check' || node.name === null || node.conflict !== null) return []
    const values = valuesIn(node.expression.text, column.name.value)
    return values === null ? [] : [{ node, name: node.name.value, values }]
  })
  return checks.length === 1 ? checks[0]! : null
}

const valuesIn = (expression: string, column: string): readonly string[] | null => {
  const [name, collate, binary, isIn, open, ...rest] = tokenize(expression).filter(isSignificant)
  const close = rest.pop()
  const isCheck =
    isNameOf(name, column) &&
    isWord(collate, 'collate') &&
    isWord(binary, 'binary') &&
    isWord(isIn, 'in') &&
    open?.text === '(' &&
    close?.text === ')' &&
    rest.every(({ kind, text }, i) => (i % 2 === 0 ? kind === 'string' : text === ',')) &&
    rest.length % 2 === 1
  if (!isCheck) return null
  const values = rest.filter(({ kind }) => kind === 'string').map(({ text }) => unquote(text))
  // An enum has each value once.
  return new Set(values).size === values.length ? values : null
}

const isNameOf = (token: Token | undefined, column: string): boolean =>
  (token?.kind === 'word' || token?.kind === 'identifier') && sameIdentifier(unquote(token.text), column)
