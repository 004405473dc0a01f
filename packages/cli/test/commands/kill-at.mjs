// Preloaded into a command: kills the process at a chosen call of the driver, or just after the call, or sends it another
// signal there. Calls are counted from BEGIN, or from the start. It stands outside the product, which knows nothing of it.

import { writeSync } from 'node:fs'
import { createRequire } from 'node:module'

const Database = createRequire(process.env.KILL_DRIVER)('better-sqlite3')
const [at, when] = process.env.KILL_AT.split(':')
const signal = process.env.KILL_SIGNAL ?? 'SIGKILL'
const isFromStart = process.env.KILL_FROM === 'start'
let call = isFromStart ? 0 : -1

const counted = (work) => {
  const mine = call < 0 ? -1 : call++
  const isMine = mine === Number(at)
  if (isMine && when === 'before') die()
  const result = work()
  if (isMine && when === 'after') die()
  return result
}

const die = () => process.kill(process.pid, signal)

const { exec, prepare } = Database.prototype
Database.prototype.exec = function (sql) {
  if (!isFromStart && /^BEGIN IMMEDIATE/.test(sql)) call = 0
  const isCommit = /^COMMIT/.test(sql)
  if (isCommit && at === 'commit' && when === 'before') die()
  const result = counted(() => exec.call(this, sql))
  if (isCommit && at === 'commit' && when === 'after') die()
  if (isCommit && !isFromStart) {
    if (process.env.KILL_COUNT) writeSync(2, `calls ${call}\n`)
    call = -1
  }
  return result
}
Database.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql)
  for (const name of ['run', 'all', 'get']) {
    const run = statement[name]
    Object.defineProperty(statement, name, {
      value: (...values) => counted(() => run.apply(statement, values)),
      configurable: true,
    })
  }
  return statement
}
if (isFromStart && process.env.KILL_COUNT) process.on('exit', () => writeSync(2, `calls ${call}\n`))
