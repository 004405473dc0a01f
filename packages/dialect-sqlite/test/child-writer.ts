import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'

const driver = createRequire(import.meta.url).resolve('better-sqlite3')

/** Runs code in a process of its own, with `db` open on the file; resolves when it has ended or written a line. */
export const runWriter = async (file: string, code: string): Promise<ChildProcess> => {
  const source = `const db = require(${JSON.stringify(driver)})(${JSON.stringify(file)}); ${code}`
  const child = spawn(process.execPath, ['-e', source], { stdio: ['pipe', 'pipe', 'inherit'] })
  await new Promise<void>((resolve) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', () => resolve())
  })
  return child
}

/** Code that ends its own process as a crash would. */
export const crash = "process.kill(process.pid, 'SIGKILL')"

/** Code that says it is ready, and waits to be killed. */
export const hold = "console.log('ready'); setInterval(() => {}, 1000)"
