import { relative } from 'node:path'
import { describeOperation } from '@ads/migrate-core'
import { revisionJson } from '../print/revision.js'
import type { CommandBody } from '../session.js'

export interface RevisionOptions {
  readonly message: string
  readonly autogenerate: boolean
  readonly offline: boolean
  readonly allowDrops: boolean
  readonly head?: string | undefined
  readonly splice: boolean
  readonly branchLabel: readonly string[]
  readonly dependsOn: readonly string[]
  readonly revId?: string | undefined
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
    branchLabels: options.branchLabel,
    dependsOn: options.dependsOn,
    revision: options.revId,
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
  if (session.options.json) session.result('', document)
  else if (written.revision === null) session.notice('No changes detected, so no file was written.')
  else {
    session.result(`Generating ${relative(session.io.cwd, written.revision.path ?? '')} ... done`, {})
    session.notice(
      options.autogenerate
        ? 'Review it, then apply it with: migrate upgrade head'
        : 'Write its changes into it, then apply it with: migrate upgrade head',
    )
  }
  return 0
}
