// `check` with no change, the whole process, beside the floor: 200 tables of 12 columns whose history is one revision or
// 200 of them, and 1,000 tables. What was found equal is remembered, so the warm figure is the one of every day.
// Usage: node bench/check.mjs [rounds] [--drizzle], which installs drizzle-kit beside it and generates from the same tables.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { compare, run } from './compare.mjs'
import { idOf, inFolder, installProject, migrate } from './project.mjs'

const root = join(import.meta.dirname, '..')
const args = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const rounds = Number(args[0] ?? 15)

const columns = [
  ['id', 'integer().primaryKey()'],
  ['account_id', 'integer().notNull()'],
  ['name', "text().notNull().default('')"],
  ['status', "text().default('draft')"],
  ['budget', 'real()'],
  ['spent', 'real().default(0)'],
  ['is_active', 'boolean().default(true)'],
  ['started_at', 'timestamp()'],
  ['ended_at', 'timestamp()'],
  ['payload', 'json()'],
  ['note', 'text()'],
  ['version', 'integer().notNull().default(1)'],
]

const words = 'boolean, index, integer, json, real, sql, text, timestamp'
const tableName = (i) => `table_${String(i).padStart(4, '0')}`
const columnText = columns.map(([name, type]) => `${name}: ${type}`).join(', ')
const extras = (i) => `() => [index(['account_id'], { name: 'ix_${tableName(i)}_account' })]`

const models = (count) => {
  const tables = Array.from(
    { length: count },
    (_, i) => `  t${i}: table('${tableName(i)}', { ${columnText} }, ${extras(i)}),`,
  )
  return `import { defineSchema, table, ${words} } from '@ads/migrate-core/schema'
export const schema = defineSchema({
${tables.join('\n')}
})
void sql
`
}

const revision = (i, parent, from, to) => {
  const calls = Array.from({ length: to - from }, (_, k) => {
    const name = tableName(from + k)
    return `  op.createTable('${name}', { ${columnText} }, ${extras(from + k)})`
  })
  return `/**
 * part ${i}
 *
 * Revision ID: ${idOf(i)}
 * Revises: ${parent ?? ''}
 * Create Date: 2026-11-22T07:10:00Z
 */
import { type Op, ${words} } from '@ads/migrate-core/schema'

export const revision = '${idOf(i)}'
export const downRevision = ${parent === null ? 'null' : `'${parent}'`}

export function upgrade(op: Op): void {
${calls.join('\n')}
  void [boolean, index, integer, json, real, sql, text, timestamp]
}
`
}

/** A project of so many tables, made by so many revisions, whose database is at head. */
const makeTables = (folder, tables, revisions) => {
  installProject(folder, { imports: "import { schema } from './models.js'", more: '\n  schema,' })
  writeFileSync(join(folder, 'models.ts'), models(tables))
  for (let i = 1; i <= revisions; i++) {
    const [from, to] = [i - 1, i].map((part) => Math.round((part * tables) / revisions))
    writeFileSync(join(folder, 'versions', `${idOf(i)}_part.ts`), revision(i, i === 1 ? null : idOf(i - 1), from, to))
  }
  run({ args: [migrate, 'upgrade', '-q'], cwd: folder })
}

for (const [tables, revisions] of [
  [200, 1],
  [200, 200],
  [1000, 1],
]) {
  inFolder((folder) => {
    makeTables(folder, tables, revisions)
    const cache = join(folder, 'node_modules/.cache/ads-migrate')
    const check = { args: [migrate, 'check'], cwd: folder }
    compare(
      `check: ${tables} tables × ${columns.length} columns, made by ${revisions === 1 ? 'one revision' : `${revisions} revisions`}`,
      {
        floor: { args: [join(root, 'bench/floor.mjs'), join(folder, 'bench.db')], cwd: folder },
        check,
        'check --offline': { args: [migrate, 'check', '--offline'], cwd: folder },
        'check, no cache': { ...check, prepare: () => rmSync(cache, { recursive: true, force: true }) },
      },
      { rounds },
    )
  })
}

/** The same tables in the words of drizzle-orm, whose generator is the nearest thing: it compares models with a snapshot. */
const drizzleModels = (count) => {
  const types = columns.map(([name, type]) => {
    const rest = type.slice(type.indexOf(')') + 1)
    const own = type.startsWith('integer') || type.startsWith('real') ? type.split('(')[0] : 'text'
    const mode = type.startsWith('boolean') ? "integer('is_active', { mode: 'boolean' })" : `${own}('${name}')`
    return `${name}: ${mode}${rest}`
  })
  const tables = Array.from(
    { length: count },
    (_, i) =>
      `export const t${i} = sqliteTable('${tableName(i)}', { ${types.join(', ')} }, (t) => [index('ix_${tableName(i)}_account').on(t.account_id)])`,
  )
  return `import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'\n${tables.join('\n')}\n`
}

if (process.argv.includes('--drizzle')) {
  inFolder((folder) => {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }\n')
    const installed = spawnSync('npm', ['install', '--no-audit', '--no-fund', 'drizzle-kit', 'drizzle-orm'], {
      cwd: folder,
    })
    if (installed.status !== 0) throw new Error(`drizzle-kit cannot be installed: ${installed.stderr}`)
    writeFileSync(join(folder, 'schema.ts'), drizzleModels(200))
    writeFileSync(
      join(folder, 'drizzle.config.ts'),
      "export default { dialect: 'sqlite', schema: './schema.ts', out: './drizzle' }\n",
    )
    const file = join(folder, 'bench.db')
    new Database(file).exec('CREATE TABLE alembic_version (version_num TEXT)').close()
    const generate = { args: [join(folder, 'node_modules/drizzle-kit/bin.cjs'), 'generate'], cwd: folder }
    run(generate)
    compare(
      `drizzle-kit generate: 200 tables × ${columns.length} columns, nothing changed`,
      { floor: { args: [join(root, 'bench/floor.mjs'), file], cwd: folder }, 'drizzle-kit generate': generate },
      { rounds },
    )
  })
}
