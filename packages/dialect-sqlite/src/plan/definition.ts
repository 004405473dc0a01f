import type {
  Check,
  Column,
  ColumnType,
  Constraint,
  Default,
  Expression,
  ForeignKey,
  Index,
  IndexColumn,
  PrimaryKey,
  Table,
} from '@ads/migrate-core'
import { sameIdentifier } from '../ddl/identifiers.js'
import { isSignificant, type Token, tokenize } from '../ddl/tokenize.js'
import { operationRefused } from '../errors.js'
import { identifier, literal } from '../spelling.js'
import { affinity, type TypeContext, typeSpelling } from '../types.js'
import { refuseSchema } from './lookup.js'

/** A column as it stands in CREATE TABLE and ADD COLUMN, with the constraints that are written on it. */
export const columnDefinition = (column: Column, table: TypeContext, inline: readonly string[] = []): string => {
  const { collation, nullable, default: given, generated } = column
  const parts = [identifier(column.name)]
  const type = typeSpelling(column, table)
  if (type !== '') parts.push(type)
  if (collation !== null) parts.push(`COLLATE ${identifier(collation)}`)
  if (!nullable) parts.push('NOT NULL')
  if (given !== null) parts.push(`DEFAULT ${defaultText(given)}`)
  if (generated !== null) {
    parts.push(`GENERATED ALWAYS AS (${embed(generated.expression)}) ${generated.stored ? 'STORED' : 'VIRTUAL'}`)
  }
  for (const check of enumChecks(column)) parts.push(tableConstraint(check))
  return parts.concat(inline).join(' ')
}

/**
 * What makes an enum of a TEXT column: none for another type. It bears the name of the type, also where several columns
 * have it, and tells values apart by every byte whatever the collation of the column.
 */
export const enumChecks = ({ name, type }: { readonly name: string; readonly type: ColumnType }): readonly Check[] => {
  if (type.kind !== 'enum') return []
  const sql = `${identifier(name)} COLLATE BINARY IN (${type.values.map(literal).join(', ')})`
  return [{ kind: 'check', name: type.name, expression: { sql } }]
}

/** A constraint as it stands after the columns. */
export const tableConstraint = (constraint: Constraint): string => {
  const named = constraintName(constraint)
  switch (constraint.kind) {
    case 'primaryKey':
      return `${named}PRIMARY KEY (${names(constraint.columns)})`
    case 'unique':
      return `${named}UNIQUE (${names(constraint.columns)})`
    case 'check':
      return `${named}CHECK (${embed(constraint.expression)})`
    case 'foreignKey':
      return `${named}FOREIGN KEY (${names(constraint.columns)}) ${references(constraint)}`
  }
}

/** A constraint over one column as it stands on that column. */
export const columnConstraint = (constraint: Constraint, autoIncrement: boolean): string => {
  const named = constraintName(constraint)
  switch (constraint.kind) {
    case 'primaryKey':
      return autoIncrement ? autoIncrementKey(constraint) : `${named}PRIMARY KEY`
    case 'unique':
      return `${named}UNIQUE`
    case 'check':
      return tableConstraint(constraint)
    case 'foreignKey':
      return `${named}${references(constraint)}`
  }
}

/** Throws `OPERATION_REFUSED` for a type whose values SQLite cannot count up. */
export const requireCountable = ({ name, type }: Pick<Column, 'name' | 'type'>, table: Table): void => {
  if (affinity(type) === 'integer') return
  throw operationRefused(
    `"${table.name.name}"."${name}" counts up by itself, so it can only be an integer`,
    'Give it an integer type, or take autoIncrement off in the same operation.',
  )
}

/** The key that counts up by itself, which SQLite takes only on its column. */
export const autoIncrementKey = (key: PrimaryKey): string => `${constraintName(key)}PRIMARY KEY AUTOINCREMENT`

/** The statement that makes the index. Throws `OPERATION_REFUSED` for one without a name. */
export const createIndexText = (index: Index, table: string, ifNotExists: boolean): string => {
  if (index.name === null) throw operationRefused(`an index on "${table}" has no name`, 'Give it one.')
  const kind = index.unique ? 'UNIQUE INDEX' : 'INDEX'
  const columns = index.columns.map(indexColumn).join(', ')
  const where = index.where === null ? '' : ` WHERE ${index.where.sql.trim()}`
  return `CREATE ${kind} ${ifNotExists ? 'IF NOT EXISTS ' : ''}${identifier(index.name)} ON ${identifier(table)} (${columns})${where}`
}

/** What SQLite makes of a default when a column is added to rows: it must know the value without evaluating anything. */
export const defaultKind = (value: Default | null): 'none' | 'null' | 'constant' | 'evaluated' => {
  if (value === null) return 'none'
  if ('value' in value) return value.value === null ? 'null' : 'constant'
  const tokens = withoutParentheses(significant(value))
  if (tokens.length === 1 && isWord(tokens[0], ['NULL'])) return 'null'
  return isConstant(tokens) ? 'constant' : 'evaluated'
}

/** Whether SQL surely gives something: a constant, or one where there is nothing else. */
export const isNeverNull = (sql: string): boolean => {
  if (defaultKind({ sql }) === 'constant') return true
  const tokens = withoutParentheses(significant({ sql }))
  const comma = tokens.findLastIndex(({ text, kind }) => kind === 'operator' && text === ',')
  const isFilled = isWord(tokens[0], ['IFNULL']) && isParenthesized(tokens.slice(1)) && comma > 0
  const filling = isFilled ? tokens.slice(comma + 1, -1) : []
  return isConstant(filling) && !isWord(filling[0], ['NULL'])
}

/** The expression as it can stand inside parentheses: a comment at its end would swallow the closing one. */
export const embed = ({ sql }: Expression): string => {
  const last = tokenize(sql.trim()).at(-1)
  return last?.kind === 'comment' && last.text.startsWith('--') ? `${sql.trim()}\n` : sql.trim()
}

/** SQLite wants parentheses around everything but a literal. */
export const defaultText = (value: Default): string => {
  if ('value' in value) return literal(value.value)
  const tokens = significant(value)
  const isBare = isConstant(tokens) || (tokens.length === 1 && isWord(tokens[0], currentTime))
  if (isBare || isParenthesized(tokens))
    return tokens.length === 0 ? '' : value.sql.slice(tokens[0]!.start, tokens.at(-1)!.end)
  return `(${embed(value)})`
}

const currentTime = ['CURRENT_TIME', 'CURRENT_DATE', 'CURRENT_TIMESTAMP']

const isConstant = (tokens: readonly Token[]): boolean => {
  const [first, second] = tokens
  if (tokens.length === 2) return (first!.text === '-' || first!.text === '+') && second!.kind === 'number'
  if (tokens.length !== 1) return false
  return ['string', 'blob', 'number'].includes(first!.kind) || isWord(first, ['NULL', 'TRUE', 'FALSE'])
}

const isWord = (token: Token | undefined, words: readonly string[]): boolean =>
  token?.kind === 'word' && words.includes(token.text.toUpperCase())

const withoutParentheses = (tokens: readonly Token[]): readonly Token[] =>
  isParenthesized(tokens) ? withoutParentheses(tokens.slice(1, -1)) : tokens

/** Whether the first parenthesis is closed by the last token. */
const isParenthesized = (tokens: readonly Token[]): boolean => {
  let depth = 0
  const closes = tokens.findIndex(({ text, kind }) => {
    if (kind === 'operator') depth += text === '(' ? 1 : text === ')' ? -1 : 0
    return depth === 0
  })
  return tokens.length > 1 && tokens[0]!.text === '(' && closes === tokens.length - 1
}

const significant = ({ sql }: Expression): Token[] => tokenize(sql).filter(isSignificant)

const constraintName = ({ name }: Constraint): string => (name === null ? '' : `CONSTRAINT ${identifier(name)} `)

const references = ({
  references: { table, columns },
  onDelete,
  onUpdate,
  deferrable,
  options,
}: ForeignKey): string => {
  refuseSchema(table)
  return [
    `REFERENCES ${identifier(table.name)}${columns.length === 0 ? '' : ` (${names(columns)})`}`,
    ...(onDelete === 'no action' ? [] : [`ON DELETE ${onDelete.toUpperCase()}`]),
    ...(onUpdate === 'no action' ? [] : [`ON UPDATE ${onUpdate.toUpperCase()}`]),
    ...(options.sqlite?.match === undefined ? [] : [`MATCH ${options.sqlite.match}`]),
    ...(deferrable === 'not deferrable' ? [] : [`DEFERRABLE ${deferrable.toUpperCase()}`]),
  ].join(' ')
}

const indexColumn = ({ on, collation, descending }: IndexColumn): string =>
  [
    typeof on === 'string' ? identifier(on) : embed(on),
    ...(collation === null ? [] : [`COLLATE ${identifier(collation)}`]),
    ...(descending ? ['DESC'] : []),
  ].join(' ')

const names = (columns: readonly string[]): string => columns.map(identifier).join(', ')

/** The primary key, where it is one column that counts up by itself. */
export const autoIncrementColumn = (table: Table): { readonly key: PrimaryKey; readonly column: Column } | null => {
  const column = table.columns.find(({ autoIncrement }) => autoIncrement)
  if (column === undefined) return null
  const key = table.constraints.find((constraint) => constraint.kind === 'primaryKey')
  if (key?.columns.length === 1 && sameIdentifier(key.columns[0]!, column.name)) return { key, column }
  throw operationRefused(
    `"${table.name.name}"."${column.name}" counts up by itself, but is not the primary key alone`,
    'SQLite has AUTOINCREMENT only for a primary key of one column.',
  )
}
