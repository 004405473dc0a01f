import { dirname, join, relative, resolve } from 'node:path'
import { MigrateError } from '@ads/migrate-core'
import { buildHistory } from '../build/build-history.js'
import { checkOut, isWritten, writeHistory } from '../build/write-history.js'
import { scriptDirectory } from '../scripts/directory.js'
import { foldersOf, locationOf } from '../scripts/location.js'
import type { CommandBody } from '../session.js'

export interface BuildCommandOptions {
  readonly out?: string | undefined
  readonly check: boolean
}

export const build: CommandBody<BuildCommandOptions> = async ({ out, check }, session) => {
  const { history, dialect, folder } = await session.config()
  const folders = foldersOf(history)
  if (folders === null) {
    throw new MigrateError('READ_ONLY_HISTORY', "the history's scripts are no folder, so there is nothing to build", {
      hint: "Run the command where the history is defined: defineHistory({ scripts: './versions' }).",
    })
  }
  const first = locationOf(folders[0]).folder
  const file = out === undefined ? join(dirname(first), 'dist', 'history.js') : resolve(session.io.cwd, out)
  for (const name of folders) await checkOut(file, locationOf(name).folder)
  const scripts = scriptDirectory({ folders, projectFolder: folder })
  const built = await buildHistory({ history, scripts, dialect: dialect.name, projectFolder: folder })
  const upToDate = await isWritten(file, built)
  if (!check && !upToDate) await writeHistory(file, built)
  const { revisions, heads } = built
  const name = relative(session.io.cwd, file)
  const what = `${revisions.length} ${revisions.length === 1 ? 'revision' : 'revisions'}, head ${heads.join(', ') || '<base>'}`
  const stale = check && !upToDate
  session.result(
    stale
      ? `${name} is not what the scripts are now (${what}). Build it again: migrate build${out === undefined ? '' : ` --out ${out}`}`
      : `${check || upToDate ? 'Up to date' : 'Built'}: ${name} (${what})`,
    { file, upToDate: !stale, written: !check && !upToDate, revisions, heads },
  )
  return stale ? 3 : 0
}
