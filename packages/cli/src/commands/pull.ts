import { existsSync } from 'node:fs'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { MigrateError, type PullResult } from '@ads/migrate-core'
import { notWritten } from '../not-written.js'
import { revisionJson } from '../print/revision.js'
import type { CommandBody, Session } from '../session.js'
import { usageError } from '../usage-error.js'

export interface PullCommandOptions {
  readonly out?: string | undefined
  readonly tables: readonly string[]
  readonly force: boolean
  readonly revision: boolean
  readonly message?: string | undefined
}

export const pull: CommandBody<PullCommandOptions> = async (options, session) => {
  refuseMixed(options)
  await (options.revision ? pullRevision(options, session) : pullModels(options, session))
  return 0
}

const refuseMixed = ({ out, tables, force, revision, message }: PullCommandOptions): void => {
  if (!revision && message !== undefined)
    throw usageError('-m is the message of a revision, so it goes with --revision')
  if (!revision && force && out === undefined) throw usageError('--force overwrites a file, so it goes with --out')
  if (!revision) return
  if (out !== undefined || force) throw usageError('--revision writes into the history, so it takes no --out')
  if (tables.length > 0)
    throw usageError('--revision is about the whole database: the `exclude` of the config leaves tables out')
}

const pullModels = async ({ out, tables, force }: PullCommandOptions, session: Session): Promise<void> => {
  const migrator = await session.openMigrator()
  const pulled = await migrator.pull({ tables })
  const file = out === undefined ? null : resolve(session.io.cwd, out)
  if (file !== null) await writeModels(file, pulled.text, { force, cwd: session.io.cwd })
  for (const note of pulled.notes) session.notice(`Note: ${note}`)
  const text = file === null ? pulled.text.trimEnd() : `Written: ${relative(session.io.cwd, file)} (${counts(pulled)})`
  session.result(text, { ...pulled, file })
}

const writeModels = async (
  file: string,
  text: string,
  { force, cwd }: { readonly force: boolean; readonly cwd: string },
): Promise<void> => {
  const name = relative(cwd, file) || '.'
  if (await isFolder(file)) {
    throw usageError(`--out ${name} is a folder: name a file in it, as ${join(name, 'models.ts')}`)
  }
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text, { flag: force ? 'w' : 'wx' })
  } catch (cause) {
    if (!existsSync(file) || force) throw notWritten(name, cause)
    throw new MigrateError('FILE_EXISTS', `${name} is there already, and nothing was written`, {
      hint: 'Give another name, or --force to overwrite it.',
      cause,
    })
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

const counts = ({ tables, views, triggers }: PullResult): string =>
  [
    [tables.length, 'table'],
    [views.length, 'view'],
    [triggers.length, 'trigger'],
  ]
    .filter(([count], i) => i === 0 || count !== 0)
    .map(([count, word]) => `${count} ${word}${count === 1 ? '' : 's'}`)
    .join(', ')

const pullRevision = async ({ message }: PullCommandOptions, session: Session): Promise<void> => {
  const migrator = await session.openMigrator()
  const { revision, operations, unwritten, notes, isCurrent } = await migrator.baseline({ message })
  for (const table of unwritten) session.notice(`Not written: ${table} also differs in what no operation changes`)
  for (const note of notes) session.notice(`Note: ${note}`)
  const document = {
    revision: revision === null ? null : revisionJson(revision),
    operations,
    unwritten,
    notes,
    isCurrent,
  }
  if (revision === null) {
    session.result('', document)
    session.notice('The database holds nothing, so no file was written.')
    return
  }
  session.result(`Generating ${relative(session.io.cwd, revision.path ?? '')} ... done`, document)
  session.notice(
    isCurrent
      ? `It has the id that the database is at, so this database, and every other at ${revision.revision}, has it already.`
      : `It describes what is there already: say so in each database that has it, with: migrate stamp ${revision.revision}`,
  )
}
