import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import ts from 'typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installFromWorkspace, installWithNpm, packAll, type Tarballs } from './install.js'
import { readmeBlocks } from './readme.js'

const isLong = process.env.LONG === '1'
const install = isLong ? installWithNpm : installFromWorkspace

/** Not under the workspace, so that nothing of it is found by looking in the folders above. */
const outside = realpathSync(mkdtempSync(join(tmpdir(), 'ads-migrate-packed-')))
/** Where a developer works, with everything, and where a service runs, with what it needs. */
const [project, service] = [join(outside, 'project'), join(outside, 'service')]
const driver = { 'better-sqlite3': '^12.11.1', kysely: '^0.28.18' }
const types = { '@types/better-sqlite3': '^7.6.13', '@types/node': '^20.19.0' }
let tarballs: Tarballs

beforeAll(() => {
  tarballs = packAll(outside)
  mkdirSync(project)
  mkdirSync(service)
  install(project, tarballs, { ...driver, ...types })
  const { '@ads/migrate-cli': _, ...libraries } = tarballs
  install(service, libraries, driver)
})
afterAll(() => rmSync(outside, { recursive: true, force: true }))

/** Runs a line of a README as its reader does, and gives what it prints. */
const follow = (line: string, folder: string): string => {
  const { MIGRATE_URL: _url, NODE_OPTIONS: _options, ...env } = process.env
  return execFileSync('sh', ['-c', line], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

test("the example of the command line's README makes a database from models, and a history for a service", () => {
  writeFileSync(join(project, 'migrate.config.ts'), readmeBlocks('cli', 'ts')[0]!)
  const [installation, ...lines] = readmeBlocks('cli', 'sh').flatMap((block) => block.trim().split('\n'))
  expect(installation).toMatch(/^npm install /)
  const printed = new Map(lines.map((line) => [line, follow(line, project)]))
  const [revision] = readdirSync(join(project, 'versions')).map((name) => name.split('_')[0])
  expect(printed.get('npx migrate current')).toBe(`${revision} (head)\n`)
  expect(versionAndColumns(join(project, 'app.db'))).toEqual([revision, ['id', 'email']])
  expect(JSON.parse(follow('npx migrate check --json', project))).toMatchObject({ upToDate: true })

  mkdirSync(join(service, 'dist'))
  copyFileSync(join(project, 'dist/history.js'), join(service, 'dist/history.js'))
  writeFileSync(join(service, 'service.mjs'), readmeBlocks('cli', 'js')[0]!)
  expect(follow('node service.mjs', service)).toBe('1\n')
  expect(versionAndColumns(join(service, 'service.db'))).toEqual([revision, ['id', 'email']])
})

const versionAndColumns = (file: string): readonly unknown[] => {
  const database = new Database(file, { readonly: true })
  try {
    return [
      database.prepare('SELECT version_num FROM alembic_version').pluck().get(),
      database.prepare("SELECT name FROM pragma_table_info('users')").pluck().all(),
    ]
  } finally {
    database.close()
  }
}

test("the example of core's README runs as JavaScript with core, the dialect, its driver and Kysely alone", () => {
  writeFileSync(join(service, 'notes.mjs'), javascript(readmeBlocks('core', 'ts')[0]!))
  expect(follow('node notes.mjs', service)).toBe('1 applied, now at 0001\n')
  expect(follow('node notes.mjs', service)).toBe('0 applied, now at 0001\n')
})

test("the example of the dialect's README gives the row that it wrote", () => {
  writeFileSync(join(service, 'rows.mjs'), javascript(readmeBlocks('dialect-sqlite', 'ts')[0]!))
  expect(follow('node rows.mjs', service)).toBe("[ { id: 1, body: 'water the plants', done: 0 } ]\n")
})

const javascript = (text: string): string =>
  ts.transpile(text, { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext })

test("installing core's tarball brings core, and nothing but its peer", () => {
  const alone = join(outside, 'alone')
  mkdirSync(alone)
  install(alone, { '@ads/migrate-core': tarballs['@ads/migrate-core']! }, {})
  const names = readdirSync(join(alone, 'node_modules')).filter((name) => !name.startsWith('.'))
  expect(names).toEqual(['@ads', 'kysely'])
  expect(readdirSync(join(alone, 'node_modules/@ads'))).toEqual(['migrate-core'])
})

test('a CommonJS file may require core and the dialect', () => {
  writeFileSync(
    join(project, 'required.cjs'),
    "const { Migrator } = require('@ads/migrate-core')\nconst { sqlite } = require('@ads/migrate-dialect-sqlite')\nconsole.log(typeof Migrator, sqlite().name)\n",
  )
  expect(follow('node --no-warnings required.cjs', project)).toBe('function sqlite\n')
})

test('what is not an entry cannot be imported', () => {
  writeFileSync(join(project, 'inside.mjs'), "import '@ads/migrate-core/dist/index.js'\n")
  const { status, stderr } = spawnSync(process.execPath, ['inside.mjs'], { cwd: project, encoding: 'utf8' })
  expect(status).toBe(1)
  expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED')
})

test.each([
  ['nodenext', { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext }],
  ['bundler', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
])('what users write compiles under strict with the resolution %s, and a mistake does not', (name, resolution) => {
  const files: Readonly<Record<string, string>> = {
    'config.ts': readmeBlocks('cli', 'ts')[0]!,
    'service.ts': readmeBlocks('core', 'ts')[0]!,
    'notes.ts': readmeBlocks('dialect-sqlite', 'ts')[0]!,
    'sqlite-only.ts': sqliteOnly,
    'command.ts': command,
    'mistake.ts': mistake,
  }
  const folder = join(project, name)
  mkdirSync(folder)
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  expect(
    compile(
      Object.keys(files).map((file) => join(folder, file)),
      resolution,
    ),
  ).toEqual(["mistake.ts:3 Argument of type 'string' is not assignable to parameter of type 'number'."])
})

/** What the compiler says of the files, and of our declarations that they lead to. */
const compile = (files: readonly string[], resolution: ts.CompilerOptions): readonly string[] => {
  const program = ts.createProgram(files, {
    ...resolution,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    types: ['node'],
    typeRoots: [join(project, 'node_modules/@types')],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: false,
  })
  const ours = program
    .getSourceFiles()
    .filter(({ fileName }) => files.includes(fileName) || fileName.includes('/@ads/'))
  expect(ours.length).toBeGreaterThan(files.length + 3)
  const diagnostics = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...ours.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ]
  return diagnostics.map(({ file, start, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n')
    if (file === undefined) return text
    return `${basename(file.fileName)}:${file.getLineAndCharacterOfPosition(start ?? 0).line + 1} ${text}`
  })
}

/** Options that only SQLite has; importing a type of the dialect is enough to have them. */
const sqliteOnly = `import { integer, table } from '@ads/migrate-core/schema'
import type { SqliteTableOptions } from '@ads/migrate-dialect-sqlite'

const options: SqliteTableOptions = { strict: true, withoutRowid: true }
export const pairs = table('pairs', { a: integer().primaryKey() }, () => [], { sqlite: options })
`

const command = `import { defineHistory } from '@ads/migrate-core'
import { type Io, run, scriptDirectory } from '@ads/migrate-cli'

const io: Io = {
  cwd: '/', env: {}, colours: false, isTerminal: false,
  out: () => {}, err: () => {}, interruption: () => new AbortController().signal,
}
export const code: Promise<number> = run(['heads'], io)
export const history = defineHistory({ scripts: scriptDirectory({ folders: ['versions'], projectFolder: '/' }) })
`

const mistake = `import { varchar } from '@ads/migrate-core/schema'

export const name = varchar('60')
`
