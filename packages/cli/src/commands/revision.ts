import { describeOperation } from '@ads/migrate-core'
import { tellNewScript } from '../print/new-script.js'
import { revisionJson } from '../print/revision.js'
import { type NewScriptFlags, newScriptOptions } from '../scripts/new-script-options.js'
import type { CommandBody } from '../session.js'

export interface RevisionOptions extends NewScriptFlags {
  readonly message: string
  readonly autogenerate: boolean
  readonly offline: boolean
  readonly allowDrops: boolean
  readonly head?: string | undefined
  readonly splice: boolean
  readonly dependsOn: readonly string[]
}

export const revision: CommandBody<RevisionOptions> = async (options, session) => {
  const migrator = await session.openMigrator()
  const written = await migrator.revision({
    message: options.message,
    autogenerate: options.autogenerate,
    offline: options.offline,
    allowDrops: options.allowDrops,
    head: options.head,
    splice: options.splice,
    dependsOn: options.dependsOn,
    ...(await newScriptOptions(options, session)),
  })
  for (const operation of written.operations) session.notice(`Detected: ${describeOperation(operation)}`)
  for (const operation of written.skippedDrops) {
    session.notice(`Left out: ${describeOperation(operation)} (it would lose data; ask for it with --allow-drops)`)
  }
  for (const table of written.unwritten) {
    session.notice(`Not written: ${table} also differs in a type, default, nullability or constraint`)
  }
  for (const note of written.notes) session.notice(`Note: ${note}`)
  const { operations, skippedDrops, unwritten, notes } = written
  const document = {
    revision: written.revision === null ? null : revisionJson(written.revision),
    operations,
    skippedDrops,
    unwritten,
    notes,
  }
  if (written.revision === null) {
    session.result('', document)
    session.notice('No changes detected, so no file was written.')
    return 0
  }
  const first = options.autogenerate ? 'Review it' : 'Write its changes into it'
  const next = `${first}, then apply it with: migrate upgrade head`
  await tellNewScript(written.revision, { next, document }, session)
  return 0
}
