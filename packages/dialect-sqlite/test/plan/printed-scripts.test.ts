import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { defineHistory, Migrator, moduleScripts, type Op } from '@ads/migrate-core'
import { allCases } from '@ads/migrate-core/testing'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { sqlite } from '../../src/index.js'
import { identifier, literal } from '../../src/spelling.js'
import { dumpOf } from '../runtime/database.js'
import { temporaryFolder } from '../temporary-folder.js'

const hasShell = (): boolean => {
  try {
    execFileSync('sqlite3', ['--version'])
    return true
  } catch {
    return false
  }
}

/** Schema facts and rows. SQLite itself writes texts with other quotes and spaces than we do. */
const facts = (file: string): unknown => {
  const db = new Database(file)
  try {
    const [objects, rows] = JSON.parse(dumpOf(db)) as [{ sql: string | null }[], unknown]
    return [objects.map((each) => ({ ...each, sql: each.sql?.replace(/[\s"]+/g, '') })), rows]
  } finally {
    db.close()
  }
}

const printed = allCases.filter(({ script }) => script === undefined)

describe.runIf(hasShell())('the sqlite3 program makes of a printed script what an upgrade makes', () => {
  it.each(printed)('$name', async (each) => {
    const folder = temporaryFolder()
    const fill = (op: Op): void => {
      for (const [table, rows] of Object.entries(each.rows)) {
        for (const row of rows) {
          const names = Object.keys(row).map(identifier).join(', ')
          op.execute(
            `INSERT INTO ${identifier(table)} (${names}) VALUES (${Object.values(row).map(literal).join(', ')})`,
          )
        }
      }
    }
    const scripts = moduleScripts([
      { revision: 'before', downRevision: null, upgrade: each.before },
      { revision: 'rows', downRevision: 'before', upgrade: fill },
      { revision: 'change', downRevision: 'rows', upgrade: each.change },
    ])
    const migrator = (file: string) =>
      new Migrator({ dialect: sqlite(), history: defineHistory({ scripts }), url: `sqlite:${file}`, folder })
    for (const file of ['printed.db', 'upgraded.db']) await migrator(file).upgrade('rows')
    const { sql: script } = await migrator('printed.db').script('upgrade', 'rows:head')
    execFileSync('sqlite3', ['-bail', join(folder, 'printed.db')], { input: script })
    await migrator('upgraded.db').upgrade()
    expect(facts(join(folder, 'printed.db'))).toEqual(facts(join(folder, 'upgraded.db')))
  })
})
