import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { install } from '../small-project.js'
import {
  fingerprint,
  fixtures,
  makeWorkspace,
  revisionFile,
  schemaOf,
  type Workspace,
  withDatabase,
} from './workspace.js'

const twelve = join(import.meta.dirname, '../../../dialect-sqlite/test/pull/fixtures/alembic-twelve')
const id = 'cfb1ac3d2e12'

/** A workspace whose history is still empty, and whose models are those of `models.ts` where it is there. */
const emptyWorkspace = (database: string): Workspace => {
  const workspace = makeWorkspace(install)
  for (const name of workspace.versions()) rmSync(workspace.path(`packages/migrations/versions/${name}`))
  mkdirSync(dirname(workspace.database), { recursive: true })
  copyFileSync(database, workspace.database)
  return workspace
}

/** A config that compares with the models that were pulled. */
const useModels = (workspace: Workspace): void =>
  workspace.write(
    'migrate.config.ts',
    workspace
      .read('migrate.config.ts')
      .replace(/import \{[^}]*\} from '@ads\/models'/, "import { schema } from './models.js'"),
  )

describe('pull', () => {
  test('prints the models; with --out it writes them, and check finds nothing between them and the database', async () => {
    const workspace = makeWorkspace(install)
    mkdirSync(dirname(workspace.database), { recursive: true })
    copyFileSync(join(fixtures, 'alembic-0001.db'), workspace.database)
    const before = fingerprint(workspace.database)
    const printed = await workspace.run('pull')
    expect(printed).toMatchObject({ code: 0, stderr: '' })
    expect(printed.stdout).toContain("export const adAccounts = table('ad_accounts', {")
    expect(printed.stdout).toMatch(/\n\nexport type Database = DatabaseOf<typeof schema, SqliteTypes>\n$/)
    expect(await workspace.run('pull', '--out', 'models.ts')).toMatchObject({
      code: 0,
      stdout: 'Written: models.ts (7 tables)\n',
    })
    expect(workspace.read('models.ts')).toBe(printed.stdout)
    useModels(workspace)
    expect(await workspace.run('check')).toMatchObject({ code: 0, stdout: 'No new upgrade operations detected.\n' })
    expect(fingerprint(workspace.database)).toBe(before)
  })

  test('never overwrites a file unasked', async () => {
    const workspace = emptyWorkspace(join(twelve, 'shop.db'))
    workspace.write('src/models.ts', 'mine')
    const { code, stderr } = await workspace.run('pull', '--out', 'src/models.ts')
    expect(code).toBe(2)
    expect(stderr).toContain('src/models.ts is there already')
    expect(workspace.read('src/models.ts')).toBe('mine')
    expect((await workspace.run('pull', '--out', 'src/models.ts', '--force')).code).toBe(0)
    expect(workspace.read('src/models.ts')).toContain('defineSchema')
  })

  test('takes what is asked for, with the tables that it refers to, and says so', async () => {
    const workspace = emptyWorkspace(join(twelve, 'shop.db'))
    const { code, stdout, stderr } = await workspace.run('pull', '--json', '--tables', 'order*')
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({
      tables: ['customers', 'orders', 'products', 'order_lines'],
      views: [],
      file: null,
    })
    const unknown = await workspace.run('pull', '--tables', 'prodcts')
    expect(unknown.code).toBe(1)
    expect(unknown.stderr).toContain('no table or view called prodcts')
    expect(unknown.stderr).toContain('products')
  })

  test('refuses options that do not go together', async () => {
    const workspace = emptyWorkspace(join(twelve, 'shop.db'))
    for (const args of [['-m', 'words'], ['--force'], ['--revision', '--out', 'x.ts'], ['--revision', '--tables', 'x']])
      expect((await workspace.run('pull', ...args)).code, args.join(' ')).toBe(2)
  })
})

describe('pull --revision', () => {
  test('takes over a database that Alembic made, and every other at the same revision, and hands it back', async () => {
    const workspace = emptyWorkspace(join(twelve, 'shop.db'))
    const before = fingerprint(workspace.database)
    const pulled = await workspace.run('pull', '--revision', '-m', 'from Alembic')
    expect([pulled.code, pulled.stdout]).toEqual([
      0,
      `Generating packages/migrations/versions/${workspace.versions()[0]} ... done\n`,
    ])
    expect(pulled.stderr).toContain(`every other at ${id}`)
    expect((await workspace.run('pull', '--out', 'models.ts')).code).toBe(0)
    useModels(workspace)

    copyFileSync(join(twelve, 'shop.db'), workspace.path('data/second.db'))
    for (const url of ['sqlite:data/linkedin_ads.db', 'sqlite:data/second.db']) {
      expect((await workspace.run('current', '--url', url)).stdout).toBe(`${id} (head)\n`)
      expect(await workspace.run('check', '--url', url)).toMatchObject({
        code: 0,
        stdout: 'No new upgrade operations detected.\n',
      })
      expect((await workspace.run('upgrade', 'head', '--url', url)).stderr).toContain('Nothing to do')
    }
    expect(fingerprint(workspace.database)).toBe(before)

    workspace.write(
      'packages/migrations/versions/0013_more.ts',
      revisionFile(
        '0013',
        id,
        "op.addColumn('customers', 'phone', text())",
        "op.dropColumn('customers', 'phone')",
        'text',
      ),
    )
    expect((await workspace.run('upgrade', 'head')).code).toBe(0)
    expect((await workspace.run('current')).stdout).toBe('0013 (head)\n')
    expect(schemaOf(workspace.database)).toContain('phone')
    expect((await workspace.run('downgrade', '-1')).code).toBe(0)
    expect(schemaOf(workspace.database)).not.toContain('phone')
    expect(alembicCurrent(workspace.database)).toMatch(new RegExp(`^(?:${id} \\(head\\)|not installed)$`))
  })

  test('makes the same in an empty database', async () => {
    const workspace = emptyWorkspace(join(twelve, 'shop.db'))
    expect((await workspace.run('pull', '--revision')).code).toBe(0)
    expect((await workspace.run('pull', '--out', 'models.ts')).code).toBe(0)
    useModels(workspace)
    expect((await workspace.run('upgrade', 'head', '--url', 'sqlite:data/new.db')).code).toBe(0)
    expect((await workspace.run('check', '--url', 'sqlite:data/new.db')).code).toBe(0)
    expect((await workspace.run('pull', '--url', 'sqlite:data/new.db')).stdout.split('\n').length).toBeGreaterThan(50)
    expect((await workspace.run('downgrade', 'base', '--url', 'sqlite:data/new.db')).code).toBe(0)
    withDatabase(workspace.path('data/new.db'), (database) => {
      const names = database.prepare('SELECT name FROM sqlite_schema WHERE sql IS NOT NULL').pluck().all()
      expect(names.filter((name) => !String(name).startsWith('alembic_version'))).toEqual([])
    })
  })

  test('of a database without a version row it gets an id of its own, and says what to stamp', async () => {
    const workspace = emptyWorkspace(join(twelve, 'shop.db'))
    withDatabase(workspace.database, (database) => database.exec('DROP TABLE alembic_version'))
    const { code, stderr } = await workspace.run('pull', '--revision')
    expect(code).toBe(0)
    const stamp = /migrate (stamp [0-9a-f]{12})\n$/.exec(stderr)?.[1]
    expect((await workspace.run('upgrade', 'head')).code).toBe(6)
    expect((await workspace.run(...(stamp ?? 'nothing').split(' '))).code).toBe(0)
    expect((await workspace.run('upgrade', 'head')).stderr).toContain('Nothing to do')
  })

  test('is refused where the history has scripts, or the database is at several revisions', async () => {
    const workspace = emptyWorkspace(join(twelve, 'shop.db'))
    withDatabase(workspace.database, (database) => database.exec("INSERT INTO alembic_version VALUES ('other')"))
    const several = await workspace.run('pull', '--revision')
    expect(several.code).toBe(6)
    expect(several.stderr).toContain(`${id}, other`)
    expect(workspace.versions()).toEqual([])
    workspace.write('packages/migrations/versions/0001_x.ts', revisionFile('0001', null, ''))
    const twice = await workspace.run('pull', '--revision')
    expect(twice.code).toBe(6)
    expect(twice.stderr).toContain('has scripts already')
    expect(workspace.versions()).toEqual(['0001_x.ts'])
  })
})

/** What Alembic says of the database, with the scripts that made it. */
const alembicCurrent = (database: string): string => {
  if (!existsSync('/usr/bin/alembic')) return 'not installed'
  const folder = join(dirname(database), 'alembic')
  cpSync(twelve, folder, { recursive: true })
  copyFileSync(database, join(folder, 'shop.db'))
  const { stdout, stderr } = spawnSync('/usr/bin/alembic', ['current'], { cwd: folder, encoding: 'utf8' })
  return stdout.trim() || stderr
}
