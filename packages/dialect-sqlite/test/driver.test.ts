import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkDriverVersion, explainDriver, loadDriver } from '../src/driver.js'
import { temporaryFolder } from './temporary-folder.js'

const pnpmPath = '/app/node_modules/.pnpm/better-sqlite3@12.0.0/node_modules/better-sqlite3/package.json'

describe('the driver', () => {
  it('is loaded where it is installed', async () => {
    const Database = await loadDriver()
    const db = new Database(':memory:')
    expect(db.prepare('SELECT 1').pluck().get()).toBe(1)
    db.close()
  })

  it.each([
    ['13.0.0', '20.19.0', true],
    ['13.2.0', '21.7.3', true],
    ['14.0.0', '20.0.0', true],
    ['13.2.0', '22.0.0', false],
    ['12.11.1', '20.19.0', false],
    ['13.0.0', '24.9.0', false],
  ])('better-sqlite3 %s on Node %s is refused before it crashes: %s', (driver, node, refused) => {
    const error = checkDriverVersion(driver, node, pnpmPath)
    expect(error?.code).toBe(refused ? 'DRIVER_UNSUPPORTED' : undefined)
    if (refused) expect(error?.hint).toContain('`pnpm add better-sqlite3@12`')
  })

  it.each([
    [
      `Could not locate the bindings file. Tried:\n → ${pnpmPath}/build/better_sqlite3.node`,
      '`pnpm rebuild better-sqlite3`',
    ],
    [`The module '${pnpmPath}' was compiled against a different Node.js version`, '`pnpm rebuild better-sqlite3`'],
    [`Cannot find package 'better-sqlite3' imported from ${pnpmPath}`, '`pnpm add better-sqlite3@12`'],
  ])('says with one command how to repair: %s', (message, command) => {
    const cause = new Error(message)
    expect(explainDriver(cause)).toMatchObject({
      code: 'DRIVER_MISSING',
      hint: expect.stringContaining(command),
      cause,
    })
  })

  it.each([
    [{ ignoredBuilds: ['better-sqlite3@12.11.1', 'esbuild@0.28.2'] }, 'pnpm approve-builds --all'],
    [{ ignoredBuilds: ['esbuild@0.28.2'] }, 'pnpm rebuild better-sqlite3'],
    [{}, 'pnpm rebuild better-sqlite3'],
    [null, 'pnpm rebuild better-sqlite3'],
  ])('that pnpm says %j of is repaired with: %s', (modules, command) => {
    const folder = join(temporaryFolder(), 'my app/node_modules')
    mkdirSync(folder, { recursive: true })
    if (modules !== null) writeFileSync(join(folder, '.modules.yaml'), JSON.stringify(modules))
    const file = join(folder, '.pnpm/better-sqlite3@12.11.1/node_modules/better-sqlite3/build/better_sqlite3.node')
    const error = explainDriver(new Error(`Could not locate the bindings file. Tried:\n → ${file}`))
    expect(error).toMatchObject({ code: 'DRIVER_MISSING', hint: expect.stringContaining(`\`${command}\``) })
  })

  it('leaves other errors alone', () => {
    expect(explainDriver(new Error('unable to open database file'))).toBeNull()
  })
})
