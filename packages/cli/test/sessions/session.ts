import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { migrate } from '../in-process.js'

/** A session: lines of words and commands, and the files that are there before the first of them. */
export interface Session {
  readonly lines: readonly string[]
  readonly files: Readonly<Record<string, string>>
  /** The part of the text with the files, as it is written. */
  readonly fileText: string
}

/** Reads a session; the old output of its commands is left out. */
export const parseSession = (text: string): Session => {
  const start = text.search(/^-- .+ --$/m)
  const [script, fileText] = start < 0 ? [text, ''] : [text.slice(0, start), text.slice(start)]
  const [, ...parts] = fileText.split(/^-- (.+) --\n/m)
  const files: Record<string, string> = {}
  for (let i = 0; i < parts.length; i += 2) files[parts[i]!] = parts[i + 1]!
  const lines = script.split('\n').filter((line) => line.startsWith('$ ') || line.startsWith('## '))
  return { lines, files, fileText }
}

/** The text of the session with what its commands print now. */
export const followSession = async ({ lines, fileText }: Session, folder: string): Promise<string> => {
  const parts: string[] = []
  for (const [i, line] of lines.entries()) {
    // Words stand directly above the command that they are about.
    if (i > 0 && !lines[i - 1]!.startsWith('## ')) parts.push('')
    parts.push(line)
    if (line.startsWith('$ ')) parts.push(...printed(await runLine(line.slice(2), folder), folder))
  }
  return `${parts.join('\n')}\n${fileText === '' ? '' : `\n${fileText}`}`
}

interface Outcome {
  readonly stdout: string
  readonly stderr?: string
  readonly code?: number
}

const printed = ({ stdout, stderr = '', code = 0 }: Outcome, folder: string): readonly string[] =>
  [
    ...linesOf(stdout),
    ...linesOf(stderr).map((line) => `2> ${line}`.trimEnd()),
    ...(code === 0 ? [] : [`exit ${code}`]),
  ].map((line) =>
    line
      .replaceAll(folder, '<project>')
      .replaceAll(/ in \d+ ms\b/g, ' in 7 ms')
      // A fingerprint has the version of the engine in it.
      .replaceAll(/\b[0-9a-f]{32}\b/g, '<fingerprint>')
      .replace(isoTime, '2026-11-22T07:10:00Z'),
  )

const isoTime = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))

/** Runs a line: `migrate` with variables before it, or one of a few programs that look at files and databases. */
const runLine = async (line: string, folder: string): Promise<Outcome> => {
  const words = wordsOf(line)
  const count = words.findIndex((word) => !/^[A-Z_]+=/.test(word))
  const env = Object.fromEntries(words.slice(0, count).map((word) => word.replaceAll('\\n', '\n').split(/=(.*)/s)))
  const [program = '', ...args] = words.slice(count)
  if (program === 'migrate') return migrate(args, { cwd: folder, env })
  const run = programs[program]
  if (run === undefined) throw new Error(`a session has no program ${program}`)
  return { stdout: run(args, folder) }
}

const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'))

const programs: Readonly<Record<string, (args: readonly string[], folder: string) => string>> = {
  cat: ([name = ''], folder) => readFileSync(join(folder, name), 'utf8'),
  ls: ([name = ''], folder) =>
    readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !entry.parentPath.includes('node_modules'))
      .map((entry) => `${join(entry.parentPath, entry.name).slice(join(folder, name).length + 1)}\n`)
      .sort()
      .join(''),
  mv: ([from = '', to = ''], folder) => {
    mkdirSync(dirname(join(folder, to)), { recursive: true })
    renameSync(join(folder, from), join(folder, to))
    return ''
  },
  rm: ([name = ''], folder) => {
    rmSync(join(folder, name))
    return ''
  },
  sqlite3: ([name = '', sql = ''], folder) => {
    const database = new Database(join(folder, name))
    try {
      const statement = /^select/i.test(sql) ? database.prepare(sql).raw() : null
      if (statement === null) database.exec(sql)
      return (statement?.all() ?? []).map((row) => `${(row as unknown[]).join('|')}\n`).join('')
    } finally {
      database.close()
    }
  },
}
