import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { editScript, makeSmallProject, scriptFile, scriptPath } from '../small-project.js'

const users = "op.execute('CREATE TABLE users (id INTEGER)')"
const fill = `op.run('fill', async (db) => {
    await db.insertInto('users').values({ id: 1 }).execute()
  })`

let cwd = ''
beforeEach(async () => {
  cwd = makeSmallProject({
    ...scriptFile('0001', { upgrade: users }),
    ...scriptFile('0002', { downRevision: ['0001'], upgrade: fill }),
  })
  expect((await migrate(['upgrade'], { cwd })).code).toBe(0)
})

const pathOf = (id: string): string => scriptPath(cwd, id)

const edit = (id: string, change: (text: string) => string): void => editScript(cwd, id, change)

const check = async () => {
  const { code, stdout } = await migrate(['check', '--json'], { cwd })
  return { code, ...JSON.parse(stdout) }
}

test('an edited script is named by check and stops upgrade with exit 6, until it is accepted', async () => {
  edit('0001', (text) => text.replace('id INTEGER', 'id INTEGER, name TEXT'))
  expect(await check()).toMatchObject({
    code: 6,
    integrity: [{ kind: 'edited', revision: '0001', path: pathOf('0001') }],
  })
  const told = await migrate(['check'], { cwd })
  expect(told.stdout).toContain(`revision 0001 (${pathOf('0001')}) is edited: its script is not what was applied`)

  const refused = await migrate(['upgrade'], { cwd })
  expect(refused.code).toBe(6)
  expect(refused.stderr).toContain('0001')
  expect(refused.stderr).toContain('migrate accept 0001 -m "why"')
  expect(refused.stderr.trim().split('\n')).toHaveLength(1)

  expect((await migrate(['accept', '0001'], { cwd })).code).toBe(2)
  const accepted = await migrate(['accept', '0001', '-m', 'the column was there'], { cwd })
  expect(accepted).toMatchObject({
    code: 0,
    stderr: 'Revision 0001 is accepted as it is now. No migration was run.\n',
  })
  expect((await check()).integrity).toEqual([])
  expect((await migrate(['upgrade'], { cwd })).code).toBe(0)
  expect((await migrate(['log'], { cwd })).stdout).toMatch(/^\S+ \S+ {2}accept {5}0001 .*the column was there\n/)
  expect((await migrate(['accept', '0001', '-m', 'again'], { cwd })).stderr).toMatch(/^Nothing to accept: /)
})

test.each([
  [
    'comments and spaces',
    (text: string) => text.replace('export function upgrade', '// why\n\nexport  function upgrade'),
  ],
  ['a message', (text: string) => text.replace('make 0001', 'make the users')],
])('%s of a script that records are a note, and no fault', async (_, change) => {
  edit('0001', change)
  expect(await check()).toMatchObject({
    code: 0,
    integrity: [],
    notes: ['the text of revision 0001 was changed since it was applied; what it does is the same'],
  })
  expect((await migrate(['upgrade'], { cwd })).code).toBe(0)
})

test.each([
  ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
  ['a byte order mark', (text: string) => `\uFEFF${text}`],
])('%s that a checkout brings is not even a note', async (_, change) => {
  edit('0001', change)
  edit('0002', change)
  expect(await check()).toMatchObject({ code: 0, integrity: [], notes: [] })
})

test('the text decides for a script whose code changes rows', async () => {
  edit('0002', (text) => text.replace('id: 1', 'id: 2'))
  expect(await check()).toMatchObject({ code: 6, integrity: [{ kind: 'edited', revision: '0002' }] })
  expect((await migrate(['upgrade'], { cwd })).code).toBe(6)
})

test('a script that went is missing, and can be accepted as gone', async () => {
  rmSync(pathOf('0001'))
  edit('0002', (text) => text.replace("downRevision = '0001'", 'downRevision = null'))
  const { code, integrity } = await check()
  expect(code).toBe(6)
  expect(integrity).toMatchObject([
    { kind: 'missing', revision: '0001', path: null },
    { kind: 'reordered', revision: '0002' },
    { kind: 'edited', revision: '0002' },
  ])
  expect((await migrate(['upgrade'], { cwd })).code).toBe(6)
  for (const id of ['0001', '0002']) expect((await migrate(['accept', id, '-m', 'squashed'], { cwd })).code).toBe(0)
  expect((await migrate(['upgrade'], { cwd })).code).toBe(0)
})

test('a file may be called otherwise', async () => {
  renameSync(pathOf('0001'), join(cwd, 'versions/0001_of_old.ts'))
  expect(await check()).toMatchObject({ code: 0, integrity: [], notes: [] })
})

test('a version row that no script has is named by check', async () => {
  rmSync(pathOf('0002'))
  expect(await check()).toMatchObject({ code: 6, integrity: [{ kind: 'ahead', revision: '0002' }] })
})

test('what a script imports of the application is noted, and counts when it changes', async () => {
  const text = (name: string) => `export const name: string = '${name}'\n`
  writeFileSync(join(cwd, 'names.ts'), text('one'))
  const [path, script] = Object.entries(
    scriptFile('0003', { downRevision: ['0002'], upgrade: "op.execute('CREATE TABLE ' + name + ' (id)')" }),
  )[0]!
  writeFileSync(join(cwd, path), script.replace('import type', "import { name } from '../names.js'\nimport type"))
  expect((await migrate(['upgrade'], { cwd })).code).toBe(0)
  const told = await migrate(['check'], { cwd })
  expect(told.code).toBe(0)
  expect(told.stderr).toContain('Note: revision 0003 imports ../names.js: it is not reproducible')
  writeFileSync(join(cwd, 'names.ts'), text('two'))
  expect(await check()).toMatchObject({ code: 6, integrity: [{ kind: 'edited', revision: '0003' }] })
  expect((await migrate(['upgrade'], { cwd })).code).toBe(6)
})

/** What becomes of the two scripts, and what check is to say of that. */
const mutations: readonly (readonly [string, () => void, readonly object[]])[] = [
  ['a script that is gone', () => rmSync(pathOf('0002')), [{ kind: 'unknown', revision: '0002' }]],
  [
    'a script under another revision id',
    () => edit('0001', (text) => text.replace("revision = '0001'", "revision = '00a1'")),
    [],
  ],
  [
    'two scripts that changed places',
    () => {
      edit('0001', (text) => text.replace('downRevision = null', "downRevision = '0002'"))
      edit('0002', (text) => text.replace("downRevision = '0001'", 'downRevision = null'))
    },
    [{ kind: 'reordered', revision: '0002' }],
  ],
  [
    'a script put in between two that are applied',
    () => {
      for (const [name, text] of Object.entries(scriptFile('0001b', { downRevision: ['0001'] }))) {
        writeFileSync(join(cwd, name), text)
      }
      edit('0002', (text) => text.replace("downRevision = '0001'", "downRevision = '0001b'"))
    },
    [{ kind: 'reordered', revision: '0002', detail: 'it follows 0001b now, and followed 0001 when it was applied' }],
  ],
  [
    'a script put below the first',
    () => {
      for (const [name, text] of Object.entries(scriptFile('0000'))) writeFileSync(join(cwd, name), text)
      edit('0001', (text) => text.replace('downRevision = null', "downRevision = '0000'"))
    },
    [{ kind: 'reordered', revision: '0001' }],
  ],
  [
    'a log whose hashes were changed',
    () => changeLog("UPDATE alembic_version_log SET operations_hash = '0', source_hash = '0' WHERE revision = '0001'"),
    [{ kind: 'edited', revision: '0001' }],
  ],
  [
    'a log whose parents were changed',
    () => changeLog("UPDATE alembic_version_log SET parents = '[\"0000\"]' WHERE revision = '0002'"),
    [{ kind: 'reordered', revision: '0002' }],
  ],
  [
    'a version row that was changed',
    () => execute("UPDATE alembic_version SET version_num = 'f00d'"),
    [{ kind: 'unknown', revision: 'f00d' }],
  ],
]

const execute = (sql: string): void => {
  const database = new Database(join(cwd, 'app.db'))
  try {
    database.exec(sql)
  } finally {
    database.close()
  }
}

const changeLog = (sql: string): void => {
  expect(() => execute(sql)).toThrow(/alembic_version_log/)
  execute(`DROP TRIGGER alembic_version_log_no_update; ${sql}`)
}

test.each(mutations)(
  '%s is named by check, and stops upgrade with exit 6 before a byte changes',
  async (_, mutate, faults) => {
    mutate()
    const last = readdirSync(join(cwd, 'versions')).some((name) => name.startsWith('0002')) ? '0002' : '0001'
    const never = scriptFile('never', { downRevision: [last], upgrade: "op.execute('CREATE TABLE never (n)')" })
    for (const [name, text] of Object.entries(never)) writeFileSync(join(cwd, name), text)
    const before = readFileSync(join(cwd, 'app.db'))
    const { code, integrity, error } = await check()
    expect(code).toBe(6)
    if (faults.length > 0)
      expect(integrity).toEqual(expect.arrayContaining(faults.map((each) => expect.objectContaining(each))))
    else expect(error.message).toMatch(/0001/)
    const upgrade = await migrate(['upgrade', 'heads'], { cwd })
    expect(upgrade.code, upgrade.stderr).toBe(6)
    expect(readFileSync(join(cwd, 'app.db')).equals(before)).toBe(true)
  },
)
