/**
 * The cases of Alembic's tests of commands (test_command, test_script_consumption, test_version_table) that are about
 * where revisions stand. Printed scripts are in printed-script.test.ts, names of files in scripts/directory.test.ts, the
 * plans themselves in core.
 *
 * Only Python has: the driver that cannot count changed rows, engines without transactional DDL, `.pyc` sources, and the
 * choice between ALEMBIC_CONFIG, alembic.ini and pyproject.toml.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { addFiles } from '../project.js'
import { makeSmallProject, type ScriptParts, scriptFile } from '../small-project.js'
import { withDatabase } from './workspace.js'

const makeBranched = () => {
  const folder = makeSmallProject(scriptFile('0001', { upgrade: "op.execute('CREATE TABLE campaigns (id)')" }))
  const add = (id: string, downRevision: readonly string[], more: ScriptParts = {}): void =>
    addFiles(folder, scriptFile(id, { downRevision, ...more }))
  return {
    add,
    database: join(folder, 'app.db'),
    read: (name: string) => readFileSync(join(folder, 'versions', name), 'utf8'),
    versions: () => readdirSync(join(folder, 'versions')).sort(),
    migrate: (...args: string[]) => migrate(args, { cwd: folder }),
  }
}
type Project = ReturnType<typeof makeBranched>

/** 0001, then two branches: shop with 03b and 04b, net with 03c and 04c, which depends on 03b. */
const branched = (): Project => {
  const project = makeBranched()
  project.add('0002', ['0001'])
  project.add('03b', ['0002'], { branchLabels: ['shop'] })
  project.add('04b', ['03b'])
  project.add('03c', ['0002'], { branchLabels: ['net'] })
  project.add('04c', ['03c'], { dependsOn: ['shop'] })
  return project
}

/** Runs a command that must succeed; where it does not, the test fails with what it said. */
const run = async (workspace: Project, ...args: string[]): Promise<void> => {
  const { code, stderr } = await workspace.migrate(...args)
  if (code !== 0) throw new Error(`migrate ${args.join(' ')} ended with ${code}: ${stderr}`)
}

const idsOf = (output: string): string[] => [...output.matchAll(/^(?:.* -> )?(\w+)/gm)].map((match) => match[1]!)

const rowsOf = (workspace: Project): unknown[] =>
  withDatabase(workspace.database, (database) =>
    database.prepare('SELECT version_num FROM alembic_version ORDER BY 1').pluck().all(),
  )

const stampTo = async (workspace: Project, ...rows: string[]): Promise<void> => {
  await run(workspace, 'stamp', '--purge', ...rows)
  expect(rowsOf(workspace)).toEqual(rows)
}

describe('history', () => {
  test('takes ranges of ids, labels, steps and the place of the database', async () => {
    const workspace = branched()
    await stampTo(workspace, '03b')
    const history = async (range: string): Promise<string[]> =>
      idsOf((await workspace.migrate('history', `--rev-range=${range}`)).stdout)
    expect(await history('0001:03b')).toEqual(['03b', '0002', '0001'])
    expect(await history(':0002')).toEqual(['0002', '0001'])
    expect(await history('03b:')).toEqual(['04b', '03b'])
    expect(await history('-1:04b')).toEqual(['04b', '03b'])
    expect(await history('-9:04b')).toEqual(['04b', '03b', '0002', '0001'])
    expect(await history('shop:+1')).toEqual(['04b', '03b'])
    expect(await history('current:shop@head')).toEqual(['04b', '03b'])
    expect(await workspace.migrate('history', '-r', '04b:0001')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Requested range 04b:0001 does not refer to ancestor/descendant revisions'),
    })
  })
})

describe('upgrade and downgrade', () => {
  test('go along one branch when its label says so, and refuse where it is not clear which is meant', async () => {
    const workspace = branched()
    expect(await workspace.migrate('upgrade', 'head')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/Multiple head revisions are present[\s\S]*The heads are .*04b.*04c/),
    })
    await run(workspace, 'upgrade', 'shop@head')
    expect(rowsOf(workspace)).toEqual(['04b'])
    await run(workspace, 'upgrade', 'net@+1')
    expect(rowsOf(workspace)).toEqual(['03c', '04b'])
    for (const [command, target] of [
      ['downgrade', '-1'],
      ['upgrade', '+1'],
    ] as const) {
      const { code, stderr } = await workspace.migrate(command, target)
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/Ambiguous [\s\S]*03c, 04b/) })
      expect(rowsOf(workspace)).toEqual(['03c', '04b'])
    }
    await run(workspace, 'downgrade', 'shop@-1')
    expect(rowsOf(workspace)).toEqual(['03b', '03c'])
    await run(workspace, 'upgrade', 'heads')
    expect(rowsOf(workspace)).toEqual(['04b', '04c'])
    await run(workspace, 'downgrade', 'shop@0002')
    expect(rowsOf(workspace)).toEqual(['03c'])
  })
})

describe('stamp', () => {
  test('heads names all heads, also those that the database was at already', async () => {
    const workspace = branched()
    await stampTo(workspace, '03c', '04b')
    await run(workspace, 'stamp', 'heads')
    expect(rowsOf(workspace)).toEqual(['04b', '04c'])
    expect(await workspace.migrate('stamp', 'head')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Multiple heads are present; please specify a single target revision'),
    })
    await run(workspace, 'stamp', '0002')
    expect(rowsOf(workspace)).toEqual(['0002'])
  })
})

describe('current', () => {
  test('--check-heads counts a head that a dependency covers as reached, and nothing less than all heads', async () => {
    const workspace = branched()
    workspace.add('n1', [], { dependsOn: ['04b'] })
    const check = async (...rows: string[]): Promise<number> => {
      await stampTo(workspace, ...rows)
      return (await workspace.migrate('current', '--check-heads')).code
    }
    expect(await check('04c', 'n1')).toBe(0)
    expect(await check('04b', '04c')).toBe(3)
    expect(await check('n1')).toBe(3)
  })

  test('a row that no script has is named with its database and the ways out, and purge is one of them', async () => {
    const workspace = branched()
    await stampTo(workspace, '0002')
    withDatabase(workspace.database, (database) => database.exec("UPDATE alembic_version SET version_num = 'gone'"))
    for (const args of [['current'], ['upgrade', 'heads'], ['downgrade', 'base'], ['stamp', '0002']]) {
      const { code, stderr } = await workspace.migrate(...args)
      expect(code).toBe(6)
      expect(stderr).toContain(`Can't locate revision identified by 'gone', a version row of ${workspace.database}`)
      expect(stderr).toContain('stamp --purge')
    }
    expect(rowsOf(workspace)).toEqual(['gone'])
    await run(workspace, 'heads')
    await stampTo(workspace, '0002')
  })

  test('a version table that holds a row twice is not moved', async () => {
    const workspace = branched()
    await stampTo(workspace, '0002')
    withDatabase(workspace.database, (database) =>
      database.exec(`DROP TABLE alembic_version; CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
        INSERT INTO alembic_version VALUES ('0002'), ('0002')`),
    )
    const { code, stderr } = await workspace.migrate('downgrade', '0001')
    expect(code).toBe(6)
    expect(stderr).toContain('alembic_version holds the row 0002 more than once')
    expect(rowsOf(workspace)).toEqual(['0002', '0002'])
  })
})

describe('revision', () => {
  test('is refused where its place or its id is wrong, and no file is left', async () => {
    const workspace = branched()
    const before = workspace.versions()
    for (const [args, message] of [
      [['--autogenerate', '--offline'], 'Multiple heads are present; please specify the head revision'],
      [['--head', '03b'], 'Revision 03b is not a head revision; please specify --splice'],
      [['--head', '04b', '--depends-on', 'nope'], "Can't locate revision identified by 'nope'"],
      [['--head', '04b', '--rev-id', 'no-dashes'], "Character(s) '-' not allowed in revision identifier"],
    ] as const) {
      const { code, stderr } = await workspace.migrate('revision', '-m', 'x', ...args)
      expect(stderr).toContain(message)
      expect(code).not.toBe(0)
      expect(workspace.versions()).toEqual(before)
    }
  })

  test('builds on a branch that its label names, on a revision that is no head when asked, and beside all', async () => {
    const workspace = branched()
    const add = (id: string, ...args: string[]): Promise<void> =>
      run(workspace, 'revision', '-m', id, '--rev-id', id, ...args)
    await add('05b', '--head', 'shop@head', '--depends-on', 'net')
    await add('04d', '--head', '03c', '--splice')
    await add('root', '--head', 'base', '--branch-label', 'other')
    expect(workspace.read('05b_05b.ts')).toMatch(/downRevision = '04b'[\s\S]*dependsOn = .*'net'/)
    expect((await workspace.migrate('heads')).stdout.split('\n').filter(Boolean).toSorted()).toEqual([
      '04c (net) (head)',
      '04d (net) (head)',
      '05b (shop) (head)',
      'root (other) (head)',
    ])
  })
})
