import type { Statement, Way } from '@ads/migrate-core'
import { operationRefused } from '../errors.js'
import { identifier } from '../spelling.js'
import { type Draft, type EditStep, tableOf } from './draft.js'
import { droppedBreakNothing, droppedColumns, endsAs, nativeWays, renamesNeed } from './native-ways.js'
import { recreateWays } from './recreate.js'
import { editText, hasText, isSchemaEditable, putText } from './schema-edit.js'
import { inside, type Native } from './way.js'

/** Whether the table may be, has to be, or must not be made anew. */
export type Recreate = 'auto' | 'always' | 'never'

/** The ways, in order of preference, of what was folded into the draft. Throws `OPERATION_REFUSED` where there is none. */
export const tableWays = (draft: Draft, recreate: Recreate, exact: boolean): readonly Way[] => {
  const reason = whyRecreated(draft)
  if (recreate === 'always') return recreateWays(draft, reason ?? 'the batch says so', exact)
  const inPlace = reason === null ? placedWays(draft, exact) : []
  if (recreate === 'never') {
    if (inPlace.length > 0) return inPlace
    throw operationRefused(
      `"${draft.start.name.name}" would have to be made anew: ${reason ?? 'this connection does not let the schema be edited'}`,
      "Leave out `recreate: 'never'`.",
    )
  }
  if (reason !== null) return recreateWays(draft, reason, exact)
  return needsFallback(draft) ? [...inPlace, ...recreateWays(draft, fallback(draft), exact)] : inPlace
}

/** Why the table cannot stay as it is; null where it can. */
export const whyRecreated = ({ steps, columns }: Draft): string | null => {
  const step = steps.find(({ kind }) => kind === 'recreate')
  if (step?.kind === 'recreate') return step.reason
  const names = steps.flatMap((each) => (each.kind === 'edit' ? each.names : []))
  const moved = names.find((name) => !columns.some((each) => each.name === name && each.from === name))
  return moved === undefined ? null : `"${moved}" is not the column that it was`
}

/** Whether everything has to be, or may have to be, done by making the table anew. */
export const needsFallback = ({ steps }: Draft): boolean =>
  steps.some((step) => step.kind === 'edit' || (step.kind === 'native' && step.elseRecreate))

const fallback = ({ steps }: Draft): string =>
  steps.some(({ kind }) => kind === 'edit')
    ? 'where the schema is not to be edited, or rows are in the way of that'
    : 'there are rows, and SQLite does not compute the default for them'

const placedWays = (draft: Draft, exact: boolean): readonly Way[] => {
  const edits = draft.steps.filter((step): step is EditStep => step.kind === 'edit')
  if (edits.length === 0) return nativeWays(draft)
  if (!isSchemaEditable(draft.engine)) return []
  const table = tableOf(draft)
  const statements: Statement[] = []
  const natives: Native[] = []
  let edit: EditStep | null = null
  let known = exact ? draft.start.source : null
  const { name } = draft.start.name
  const close = () => {
    if (edit !== null) statements.push(...editText(name, edit.text, known))
    if (edit !== null) known = edit.text
    edit = null
  }
  for (const step of draft.steps) {
    if (step.kind === 'edit') edit = step
    if (step.kind !== 'native' || step.native.statements.length === 0) continue
    close()
    statements.push(...step.native.statements.map(inside))
    natives.push(step.native)
    known = null
  }
  close()
  if (known === null && droppedColumns(draft).length > 0) statements.push(...putText(name, table.source ?? '', null))
  const reindex = edits.some((each) => each.reindex) ? [inside(`REINDEX main.${identifier(name)}`)] : []
  return [
    {
      name: 'schema edit',
      reason: [...new Set(edits.map(({ reason }) => reason))].join('; '),
      offline: false,
      before: [
        ...renamesNeed(draft),
        ...draft.questions,
        ...edits.flatMap(({ before }) => before),
        ...natives.flatMap(({ before = [] }) => before),
      ],
      assertions: [],
      statements: [...statements, ...reindex],
      after: [
        ...(draft.steps.at(-1)?.kind === 'edit' || droppedColumns(draft).length > 0
          ? [hasText(name, table.source ?? '')]
          : []),
        ...endsAs(draft),
        ...droppedBreakNothing(draft),
        ...edits.flatMap(({ after }) => after),
      ],
      space: [],
    },
  ]
}
