import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderOperations } from '../../src/autogenerate/render.js'
import type { Operation } from '../../src/operations/operation.js'
import type { Revision } from '../../src/revisions/revision.js'
import { writeScript } from '../../src/scripts/write-script.js'
import { hostileNames, hostileTexts } from '../../src/testing/hostile.js'
import { renderableArbitrary } from './random-operations.js'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

/** Formatters disagree about how wide rare scripts are, and names longer than any line are left as they are. */
const familiar = new Set([...hostileTexts.join('')])
const isFamiliar = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.length < 100 && [...value].every((character) => /[\x20-\x7e]/.test(character) || familiar.has(character))
    : typeof value !== 'object' || value === null || Object.values(value).every(isFamiliar)

const names = fc.oneof(
  fc.stringMatching(/^[a-z]{1,9}$/),
  fc.stringMatching(/^[a-z]{8,30}_[a-z]{3,12}$/),
  fc.constantFrom(...hostileNames),
)

const headerArbitrary: fc.Arbitrary<Revision> = fc.record({
  revision: fc.stringMatching(/^[0-9a-f]{12}$/),
  downRevision: fc.array(fc.stringMatching(/^[0-9a-f]{12}$/), { maxLength: 3 }),
  dependsOn: fc.array(fc.stringMatching(/^[0-9a-f]{12}$/), { maxLength: 9 }),
  branchLabels: fc.array(fc.stringMatching(/^[a-z'"]{1,20}$/), { maxLength: 4 }),
  message: fc.constantFrom(...hostileTexts, 'add a column', 'two\nlines', 'ends a comment */ here', '  spaces  '),
})

describe('generated scripts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'migrate-format-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const operations = renderableArbitrary(names).filter((list) => list.every(isFamiliar) && isRenderable(list))
  const files = new Map(
    fc.sample(fc.tuple(headerArbitrary, operations), { numRuns: 200 }).map(([header, list], i) => {
      const rendered = renderOperations(i % 20 === 0 ? [] : list)
      const body = { ...rendered, upgrade: rendered.lines, downgrade: [] }
      return [join(folder, `${i}.ts`), writeScript(header, '2026-11-22T07:10:00Z', body, null)]
    }),
  )

  beforeAll(() => {
    for (const [path, text] of files) writeFileSync(path, text)
  })

  it('look as the formatter of this repository would have them, imports included', () => {
    const { $schema: _, vcs: __, files: ___, ...config } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ root: true, ...config }))
    const biome = join(root, 'node_modules/.bin/biome')
    execFileSync(biome, ['check', '--write', '--linter-enabled=false', '.'], { cwd: folder, stdio: 'pipe' })
    for (const [path, text] of files) expect(text).toBe(readFileSync(path, 'utf8'))
  }, 60_000)

  it('compile under the strictest settings', () => {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile)
    const { options, errors } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
    expect(errors).toEqual([])
    const program = ts.createProgram([...files.keys()], {
      ...options,
      declaration: false,
      declarationMap: false,
      types: [],
      // A temporary folder has no packages and says nothing about modules.
      module: ts.ModuleKind.Preserve,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      paths: { '@ads/migrate-core/schema': [join(root, 'packages/core/src/schema.ts')] },
    })
    const isOurs = ({ file }: ts.Diagnostic) => file === undefined || files.has(file.fileName)
    const problems = ts.getPreEmitDiagnostics(program).filter(isOurs)
    expect(ts.formatDiagnostics(problems, formatHost)).toBe('')
    expect(program.getSourceFiles().filter(({ fileName }) => files.has(fileName))).toHaveLength(200)
  }, 120_000)
})

const isRenderable = (operations: readonly Operation[]): boolean => {
  try {
    renderOperations(operations)
    return true
  } catch {
    return false
  }
}

const formatHost: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => root,
  getNewLine: () => '\n',
}
