import { relative } from 'node:path'
import { MigrateError } from '@ads/migrate-core'
import { scriptWritten } from '../hooks/script-written.js'
import { moveDatabase } from '../hooks/step-applied.js'
import { tellFound } from '../print/found-changes.js'
import { applyCommand } from '../print/new-script.js'
import { revisionJson } from '../print/revision.js'
import { answersOf } from '../questions/answer-flags.js'
import { settle } from '../questions/settle.js'
import { withDrops } from '../questions/with-drops.js'
import type { CommandBody } from '../session.js'
import { usageError } from '../usage-error.js'
import type { RevisionOptions } from './revision-options.js'

/** `revision --autogenerate --amend`. */
export const amendRevision: CommandBody<RevisionOptions> = async (options, session) => {
  refuseOthers(options)
  const { schema, protected: isProtected } = await session.config()
  if (isProtected === true) {
    throw new MigrateError('PROTECTED', `${await session.database()} is protected, so no revision of it is made anew`, {
      hint: 'Write a new revision instead, or amend it where the database is your own.',
    })
  }
  const models = schema?.schema ?? null
  const { head, force, allowDrops } = options
  const amended = await moveDatabase(session, (migrator) =>
    settle(session, answersOf(options, models), models, (answers) =>
      withDrops(allowDrops, session, (more) =>
        migrator.amend({ head, force, ...more, answers, onWritten: ({ path }) => scriptWritten(path, session) }),
      ),
    ),
  )
  const { revision, isChanged, steps, ...found } = amended
  tellFound(found, session)
  const document = { revision: revisionJson(revision), isChanged, steps, ...found }
  const path = relative(session.io.cwd, revision.path ?? '')
  session.result(isChanged ? `Generating ${path} ... done` : '', document)
  if (!isChanged) session.notice(`${path} is what the models say already, so it was left as it is.`)
  else if (steps.length === 0) session.notice(`Review it, then apply it with: ${await applyCommand(revision, session)}`)
  else session.notice('Review it: it is applied already.')
  return 0
}

/** What a revision keeps cannot be given anew. */
const refuseOthers = (options: RevisionOptions): void => {
  const { message, splice, offline, dependsOn, branchLabel, revId, versionPath, autogenerate } = options
  if (!autogenerate) throw usageError('--amend makes a revision anew from the models, so it needs --autogenerate')
  const given = {
    message: message !== '',
    splice,
    offline,
    'depends-on': dependsOn.length > 0,
    'branch-label': branchLabel.length > 0,
    'rev-id': revId !== undefined,
    'version-path': versionPath !== undefined,
  }
  const [flag] = Object.entries(given).find(([, isGiven]) => isGiven) ?? []
  if (flag !== undefined) throw usageError(`--amend keeps what the revision is, so --${flag} does not go with it`)
}
