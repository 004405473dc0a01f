// Preloaded into a command: kills the process before or after the first statement that matches, its parameters among it. It stands outside the
// product, which knows nothing of it.

import { createRequire } from 'node:module'

const Database = createRequire(process.env.KILL_DRIVER)('better-sqlite3')
const pattern = new RegExp(process.env.KILL_ON)
const when = process.env.KILL_WHEN

const around = (sql, work) => {
  const isHere = pattern.test(sql)
  if (isHere && when === 'before') process.kill(process.pid, 'SIGKILL')
  const result = work()
  if (isHere && when === 'after') process.kill(process.pid, 'SIGKILL')
  return result
}

const { exec, prepare } = Database.prototype
Database.prototype.exec = function (sql) {
  return around(sql, () => exec.call(this, sql))
}
Database.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql)
  for (const name of ['run', 'all', 'get']) {
    const run = statement[name]
    Object.defineProperty(statement, name, {
      value: (...values) => around([sql, ...values].join(' '), () => run.apply(statement, values)),
      configurable: true,
    })
  }
  return statement
}
