/**
 * From an empty folder to a database, by the commands that are printed and no others. Under LONG=1 with the ordinary
 * clients, whose caches or registry have what the packages depend on; else the packages are put there from the workspace.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  installFromWorkspace,
  installWithNpm,
  installWithPnpm,
  packAll,
  prebuiltDriver,
  type Tarballs,
} from './install.js'

/** Not under the workspace, so that nothing of it is found by looking in the folders above. */
const outside = realpathSync(mkdtempSync(join(tmpdir(), 'ads-migrate-first-')))
const driver = { 'better-sqlite3': '^12.11.1', kysely: '^0.28.18' }
let tarballs: Tarballs

beforeAll(() => {
  tarballs = packAll(outside)
  Object.assign(process.env, prebuiltDriver(outside))
})
afterAll(() => rmSync(outside, { recursive: true, force: true }))

const follow = (
  line: string,
  cwd: string,
): { readonly code: number | null; readonly stdout: string; readonly stderr: string } => {
  const { MIGRATE_URL: _url, NODE_OPTIONS: _options, ...env } = process.env
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
    cwd,
    encoding: 'utf8',
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { code: status, stdout, stderr }
}

/** The commands that init tells its reader to run: what makes the database reachable, and the indented ones. */
const commandsIn = (told: string): readonly string[] => [
  // Nobody can choose here.
  ...[...told.matchAll(/^First, .*`([^`]+)`\.$/gm)].map((match) => match[1]!),
  ...[...told.matchAll(/^ {2}(\S.*)$/gm)].map((match) => match[1]!),
]

const clients = {
  'the workspace': { install: installFromWorkspace, repairs: [] },
  npm: { install: installWithNpm, repairs: [] },
  pnpm: { install: installWithPnpm, repairs: ['pnpm approve-builds --all'] },
}
const tried = process.env.LONG === '1' ? (['npm', 'pnpm'] as const) : (['the workspace'] as const)

test.each(tried)(
  'packages installed by %s make a database from models in at most five commands, which init prints',
  (name) => {
    const folder = join(outside, name.replaceAll(' ', '-'))
    mkdirSync(folder)
    const { install, repairs } = clients[name]
    install(folder, tarballs, driver)
    // As every client leaves it.
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const dependencies = { '@ads/migrate-dialect-sqlite': '*', ...manifest.dependencies }
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, dependencies }))

    const init = follow('npx migrate init', folder)
    expect(init.code).toBe(0)
    const commands = commandsIn(init.stderr)
    expect(commands).toEqual([
      ...repairs,
      'npx migrate revision --autogenerate -m "first tables"',
      'npx migrate upgrade head',
    ])
    expect(1 + commands.length).toBeLessThanOrEqual(5)
    for (const command of commands) {
      const { code, stdout, stderr } = follow(command, folder)
      expect({ command, code, said: code === 0 ? '' : stdout + stderr }).toEqual({ command, code: 0, said: '' })
    }
    expect(follow('npx migrate current', folder).stdout).toMatch(/^[0-9a-f]{12} \(head\)\n$/)
    expect(JSON.parse(follow('npx migrate check --json', folder).stdout)).toMatchObject({ upToDate: true })
    const tables = execFileSync(process.execPath, ['-e', listTables], { cwd: folder, encoding: 'utf8' })
    expect(JSON.parse(tables)).toEqual(['alembic_version', 'alembic_version_log', 'notes'])
  },
)

const listTables = `const db = require('better-sqlite3')('data/app.db', { readonly: true })
console.log(JSON.stringify(db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1").pluck().all()))`
