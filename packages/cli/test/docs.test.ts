import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeWorkspace, type Workspace } from './commands/workspace.js'
import { compile } from './documents/compile.js'
import { type Block, type Document, documents, root } from './documents/documents.js'
import { followConsole, runLine } from './documents/follow-commands.js'
import { faultOf, optionsOfAll, readCommands } from './documents/named-commands.js'
import { faultOfLink, faultOfSpan, isPath, isThere, sources } from './documents/named-things.js'

/** What no test runs, and why; that it exists is checked all the same. Every entry is needed by some document. */
const notRun: readonly (readonly [command: RegExp, reason: string])[] = [
  [/^npm install/, 'it changes the machine, or installs from a registry'],
  [/^pnpm install/, 'it has been run, or no test could'],
  [/^pnpm (?:test|test:long|check|lint|typecheck|build|format)$/, 'this test is a part of it, or it takes minutes'],
  [/^pnpm (?:bench|api|bump|release|changeset|notices|lint:publish|test:packed)$/, 'it takes minutes, or publishes'],
  [/^npx (?:vitest|tsc|biome|depcruise|turbo) /, 'its parts are what `pnpm check` runs'],
  [/^node bench\//, 'it measures for minutes'],
]

const languages = ['console', 'diff', 'dockerfile', 'js', 'json', 'sh', 'text', 'ts', 'yaml']

test('every document is read, and nothing in it is in a language that no test knows', () => {
  expect(documents.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/dictionary.md']),
  )
  const unknown = documents.flatMap(({ blocks }) => blocks).filter(({ language }) => !languages.includes(language))
  expect(unknown.map(({ place, language }) => `${place}: ${language}`)).toEqual([])
})

test('every link leads to a file and a heading that are there', () => {
  expect(documents.flatMap(({ links }) => links).length).toBeGreaterThan(20)
  expect(faults((document) => document.links.map((link) => faultOfLink(link, document, documents)))).toEqual([])
})

test('every file, package, error and option that stands between backticks is there', async () => {
  const commands = await readCommands()
  const options = optionsOfAll(commands)
  const faultOfWords = (span: string): string | null => {
    const line = /^(?:(?:pnpm|npx) )?migrate (.*)$/.exec(span)?.[1]
    if (line !== undefined && !line.startsWith('<')) return faultOf(wordsOf(line), commands)
    const option = /^--[a-z][\w-]*/.exec(span)?.[0]
    const isOurs = option === undefined || options.has(option) || otherOptions.includes(option)
    return isOurs ? null : `no command has the option ${option}`
  }
  expect(faults((document) => document.spans.map((span) => faultOfWords(span) ?? faultOfSpan(span, document)))).toEqual(
    [],
  )
})

test('every word of the dictionary is one that the sources use', () => {
  const text = readFileSync(join(root, 'docs/dictionary.md'), 'utf8')
  const words = [...text.matchAll(/^\| (?!word |-)([^|]*) \|/gm)]
    .flatMap(([, cell = '']) => cell.replaceAll(/ \(`?|`\)/g, ', ').split(', '))
    .filter((word) => word !== '')
  expect(words.length).toBeGreaterThan(40)
  expect(words.filter((word) => !new RegExp(`\\b${word.replaceAll(' ', '[\\s-]*')}`, 'i').test(sources))).toEqual([])
})

/** Options of other programs that documents speak of. */
const otherOptions: readonly string[] = ['--project', '--check', '--write', '--ignore-scripts', '--strict']

test('every command that a document shows is run, or is known to be there', { timeout: 120_000 }, async () => {
  const commands = await readCommands()
  const used = new Set<RegExp>()
  for (const document of documents) {
    // Another test follows it from top to bottom.
    const workspace = document.path === 'README.md' ? null : makeWorkspace()
    for (const block of document.blocks) followBlock(block, document, { workspace, commands, used })
  }
  expect(notRun.filter(([command]) => !used.has(command)).map(([command]) => String(command))).toEqual([])
})

interface Following {
  readonly workspace: Workspace | null
  readonly commands: ReadonlyMap<string, ReadonlySet<string>>
  /** The entries of `notRun` that were needed. */
  readonly used: Set<RegExp>
}

const followBlock = (block: Block, document: Document, following: Following): void => {
  const { language, text, place } = block
  const { workspace, commands } = following
  if (language === 'sh') for (const line of linesOf(text)) followLine(line, place, document, following)
  if (language === 'dockerfile' || language === 'yaml') {
    for (const [list] of text.matchAll(/\[\s*"[^\]]*\]/g)) {
      const words = JSON.parse(list) as string[]
      const at = words.findIndex((word) => /(?:^|\/)migrate(?:\.js)?$/.test(word))
      if (at < 0) continue
      if (words[at]!.includes('/')) expect(isThere(words[at]!, document.folder) ? null : words[at], place).toBeNull()
      expect(faultOf(words.slice(at + 1), commands), place).toBeNull()
    }
  }
  if (workspace === null) return
  if (language === 'console') followConsole(workspace, text)
  const file = nameOf(block)
  if (file !== null) workspace.write(file, text)
}

const followLine = (line: string, place: string, document: Document, { workspace, commands, used }: Following) => {
  const [command = '', code = '0'] = line.split(/\s+# ends with (?=\d)/)
  for (const part of command.split(' && ')) {
    const known = notRun.find(([pattern]) => pattern.test(part))
    if (known !== undefined) {
      used.add(known[0])
      expect(missingIn(part, document), `${place}: ${part}`).toEqual([])
      continue
    }
    const words = /^(?:\w+=\S+ )*(?:(?:pnpm|npx) )?migrate (.*)$/.exec(part)?.[1]
    if (words !== undefined) expect(faultOf(wordsOf(words.split(' > ')[0]!), commands), `${place}: ${part}`).toBeNull()
    if (workspace === null) continue
    const { code: ended, stderr } = runLine(workspace, part)
    expect(`${part}: ${ended} ${ended === Number(code) ? '' : stderr}`, place).toBe(`${part}: ${code} `)
  }
}

/** The scripts, programs and files that a command names and that are not there. */
const missingIn = (command: string, document: Document): readonly string[] => {
  const [program, name = '', ...rest] = wordsOf(command)
  const isProgram = existsSync(join(root, 'node_modules/.bin', name))
  const isKnown = program !== 'pnpm' || name === 'install' || name in scripts || isProgram
  const files = [name, ...rest].filter((word) => isPath(word) && !isThere(word, document.folder))
  const projects = rest
    .filter((_, i) => rest[i - 1] === '--project')
    .filter((each) => !isThere(`packages/${each}`, root))
  return [...(isKnown && (program !== 'npx' || isProgram) ? [] : [name]), ...files, ...projects]
}

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>
}

test('all TypeScript that documents show compiles under the strict settings of the project', {
  timeout: 60_000,
}, () => {
  const texts = documents.flatMap((document, i) =>
    document.blocks.flatMap((block, j) =>
      block.language === 'ts' ? [[`.documents/${i}/${nameOf(block) ?? `block-${j}.ts`}`, block.text] as const] : [],
    ),
  )
  expect(texts.length).toBeGreaterThan(5)
  expect(compile(new Map(texts)).map(withDocument)).toEqual([])
})

/** The file that a block shows, where its first line says so. */
const nameOf = ({ text }: Block): string | null =>
  /^\/\/ ([\w./-]+\.(?:ts|js|mjs))$/m.exec(text.split('\n')[0]!)?.[1] ?? null

const withDocument = (fault: string): string =>
  fault.replace(/^\.documents\/(\d+)/, (_, index: string) => documents[Number(index)]!.path)

const linesOf = (text: string): readonly string[] =>
  text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))

const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '')

const faults = (find: (document: Document) => readonly (string | null)[]): readonly string[] =>
  documents.flatMap((document) =>
    find(document).flatMap((fault) => (fault === null ? [] : [`${document.path}: ${fault}`])),
  )
