import type { ColumnNode, CreateTable } from './create-table.js'
import { isWord } from './cursor.js'
import { declaredType, standardTypes } from './declared-type.js'
import { editRefused } from './edit-errors.js'
import { allConstraints, columnsOf, type FoundConstraint } from './find-constraints.js'
import { foldCase } from './identifiers.js'
import { tokensWithin } from './splice.js'
import { isSignificant } from './tokenize.js'
import { hasCommentInType } from './type-comments.js'

/** Throws `OPERATION_REFUSED` for what SQLite would not take in the edited table, and did not have to before. */
export const refuseNewFaults = (before: CreateTable, after: CreateTable): void => {
  const known = new Set(findFaults(before))
  const fault = findFaults(after).find((each) => !known.has(each))
  if (fault !== undefined)
    throw editRefused(`table "${before.name.value}"`, fault, 'Change what stands in the way first.')
}

const findFaults = (statement: CreateTable): readonly string[] => {
  const constraints = allConstraints(statement)
  const keys = constraints.filter(({ kind }) => kind === 'primaryKey')
  return [
    ...columnFaults(statement),
    ...constraints.flatMap((each) => constraintFaults(statement, each)),
    ...(keys.length > 1 ? ['it would have several primary keys'] : []),
    ...keyFaults(statement, keys[0]),
    ...strictFaults(statement),
    ...windowFaults(statement),
    ...conflictFaults(statement, constraints),
  ]
}

const columnFaults = ({ columns }: CreateTable): readonly string[] => {
  const seen = new Set<string>()
  const faults = columns.flatMap((column) => {
    const folded = foldCase(column.name.value)
    const twice = seen.has(folded)
    seen.add(folded)
    return [
      ...(twice ? [`it would have two columns "${column.name.value}"`] : []),
      ...(isGenerated(column) && column.constraints.some(({ kind }) => kind === 'default')
        ? [`its generated column "${column.name.value}" would have a default`]
        : []),
    ]
  })
  return columns.every(isGenerated) ? [...faults, 'it would have no column that is not generated'] : faults
}

const constraintFaults = ({ columns }: CreateTable, found: FoundConstraint): readonly string[] => {
  const names = new Map(columns.map((column) => [foldCase(column.name.value), column]))
  const { kind, node } = found
  const missing = columnsOf(found).filter((name) => !names.has(foldCase(name)))
  const faults = missing.map((name) => `a constraint of it would be over "${name}", which is no column`)
  if (kind === 'primaryKey' && columnsOf(found).some((name) => isGenerated(names.get(foldCase(name))))) {
    faults.push('a generated column would be in its primary key')
  }
  if (node.kind === 'foreign key' || node.kind === 'references') {
    const { length } = node.references.columns
    if (length > 0 && length !== columnsOf(found).length) {
      faults.push('a foreign key of it would be over another number of columns than it refers to')
    }
  }
  return faults
}

const keyFaults = (statement: CreateTable, key: FoundConstraint | undefined): readonly string[] => {
  const withoutRowid = statement.options.some(({ kind }) => kind === 'without rowid')
  const counted = key?.node.kind === 'primary key' && key.node.autoIncrement
  return [
    ...(withoutRowid && key === undefined ? ['WITHOUT ROWID needs a primary key'] : []),
    ...(withoutRowid && counted ? ['AUTOINCREMENT is not possible WITHOUT ROWID'] : []),
    ...(counted && !isRowidKey(statement, key!) ? ['AUTOINCREMENT needs a primary key of one INTEGER column'] : []),
  ]
}

const isRowidKey = (statement: CreateTable, key: FoundConstraint): boolean => {
  const names = columnsOf(key)
  const column = statement.columns.find(({ name }) => foldCase(name.value) === foldCase(names[0] ?? ''))
  const descending = key.node.kind === 'primary key' && 'order' in key.node && key.node.order === 'desc'
  return names.length === 1 && !descending && declaredType(column?.type?.text ?? '') === 'INTEGER'
}

const strictFaults = (statement: CreateTable): readonly string[] => {
  if (!statement.options.some(({ kind }) => kind === 'strict')) return []
  return statement.columns.flatMap((column) => {
    const { name, type } = column
    if (hasCommentInType(statement, column)) {
      return [`STRICT takes the comment behind the type of its column "${name.value}" for a part of the type`]
    }
    if (standardTypes.has(declaredType(type?.text ?? ''))) return []
    const given = type === null ? 'no type' : `the type ${type.text}`
    return [`STRICT takes INT, INTEGER, REAL, TEXT, BLOB and ANY, but its column "${name.value}" has ${given}`]
  })
}

/** Two keys of the same columns in the same collations are one to SQLite, and so have one ON CONFLICT at most. */
const conflictFaults = (statement: CreateTable, constraints: readonly FoundConstraint[]): readonly string[] => {
  const clauses = new Map<string, string>()
  return constraints.flatMap((found) => {
    const { node } = found
    if (node.kind !== 'primary key' && node.kind !== 'unique') return []
    const key = JSON.stringify(collatedColumns(statement, found))
    const clause = node.conflict ?? clauses.get(key)
    const before = clauses.get(key)
    // The rowid is no index of its own.
    const isRowid = node.kind === 'primary key' && statement.options.length === 0 && isRowidKey(statement, found)
    if (clause !== undefined && !isRowid) clauses.set(key, clause)
    return before === undefined || before === clause || isRowid
      ? []
      : [`its keys over (${columnsOf(found).join(', ')}) would have different ON CONFLICT clauses`]
  })
}

const collatedColumns = ({ columns }: CreateTable, found: FoundConstraint): readonly (readonly string[])[] => {
  const { node } = found
  const written = 'columns' in node && node.kind !== 'foreign key' ? node.columns : []
  return columnsOf(found).map((name, index) => {
    const declared = columns
      .find((column) => foldCase(column.name.value) === foldCase(name))
      ?.constraints.findLast(({ kind }) => kind === 'collate')
    const own = declared?.kind === 'collate' ? declared.collation : undefined
    return [foldCase(name), foldCase((written[index]?.collation ?? own)?.value ?? 'binary')]
  })
}

/** `window INT AS (…)`: to SQLite, these words begin a WINDOW clause. */
const windowFaults = ({ columns, tokens }: CreateTable): readonly string[] =>
  columns.flatMap((column) => {
    const [name, type, word] = tokensWithin(tokens, column).filter(isSignificant)
    const isType = type !== undefined && column.type?.start === type.start && column.type.end === type.end
    return isWord(name, 'window') && isType && isWord(word, 'as')
      ? [`SQLite does not read its column "${column.name.value}" with AS behind a type of one word`]
      : []
  })

const isGenerated = (column: ColumnNode | undefined): boolean =>
  column?.constraints.some(({ kind }) => kind === 'generated') === true
