import type { NewRevisionResult } from '@ads/migrate-core'
import { tellFound } from '../print/found-changes.js'
import { tellNewScripts } from '../print/new-script.js'
import { revisionJson } from '../print/revision.js'
import { type AnswerFlags, answersOf } from '../questions/answer-flags.js'
import { settle } from '../questions/settle.js'
import { withDrops } from '../questions/with-drops.js'
import { newScriptOptions } from '../scripts/new-script-options.js'
import type { CommandBody, Session } from '../session.js'
import { usageError } from '../usage-error.js'
import type { RevisionOptions } from './revision-options.js'

export const revision: CommandBody<RevisionOptions> = async (options, session) => {
  if (options.amend) return (await import('./amend-revision.js')).amendRevision(options, session)
  if (options.force) throw usageError('--force goes with --amend')
  if (!options.autogenerate) refuseAnswers(options)
  const { schema } = await session.config()
  const migrator = await session.openMigrator()
  const { message, autogenerate, offline, head, splice, dependsOn } = options
  const own = {
    ...{ message, autogenerate, offline, head, splice, dependsOn },
    ...(await newScriptOptions(options, session)),
  }
  const models = schema?.schema ?? null
  const written = await settle(session, answersOf(options, models), models, (answers) =>
    withDrops(options.allowDrops, session, (more) => migrator.revision({ ...own, ...more, answers })),
  )
  return tell(written, options, session)
}

const refuseAnswers = ({ rename, noRename, fill, noFill }: AnswerFlags): void => {
  const given = { rename: rename.length > 0, 'no-rename': noRename, fill: fill.length > 0, 'no-fill': noFill }
  const [flag] = Object.entries(given).find(([, isGiven]) => isGiven) ?? []
  if (flag !== undefined) throw usageError(`--${flag} answers what --autogenerate asks, which is not given`)
}

const tell = async (
  written: NewRevisionResult,
  { autogenerate }: RevisionOptions,
  session: Session,
): Promise<number> => {
  const { revision, revisions, ...found } = written
  tellFound(found, session)
  const document = {
    revision: revision === null ? null : revisionJson(revision),
    revisions: revisions.map(revisionJson),
    ...found,
  }
  if (revision === null) {
    session.result('', document)
    session.notice('No changes detected, so no file was written.')
    return 0
  }
  const first = autogenerate ? 'Review it' : 'Write its changes into it'
  await tellNewScripts(revisions, { next: `${first}, then apply it with:`, document }, session)
  return 0
}
