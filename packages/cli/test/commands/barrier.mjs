// Preloaded into a command: holds it back before its first transaction until a file appears, and tells at the end how
// often another process's lock was in its way.
import { existsSync, writeFileSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'

const Database = createRequire(process.env.BARRIER_DRIVER)('better-sqlite3')
let busy = 0
let held = false

const { exec } = Database.prototype
Database.prototype.exec = function (sql) {
  const isBegin = /^BEGIN IMMEDIATE/.test(sql)
  if (isBegin && !held) {
    held = true
    writeFileSync(process.env.BARRIER_READY, '')
    while (!existsSync(process.env.BARRIER)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
  }
  try {
    return exec.call(this, sql)
  } catch (error) {
    if (isBegin && /^SQLITE_BUSY/.test(error.code)) busy++
    throw error
  }
}
process.on('exit', () => writeSync(2, `busy ${busy}\n`))
