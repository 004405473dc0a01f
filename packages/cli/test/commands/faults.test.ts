import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { config, makeSmallProject, scriptFile } from '../small-project.js'
import { fingerprint } from './workspace.js'

const long = process.env.LONG !== undefined

type Fault = (when: 'before' | 'after', point: string, sql: string) => void

const world = globalThis as { fault?: Fault | undefined }
afterEach(() => {
  world.fault = undefined
})

/** A dialect whose calls of the driver can be made to fail. */
const faulty = config.replace('dialect: sqlite()', 'dialect').replace(
  'export default',
  `const inner = sqlite()
const around = (connection, point) => {
  const call = connection[point].bind(connection)
  connection[point] = async (...args) => {
    globalThis.fault?.('before', point, String(args[0] ?? ''))
    const result = await call(...args)
    globalThis.fault?.('after', point, String(args[0] ?? ''))
    return result
  }
}
const dialect = {
  ...inner,
  async connect(address, access) {
    const connection = await inner.connect(address, access)
    if (access !== 'read') for (const point of ['execute', 'begin', 'commit', 'isUntouched']) around(connection, point)
    return connection
  },
}
export default`,
)

const first = scriptFile('0001', { upgrade: "op.execute('CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)')" })
const second = scriptFile('0002', {
  downRevision: ['0001'],
  upgrade: `op.execute("INSERT INTO users VALUES (1, 'ada')")
  op.run('more', async (db) => {
    await db.insertInto('users').values({ id: 2 }).execute()
  })
  op.execute('CREATE INDEX ix_users_name ON users (name)')`,
})

describe('a driver that fails at any call', () => {
  test.each([
    ['a transaction', '', [1, 6]],
    ['no transaction', "export const transaction = 'none'\n\n", [1, 6, 8]],
  ] as const)(
    'ends upgrade in %s with its own error and exit 1, 6 or 8, and the next one goes on',
    async (_, more, codes) => {
      const isWhole = more === ''
      const scripts = Object.entries({ ...first, ...second }).map(([name, text]) => [
        name,
        name.includes('0002') ? text.replace('export function upgrade', `${more}export function upgrade`) : text,
      ])
      const cwd = makeSmallProject({ 'migrate.config.ts': faulty, ...Object.fromEntries(scripts) })
      const [database, original] = [join(cwd, 'app.db'), join(cwd, 'original.db')]
      expect((await migrate(['upgrade', '0001'], { cwd })).code).toBe(0)
      copyFileSync(database, original)
      const before = fingerprint(database)
      let calls = 0
      world.fault = (when) => void (when === 'before' && calls++)
      expect((await migrate(['upgrade'], { cwd })).code).toBe(0)
      const after = fingerprint(database)
      expect(calls).toBeGreaterThan(10)

      const counts: Record<string, number> = {}
      for (let number = 0; number < calls; number += long ? 1 : 2) {
        for (const when of long
          ? (['before', 'after'] as const)
          : [number % 2 === 0 ? ('before' as const) : ('after' as const)]) {
          copyFileSync(original, database)
          let seen = 0
          let place = ''
          world.fault = (now, point, sql) => {
            if (now === when && seen++ === number) {
              place = `${when} ${point} ${sql}`
              throw new Error('the fault that was put in')
            }
          }
          const { code, stderr } = await migrate(['upgrade'], { cwd })
          world.fault = undefined
          const state = fingerprint(database)
          counts[code] = (counts[code] ?? 0) + 1
          if (code === 0) {
            expect(state, place).toBe(after)
          } else {
            expect(codes, `${place}: ${stderr}`).toContain(code)
            expect(stderr, place).toContain('the fault that was put in')
            // What is said to have failed, or not to have begun, can only be done where the commit had done it.
            const isBefore = state === before || place.startsWith('after commit')
            if (isWhole || code === 1) expect(isBefore, place).toBe(true)
            if (isWhole && state !== before) expect(state, place).toBe(after)
            // What reads the log says so.
            if (code === 6) expect(stderr, place).toContain('alembic_version')
          }
          const again = await migrate(['upgrade'], { cwd })
          expect(again.code, `${place}: ${again.stderr}`).toBe(0)
          expect(fingerprint(database), place).toBe(after)
        }
      }
      console.log(`exit codes over ${calls} calls: ${JSON.stringify(counts)}`)
      expect(counts[isWhole ? 1 : 8]).toBeGreaterThan(0)
    },
  )
})

const remade = (values: string): string =>
  `DROP TABLE alembic_version; CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ${values}`

describe('a version table or log that cannot be read ends upgrade by name, before a byte changes', () => {
  const spoilt: readonly (readonly [string, string, number])[] = [
    ['a version table that is gone', 'DROP TABLE alembic_version', 6],
    ['a version table that is empty', 'DELETE FROM alembic_version', 6],
    ['another column', 'ALTER TABLE alembic_version RENAME COLUMN version_num TO version', 6],
    ['a number', remade('(7)'), 6],
    ['NULL', remade('(NULL)'), 6],
    ['a row twice', remade("('0001'), ('0001')"), 6],
    ['a row of a foreign history', "UPDATE alembic_version SET version_num = 'f00d'", 6],
    ['a log that is none', 'DROP TABLE alembic_version_log; CREATE TABLE alembic_version_log (line)', 6],
    [
      'a log whose entry is none',
      "DROP TRIGGER alembic_version_log_no_update; UPDATE alembic_version_log SET parents = '{'",
      6,
    ],
  ]

  test.each(spoilt)('%s', async (_, sql, expected) => {
    const cwd = makeSmallProject({ ...first, ...second })
    expect((await migrate(['upgrade', '0001'], { cwd })).code).toBe(0)
    const database = new Database(join(cwd, 'app.db'))
    database.exec(sql)
    database.close()
    await expectRefused(cwd, expected)
  })

  test('a database that another has locked: exit 7', async () => {
    const cwd = makeSmallProject({ ...first, ...second })
    expect((await migrate(['upgrade', '0001'], { cwd })).code).toBe(0)
    const database = new Database(join(cwd, 'app.db'))
    database.exec(long ? 'BEGIN EXCLUSIVE' : 'BEGIN IMMEDIATE')
    await expectRefused(cwd, 7)
    database.close()
  })

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut', (bytes) => bytes.subarray(0, 5000)],
    ['written over', (bytes) => bytes.fill(0xff, 100, 4096)],
  ])('a file that is %s: exit 1, as for every database that is out of order', async (_, spoil) => {
    const cwd = makeSmallProject({ ...first, ...second })
    expect((await migrate(['upgrade', '0001'], { cwd })).code).toBe(0)
    writeFileSync(join(cwd, 'app.db'), spoil(readFileSync(join(cwd, 'app.db'))))
    await expectRefused(cwd, 1)
  })
})

const expectRefused = async (cwd: string, expected: number): Promise<void> => {
  const bytes = () =>
    readdirSync(cwd)
      .filter((name) => name.startsWith('app.db'))
      .map((name) => [name, readFileSync(join(cwd, name), 'latin1')])
  const before = bytes()
  for (const words of [['upgrade'], ['upgrade', '0002'], ['upgrade', 'heads']]) {
    const { code, stderr } = await migrate([...words, '--lock-timeout', '0'], { cwd })
    expect(code, `${words.join(' ')}: ${stderr}`).toBe(expected)
    expect(stderr).toMatch(/^error: .*\n$/)
    expect(bytes()).toEqual(before)
  }
}
