import type { Question, Way } from '@ads/migrate-core'
import { dependantsWork } from './dependants.js'
import { type Draft, tableOf, unknownText } from './draft.js'
import { textAfterDrop } from './drop-text.js'
import { hasText, isSchemaEditable, putText } from './schema-edit.js'
import { noTemporaryReaders } from './temporary.js'
import { takesTexts } from './text-questions.js'
import { distinct, hasColumns, inside, isCreated, isDropped } from './way.js'

/**
 * The ways of a draft that SQLite has statements for, and nothing else: these; and where they take out more of the text
 * of the table than a dropped column, first of all with the rest put back.
 */
export const nativeWays = (draft: Draft): readonly Way[] => {
  const way = nativeWay(draft)
  const text = tableOf(draft).source ?? ''
  if (text === unknownText || !losesText(draft) || !isSchemaEditable(draft.engine)) return [way]
  const { name } = draft.start.name
  const restored: Way = {
    ...way,
    reason: `${way.reason}; the text around it is put back`,
    offline: false,
    statements: [...way.statements, ...putText(name, text, null)],
    after: [hasText(name, text), ...way.after],
  }
  return [restored, way]
}

/** What several statements leave behind together: each for itself would speak of what the next one changes. */
export const endsAs = (draft: Draft): readonly Question[] => {
  const { name, columns, indexes } = tableOf(draft)
  const left = new Set(indexes.map((index) => index.name))
  return [
    hasColumns(
      name.name,
      columns.map((column) => column.name),
    ),
    ...indexes.map((index) => isCreated('index', index.name ?? '')),
    ...draft.start.indexes.flatMap((index) => (left.has(index.name) ? [] : [isDropped('index', index.name ?? '')])),
  ]
}

/** The columns of the start that are gone. */
export const droppedColumns = ({ start, columns }: Draft): readonly string[] =>
  start.columns.map(({ name }) => name).filter((name) => !columns.some(({ from }) => from === name))

/** SQLite drops a column without looking at what triggers write to the table. */
export const droppedBreakNothing = (draft: Draft): readonly Question[] =>
  droppedColumns(draft).length === 0 ? [] : dependantsWork(draft)

/** What RENAME and DROP COLUMN need: they read the whole table again, and all that uses it. */
export const renamesNeed = (draft: Draft): readonly Question[] => {
  const statements = draft.steps.flatMap((step) => (step.kind === 'native' ? step.native.statements : []))
  return [
    ...(statements.some((sql) => /^ALTER TABLE .* (?:RENAME|DROP) COLUMN /s.test(sql)) ? takesTexts(draft) : []),
    ...droppedColumns(draft).map((column) => noTemporaryReaders(draft.start.name.name, column)),
  ]
}

const nativeWay = (draft: Draft): Way => {
  const natives = draft.steps.flatMap((step) => (step.kind === 'native' ? [step.native] : []))
  const parts = natives.filter(({ statements }) => statements.length > 0)
  const told = parts.length === 0 ? natives : parts
  return {
    name: 'native',
    reason: [...new Set(told.map(({ reason }) => reason))].join('; ') || 'there is nothing to do',
    offline: true,
    // Both the rows of a table and SQLite's own statement may have the same asked.
    before: distinct([...renamesNeed(draft), ...parts.flatMap(({ before = [] }) => before), ...draft.questions]),
    assertions: [],
    statements: parts.flatMap(({ statements }) => statements.map(inside)),
    after: [...(parts.length === 1 ? (parts[0]!.after ?? []) : endsAs(draft)), ...droppedBreakNothing(draft)],
    space: [],
  }
}

/** Whether SQLite would leave another text than we would. What it writes after several statements is not foretold. */
const losesText = (draft: Draft): boolean => {
  const [dropped, ...more] = droppedColumns(draft)
  if (dropped === undefined) return false
  if (more.length > 0 || draft.steps.length > 1) return true
  return textAfterDrop(draft.start.source ?? '', dropped) !== tableOf(draft).source
}
