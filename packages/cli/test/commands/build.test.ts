import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { makeWorkspace, revisionFile, type Workspace, withDatabase } from './workspace.js'

const versions = 'packages/migrations/versions'
const file = 'packages/migrations/dist/history.js'

/** Runs plain JavaScript in the workspace, as a service of its own. */
const runService = (workspace: Workspace, body: string, env: Readonly<Record<string, string>> = {}) => {
  workspace.write(
    'service.mjs',
    `import { Migrator } from '@ads/migrate-core'
import { sqlite } from '@ads/migrate-dialect-sqlite'
import { history } from '@ads/migrations'
const migrator = new Migrator({ dialect: sqlite(), history, url: 'sqlite:data/service.db' })
const print = (value) => console.log(JSON.stringify(value))
${body}
`,
  )
  mkdirSync(workspace.path('data'), { recursive: true })
  const { status, stdout, stderr } = spawnSync(process.execPath, ['service.mjs'], {
    cwd: workspace.folder,
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  })
  return {
    code: status,
    lines: stdout
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
    stderr,
  }
}

test('a history is built, found up to date, found stale after an edit, and built again', () => {
  const workspace = makeWorkspace()
  expect(workspace.migrate('build', '--check')).toMatchObject({
    code: 3,
    stdout: `${file} is not what the scripts are now (1 revision, head 0001). Build it again: migrate build\n`,
  })
  expect(existsSync(workspace.path(file))).toBe(false)
  expect(workspace.migrate('build')).toMatchObject({ code: 0, stdout: `Built: ${file} (1 revision, head 0001)\n` })
  expect(readdirSync(dirname(workspace.path(file))).sort()).toEqual(['history.d.ts', 'history.js'])

  const before = statSync(workspace.path(file))
  const upToDate = { code: 0, stdout: `Up to date: ${file} (1 revision, head 0001)\n` }
  expect(workspace.migrate('build')).toMatchObject(upToDate)
  expect(workspace.migrate('build', '--check')).toMatchObject(upToDate)
  expect(statSync(workspace.path(file)).ino).toBe(before.ino)

  workspace.write(`${versions}/0002_x.ts`, revisionFile('0002', '0001', "op.dropTable('sync_log')"))
  const old = workspace.read(file)
  const stale = workspace.migrate('build', '--check', '--json')
  expect(stale.code).toBe(3)
  expect(JSON.parse(stale.stdout)).toEqual({
    file: workspace.path(file),
    upToDate: false,
    written: false,
    revisions: ['0001', '0002'],
    heads: ['0002'],
  })
  expect(workspace.read(file)).toBe(old)
  expect(JSON.parse(workspace.migrate('build', '--json').stdout)).toMatchObject({
    upToDate: true,
    written: true,
  })
  expect(workspace.migrate('build', '--check').code).toBe(0)
})

test('a service in plain JavaScript runs the built history with core and the dialect alone', () => {
  const workspace = makeWorkspace()
  workspace.write(
    `${versions}/0002_x.ts`,
    revisionFile(
      '0002',
      '0001',
      "op.addColumn('campaigns', 'note', text())",
      "op.dropColumn('campaigns', 'note')",
      'text',
    ),
  )
  workspace.write(
    `${versions}/0003_y.ts`,
    `${revisionFile('0003', '0002', "op.run('fill notes', async (db) => {\n    await db.updateTable('campaigns').set({ note: defaultNote }).execute()\n  })")}
const defaultNote: string = 'none'
if (process.env.SERVICE_DOWN) throw new Error('0003 was run')
`,
  )
  expect(workspace.migrate('build')).toMatchObject({ code: 0 })
  // Nothing of the sources is needed any more, nor anything that reads them.
  for (const name of [
    versions,
    'packages/migrations/history.ts',
    'packages/models',
    'node_modules/@ads/models',
    'tsconfig.json',
  ])
    rmSync(workspace.path(name), { recursive: true })

  const down = { SERVICE_DOWN: '1' }
  const start = runService(
    workspace,
    "print((await migrator.upgrade('0002')).heads)\nprint((await migrator.history()).map(({ revision, message }) => [revision, message]))",
    down,
  )
  expect(start).toEqual({
    code: 0,
    lines: [
      ['0002'],
      [
        ['0003', 'revision 0003'],
        ['0002', 'revision 0002'],
        ['0001', 'initial schema'],
      ],
    ],
    stderr: '',
  })
  const failed = runService(
    workspace,
    'await migrator.upgrade().catch(({ code, message }) => print([code, message]))\nprint((await migrator.current()).map(({ revision }) => revision))',
    down,
  )
  expect(failed.lines).toEqual([['INVALID_SCRIPT', 'revision 0003 could not be loaded: 0003 was run'], ['0002']])

  withDatabase(workspace.path('data/service.db'), (db) => db.exec("INSERT INTO campaigns (id, name) VALUES (1, 'a')"))
  const done = runService(
    workspace,
    "print((await migrator.upgrade()).heads)\nprint((await migrator.upgrade()).steps)\nprint((await migrator.downgrade('0002')).heads)",
  )
  expect(done).toEqual({ code: 0, lines: [['0003'], [], ['0002']], stderr: '' })
  const notes = withDatabase(workspace.path('data/service.db'), (db) =>
    db.prepare('SELECT note FROM campaigns').pluck().all(),
  )
  expect(notes).toEqual(['none'])
})

test("the history's own settings travel with it, a naming convention too", () => {
  const workspace = makeWorkspace()
  workspace.write(
    'packages/migrations/history.ts',
    `import { defineHistory } from '@ads/migrate-core'
const short = (table: string) => \`u_\${table}\`
export const history = defineHistory({
  scripts: './versions',
  versionTable: { name: 'our_versions', column: 'at' },
  transaction: 'all',
  naming: { unique: ({ table, columns }) => [short(table), ...columns].join('_') },
})
export default history
`,
  )
  workspace.write(
    `${versions}/0002_x.ts`,
    revisionFile(
      '0002',
      '0001',
      "op.createTable('notes', { id: integer().primaryKey(), text: text().unique() })",
      "op.dropTable('notes')",
      'integer, text',
    ),
  )
  const { stdout: printed } = workspace.migrate('upgrade', 'head', '--sql')
  expect(workspace.migrate('build')).toMatchObject({ code: 0 })
  const { lines, stderr } = runService(
    workspace,
    "print((await migrator.script('upgrade', 'head')).sql)\nprint((await migrator.upgrade()).heads)",
  )
  expect(stderr).toBe('')
  expect(printed).toContain('u_notes_text')
  expect([lines[0].trimEnd(), lines[1]]).toEqual([printed.trimEnd(), ['0002']])
  expect(
    withDatabase(workspace.path('data/service.db'), (db) => db.prepare('SELECT at FROM our_versions').pluck().all()),
  ).toEqual(['0002'])
})

test('what cannot be built is told in one line, and no file is touched', () => {
  const workspace = makeWorkspace()
  workspace.write('mine.js', 'export const mine = 1\n')
  const expectRefusal = (out: string, code: number, message: RegExp) => {
    const outcome = workspace.migrate('build', '--out', out)
    expect(outcome.stderr).toMatch(message)
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(outcome).toMatchObject({ code, stdout: '' })
  }
  expectRefusal('packages', 2, /--out \S+packages is a folder.*packages\/history\.js/)
  expectRefusal('mine.js', 1, /mine\.js is no built history, and is left as it is/)
  expect(workspace.read('mine.js')).toBe('export const mine = 1\n')

  expect(workspace.migrate('build', '--out', 'built/h.mjs').code).toBe(0)
  const old = workspace.read('built/h.mjs')
  workspace.write(`${versions}/0002_x.ts`, revisionFile('0002', '0001', 'op.('))
  expectRefusal('built/h.mjs', 6, /0002_x\.ts:\d+:\d+/)
  workspace.write(`${versions}/0002_x.ts`, revisionFile('0002', '0001', 'nowhere(op)'))
  expectRefusal('built/h.mjs', 1, /revision 0002 \(.*0002_x\.ts\): ReferenceError/)
  expect(workspace.read('built/h.mjs')).toBe(old)
  expect(readdirSync(workspace.path('built')).sort()).toEqual(['h.d.mts', 'h.mjs'])
})
