import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { beforeEach, expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { config, editScript, makeSmallProject, scriptFile, scriptPath } from '../small-project.js'

const withVocabulary = (files: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      text.replace(
        'import type { Op } from',
        "import { integer, text } from '@ads/migrate-core/schema'\nimport type { Op } from",
      ),
    ]),
  )

const scripts = {
  ...withVocabulary(
    scriptFile('0001', {
      upgrade: "op.createTable('users', { id: integer().primaryKey(), rank: integer().notNull().default(1) })",
    }),
  ),
  ...withVocabulary(
    scriptFile('0002', {
      downRevision: ['0001'],
      upgrade: "op.addColumn('users', 'name', text())\n  op.createIndex('ix_users_rank', 'users', ['rank'])",
    }),
  ),
  ...scriptFile('0003', {
    downRevision: ['0002'],
    upgrade: `op.run('fill', async (db) => {
    await db.insertInto('users').values({ id: 1, name: 'ada' }).execute()
  })`,
  }),
}

let cwd = ''
beforeEach(async () => {
  cwd = makeSmallProject(scripts)
  expect((await migrate(['upgrade'], { cwd })).code).toBe(0)
})

const pathOf = (id: string): string => scriptPath(cwd, id)

const edit = (id: string, change: (text: string) => string): void => editScript(cwd, id, change)

const check = async () => {
  const { code, stdout } = await migrate(['check', '--json'], { cwd })
  return { code, ...JSON.parse(stdout) }
}

const sameNote = (id: string) => `the text of revision ${id} was changed since it was applied; what it does is the same`

test.each<[string, (text: string) => string]>([
  [
    'reformatting',
    (text) =>
      text.replaceAll('  op.', '\top . ').replaceAll("'", '"').replaceAll(', ', ',\n    ').replaceAll(')\n', ');\n'),
  ],
  ['comments', (text) => text.replace('  op.', '  // The rank of everybody.\n  op.').replace('/**', '/**\n * Later:')],
  ['another import path', (text) => text.replace("} from '@ads/migrate-core/schema'", "} from '../vocabulary.js'")],
])('%s of a script that is applied passes check and upgrade, with a note', async (what, change) => {
  writeFileSync(join(cwd, 'vocabulary.ts'), "export { integer, text } from '@ads/migrate-core/schema'\n")
  edit('0001', change)
  edit('0002', change)
  const { code, integrity, notes } = await check()
  expect({ code, integrity }).toEqual({ code: 0, integrity: [] })
  expect(notes.filter((note: string) => note.includes('was changed'))).toEqual([sameNote('0002'), sameNote('0001')])
  expect(notes.some((note: string) => note.includes('imports ../vocabulary.js'))).toBe(what === 'another import path')
  expect((await migrate(['upgrade'], { cwd })).stderr).toMatch(/^Nothing to do: /)
})

test('scripts that were compiled to JavaScript since they were applied pass check and upgrade, with a note each', async () => {
  for (const id of ['0001', '0002']) {
    const { code } = transformSync(readFileSync(pathOf(id), 'utf8'), { loader: 'ts', minifyWhitespace: true })
    const path = pathOf(id)
    rmSync(path)
    writeFileSync(path.replace(/\.ts$/, '.js'), code)
  }
  expect(await check()).toMatchObject({ code: 0, integrity: [], notes: [sameNote('0002'), sameNote('0001')] })
  expect((await migrate(['upgrade'], { cwd })).stderr).toMatch(/^Nothing to do: /)
})

test('a history that was built to one module passes check and upgrade without its sources; one built of edited scripts is refused', async () => {
  mkdirSync(join(cwd, 'built'))
  const build = async () =>
    expect(await migrate(['build', '--out', 'built/history.js'], { cwd })).toMatchObject({ code: 0 })
  const builtConfig = config
    .replace(
      "import { defineConfig, defineHistory } from '@ads/migrate-core'",
      "import { defineConfig } from '@ads/migrate-core'\nimport { history } from './built/history.js'",
    )
    .replace("history: defineHistory({ scripts: './versions' })", 'history')
  writeFileSync(join(cwd, 'built.config.ts'), builtConfig)
  const withBuilt = (...words: string[]) => migrate([...words, '-c', 'built.config.ts'], { cwd })

  await build()
  const sources = Object.fromEntries(
    ['0001', '0002', '0003'].map((id) => [pathOf(id), readFileSync(pathOf(id), 'utf8')]),
  )
  for (const path of Object.keys(sources)) rmSync(path)
  const told = await withBuilt('check', '--json')
  expect(told.code, told.all).toBe(0)
  expect(JSON.parse(told.stdout)).toMatchObject({ integrity: [], pending: [] })
  expect((await withBuilt('upgrade')).stderr).toMatch(/^Nothing to do: /)

  for (const [path, text] of Object.entries(sources)) writeFileSync(path, text)
  edit('0001', (text) => text.replace('default(1)', 'default(2)'))
  await build()
  expect(JSON.parse((await withBuilt('check', '--json')).stdout)).toMatchObject({
    integrity: [{ kind: 'edited', revision: '0001' }],
  })
  expect((await withBuilt('upgrade')).code).toBe(6)
})

test.each<[string, string, (text: string) => string]>([
  ['a changed default', '0001', (text) => text.replace('default(1)', 'default(2)')],
  [
    'two swapped operations',
    '0002',
    (text) => text.replace(/^( {2}op\.addColumn.*\n)( {2}op\.createIndex.*\n)/m, '$2$1'),
  ],
  ['a changed body of a run step', '0003', (text) => text.replace("name: 'ada'", "name: 'eve'")],
])('%s is refused by check and upgrade with exit 6, until it is accepted', async (_, id, change) => {
  const database = readFileSync(join(cwd, 'app.db'))
  edit(id, change)
  expect(await check()).toMatchObject({ code: 6, integrity: [{ kind: 'edited', revision: id, path: pathOf(id) }] })
  const refused = await migrate(['upgrade'], { cwd })
  expect(refused.code).toBe(6)
  expect(refused.stderr).toContain(`migrate accept ${id} -m "why"`)
  expect(readFileSync(join(cwd, 'app.db')).equals(database)).toBe(true)
  expect((await migrate(['accept', id, '-m', 'right as it is'], { cwd })).code).toBe(0)
  expect((await check()).integrity).toEqual([])
  expect((await migrate(['upgrade'], { cwd })).code).toBe(0)
})
