import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { MigrateError } from '@ads/migrate-core'
import { foldersUp } from '../load/fingerprint.js'
import type { Session } from '../session.js'

/** Runs what the config has to be run once a script is written. Throws `HOOK_FAILED`; the script stays. */
export const scriptWritten = async (path: string | null, session: Session): Promise<void> => {
  const { hooks, folder } = await session.config()
  if (path === null) return
  for (const line of [hooks?.scriptWritten ?? []].flat()) {
    const { code, output } = await runLine(withFile(line, path), folder, session)
    if (code === 0) continue
    throw new MigrateError('HOOK_FAILED', `${path} is written, but ${line} ended with ${code ?? 'a signal'}`, {
      hint: output.trim() === '' ? undefined : `It said: ${output.trim()}`,
    })
  }
}

const withFile = (line: string, path: string): string =>
  line.includes('{file}') ? line.replaceAll('{file}', () => quoted(path)) : `${line} ${quoted(path)}`

const quoted = (path: string): string =>
  process.platform === 'win32' ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`

const runLine = (line: string, cwd: string, { io }: Session): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const programs = foldersUp(cwd).map((folder) => join(folder, 'node_modules', '.bin'))
    const env = { ...io.env, PATH: [...programs, io.env.PATH ?? ''].join(delimiter) }
    const child = spawn(line, { cwd, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part) => {
        output += part
      })
    }
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
