import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../temporary-folder.js'
import { baselineOf, compareWith, evaluateModels, migratorOf, nothing, pullFrom } from './pulled.js'

const root = join(import.meta.dirname, '../../../..')
const here = join(import.meta.dirname, 'fixtures')
const shared = join(root, 'packages/migrations/test/fixtures')
const sqlFiles = (folder: string) =>
  readdirSync(join(here, folder))
    .sort()
    .map((name) => join(here, folder, name))

const samples = sqlFiles('samples')
const dialects = sqlFiles('dialects')
const others = [join(shared, 'raw-schema.sql'), join(shared, 'alembic-0001.db'), join(here, 'alembic-twelve/shop.db')]
const nameOf = (file: string) => file.split('/').slice(-1)[0]!

const open = (file: string): Database.Database => {
  if (file.endsWith('.db')) return new Database(readFileSync(file))
  const db = new Database(':memory:')
  db.exec(readFileSync(file, 'utf8'))
  return db
}

const countOf = (db: Database.Database, type: string): unknown =>
  db
    .prepare(
      `SELECT count(*) FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT GLOB 'alembic_version*'`,
    )
    .pluck()
    .get(type)

describe.each([...samples, ...dialects, ...others].map((file) => [nameOf(file), file] as const))('%s', (_, file) => {
  test('is pulled whole, as models that find nothing in it', async () => {
    const db = open(file)
    const { text, notes, tables, views, triggers } = await pullFrom(db)
    const { schema } = evaluateModels(text)
    expect(notes.filter((note) => note.includes('is left out'))).toEqual([])
    expect([tables.length, views.length, triggers.length]).toEqual(
      ['table', 'view', 'trigger'].map((type) => countOf(db, type)),
    )
    expect([schema.tables.size, schema.views.size, schema.triggers.size]).toEqual([
      tables.length,
      views.length,
      triggers.length,
    ])
    expect(await compareWith(db, evaluateModels(text)), text).toEqual(nothing)
  })

  test('has a baseline that makes it again, and takes it back', async () => {
    const db = open(file)
    const { script, text, result } = await baselineOf(db)
    expect(result.unwritten).toEqual([])
    if (!result.isCurrent) await migratorOf(script, db).stamp('head')
    const again = new Database(':memory:')
    await migratorOf(script, again).upgrade()
    for (const each of [db, again])
      expect(await migratorOf(script, each).check(), text).toMatchObject({ upToDate: true })
    await migratorOf(script, again).downgrade('base')
    expect(countOf(again, 'table')).toBe(0)
  })
})

test('the models compile under the strictest settings, and look as the formatter has them', async () => {
  const folder = temporaryFolder()
  const files = new Map<string, string>()
  for (const file of [...samples, ...dialects, ...others]) {
    const { text } = await pullFrom(open(file))
    files.set(join(folder, `${nameOf(file).replaceAll('.', '-')}.ts`), text)
  }
  for (const [path, text] of files) writeFileSync(path, text)
  expect(problemsIn([...files.keys()])).toBe('')

  const { $schema: _, vcs: __, files: ___, ...config } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ root: true, ...config }))
  const biome = join(root, 'node_modules/.bin/biome')
  execFileSync(biome, ['check', '--write', '--linter-enabled=false', '.'], { cwd: folder, stdio: 'pipe' })
  for (const [path, text] of files) expect(text, path).toBe(readFileSync(path, 'utf8'))
}, 120_000)

const problemsIn = (files: readonly string[]): string => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
  const program = ts.createProgram(files, {
    ...options,
    declaration: false,
    declarationMap: false,
    types: [],
    // A temporary folder has no packages and says nothing about modules.
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    paths: {
      '@ads/migrate-core/schema': [join(root, 'packages/core/src/schema.ts')],
      '@ads/migrate-dialect-sqlite': [join(root, 'packages/dialect-sqlite/src/index.ts')],
    },
  })
  const own = new Set(files)
  const problems = program
    .getSourceFiles()
    .filter(({ fileName }) => own.has(fileName))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
  return ts.formatDiagnostics(problems, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => root,
    getNewLine: () => '\n',
  })
}
