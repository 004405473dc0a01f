import { basename, dirname, relative, resolve, sep } from 'node:path'
import { MigrateError } from '@ads/migrate-core'
import { dialectProblem } from '../init/dialect-problem.js'
import { findDialect } from '../init/find-dialect.js'
import { projectFiles } from '../init/project-files.js'
import { writeFiles } from '../init/write-files.js'
import type { CommandBody } from '../session.js'

export interface InitOptions {
  readonly dir: string
  readonly dialect?: string | undefined
}

export const init: CommandBody<InitOptions> = async ({ dir, dialect: asked }, session) => {
  const { cwd } = session.io
  const config = session.configPath()
  if (config !== null && dirname(config) === resolve(cwd)) {
    throw new MigrateError('FILE_EXISTS', `there is a ${basename(config)} here already`, {
      hint: 'Nothing was written. The project is ready for: migrate revision',
    })
  }
  const dialect = findDialect(cwd, asked)
  const files = projectFiles(folderIn(cwd, dir), dialect)
  await writeFiles(cwd, files)
  const names = Object.keys(files)
  session.result(names.map((name) => `Generating ${name} ... done`).join('\n'), { files: names })
  const problem = await dialectProblem(cwd, dialect)
  if (problem !== null)
    session.notice(`First, make the database reachable: ${problem.message}. ${problem.hint ?? ''}`.trimEnd())
  session.notice(
    [
      'Next, put your tables into the schema; then write the first revision, and apply it:',
      '  npx migrate revision --autogenerate -m "first tables"',
      '  npx migrate upgrade head',
    ].join('\n'),
  )
  return 0
}

/** As it is written in an import beside the config. Throws `USAGE` for one that is not below it. */
const folderIn = (cwd: string, dir: string): string => {
  const folder = relative(cwd, resolve(cwd, dir)).split(sep).join('/')
  if (folder !== '' && !folder.startsWith('../') && folder !== '..' && /^[\w./@-]+$/.test(folder)) return folder
  throw new MigrateError('USAGE', `${dir} cannot be the folder of the history`, {
    hint: 'Name a folder in this one, as `migrate init migrations`.',
  })
}
