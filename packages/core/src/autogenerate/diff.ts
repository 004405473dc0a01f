import { applyOperations } from '../operations/apply.js'
import type { Operation } from '../operations/operation.js'
import { displayName, nameKey, type ObjectName } from '../schema/names.js'
import { defaultNaming } from '../schema/naming.js'
import type { Schema, Table } from '../schema/types.js'
import type { Answers, OpenQuestion } from './answers.js'
import { applyRenames, type RenamedSchema } from './apply-renames.js'
import { alreadyComparable, type Comparable, makeComparable } from './comparable.js'
import { objectOperations } from './compare-objects.js'
import { compareTable, isChanged, type TableDifference, type TableRules } from './compare-table.js'
import { requireKnownFills } from './errors.js'
import { filterSchema, type ObjectFilter } from './filter.js'
import { goneColumns, keepColumns } from './keep-unasked.js'
import { schemaOperations } from './schema-operations.js'
import { type Renames, settleRenames } from './settle-renames.js'

/** What leads from one schema to another, and what is to be known before. */
export interface Comparison {
  /** In an order in which they can be applied; always the same for the same schemas. */
  readonly operations: readonly Operation[]
  /** Drops of tables and columns that were not asked for: with what names them, these stay. */
  readonly skippedDrops: readonly Operation[]
  /** Where there are any, the operations are those of the answer "no" to all of them. */
  readonly questions: readonly OpenQuestion[]
  /** Tables that still differ after the operations: in what no operation changes. */
  readonly unwritten: readonly string[]
}

/** How two schemas are compared. */
export interface CompareOptions extends Omit<TableRules, 'fills' | 'noFill'> {
  readonly normalize: (schema: Schema) => Promise<Schema>
  readonly include: ObjectFilter
  readonly answers: Answers
  readonly allowDrops: boolean
  /** Whether views and triggers are compared though the second schema has none of their kind. */
  readonly compareAll: boolean
  /** Whether a table that went may have been renamed: not one that is another program's. */
  readonly mayBeRenamed: (table: ObjectName) => boolean
}

/**
 * Compares two schemas in any words. Additions come before removals, parents before children; what is made is made in
 * the words of the second schema. Throws `INVALID_ANSWER` for an answer that fits neither.
 */
export const compareSchemas = async (from: Schema, to: Schema, options: CompareOptions): Promise<Comparison> => {
  const { normalize, include, answers, allowDrops, compareAll } = options
  requireKnownFills(answers, to)
  const comparable = (schema: Schema, original?: Schema) => makeComparable(schema, normalize, include, original)
  const [before, after] = [await comparable(from), await comparable(to)]
  const renames = settleRenames(before.schema, after.schema, answers, options.mayBeRenamed)
  const renamed = applyRenames(from, to, renames, allowDrops)
  const start = renamed.schema === from ? before : await comparable(renamed.schema, renamed.betweenSteps)
  const rules = { ...options, fills: answers.fills ?? {}, noFill: answers.noFill ?? false }
  const wanted = filterSchema(to, include)
  const found = compareRenamed(start, after, { from: renamed, to: wanted }, rules, { allowDrops, compareAll })
  const reached = applyOperations(found.operations, from)
  const left = differencesOf(await comparable(reached), after, { from: reached, to: wanted }, rules, allowDrops)
  const isLeft = (difference: TableDifference) => isChanged(difference) || difference.isUnwritten
  return {
    operations: found.operations,
    skippedDrops: found.skippedDrops,
    questions: [...renames.questions, ...found.questions.filter((each) => !mayBeRenaming(each, renames))],
    unwritten: left.filter(isLeft).map(({ pair }) => displayName(pair.after.name)),
  }
}

/** The same for schemas that are normalized already, where everything that went may be dropped, and nothing is asked. */
export const diffSchemas = (from: Schema, to: Schema): readonly Operation[] => {
  const rules: TableRules = {
    fills: {},
    noFill: false,
    naming: defaultNaming,
    compareOrder: false,
    compareType: null,
    compareDefault: null,
    spellType: ({ type }) => JSON.stringify(type),
  }
  const start: RenamedSchema = { schema: from, betweenSteps: from, tables: [], columns: new Map() }
  const sides = { from: start, to }
  const found = compareRenamed(alreadyComparable(from), alreadyComparable(to), sides, rules, {
    allowDrops: true,
    compareAll: false,
  })
  return found.operations
}

/** Whether the operation would lose rows or values, so that nobody gets it unasked. */
export const isDrop = ({ kind }: Operation): boolean => kind === 'dropTable' || kind === 'dropColumn'

const compareRenamed = (
  start: Comparable,
  after: Comparable,
  { from, to }: { readonly from: RenamedSchema; readonly to: Schema },
  rules: TableRules,
  { allowDrops, compareAll }: Pick<CompareOptions, 'allowDrops' | 'compareAll'>,
) => {
  const differences = differencesOf(start, after, { from: from.schema, to }, rules, allowDrops)
  const gone = [...start.schema.tables].flatMap(([key, table]) => (after.schema.tables.has(key) ? [] : [table]))
  const created = [...after.schema.tables].flatMap(([key, table]) => (start.schema.tables.has(key) ? [] : [table]))
  const dropped = allowDrops ? gone : []
  const objects = objectOperations(
    { normal: start.schema, written: from.schema },
    { normal: after.schema, written: to },
    {
      dropped: dropped.map(({ name }) => name),
      narrowed: differences.filter((each) => each.dropped.length > 0).map(({ pair }) => pair.after.name),
      compareAll,
    },
  )
  const tables = schemaOperations({ start, after, from, to, differences, created, dropped })
  const skipped = allowDrops ? [] : [...differences.flatMap(skippedColumns(start)), ...gone.map(dropTable)]
  return {
    operations: [...objects.first, ...tables, ...objects.last],
    skippedDrops: skipped,
    questions: differences.flatMap(({ questions }) => questions),
  }
}

const differencesOf = (
  start: Comparable,
  after: Comparable,
  written: { readonly from: Schema; readonly to: Schema },
  rules: TableRules,
  allowDrops: boolean,
): readonly TableDifference[] =>
  [...after.schema.tables].flatMap(([key, wanted]) => {
    const before = start.schema.tables.get(key)
    if (before === undefined) return []
    const pair = {
      before,
      after: allowDrops ? wanted : keepColumns(before, wanted),
      written: { before: written.from.tables.get(key) ?? before, after: written.to.tables.get(key) ?? wanted },
      from: start.written,
      // What is kept has no other words than those of before.
      to: (part: Parameters<Comparable['written']>[0]) => {
        const own = after.written(part)
        return own === part ? start.written(part) : own
      },
    }
    return [compareTable(pair as TableDifference['pair'], rules)]
  })

const skippedColumns =
  ({ schema }: Comparable) =>
  ({ pair: { after, written } }: TableDifference): readonly Operation[] => {
    const before = schema.tables.get(nameKey(after.name))
    return before === undefined
      ? []
      : goneColumns(before, written.after).map((column) => ({
          kind: 'dropColumn',
          table: after.name,
          column: column.name,
          ifExists: false,
          cascade: false,
        }))
  }

const dropTable = ({ name }: Table): Operation => ({
  kind: 'dropTable',
  table: name,
  ifExists: false,
  cascade: false,
})

/** A new column that may be an old one needs nothing filled in before that is known. */
const mayBeRenaming = (question: OpenQuestion, { questions, tables }: Renames): boolean =>
  question.kind === 'fill' &&
  questions.some(({ object, table, candidates }) => {
    const renamed = tables.find(({ from }) => displayName(from) === table)
    const isSame = (renamed === undefined ? table : displayName(renamed.to)) === question.table
    return object === 'column' && isSame && candidates.some(({ to }) => to === question.column)
  })
