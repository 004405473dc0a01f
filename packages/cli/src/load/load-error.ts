import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isMigrateError, MigrateError, messageOf } from '@ads/migrate-core'
import type { Message } from 'esbuild'
import { sourcePlace } from './source-place.js'

/** Whose file it is that cannot be loaded. */
export type LoadErrorCode = 'INVALID_SCRIPT' | 'CONFIG_INVALID'

/** The compiler's complaints as one error: the first in full, the others counted. */
export const compileError = (code: LoadErrorCode, messages: readonly Message[], folder: string): MigrateError => {
  const [first, ...others] = messages
  if (!first) return new MigrateError(code, 'the files could not be compiled')
  const { location, text } = first
  const place = location ? `${resolve(folder, location.file)}:${location.line}:${location.column + 1}: ` : ''
  const line = location?.lineText.trim() ? `\n  ${location.lineText.trim()}` : ''
  const more = others.length > 0 ? `\n(and ${others.length} more like it)` : ''
  // What it says about its own settings is of no use to who does not call it.
  const notes = first.notes.map((note) => note.text.replace(/:? ?You can mark the path [\s\S]*$/, '')).filter(Boolean)
  return new MigrateError(code, `${place}${text}${line}${more}`, notes.length > 0 ? { hint: notes.join(' ') } : {})
}

/** What a file threw while it was run, naming the file and, where its stack tells, the line. The thrown is its cause. */
export const importError = async (
  thrown: unknown,
  code: LoadErrorCode,
  entries: readonly string[],
  inputs: readonly string[],
): Promise<MigrateError> => {
  const text = messageOf(thrown)
  const place = placeInStack(thrown, inputs) ?? (await importerOf(text, inputs)) ?? entries.join(', ')
  const hint = isMigrateError(thrown) ? (thrown.hint ?? undefined) : undefined
  return new MigrateError(code, `${place} could not be loaded: ${text}`, { cause: thrown, hint })
}

/** The innermost line of ours. */
const placeInStack = (thrown: unknown, inputs: readonly string[]): string | null => {
  const stack = (thrown instanceof Error && thrown.stack) || ''
  for (const [, url, path, line, column] of stack.matchAll(
    /(?:\(|at )(?:(file:\/\/\S+?)|([^\s()]+?)):(\d+):(\d+)\)?$/gm,
  )) {
    const place = sourcePlace({ file: url ?? path!, line: Number(line), column: Number(column) })
    if (inputs.includes(place.file)) return `${place.file}:${place.line}:${place.column}`
  }
  return null
}

/** A name that a package does not export is found before any line runs: the file that says the name is meant. */
const importerOf = async (text: string, inputs: readonly string[]): Promise<string | null> => {
  const name = /does not provide an export named '([\w$]+)'/.exec(text)?.[1]
  if (!name) return null
  const word = new RegExp(`\\bimport\\b[^;]*?\\b${name.replaceAll('$', '\\$')}\\b`)
  for (const input of inputs) {
    if (word.test(await readFile(input, 'utf8').catch(() => ''))) return input
  }
  return null
}
