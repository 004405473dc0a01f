import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Workspace } from '../commands/workspace.js'
import { root } from './documents.js'

export interface Shown {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs one line as a shell does, in the workspace, where `migrate`, `npx migrate` and `pnpm migrate` are the built
 * command line, and `sqlite3` is better-sqlite3 so that no machine needs the program.
 */
export const runLine = (workspace: Workspace, line: string): Shown => {
  const folder = workspace.path('.programs')
  if (!existsSync(folder)) setUp(workspace, folder)
  const { MIGRATE_URL: _url, DATABASE_URL: _database, NODE_OPTIONS: _options, ...env } = process.env
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
    cwd: workspace.folder,
    env: { ...env, PATH: `${folder}:${process.env.PATH}` },
    encoding: 'utf8',
  })
  return { code: status, stdout, stderr }
}

const setUp = (workspace: Workspace, folder: string): void => {
  for (const [name, text] of Object.entries(programs)) {
    workspace.write(`.programs/${name}`, text)
    chmodSync(join(folder, name), 0o755)
  }
  symlinkSync(join(root, 'packages/migrations/test'), workspace.path('packages/migrations/test'))
}

const migrate = `exec "${process.execPath}" "${join(root, 'packages/cli/bin/migrate.js')}" "$@"\n`
const afterWord = `#!/bin/sh\n[ "$1" = migrate ] || { echo "not here: $0 $*" >&2; exit 127; }\nshift\n${migrate}`

const programs: Readonly<Record<string, string>> = {
  migrate: `#!/bin/sh\n${migrate}`,
  npx: afterWord,
  pnpm: afterWord,
  sqlite3: `#!/bin/sh\nexec "${process.execPath}" "$(dirname "$0")/sqlite3.cjs" "$@"\n`,
  'sqlite3.cjs': `const Database = require(${JSON.stringify(join(root, 'node_modules/better-sqlite3'))})
const [file, sql] = process.argv.slice(2).filter((word) => word !== '-bail')
const database = new Database(file)
const text = sql ?? require('node:fs').readFileSync(0, 'utf8')
try {
  if (!/^\\s*(?:SELECT|PRAGMA)[^;]*;?\\s*$/i.test(text)) database.exec(text)
  else for (const row of database.prepare(text).raw().iterate()) console.log(row.join('|'))
} catch (error) {
  console.error(String(error))
  process.exit(1)
}
`,
}

/** Runs each command of a console block (\`$ …\`), and compares what it prints with what the block shows below it. */
export const followConsole = (workspace: Workspace, text: string): void => {
  const commands = text.split(/^\$ /m).slice(1)
  expect(commands.length).toBeGreaterThan(0)
  for (const command of commands) {
    const [line = '', ...shown] = command.trimEnd().split('\n')
    const printed = normalized(workspace, asOnTerminal(runLine(workspace, line)))
    const expected = normalized(workspace, shown.join('\n'))
    if (expected.endsWith('\n…')) expect(printed.slice(0, expected.length - 1)).toBe(expected.slice(0, -1))
    else expect(printed).toBe(expected)
  }
}

/** A terminal shows both, and a command that writes to both writes its progress first, its last notice last. */
const asOnTerminal = ({ stdout, stderr }: Shown): string => {
  const [first = '', ...rest] = stderr.trimEnd().split('\n')
  const isBefore = /^(?:Detected|Left out|Running|error)/.test(first)
  const lines = isBefore ? [first, stdout.trimEnd(), ...rest] : [stdout.trimEnd(), first, ...rest]
  return lines.filter((part) => part !== '').join('\n')
}

/** What differs from run to run: folders, durations, and the random id, which the document has made up. */
export const normalized = (workspace: Workspace, text: string): string => {
  const id = workspace.versions().at(-1)?.split('_')[0] ?? ''
  return text
    .replaceAll(workspace.folder, '/ads')
    .replace(/in \d[\d.]* m?s\b/g, 'in N ms')
    .replaceAll(/^[0-9a-f]{12}$/.test(id) ? id : '4f1c2a9e77b0', '4f1c2a9e77b0')
    .trimEnd()
}
