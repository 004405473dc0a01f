import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** The command of this checkout. */
export const migrate = join(root, 'packages/cli/bin/migrate.js')

/** Runs `use` with a folder of its own, in memory where the machine has that, and removes it. */
export const inFolder = (use) => {
  const folder = mkdtempSync(join(process.platform === 'linux' ? '/dev/shm' : tmpdir(), 'ads-bench-'))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Makes a project of the folder: the packages of this checkout, a folder of scripts, a config with `more` in it. */
export const installProject = (folder, { imports = '', more = '' } = {}) => {
  mkdirSync(join(folder, 'node_modules/@ads'), { recursive: true })
  mkdirSync(join(folder, 'versions'))
  for (const [name, target] of [
    ['@ads/migrate-core', 'packages/core'],
    ['@ads/migrate-dialect-sqlite', 'packages/dialect-sqlite'],
    ['better-sqlite3', 'node_modules/better-sqlite3'],
    ['kysely', 'node_modules/kysely'],
  ]) {
    symlinkSync(join(root, target), join(folder, 'node_modules', name))
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(
    join(folder, 'migrate.config.ts'),
    `import { defineConfig, defineHistory } from '@ads/migrate-core'
import { sqlite } from '@ads/migrate-dialect-sqlite'
${imports}
export default defineConfig({
  dialect: sqlite(),
  url: 'sqlite:bench.db',
  history: defineHistory({ scripts: './versions' }),${more}
})
`,
  )
}

/** A project with a history of `count` revisions, each a table with five columns and an index, one after another. */
export const makeProject = (folder, count) => {
  installProject(folder)
  for (let i = 1; i <= count; i++) writeFileSync(join(folder, 'versions', `${idOf(i)}_table.ts`), script(i))
  return join(folder, 'bench.db')
}

export const idOf = (i) => String(i).padStart(5, '0')

const script = (i) => `/**
 * add table t${i}
 *
 * Revision ID: ${idOf(i)}
 * Revises: ${i === 1 ? '' : idOf(i - 1)}
 * Create Date: 2026-11-22T07:10:00Z
 */
import { integer, type Op, real, text } from '@ads/migrate-core/schema'

export const revision = '${idOf(i)}'
export const downRevision = ${i === 1 ? 'null' : `'${idOf(i - 1)}'`}

export function upgrade(op: Op): void {
  op.createTable('t${i}', {
    id: integer().primaryKey(),
    name: text().notNull(),
    amount: real(),
    count: integer(),
    note: text(),
  })
  op.createIndex('ix_t${i}_name', 't${i}', ['name'])
}

export function downgrade(op: Op): void {
  op.dropIndex('ix_t${i}_name', { table: 't${i}' })
  op.dropTable('t${i}')
}
`
