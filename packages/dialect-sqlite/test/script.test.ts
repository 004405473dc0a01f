import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { script } from '../src/script.js'
import { contentOf, temporaryFolder } from './temporary-folder.js'

const message = `it isn't "at" 0001; 100% sure`
const shell = spawnSync('sqlite3', ['--version']).status === 0

const newDatabase = (): string => {
  const file = join(temporaryFolder(), 'x.db')
  const db = new Database(file)
  db.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)')
  db.close()
  return file
}

const printed = (condition: string): string =>
  [
    ...script.preamble,
    script.begin,
    ...script.assert(condition, message),
    'CREATE TABLE u (a)',
    ...script.assert('1', message),
    script.commit,
  ]
    .map((statement) => `${statement};\n`)
    .join('')

const failing = ['(SELECT count(*) FROM t) = 2', 'NULL', '0', "'text'", 'EXISTS (SELECT 1 FROM t WHERE a > 1)']
const holding = ['(SELECT count(*) FROM t) = 1', '1', 'NOT EXISTS (SELECT 1 FROM t WHERE a > 1) AND 2 > 1']

describe('assert', () => {
  it.each(failing)('stops a transaction with the message where %s', (condition) => {
    const db = new Database(newDatabase())
    expect(() => db.exec(printed(condition))).toThrow(message)
    db.exec('ROLLBACK')
    expect(
      db.prepare('SELECT name FROM sqlite_schema UNION ALL SELECT name FROM sqlite_temp_schema').pluck().all(),
    ).toEqual(['t'])
    db.close()
  })

  it.each(holding)('lets the transaction go on where %s, and leaves nothing behind', (condition) => {
    const db = new Database(newDatabase())
    db.exec(printed(condition))
    expect(
      db.prepare('SELECT name FROM sqlite_schema UNION ALL SELECT name FROM sqlite_temp_schema').pluck().all(),
    ).toEqual(['t', 'u'])
    db.close()
  })

  it.skipIf(!shell)('does the same in the sqlite3 shell, run as the script says', () => {
    const file = newDatabase()
    const before = contentOf(join(file, '..'))
    const [program = '', flag = ''] = script.command.split(' ')
    for (const condition of failing) {
      const run = spawnSync(program, [flag, file], { input: printed(condition), encoding: 'utf8' })
      expect(run.status).not.toBe(0)
      expect(run.stderr).toContain(message)
      expect(contentOf(join(file, '..'))).toEqual(before)
    }
    execFileSync(program, [flag, file], { input: printed(holding[0]!) })
    expect(readFileSync(file).includes('CREATE TABLE u')).toBe(true)
  })
})
