import type { ColumnNode, CreateTable } from './create-table.js'
import { declaredType, standardTypes } from './declared-type.js'
import { editRefused } from './edit-errors.js'
import { allConstraints, columnsOf, type FoundConstraint } from './find-constraints.js'
import { foldCase } from './identifiers.js'

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

const strictFaults = ({ columns, options }: CreateTable): readonly string[] => {
  if (!options.some(({ kind }) => kind === 'strict')) return []
  return columns
    .filter(({ type }) => !standardTypes.has(declaredType(type?.text ?? '')))
    .map(({ name, type }) => {
      const given = type === null ? 'no type' : `the type ${type.text}`
      return `STRICT takes INT, INTEGER, REAL, TEXT, BLOB and ANY, but its column "${name.value}" has ${given}`
    })
}

const isGenerated = (column: ColumnNode | undefined): boolean =>
  column?.constraints.some(({ kind }) => kind === 'generated') === true
