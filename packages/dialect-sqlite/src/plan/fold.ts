import {
  type Index,
  isMigrateError,
  type OperationOf,
  type Table,
  type TableOperation,
  type TableOperationKind,
  type TableOptionChanges,
} from '@ads/migrate-core'
import { requireTakeable } from '../ddl/edit-table.js'
import { sameIdentifier } from '../ddl/identifiers.js'
import { readIndex } from '../read-table.js'
import { isStrict } from '../types.js'
import { askConversion } from './column-rows.js'
import { askOfIndex } from './constraint-rows.js'
import { createIndexText } from './definition.js'
import { addStep, type Draft, editDraft, putTable, readerOf, tableOf, unknownRefused, unknownText } from './draft.js'
import { foldAlterColumn } from './fold-alter-column.js'
import { foldAddColumn, foldRenameColumn } from './fold-columns.js'
import { foldAddConstraint, foldDropConstraint } from './fold-constraints.js'
import { foldDropColumn } from './fold-drop-column.js'
import { createIndex, dropIndex } from './indexes.js'
import { requireColumn } from './lookup.js'
import { requireStrict } from './versions.js'

/** The draft after one more operation. Throws `OPERATION_REFUSED` naming what stands in the way. */
export const fold = (draft: Draft, operation: TableOperation | OperationOf<'batchAlterTable'>): Draft =>
  operation.kind === 'batchAlterTable' ? foldBatch(operation, draft) : foldOne(operation, draft)

const foldOne = (operation: TableOperation, draft: Draft): Draft => {
  try {
    return folds[operation.kind](operation as never, draft)
  } catch (error) {
    const { name, source } = tableOf(draft)
    const unread = source === unknownText && isMigrateError(error) && error.code === 'UNREADABLE_DDL'
    throw unread ? unknownRefused(draft, `the table "${name.name}"`) : error
  }
}

const folds: { readonly [K in TableOperationKind]: (operation: OperationOf<K>, draft: Draft) => Draft } = {
  addColumn: foldAddColumn,
  dropColumn: foldDropColumn,
  renameColumn: foldRenameColumn,
  alterColumn: foldAlterColumn,
  addConstraint: foldAddConstraint,
  dropConstraint: foldDropConstraint,
  createIndex: (operation, draft) => {
    const native = createIndex(operation, readerOf(draft))
    const { index } = operation
    const table = tableOf(draft)
    if (native.statements.length === 0) return addStep(draft, { kind: 'native', native, elseRecreate: false })
    const after = withIndexes(askOfIndex(draft, index), [...table.indexes, madeIndex(index, table)])
    return addStep(after, { kind: 'native', native, elseRecreate: false })
  },
  dropIndex: (operation, draft) => {
    const native = dropIndex(operation, readerOf(draft))
    const left = tableOf(draft).indexes.filter(({ name }) => !sameIdentifier(name ?? '', operation.index.name))
    return addStep(withIndexes(draft, left), { kind: 'native', native, elseRecreate: false })
  },
}

/** The index as it will be read. What stands on columns alone is known without reading it. */
const madeIndex = (index: Index, table: Table): Index => {
  const source = createIndexText(index, table.name.name, false)
  const columns = index.columns.flatMap((each) =>
    typeof each.on === 'string' ? [{ ...each, on: requireColumn(table, each.on).name }] : [],
  )
  return columns.length === index.columns.length && index.where === null
    ? { ...index, columns, options: {}, source }
    : readIndex({ name: index.name ?? '', sql: source }, table)
}

const foldBatch = ({ operations, order, options }: OperationOf<'batchAlterTable'>, draft: Draft): Draft => {
  const strict = options === null ? null : optionsAfter(options, tableOf(draft)).strict
  const becomesStrict = strict === isStrict(tableOf(draft)) ? null : strict
  const start: Draft = { ...draft, isOnTheWay: true, becomesStrict }
  // With a rowid again, the table numbers the rows of a new key.
  const early = options !== null && losesOption(options, 'withoutRowid') ? foldOptions(withRowid, start) : start
  const changed = operations.reduce((changed, operation) => foldOne(operation, changed), early)
  const ordered = order === null ? changed : foldOrder(order, changed)
  const done = options === null ? ordered : foldOptions(options, ordered)
  const [before, after] = [draft, done].map((each) => tableOf(each).source ?? unknownText)
  if (before !== unknownText && after !== unknownText) requireTakeable(before!, after!)
  return { ...done, isOnTheWay: draft.isOnTheWay, becomesStrict: draft.becomesStrict }
}

const foldOrder = (order: readonly string[], draft: Draft): Draft => {
  const edited = editDraft(draft, { kind: 'reorderColumns', columns: order })
  if (tableOf(edited).source === tableOf(draft).source) return draft
  const { columns } = tableOf(edited)
  const ordered = columns.map(({ name }) => draft.columns.find((each) => sameIdentifier(each.name, name))!)
  const reason = `the columns of "${draft.start.name.name}" stand in another order`
  return addStep({ ...edited, columns: ordered }, { kind: 'recreate', reason })
}

const foldOptions = (options: TableOptionChanges, draft: Draft): Draft => {
  const before = tableOf(draft)
  const wanted = optionsAfter(options, before)
  requireStrict(wanted.strict, before.name.name, draft.engine)
  const edited = editDraft(
    draft,
    { kind: 'setOption', option: 'strict', on: wanted.strict },
    { kind: 'setOption', option: 'without rowid', on: wanted.withoutRowid },
  )
  if (tableOf(edited).source === before.source) return draft
  const stored = before.columns.filter(({ generated }) => generated === null)
  const asked = stored.reduce((asked, column) => askConversion(draft, asked, column), edited)
  return addStep(asked, { kind: 'recreate', reason: `"${before.name.name}" gets other options` })
}

/** The options that the table then has. */
const optionsAfter = ({ sqlite }: TableOptionChanges, table: Table): Record<'strict' | 'withoutRowid', boolean> => {
  const { strict = null, withoutRowid = null } = sqlite ?? {}
  const isLeft = (change: boolean | null | undefined, key: 'strict' | 'withoutRowid') =>
    sqlite === null || (sqlite !== undefined && key in sqlite) ? change === true : table.options.sqlite?.[key] === true
  return { strict: isLeft(strict, 'strict'), withoutRowid: isLeft(withoutRowid, 'withoutRowid') }
}

const losesOption = ({ sqlite }: TableOptionChanges, key: 'withoutRowid'): boolean =>
  sqlite === null || (sqlite !== undefined && key in sqlite && sqlite[key] !== true)

const withRowid: TableOptionChanges = { sqlite: { withoutRowid: null } }

const withIndexes = (draft: Draft, indexes: readonly Index[]): Draft =>
  tableOf(draft).source === unknownText ? draft : putTable(draft, { ...tableOf(draft), indexes })
