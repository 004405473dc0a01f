import type { Answers, RenameAnswer } from '../autogenerate/answers.js'
import { columnKey } from '../autogenerate/answers.js'
import { downgradeOf } from '../autogenerate/downgrade.js'
import { lossesOf } from '../autogenerate/losses.js'
import { isMigrateError, MigrateError } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import { canonicalJson } from '../schema/canonical-json.js'
import { displayName, nameKey, objectName } from '../schema/names.js'
import type { Default, Schema } from '../schema/types.js'
import { describeRevision } from '../scripts/in-script.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { writeScript } from '../scripts/write-script.js'
import type { Context } from './context.js'
import type { RevisionChanges } from './process-revision.js'
import { bodyOf } from './script-body.js'

/** A script as it is, with what it records. */
export interface OwnScript {
  readonly header: ScriptHeader
  readonly text: string
  readonly upgrade: readonly Operation[]
  /** null: it says that there is no way back. */
  readonly downgrade: readonly Operation[] | null
}

/** The text of the script with other changes: its id, message, parents and date stay. */
export const amendedScript = (
  context: Context,
  { header }: OwnScript,
  changes: RevisionChanges,
  remarks: ReadonlyMap<Operation, string>,
): string => {
  const createDate = /^Create Date: (.*)$/m.exec(header.doc)?.[1]
  const { revision, downRevision, dependsOn, branchLabels, message } = header
  const own = { revision, downRevision, dependsOn, branchLabels, message }
  return writeScript(own, createDate ?? '', bodyOf(context, changes, remarks), context.history.template)
}

/** Whether two scripts say the same, whatever a formatter has made of their blanks, quotes and commas. */
export const sameText = (a: string, b: string): boolean => squeeze(a) === squeeze(b)

const squeeze = (text: string): string => text.replaceAll(/[\s;,'"`()\uFEFF]/g, '')

/**
 * Throws `EDITED_SCRIPT` where the script is not what autogenerate would have written for what it records: then people
 * have put something into it that nobody could write again. `before`: the schema that it begins with.
 */
export const refuseEdited = (context: Context, script: OwnScript, before: Schema): void => {
  const reason = editOf(context, script, before)
  if (reason === null) return
  throw new MigrateError(
    'EDITED_SCRIPT',
    `revision ${describeRevision(script.header)} was edited by hand, and this would be lost: ${reason}`,
    { hint: 'Write a new revision instead; or give the edits up: --force' },
  )
}

const editOf = (context: Context, script: OwnScript, before: Schema): string | null => {
  const { upgrade, downgrade, header } = script
  if (downgrade === null) return 'its downgrade'
  const own = flatOperations([...upgrade, ...downgrade]).find(({ kind }) => handWritten.includes(kind))
  if (own !== undefined) return `it has op.${own.kind}`
  try {
    const derived = downgradeOf(upgrade, before)
    if (canonicalJson(derived.operations) !== canonicalJson(downgrade)) return 'its downgrade'
    const remarks = new Map([...lossesOf(upgrade, before), ...derived.remarks])
    const changes = { message: header.message, upgrade, downgrade: derived.operations }
    return sameText(amendedScript(context, script, changes, remarks), script.text) ? null : 'its text'
  } catch (error) {
    // What cannot be written, or undone, was not written by autogenerate.
    if (isMigrateError(error)) return error.message
    throw error
  }
}

/** What autogenerate never writes. */
const handWritten: readonly Operation['kind'][] = ['execute', 'run', 'bulkInsert']

/** The operations, those of batches for themselves. */
export const flatOperations = (operations: readonly Operation[]): readonly Operation[] =>
  operations.flatMap((each): readonly Operation[] => (each.kind === 'batchAlterTable' ? each.operations : [each]))

/** The answers, and behind them those that the script gives already, as far as the models still have what they name. */
export const ownAnswers = ({ upgrade }: OwnScript, answers: Answers, models: Schema | null): Answers => {
  const all = flatOperations(upgrade)
  const told = new Set((answers.renames ?? []).map(({ from }) => from))
  const table = (key: string) => models?.tables.get(key)
  const renames = all.flatMap((each): RenameAnswer[] => {
    if (each.kind === 'renameTable')
      return table(nameKey(objectName(each.to, each.table.schema))) === undefined
        ? []
        : [{ from: displayName(each.table), to: each.to }]
    if (each.kind !== 'renameColumn') return []
    const isThere = table(nameKey(each.table))?.columns.some(({ name }) => name === each.to) ?? false
    return isThere ? [{ from: columnKey(each.table, each.column), to: each.to }] : []
  })
  const fills = all.flatMap((each) => {
    if (each.kind !== 'addColumn' && each.kind !== 'alterColumn') return []
    const [name, fill] = each.kind === 'addColumn' ? [each.column.name, each.fill] : [each.column, each.changes.fill]
    const isThere = table(nameKey(each.table))?.columns.some((column) => column.name === name) ?? false
    return fill == null || !isThere ? [] : [[columnKey(each.table, name), valueOfFill(fill)] as const]
  })
  return {
    ...answers,
    renames: [...renames.filter(({ from }) => !told.has(from)), ...(answers.renames ?? [])],
    fills: { ...Object.fromEntries(fills), ...answers.fills },
  }
}

const valueOfFill = (fill: Default): NonNullable<Answers['fills']>[string] => ('sql' in fill ? fill : fill.value)
