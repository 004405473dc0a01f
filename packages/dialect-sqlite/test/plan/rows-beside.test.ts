import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineHistory, Migrator, moduleScripts, type Op } from '@ads/migrate-core'
import { text } from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { sqlite } from '../../src/index.js'
import { splitStatements } from '../../src/statements.js'
import { databaseWith, expectRefused, revise, rowsOf, type Upgrade } from '../conservation/revise.js'
import { temporaryFolder } from '../temporary-folder.js'

const family = `CREATE TABLE p (id INTEGER PRIMARY KEY, a INT); CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INT REFERENCES p ON DELETE CASCADE, b INT);
  INSERT INTO p VALUES (1, 1), (2, 2); INSERT INTO c VALUES (1, 1, 1), (2, 2, 2);`

const recreateChild = (op: Op) => op.alterColumn('c', 'b', { type: text() })
const recreateParent = (op: Op) => op.alterColumn('p', 'a', { type: text() })

/** The script of a revision behind the one that makes the family. */
const scriptFor = async (upgrade: Upgrade): Promise<string> => {
  const scripts = moduleScripts([
    {
      revision: 'r1',
      downRevision: null,
      upgrade: (op) => {
        for (const sql of splitStatements(family)) op.execute(sql)
      },
    },
    { revision: 'r2', downRevision: 'r1', upgrade },
  ])
  const history = defineHistory({ scripts })
  const migrator = new Migrator({ dialect: sqlite(), history, url: 'sqlite::memory:' })
  return (await migrator.script('upgrade', 'base:r2')).sql
}

const hasShell = (): boolean => {
  try {
    execFileSync('sqlite3', ['--version'])
    return true
  } catch {
    return false
  }
}

const rowSteps: readonly (readonly [string, Upgrade, RegExp])[] = [
  ['execute', (op) => op.execute('DELETE FROM p WHERE id = 2'), /DELETE FROM p WHERE id = 2/],
  ['bulkInsert', (op) => op.bulkInsert('p', [{ id: 3, a: 3 }]), /insert one row into p/],
]

describe.each(rowSteps)('an %s in the revision', (_, step, line) => {
  it.each(['before', 'after'])(
    '%s the recreation of a parent is refused, online and in a script, naming both',
    async (order) => {
      const upgrade = (op: Op) => {
        if (order === 'before') step(op)
        recreateParent(op)
        if (order === 'after') step(op)
      }
      const online = await expectRefused(databaseWith(family), upgrade)
      const offline = await scriptFor(upgrade).catch((error: Error) => error)
      for (const refused of [online, offline]) {
        const { message } = refused as Error
        expect(message).toMatch(/«alter column p\.a: type» takes «PRAGMA foreign_keys = OFF»/)
        expect(message).toMatch(line)
        expect(message).toMatch(/cannot stand beside it/)
      }
    },
  )

  it.each(['before', 'after'])(
    '%s the recreation of a child is neither refused online nor in a script',
    async (order) => {
      const upgrade = (op: Op) => {
        if (order === 'before') step(op)
        recreateChild(op)
        if (order === 'after') step(op)
      }
      const db = databaseWith(family)
      await revise(db, upgrade)
      const script = await scriptFor(upgrade)
      expect(script).toMatch(/-- Fails if: rows of "c" refer to rows that are not there/)
      expect(script.slice(script.indexOf('r1 -> r2'))).not.toMatch(/foreign_keys = OFF/)
      if (!hasShell()) return
      const file = join(temporaryFolder(), 'x.db')
      writeFileSync(file, '')
      execFileSync('sqlite3', ['-bail', file], { input: `PRAGMA foreign_keys = ON;\n${script}` })
      const printed = new Database(file)
      for (const query of ['SELECT * FROM p', 'SELECT * FROM c'])
        expect(rowsOf(printed, query)).toEqual(rowsOf(db, query))
      printed.close()
    },
  )
})

it('a script that changes no rows recreates a child also where its rows refer to nothing', async () => {
  expect((await scriptFor(recreateChild)).split('r1 -> r2')[1]).toMatch(/foreign_keys = OFF/)
})
