import { readNumber } from './constant.js'
import { foldCase, unquote } from './identifiers.js'
import { isKeyword } from './keywords.js'
import { isSignificant, type Token, tokenize } from './tokenize.js'

/**
 * One spelling for expressions that differ in spaces, comments, case, quoting, the spelling of numbers and operators,
 * TRUE for 1, or parentheses that change nothing. Parentheses that only precedence makes redundant stay. Text that is no
 * SQL comes back as it is.
 */
export const canonicalExpression = (sql: string): string => {
  const tokens = tokenize(sql).filter(isSignificant)
  if (tokens.some(({ kind }) => kind === 'illegal')) return sql
  let parts = tokens.map(expressionPart)
  for (let next = withoutRedundantPair(parts); next !== null; next = withoutRedundantPair(parts)) parts = next
  return join(parts.map((part, index) => (isTruthWord(parts, index) ? truthValue(part) : part)))
}

/**
 * One spelling for statements that differ in spaces, comments, the case of keywords, or needless quotes. The case of
 * names stays: a query names its result columns after them.
 */
export const canonicalStatement = (sql: string): string => {
  const parts = tokenize(sql).filter(isSignificant).map(statementPart)
  while (parts.at(-1)?.text === ';') parts.pop()
  return join(parts)
}

interface Part {
  readonly kind: Token['kind']
  readonly text: string
}

const expressionPart = (token: Token): Part => {
  if (token.kind === 'word') return { kind: 'word', text: foldCase(token.text) }
  if (token.kind === 'identifier') return identifierPart(foldCase(unquote(token.text)))
  if (token.kind === 'number') return { kind: 'number', text: canonicalNumber(token.text) }
  if (token.kind === 'blob') return { kind: 'blob', text: `x${token.text.slice(1).toUpperCase()}` }
  if (token.text === '<>') return { kind: 'operator', text: '!=' }
  return token.text === '==' ? { kind: 'operator', text: '=' } : token
}

const statementPart = (token: Token): Part => {
  if (token.kind === 'identifier') return identifierPart(unquote(token.text))
  return token.kind === 'word' && isKeyword(token.text) ? { kind: 'word', text: foldCase(token.text) } : token
}

const identifierPart = (name: string): Part =>
  /^[a-z_][a-z0-9_]*$/i.test(name) && !isKeyword(name)
    ? { kind: 'word', text: name }
    : { kind: 'identifier', text: `"${name.replaceAll('"', '""')}"` }

const canonicalNumber = (text: string): string => {
  const number = readNumber(text)
  // A hexadecimal number may be negative, which in decimal would be two tokens.
  if (number.kind === 'integer')
    return number.value < 0n ? text.toLowerCase().replaceAll('_', '') : String(number.value)
  if (number.kind !== 'real' || /^\d+$/.test(text)) return text
  const shortest = String(number.value)
  if (!Number.isFinite(number.value) || shortest.replace(/\D/g, '').length > 15) return foldCase(text)
  return /[.e]/.test(shortest) ? shortest : `${shortest}.0`
}

/** The parts without one pair of parentheses that changes nothing, or null where every pair counts. */
const withoutRedundantPair = (parts: readonly Part[]): Part[] | null => {
  const open: number[] = []
  for (const [close, { kind, text }] of parts.entries()) {
    if (kind !== 'operator') continue
    if (text === '(') open.push(close)
    const start = text === ')' ? open.pop() : undefined
    if (start !== undefined && isRedundant(parts, start, close)) {
      return parts.filter((_, index) => index !== start && index !== close)
    }
  }
  return null
}

const isRedundant = (parts: readonly Part[], open: number, close: number): boolean => {
  const content = parts.slice(open + 1, close)
  // A list or a query in parentheses is another thing than the same without.
  if (content.length === 0 || isList(content) || isQuery(content[0]!)) return false
  const before = parts[open - 1]
  const after = parts[close + 1]
  if (before === undefined && after === undefined) return true
  if (isOperator(before, '(') && isOperator(after, ')')) return true
  if (content.length !== 1 || content[0]!.kind === 'operator') return false
  // -9223372036854775808 is an integer, -(9223372036854775808) is none.
  if (content[0]!.kind === 'number' && before !== undefined && isSign(before)) return false
  return before === undefined || (before.kind === 'operator' ? before.text !== ')' : operandFollows(parts, open - 1))
}

const isList = (content: readonly Part[]): boolean => {
  let depth = 0
  return content.some((part) => {
    depth += Number(isOperator(part, '(')) - Number(isOperator(part, ')'))
    return depth === 0 && isOperator(part, ',')
  })
}

const isQuery = ({ kind, text }: Part): boolean =>
  kind === 'word' && (text === 'select' || text === 'values' || text === 'with')

const operandFollows = (parts: readonly Part[], index: number): boolean =>
  parts[index]!.kind === 'word' && wordsBeforeOperands.has(parts[index]!.text)

const wordsBeforeOperands: ReadonlySet<string> = new Set(
  'and or not is between when then else case like glob regexp match escape'.split(' '),
)

// Behind IS the two words ask for truth: `2 IS TRUE` holds, `2 IS 1` does not. Next to a dot they are a name.
const isTruthWord = (parts: readonly Part[], index: number): boolean => {
  const part = parts[index]!
  if (part.kind !== 'word' || (part.text !== 'true' && part.text !== 'false')) return false
  if (isOperator(parts[index - 1], '.') || isOperator(parts[index + 1], '.')) return false
  const before = parts.slice(0, index).findLast((earlier) => !isOperator(earlier, '(') && earlier.text !== 'not')
  return before?.text !== 'is' && before?.text !== 'from'
}

const truthValue = ({ text }: Part): Part => ({ kind: 'number', text: text === 'true' ? '1' : '0' })

const isOperator = (part: Part | undefined, text: string): boolean => part?.kind === 'operator' && part.text === text

const isSign = (part: Part): boolean => isOperator(part, '-') || isOperator(part, '+')

const join = (parts: readonly Part[]): string =>
  parts.map((part, index) => (needsSpace(parts, index) ? ` ${part.text}` : part.text)).join('')

const needsSpace = (parts: readonly Part[], index: number): boolean => {
  const before = parts[index - 1]
  const part = parts[index]!
  if (before === undefined || isOperator(before, '(') || isOperator(before, '.')) return false
  if (part.kind === 'operator' && /^[),.;]$/.test(part.text)) return false
  if (isOperator(part, '(') && before.kind === 'word' && !isKeyword(before.text)) return false
  // A sign stays with its operand, but two signs never become a comment.
  return !(isSign(before) && isPrefix(parts, index - 1) && !isSign(part))
}

const isPrefix = (parts: readonly Part[], index: number): boolean => {
  const before = parts[index - 1]
  if (before === undefined) return true
  return before.kind === 'operator' ? before.text !== ')' : operandFollows(parts, index - 1)
}
