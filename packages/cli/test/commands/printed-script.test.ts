import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { install } from '../small-project.js'
import { fingerprint, makeWorkspace, revisionFile, type Workspace, withDatabase } from './workspace.js'

const hasShell = spawnSync('sqlite3', ['--version']).status === 0

/**
 * Runs a script as its own first line says. Where there is no `sqlite3` program, better-sqlite3 stands in for it: like
 * the program under `-bail` it stops at the first error and closes the file.
 */
const runScript = (
  workspace: Workspace,
  file: string,
  script: string,
): { readonly code: number; readonly stderr: string } => {
  const [first = ''] = script.split('\n')
  expect(first).toBe('-- sqlite3 -bail FILE < SCRIPT')
  if (hasShell) {
    const command = first
      .slice(3)
      .replace('FILE', `'${file}'`)
      .replace('SCRIPT', `'${workspace.path('script.sql')}'`)
    writeFileSync(workspace.path('script.sql'), script)
    const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' })
    return { code: status ?? -1, stderr }
  }
  try {
    withDatabase(file, (database) => database.exec(script))
    return { code: 0, stderr: '' }
  } catch (error) {
    return { code: 1, stderr: String(error) }
  }
}

const printed = async (workspace: Workspace, ...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await workspace.run(...args, '--sql')
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return stdout
}

describe(`a printed script (run by ${hasShell ? 'the sqlite3 program' : 'better-sqlite3'})`, () => {
  test('makes the database that upgrade makes, and no database is opened or made for it', async () => {
    const workspace = makeWorkspace(install)
    const script = await printed(workspace, 'upgrade', 'head')
    expect(existsSync(workspace.path('data'))).toBe(false)

    const file = workspace.path('by-script.db')
    expect(runScript(workspace, file, script)).toEqual({ code: 0, stderr: '' })
    await workspace.run('upgrade', 'head')
    expect(fingerprint(file)).toBe(fingerprint(workspace.database))
    expect((await workspace.run('current', '--url', file)).stdout).toBe('0001 (head)\n')
  })

  test('takes back what downgrade takes back', async () => {
    const workspace = makeWorkspace(install)
    const script = await printed(workspace, 'downgrade', '0001:base')
    const file = workspace.path('by-script.db')
    await workspace.run('upgrade', 'head', '--url', file)
    expect(runScript(workspace, file, script)).toEqual({ code: 0, stderr: '' })

    await workspace.run('upgrade', 'head')
    await workspace.run('downgrade', 'base')
    expect(fingerprint(file)).toBe(fingerprint(workspace.database))
  })

  test('goes on from the revision that it is asked to start at', async () => {
    const workspace = makeWorkspace(install)
    workspace.write(
      'packages/migrations/versions/0002_more.ts',
      revisionFile(
        '0002',
        '0001',
        "op.addColumn('campaigns', 'new_field', text())",
        "op.dropColumn('campaigns', 'new_field')",
        'text',
      ),
    )
    const file = workspace.path('by-script.db')
    await workspace.run('upgrade', '0001', '--url', file)
    expect(runScript(workspace, file, await printed(workspace, 'upgrade', '0001:head'))).toEqual({
      code: 0,
      stderr: '',
    })
    await workspace.run('upgrade', 'head')
    expect(fingerprint(file)).toBe(fingerprint(workspace.database))
    expect(runScript(workspace, file, await printed(workspace, 'downgrade', '0002:0001')).code).toBe(0)
    expect((await workspace.run('current', '--url', file)).stdout).toBe('0001\n')
    expect(await printed(workspace, 'upgrade', 'current:head', '--url', file)).toContain('upgrade 0001 -> 0002')
  })

  test('leaves the file as it was when a statement in its middle fails', async () => {
    const workspace = makeWorkspace(install)
    const script = (await printed(workspace, 'upgrade', 'head')).replace(
      'CREATE TABLE "creatives"',
      'CREATE TABLE "campaigns"',
    )
    const file = workspace.path('by-script.db')
    writeFileSync(file, '')
    const { code, stderr } = runScript(workspace, file, script)
    expect(code).not.toBe(0)
    expect(stderr).toContain('campaigns')
    expect(readFileSync(file)).toHaveLength(0)
  })

  test.each([
    ['upgrade', 'head'],
    ['downgrade', '0001:base'],
  ])('leaves a database at another revision as it was: %s %s', async (direction, range) => {
    const workspace = makeWorkspace(install)
    const file = workspace.path('other.db')
    withDatabase(file, (database) =>
      database.exec("CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('0007')"),
    )
    const before = readFileSync(file)
    const { code, stderr } = runScript(workspace, file, await printed(workspace, direction, range))
    expect(code).not.toBe(0)
    expect(stderr).toContain('the database is not at')
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('is refused before its first line where only code can do a step', async () => {
    const workspace = makeWorkspace(install)
    workspace.write(
      'packages/migrations/versions/0002_fill.ts',
      revisionFile(
        '0002',
        '0001',
        "op.run('fill names', async (db) => { await db.updateTable('campaigns').set({ name: 'x' }).execute() })",
      ),
    )
    const { code, stdout, stderr } = await workspace.run('upgrade', 'head', '--sql')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/0002.*cannot be printed as SQL: run: fill names/)
  })

  test('a downgrade says that it needs a range', async () => {
    const { code, stderr } = makeWorkspace(install).migrate('downgrade', 'base', '--sql')
    expect(code).toBe(2)
    expect(stderr).toContain('downgrade with --sql requires <fromrev>:<torev>')
  })
})
