import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { makeWorkspace, type Workspace } from './commands/workspace.js'
import { documents } from './documents/documents.js'
import { followConsole, normalized } from './documents/follow-commands.js'

const { blocks } = documents.find(({ path }) => path === 'README.md')!

test('a reader who follows the README from top to bottom sees what it shows', { timeout: 120_000 }, async () => {
  const workspace = makeWorkspace()
  for (const { language, text } of blocks) {
    if (language === 'console') followConsole(workspace, text)
    if (language === 'diff') applyDiff(workspace, text)
    if (language === 'ts') await followCode(workspace, text)
    if (language === 'sh') expect(setUpCommands).toContain(text.trim())
  }
  expect(blocks.map(({ language }) => language)).toEqual(expect.arrayContaining(['sh', 'console', 'diff', 'ts']))
})

/** Run by whoever sets the project up, and by its continuous integration. */
const setUpCommands = ['npm install -g pnpm@10 && pnpm install && pnpm migrate upgrade head', 'pnpm test']

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
