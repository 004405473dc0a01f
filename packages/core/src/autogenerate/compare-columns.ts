import { canonicalJson } from '../schema/canonical-json.js'
import type { ObjectName } from '../schema/names.js'
import type { Column, ColumnChanges, ColumnType, Default, Table } from '../schema/types.js'

/** A column before and after, for a hook that decides whether its type changed. */
export interface TypeComparison {
  readonly table: ObjectName
  readonly column: string
  readonly from: ColumnType
  readonly to: ColumnType
  /** What would be found without the hook. */
  readonly differs: boolean
}

/** Whether the type changed; left to the dialect where it gives nothing. */
export type CompareType = (comparison: TypeComparison) => boolean | undefined

/** A column's default before and after, for a hook that decides whether it changed. */
export interface DefaultComparison {
  readonly table: ObjectName
  readonly column: string
  readonly from: Default | null
  readonly to: Default | null
  readonly differs: boolean
}

/** Whether the default changed; left to the dialect where it gives nothing. */
export type CompareDefault = (comparison: DefaultComparison) => boolean | undefined

/** How columns are compared. */
export interface ColumnRules {
  /** `exact`: types differ when they are spelled otherwise, not only when the database treats them otherwise. */
  readonly compareType: 'exact' | CompareType | null
  readonly compareDefault: CompareDefault | null
  /** How the dialect spells a column's type in a table. */
  readonly spellType: (column: Column, table: Table) => string
}

/** A column on both sides: normalized, and in the words of either. */
export interface ColumnPair {
  readonly from: Column
  readonly to: Column
  readonly written: { readonly from: Column; readonly to: Column }
}

/** The tables of a column, in the words of either side. */
export interface TablesOfPair {
  readonly before: Table
  readonly after: Table
  /** Whether they have other options, on which it may depend what a type is called. */
  readonly areOtherTables: boolean
}

/** What has to change about a column; `nullable` is left for the caller to compare. */
export const compareColumn = (
  pair: ColumnPair,
  { before, after, areOtherTables }: TablesOfPair,
  rules: ColumnRules,
): ColumnChanges => {
  const { from, to, written } = pair
  const same = (a: unknown, b: unknown) => canonicalJson(a) === canonicalJson(b)
  const differs = {
    type:
      isOtherType(pair, before, after, rules) ||
      // What is to count up has to have the very type that this takes.
      ((areOtherTables || (to.autoIncrement && !from.autoIncrement)) && isSpelledOtherwise(pair, before, after, rules)),
    default: isOtherDefault(pair, after, rules),
    generated: !same(from.generated, to.generated),
  }
  return {
    ...(differs.type ? { type: written.to.type } : {}),
    // What is computed has no default, whatever the rules say.
    ...(differs.default || (to.generated !== null && from.default !== null) ? { default: written.to.default } : {}),
    ...(differs.generated ? { generated: written.to.generated } : {}),
    ...(from.autoIncrement === to.autoIncrement ? {} : { autoIncrement: to.autoIncrement }),
    ...(from.collation === to.collation ? {} : { collation: written.to.collation }),
    ...(from.comment === to.comment ? {} : { comment: written.to.comment }),
  }
}

const isOtherType = ({ from, to, written }: ColumnPair, before: Table, after: Table, rules: ColumnRules): boolean => {
  const { compareType } = rules
  const pair = { from, to, written }
  const differs =
    canonicalJson(from.type) !== canonicalJson(to.type) ||
    (compareType === 'exact' && isSpelledOtherwise(pair, before, after, rules))
  if (compareType === null || compareType === 'exact') return differs
  const comparison = {
    table: after.name,
    column: to.name,
    from: written.from.type,
    to: written.to.type,
    differs,
  }
  return compareType(comparison) ?? differs
}

const isSpelledOtherwise = (
  { written }: ColumnPair,
  before: Table,
  after: Table,
  { spellType }: ColumnRules,
): boolean => squeeze(spellType(written.from, before)) !== squeeze(spellType(written.to, after))

const squeeze = (type: string): string => type.replaceAll(/\s+/g, '').toLowerCase()

const isOtherDefault = (
  { from, to, written }: ColumnPair,
  { name }: Table,
  { compareDefault }: ColumnRules,
): boolean => {
  const differs = canonicalJson(from.default) !== canonicalJson(to.default)
  const { from: before, to: after } = written
  const comparison = { table: name, column: to.name, from: before.default, to: after.default, differs }
  return compareDefault?.(comparison) ?? differs
}
