import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { fixtures, makeDatabase, makeWorkspace, type Workspace } from './commands/workspace.js'

const root = join(import.meta.dirname, '../../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

interface Block {
  readonly language: string
  readonly text: string
}

const blocks: readonly Block[] = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', text = '']) => ({
    language,
    text,
  }),
)

test('a reader who follows the README from top to bottom sees what it shows', { timeout: 120_000 }, async () => {
  const workspace = makeWorkspace()
  for (const { language, text } of blocks) {
    if (language === 'console') runConsole(workspace, text)
    if (language === 'diff') applyDiff(workspace, text)
    if (language === 'ts') await followCode(workspace, text)
    if (language === 'sh') expect(setUpCommands).toContain(text.trim())
  }
  expect(blocks.map(({ language }) => language)).toEqual(expect.arrayContaining(['sh', 'console', 'diff', 'ts']))
})

/** Run by whoever sets the project up, and by its continuous integration. */
const setUpCommands = ['npm install -g pnpm@10 && pnpm install && pnpm migrate upgrade head', 'pnpm test']

const runConsole = (workspace: Workspace, text: string): void => {
  const commands = text.split(/^\$ /m).slice(1)
  expect(commands.length).toBeGreaterThan(0)
  for (const command of commands) {
    const [line = '', ...shown] = command.trimEnd().split('\n')
    const printed = normalized(workspace, runLine(workspace, line))
    const expected = normalized(workspace, shown.join('\n'))
    if (expected.endsWith('\n…')) expect(printed.slice(0, expected.length - 1)).toBe(expected.slice(0, -1))
    else expect(printed).toBe(expected)
  }
}

const runLine = (workspace: Workspace, line: string): string => {
  const shell = /^sqlite3 (\S+) < packages\/migrations\/test\/fixtures\/(\S+)$/.exec(line)
  if (shell) {
    makeDatabase(workspace.path(shell[1]!), shell[2]!)
    return ''
  }
  const [program, name, ...args] = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? '',
  )
  expect([program, name]).toEqual(['pnpm', 'migrate'])
  const { stdout, stderr } = workspace.migrate(...args)
  // A terminal shows both, and a command that writes to both writes its progress first, its last notice last.
  const [first = '', ...rest] = stderr.trimEnd().split('\n')
  const isBefore = /^(?:Detected|Running|error)/.test(first)
  const lines = isBefore ? [first, stdout.trimEnd(), ...rest] : [stdout.trimEnd(), first, ...rest]
  return lines.filter((part) => part !== '').join('\n')
}

/** What differs from run to run: folders, durations, and the random id, which the README has made up. */
const normalized = (workspace: Workspace, text: string): string => {
  const id = workspace.versions().at(-1)?.split('_')[0] ?? ''
  return text
    .replaceAll(workspace.folder, '/ads')
    .replace(/in \d+ m?s/g, 'in N ms')
    .replaceAll(/^[0-9a-f]{12}$/.test(id) ? id : '4f1c2a9e77b0', '4f1c2a9e77b0')
    .trimEnd()
}

/** The first line names the file; the others are lines of it, with those that are added marked. */
const applyDiff = (workspace: Workspace, text: string): void => {
  const [file = '', ...lines] = text.trimEnd().split('\n')
  // The revision written before was an example of its own.
  for (const name of workspace.versions().slice(1))
    spawnSync('rm', [workspace.path(`packages/migrations/versions/${name}`)])
  const before = lines.filter((line) => !line.startsWith('+')).map((line) => line.slice(1))
  const after = lines.map((line) => line.slice(1))
  const content = workspace.read(file)
  expect(content).toContain(before.join('\n'))
  workspace.write(file, content.replace(before.join('\n'), after.join('\n')))
}

const followCode = async (workspace: Workspace, text: string): Promise<void> => {
  if (text.startsWith('/**')) {
    const file = `packages/migrations/versions/${workspace.versions().at(-1)}`
    const plain = (source: string) => normalized(workspace, source).replace(/Create Date: .*/, '')
    expect(plain(workspace.read(file))).toBe(plain(text))
    return
  }
  if (text.includes('export const revision')) {
    const id = workspace.versions().at(-1)?.split('_')[0] ?? ''
    const file = 'packages/migrations/versions/a1b2c3d4e5f6_by_hand.ts'
    workspace.write(file, text.replaceAll('4f1c2a9e77b0', id))
    for (const step of [
      ['upgrade', 'head'],
      ['downgrade', '-1'],
      ['upgrade', 'head'],
    ]) {
      expect(workspace.migrate(...step)).toMatchObject({ code: 0 })
    }
    return
  }
  const file = workspace.path('service.ts')
  writeFileSync(file, text)
  // As a service that is bundled does it: its own TypeScript in, its packages out.
  const packages = ['@ads/migrate-core', '@ads/migrate-dialect-sqlite', 'better-sqlite3', 'kysely']
  await build({
    entryPoints: [file],
    outfile: workspace.path('service.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: packages,
  })
  const { status, stdout, stderr } = spawnSync(process.execPath, ['service.mjs'], {
    cwd: workspace.folder,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(stdout).not.toBe('')
}

test('the code that the README shows compiles', { timeout: 120_000 }, async () => {
  const { default: ts } = await import('typescript')
  const folder = join(root, 'packages/migrations')
  const files = new Map(
    blocks
      .filter(({ language }) => language === 'ts')
      .map(({ text }, i) => [join(folder, 'test', `readme-${i}.ts`), text] as const),
  )
  const config = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, folder)
  const host = ts.createCompilerHost(options)
  const { fileExists, getSourceFile } = host
  host.fileExists = (name) => files.has(name) || fileExists(name)
  host.getSourceFile = (name, language, ...rest) => {
    const text = files.get(name)
    return text === undefined ? getSourceFile(name, language, ...rest) : ts.createSourceFile(name, text, language)
  }
  const program = ts.createProgram([...files.keys()], options, host)
  const problems = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  expect(files.size).toBe(4)
  expect(problems).toEqual([])
})

test('every file that the README links to is there', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link)
  expect(links).toContain('LICENSE')
  for (const link of links) expect(readFileSync(join(root, link), 'utf8')).not.toBe('')
  expect(readFileSync(join(fixtures, 'raw-schema.sql'), 'utf8')).toContain('CREATE TABLE')
})
