import { spawn } from 'node:child_process'
import { MigrateError, type RevisionInfo } from '@ads/migrate-core'
import { revisionJson } from '../print/revision.js'
import type { CommandBody, Session } from '../session.js'

export interface EditOptions {
  readonly revision: string
}

export const edit: CommandBody<EditOptions> = async ({ revision }, session) => {
  const migrator = await session.openMigrator()
  const found = single(await migrator.show(revision), revision)
  const { path } = found
  if (path === null) {
    throw new MigrateError('READ_ONLY_HISTORY', `revision ${found.revision} is in no file that could be edited`)
  }
  await openEditor(path, session)
  // What was broken in the editor is told now, and not by the next command.
  await migrator.graph()
  session.result('', { revision: revisionJson(found) })
  return 0
}

const single = (found: readonly RevisionInfo[], identifier: string): RevisionInfo => {
  if (found.length === 1) return found[0]!
  if (found.length === 0) {
    throw new MigrateError('UNKNOWN_REVISION', `No revision files indicated by symbol '${identifier}'`)
  }
  throw new MigrateError('MULTIPLE_HEADS', `${identifier} stands for several revisions`, {
    hint: `Edit one of ${found.map(({ revision: id }) => id).join(', ')}.`,
  })
}

/** The user's editor as the shell would start it, since its setting may hold options. */
const openEditor = async (path: string, { io }: Session): Promise<void> => {
  const editor = io.env.VISUAL || io.env.EDITOR
  if (!editor) {
    throw new MigrateError('NO_EDITOR', 'neither VISUAL nor EDITOR names an editor', { hint: `The file is ${path}.` })
  }
  const isWindows = process.platform === 'win32'
  const [program, args] = isWindows
    ? ['cmd.exe', ['/d', '/s', '/c', `"${editor} "${path}""`]]
    : ['sh', ['-c', `${editor} "$1"`, 'sh', path]]
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: 'inherit',
      env: io.env,
      cwd: io.cwd,
      windowsVerbatimArguments: isWindows,
    })
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code === 0) return
  throw new MigrateError('EDITOR_FAILED', `Error executing editor (${editor} ended with ${code ?? 'a signal'})`)
}
