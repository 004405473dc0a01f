import { expect, test } from 'vitest'
import { readImports } from '../../src/scripts/foreign-imports.js'

const script = (more: string, body = '') => `/**
 * make a table
 *
 * Create Date: 2026-11-22T07:10:00Z
 */
import { integer, type Op, sql } from '@ads/migrate-core/schema'
import type { Kysely } from 'kysely'
${more}
export const revision = '1'
export const downRevision = null
export function upgrade(op: Op): void {
  op.createTable('t', { id: integer().primaryKey() })
  ${body}
}
`

test.each([
  ['what it is written with alone', '', ''],
  ['a query of Kysely', "import { sql as raw } from 'kysely'", 'op.execute(raw`SELECT 1`)'],
  [
    'code of its own',
    'const names = ["a", "b"].map((name) => name.toUpperCase())',
    'for (const name of names) op.dropTable(name)',
  ],
])('%s says all that a script records', (_, more, body) => {
  expect(readImports(script(more, body)).isSelfContained).toBe(true)
})

test.each([
  ['the time', '', "op.execute(`INSERT INTO t VALUES ('${new Date().toISOString()}')`)"],
  ['the time, as a number', '', 'op.execute(`INSERT INTO t VALUES (${Date.now()})`)'],
  ['chance', '', 'op.execute(`INSERT INTO t VALUES (${Math.random()})`)'],
  ['an identifier that is made up', '', 'op.execute(`INSERT INTO t VALUES (${crypto.randomUUID()})`)'],
  ['the environment', 'const { TABLE } = process.env', ''],
  ['the environment, by another name', "import { env } from 'node:process'", ''],
  ['the global object', 'const all = globalThis', ''],
  ['the language of the machine', '', "op.dropTable('I'.toLocaleLowerCase())"],
  ['a file', "import { readFileSync } from 'node:fs'", ''],
  ['another module of the project', "import { names } from './names.js'", ''],
  ['an installed package', "import { camelCase } from 'change-case'", ''],
  ['what it imports while it runs', "const { names } = await import('./names.js')", ''],
  ['where it is', 'const here = import.meta.url', ''],
  ['text that is run', '', "eval('op').dropTable('t')"],
  ['a function made of text', '', "(() => {}).constructor('return 1')()"],
])('a script that asks for %s may record something else next time', (_, more, body) => {
  expect(readImports(script(more, body)).isSelfContained).toBe(false)
})
