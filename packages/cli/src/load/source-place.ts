import { readFileSync } from 'node:fs'
import { findSourceMap, SourceMap } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A place in a file; line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/**
 * Where in the sources a place of a stack is. Node itself knows only the maps that it read with the code, which takes
 * long for a long history; nobody asks for them before something fails.
 */
export const sourcePlace = ({ file, line, column }: Place): Place => {
  const map = findSourceMap(file) ?? mapBeside(pathOf(file))
  const entry = map?.findEntry(line - 1, column - 1)
  if (!map || !entry || !('originalSource' in entry)) return { file: pathOf(file), line, column }
  return {
    file: resolve(pathOf(map.payload.sourceRoot ?? ''), pathOf(entry.originalSource)),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  }
}

/** A text with stacks in it, with the sources' places for those of bundles. */
export const inSources = (text: string): string =>
  text.replace(/file:\/\/[^\s()]+?\/[0-9a-f]{32}\.mjs:\d+:\d+/g, (place) => {
    const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(place)!
    const found = sourcePlace({ file: file!, line: Number(line), column: Number(column) })
    return found.file === pathOf(file!) ? place : `${found.file}:${found.line}:${found.column}`
  })

const mapBeside = (path: string): SourceMap | null => {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')))
  } catch {
    // not a module that was made of sources
    return null
  }
}

const pathOf = (file: string): string => (file.startsWith('file:') ? fileURLToPath(file) : file)
