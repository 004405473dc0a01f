import { expect, test } from 'vitest'
import { documents, projectFiles } from './documents/documents.js'

/** A file or folder of the map, and what the map says of it. */
interface Entry {
  readonly path: string
  readonly text: string
}

/** The trees of ARCHITECTURE.md: a line each, indented below its folder, two spaces or more before what it is. */
const readMap = (): readonly Entry[] =>
  documents
    .find(({ path }) => path === 'ARCHITECTURE.md')!
    .blocks.filter(({ language, text }) => language === 'text' && text.startsWith('packages/'))
    .flatMap(({ text }) => {
      const folders: string[] = []
      return text
        .trimEnd()
        .split('\n')
        .map((line) => {
          const [, indent = '', name = '', said = ''] = /^( *)(\S+)(?: {2,}(.*))?$/.exec(line) ?? []
          folders.splice(indent.length / 2)
          const path = [...folders, name].join('')
          if (name.endsWith('/')) folders.push(name)
          return { path, text: said }
        })
    })

const sources = projectFiles.filter((file) => /^packages\/[^/]+\/src\//.test(file))

test('the map of ARCHITECTURE.md has every source file and folder, in its place, and no other', () => {
  const folders = new Set(sources.map((file) => file.slice(0, file.lastIndexOf('/') + 1)))
  const mapped = readMap().map(({ path }) => path)
  const missing = [...sources, ...folders].filter((path) => !mapped.includes(path))
  const gone = mapped.filter((path) => !sources.includes(path) && !folders.has(path))
  expect({ missing, gone }).toEqual({ missing: [], gone: [] })
  expect(mapped).toHaveLength(new Set(mapped).size)
})

test('the map says something of each of them', () => {
  expect(readMap().filter(({ text }) => text.length < 10)).toEqual([])
})
