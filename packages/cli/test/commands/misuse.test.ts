import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { install } from '../small-project.js'
import { makeWorkspace, revisionFile, withDatabase } from './workspace.js'

const versions = 'packages/migrations/versions'

describe('options', () => {
  test('a flag that is given a value is refused, and never read as its opposite', async () => {
    const workspace = makeWorkspace(install)
    await workspace.run('upgrade', 'head')
    for (const flag of ['--sql=1', '--sql=yes', '--sql=']) {
      const { code, stderr } = await workspace.run('downgrade', 'base', flag)
      expect(stderr).toContain('takes no value')
      expect(code).toBe(2)
    }
    expect((await workspace.run('current')).stdout).toBe('0001 (head)\n')
  })

  test('-x may be repeated, also written together or without a value, which is empty then, and each reaches the config function', async () => {
    const workspace = makeWorkspace(install)
    workspace.write(
      'function.config.ts',
      `import config from './migrate.config.js'
export default ({ env, x }: { env: string | null; x: Record<string, string> }) => ({ ...config, url: \`sqlite:\${x.db}-\${x.tenant}-\${x.flag}-\${env}.db\` })`,
    )
    const run = await workspace.run('upgrade', '-c', 'function.config.ts', '-x', 'db=prod', '-x', 'tenant=a', '-xflag')
    expect(run.code).toBe(0)
    expect(existsSync(workspace.path('prod-a--null.db'))).toBe(true)
  })

  test('an environment has its own database, and --url wins over it', async () => {
    const workspace = makeWorkspace(install)
    expect((await workspace.run('-e', 'test', 'upgrade')).code).toBe(0)
    expect(existsSync(workspace.path('data/test.db'))).toBe(true)
    expect((await workspace.run('upgrade', '-n', 'test', '--url', 'sqlite:other.db')).code).toBe(0)
    expect(existsSync(workspace.path('other.db'))).toBe(true)
  })

  test('-v shows where in the script it failed: the line of its source, and no line of what was made of it', async () => {
    const workspace = makeWorkspace(install)
    workspace.write(
      `${versions}/0002_fails.ts`,
      revisionFile(
        '0002',
        '0001',
        `op.run('fail', async () => {
    throw new Error('on purpose')
  })`,
      ),
    )
    const text = readFileSync(workspace.path(`${versions}/0002_fails.ts`), 'utf8')
    const line = text.split('\n').findIndex((each) => each.includes('on purpose')) + 1
    for (const cache of ['cold', 'warm']) {
      const { code, stderr } = await workspace.run('upgrade', 'head', '-v')
      expect([cache, code, stderr]).toEqual([cache, 1, expect.stringContaining(`0002_fails.ts:${line}:`)])
      expect(stderr).not.toMatch(/[0-9a-f]{32}\.mjs/)
      expect((await workspace.run('upgrade', 'head')).stderr).not.toContain(`0002_fails.ts:${line}`)
    }
  })

  test('--json prints one document, of results and of errors; -q prints results alone', async () => {
    const workspace = makeWorkspace(install)
    const json = async (...args: string[]) => {
      const { stdout, stderr } = await workspace.run(...args, '--json')
      expect(stderr).toBe('')
      return JSON.parse(stdout)
    }
    expect(await json('upgrade')).toMatchObject({
      steps: [{ direction: 'upgrade', revision: '0001', from: [], to: ['0001'], durationMs: expect.any(Number) }],
      heads: ['0001'],
    })
    expect(await json('current')).toMatchObject({
      revisions: [{ revision: '0001', isHead: true, isCurrent: true, downRevision: [] }],
    })
    expect(await json('heads')).toMatchObject({ revisions: [{ revision: '0001', isCurrent: null }] })
    expect(await json('show', 'head')).toMatchObject({ revision: { revision: '0001', message: 'initial schema' } })
    expect(await json('check')).toEqual({
      upToDate: true,
      heads: ['0001'],
      operations: [],
      questions: [],
      pending: [],
      drift: [],
      differences: [],
      integrity: [],
      unwritten: [],
      notes: [],
    })
    expect(await json('upgrade', 'nope')).toMatchObject({
      error: { code: 'UNKNOWN_REVISION', hint: expect.any(String) },
    })
    expect(await json('downgrade', 'base')).toMatchObject({ steps: [{ direction: 'downgrade' }], heads: [] })
    expect(await json('stamp', 'head')).toMatchObject({ heads: ['0001'] })
    expect(await workspace.run('-q', 'stamp', 'base')).toMatchObject({ stdout: '', stderr: '' })
    expect(await workspace.run('-q', 'heads')).toMatchObject({ stdout: '0001 (head)\n', stderr: '' })
  })
})

describe('autogenerate', () => {
  test('does not build on a database that is not what its revisions made', async () => {
    const workspace = makeWorkspace(install)
    await workspace.run('upgrade')
    withDatabase(workspace.database, (database) => database.exec('ALTER TABLE campaigns ADD COLUMN extra'))
    const { code, stderr } = await workspace.run('revision', '--autogenerate', '-m', 'x')
    expect(code).toBe(3)
    expect(stderr).toContain('the database has a column campaigns.extra that no revision made')
    expect(workspace.versions()).toHaveLength(1)
    expect(await workspace.run('check')).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('the database has a column campaigns.extra that no revision made'),
    })
  })

  test('drops a table that no revision made only where it is there', async () => {
    const workspace = makeWorkspace(install)
    await workspace.run('upgrade')
    withDatabase(workspace.database, (database) => database.exec('CREATE TABLE notes (a)'))
    expect((await workspace.run('revision', '--autogenerate', '--allow-drops', '-m', 'x')).code).toBe(0)
    expect((await workspace.run('upgrade')).code).toBe(0)
    expect((await workspace.run('upgrade', '--url', 'sqlite:fresh.db')).code).toBe(0)
    expect((await workspace.run('check')).code).toBe(0)
  })

  test('writes nothing before it is known what rows that are there get', async () => {
    const workspace = makeWorkspace(install)
    await workspace.run('upgrade')
    const models = workspace.read('packages/models/src/campaigns.ts')
    const withColumn = (column: string) =>
      workspace.write(
        'packages/models/src/campaigns.ts',
        models.replace('  name: text(),', `  name: text(),\n  extra: ${column},`),
      )
    withColumn('text().notNull()')
    const noted = await workspace.run('revision', '--autogenerate', '-m', 'x')
    expect(noted.code).toBe(9)
    expect(noted.stderr).toContain('what do rows that are there get in the new column campaigns.extra?')
    expect(workspace.versions()).toHaveLength(1)
  })
})

describe('a script that goes astray ends the command with one line and no success', () => {
  test.each([
    ['Promise.reject(new Error("stray"))', /nobody awaited failed: stray/],
    ['op.run("stray", async () => { Promise.reject(new Error("stray")) })', /nobody awaited failed: stray/],
    ['op.run("forever", () => new Promise(() => {}))', /waits for something that can never come/],
    ['op.run("exit", async () => process.exit(0))', /a script ended the process/],
  ])('%s', (body, message) => {
    const workspace = makeWorkspace()
    workspace.migrate('upgrade')
    workspace.write(`${versions}/0002_x.ts`, revisionFile('0002', '0001', body))
    const { code, stderr } = workspace.migrate('upgrade')
    expect(stderr.split('\n').at(-2)).toMatch(message)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(code).toBe(1)
  })

  test('a config that leaves a timer running does not keep a command from ending', () => {
    const workspace = makeWorkspace()
    workspace.write('migrate.config.ts', `${workspace.read('migrate.config.ts')}\nsetInterval(() => {}, 1000)`)
    expect(workspace.migrate('heads')).toMatchObject({ code: 0, stdout: '0001 (head)\n' })
  })
})
