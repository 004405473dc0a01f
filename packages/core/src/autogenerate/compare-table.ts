import { canonicalJson } from '../schema/canonical-json.js'
import { columnsNamedIn } from '../schema/expression-text.js'
import { displayName } from '../schema/names.js'
import { conventionalName, type NamingConvention } from '../schema/naming.js'
import type {
  Column,
  ColumnChanges,
  ColumnType,
  Constraint,
  Default,
  Index,
  Table,
  TableOptionChanges,
  TableOptions,
} from '../schema/types.js'
import { type Answers, type FillQuestion, fillKey } from './answers.js'
import { type ColumnRules, compareColumn } from './compare-columns.js'
import { compareConstraints, compareIndexes, type Exchange } from './compare-constraints.js'
import { goneColumns } from './keep-unasked.js'
import { neededFirst } from './sort-tables.js'
import { type SplitChanges, splitAtOptions } from './split-at-options.js'

/** A table on both sides, under its name of now: normalized, and in the words of either. */
export interface TablePair {
  readonly before: Table
  readonly after: Table
  readonly written: { readonly before: Table; readonly after: Table }
  /** A column or constraint as it was written, on either side. */
  readonly from: <T extends Column | Constraint | Index>(part: T) => T
  readonly to: <T extends Column | Constraint | Index>(part: T) => T
}

/** Everything that two tables differ in. Parts are the normalized ones. */
export interface TableDifference {
  readonly pair: TablePair
  readonly added: readonly NewColumn[]
  readonly dropped: readonly Column[]
  readonly altered: readonly AlteredColumn[]
  readonly constraints: Exchange<Constraint>
  readonly indexes: Exchange<Index>
  readonly options: TableOptionChanges | null
  /** Every column, as they are to stand; null: as they do. */
  readonly order: readonly string[] | null
  readonly questions: readonly FillQuestion[]
  /** Whether something else differs, which no operation changes. */
  readonly isUnwritten: boolean
}

export interface NewColumn {
  readonly column: Column
  readonly fill: Default | null
  /** The type under another word, where the column comes before the table has the options that its own word needs. */
  readonly type: ColumnType | null
}

export interface AlteredColumn extends SplitChanges {
  readonly column: Column
  /** What can be done only once the primary key is the new one. */
  readonly behindKey: ColumnChanges
}

/** How tables are compared. */
export interface TableRules extends ColumnRules {
  readonly naming: NamingConvention
  readonly fills: NonNullable<Answers['fills']>
  /** Whether a column that `fills` does not name needs nothing. */
  readonly noFill: boolean
  /** Whether the order of columns counts. */
  readonly compareOrder: boolean
}

/** What leads from one table to another of the same name. */
export const compareTable = (pair: TablePair, rules: TableRules): TableDifference => {
  const { before, after, written } = pair
  const questions: FillQuestion[] = []
  const ask = (column: Column, reason: FillQuestion['reason']): Default | null => {
    const key = { table: displayName(after.name), column: column.name }
    const given = rules.fills[fillKey(key)]
    const answer = given === undefined && rules.noFill ? null : given
    if (answer === undefined) questions.push({ kind: 'fill', ...key, reason })
    return answer == null ? null : asDefault(answer)
  }
  const dropped = [...inOrderOfUse(goneColumns(before, after), before)].reverse()
  const keys = { before: keyColumns(before), after: keyColumns(after) }
  const options = optionChanges(before.options, after.options)
  const tables = { before: written.before, after: written.after, areOtherTables: options !== null }
  // The columns of a key come and go on the other side of the options than the rest.
  const wordIn = (column: Column): ColumnType | null =>
    options === null ? null : (splitAtOptions(column, { type: column.type }, tables, rules).earlier.type ?? null)
  const added = inOrderOfUse(goneColumns(after, before), after).map((column) => ({
    column,
    fill: needsFill(column) ? ask(column, 'added') : null,
    type: keys.after.includes(column.name) ? wordIn(pair.to(column)) : null,
  }))
  const last = lastToGo(before, after)
  const leaving = dropped.flatMap((column): AlteredColumn[] => {
    const type = last.includes(column.name) ? wordIn(pair.from(column)) : null
    return type?.kind === 'raw' ? [{ column, earlier: { type }, changes: {}, behindKey: {}, later: {} }] : []
  })
  const isChosen = (constraint: Constraint) => isNameChosen(pair.to(constraint), written.after, rules.naming)
  const constraints = compareConstraints(before, after, isChosen)
  const losesKey = constraints.dropped.some(({ kind }) => kind === 'primaryKey')
  const changesKey = losesKey || constraints.added.some(({ kind }) => kind === 'primaryKey')
  const altered = after.columns.flatMap((column): AlteredColumn[] => {
    const there = before.columns.find(({ name }) => name === column.name)
    if (there === undefined || there === column) return []
    const words = { from: pair.from(there), to: pair.to(column) }
    const facets = compareColumn({ from: there, to: column, written: words }, tables, rules)
    const [wasKey, isKey] = [keys.before.includes(column.name), keys.after.includes(column.name)]
    const leavesKey = wasKey && !isKey
    const alter = ({ autoIncrement, ...facts }: ColumnChanges): AlteredColumn[] => {
      // Without its key, a column no longer counts.
      const counts = autoIncrement === undefined || (!autoIncrement && losesKey) ? {} : { autoIncrement }
      const { earlier, changes, later } = splitAtOptions(words.to, { ...facts, ...counts }, tables, rules)
      // What counts up, or is the rowid, has its type from that as long as it is the key.
      const split =
        leavesKey || (there.autoIncrement && losesKey)
          ? { earlier: {}, changes: {}, behindKey: { ...earlier, ...changes } }
          : counts.autoIncrement === true && changesKey
            ? { earlier, changes: {}, behindKey: changes }
            : { earlier, changes, behindKey: {} }
      const altered = { column, ...split, later }
      return [earlier, changes, later].every((each) => Object.keys(each).length === 0) ? [] : [altered]
    }
    // What a column in a key says of NULL by itself is known by what was written.
    const nullable = leavesKey ? words.from.nullable : there.nullable
    if (nullable === column.nullable || (isKey && !wasKey)) return alter(facets)
    const asks = !column.nullable && column.generated === null && !leavesKey
    const fill = asks ? ask(column, 'not null') : null
    return alter({ ...facets, nullable: column.nullable, ...(fill === null ? {} : { fill }) })
  })
  return {
    pair,
    added,
    dropped,
    altered: [
      ...leaving,
      ...altered,
      ...added.flatMap(({ column }) => (column.autoIncrement ? [countingUp(column)] : [])),
      ...added.flatMap(({ column }) => {
        if (options === null || column.autoIncrement || !keys.after.includes(column.name)) return []
        // What the old options have no word for gets its own word behind the new ones.
        const { type } = splitAtOptions(pair.to(column), { type: column.type }, tables, rules).later
        return type === undefined
          ? []
          : [{ column, earlier: {}, changes: {}, behindKey: {}, later: { type: pair.to(column).type } }]
      }),
    ],
    constraints,
    indexes: compareIndexes(before, after),
    options,
    order: rules.compareOrder ? newOrder(before, after) : null,
    questions,
    isUnwritten: before.comment !== after.comment || hasOtherOptions(before, after),
  }
}

/** Whether anything differs that an operation changes. */
export const isChanged = (difference: TableDifference): boolean => {
  const { added, dropped, altered, constraints, indexes, options, order } = difference
  const lists = [added, dropped, altered, constraints.added, constraints.dropped, indexes.added, indexes.dropped]
  return lists.some(({ length }) => length > 0) || options !== null || order !== null
}

/**
 * The columns that go only when the table has its new options: those of its key, or else the last one that would be
 * left; and those that a column is computed from until there is a new one to compute it from.
 */
export const lastToGo = (before: Table, after: Table): readonly string[] => {
  const [gone, come] = [goneColumns(before, after), goneColumns(after, before)]
  const key = keyColumns(before)
  const stored = before.columns.filter(({ generated }) => generated === null)
  const isEmptied = key.length === 0 && stored.every((column) => gone.includes(column))
  const namedBy = ({ generated }: Column, columns: readonly Column[], { name }: Table): readonly string[] => {
    const names = columns.map((each) => each.name)
    return generated === null ? [] : columnsNamedIn(generated.expression.sql, names, name.name)
  }
  const needed = before.columns.flatMap((column) => {
    const wanted = after.columns.find(({ name }) => name === column.name)
    return wanted === undefined || namedBy(wanted, come, after).length === 0 ? [] : namedBy(column, gone, before)
  })
  return [...(isEmptied ? stored.slice(0, 1).map(({ name }) => name) : key), ...needed]
}

/** The columns of the primary key. */
export const keyColumns = ({ constraints }: Table): readonly string[] =>
  constraints.flatMap((each) => (each.kind === 'primaryKey' ? each.columns : []))

/** A column counts up by itself only in the key, which comes after it. */
const countingUp = (column: Column): AlteredColumn => ({
  column,
  earlier: {},
  changes: {},
  behindKey: { autoIncrement: true },
  later: {},
})

const needsFill = ({ nullable, default: value, generated, autoIncrement }: Column): boolean =>
  !nullable && value === null && generated === null && !autoIncrement

const asDefault = (answer: NonNullable<NonNullable<Answers['fills']>[string]>): Default =>
  typeof answer === 'object' && 'sql' in answer ? { sql: answer.sql } : { value: answer }

/** What is computed stands behind what it is computed from, wherever it stands in the table. */
const inOrderOfUse = (columns: readonly Column[], { name }: Table): readonly Column[] =>
  neededFirst(columns, ({ generated }) =>
    generated === null
      ? []
      : columnsNamedIn(
          generated.expression.sql,
          columns.map((each) => each.name),
          name.name,
        ).map((named) => columns.find((each) => each.name === named)!),
  )

const isNameChosen = (constraint: Constraint, table: Table, naming: NamingConvention): boolean => {
  if (constraint.name === null) return false
  const conventional = conventionalName(table, constraint, naming)
  // Of several that the convention would call the same, the later ones get a number.
  return ![constraint.name, constraint.name.replace(/_\d+$/, '')].includes(conventional)
}

type Fields = Readonly<Record<string, unknown>>

const optionChanges = (before: TableOptions, after: TableOptions): TableOptionChanges | null => {
  const from: Fields = { ...before }
  const to: Fields = { ...after }
  const changes = changedFields(from, to, (own, wanted) =>
    isFields(own) && isFields(wanted) ? changedFields(own, wanted, (_own, value) => value ?? null) : (wanted ?? null),
  )
  return Object.keys(changes).length === 0 ? null : (changes as TableOptionChanges)
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const changedFields = (from: Fields, to: Fields, change: (own: unknown, wanted: unknown) => unknown): Fields =>
  Object.fromEntries(
    [...new Set([...Object.keys(from), ...Object.keys(to)])]
      .filter((key) => canonicalJson(from[key] ?? null) !== canonicalJson(to[key] ?? null))
      .map((key) => [key, change(from[key], to[key])]),
  )

const newOrder = (before: Table, after: Table): readonly string[] | null => {
  const wanted = after.columns.map(({ name }) => name)
  const left = before.columns.map(({ name }) => name).filter((name) => wanted.includes(name))
  const reached = [...left, ...inOrderOfUse(goneColumns(after, before), after).map(({ name }) => name)]
  return reached.every((name, i) => name === wanted[i]) ? null : wanted
}

const hasOtherOptions = (before: Table, after: Table): boolean =>
  after.columns.some((column) => {
    const there = before.columns.find(({ name }) => name === column.name)
    return there !== undefined && canonicalJson(there.options) !== canonicalJson(column.options)
  })
