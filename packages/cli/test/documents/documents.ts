import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const root = join(import.meta.dirname, '../../../..')

/** A fenced block of a document. */
export interface Block {
  readonly language: string
  readonly text: string
  /** Where it begins, for messages: `README.md:12`. */
  readonly place: string
}

/** A markdown file of the project, taken apart. */
export interface Document {
  /** Relative to the root. */
  readonly path: string
  readonly folder: string
  readonly blocks: readonly Block[]
  /** The text between backticks, outside of blocks. */
  readonly spans: readonly string[]
  /** The targets of its links that lead to files or headings of the project. */
  readonly links: readonly string[]
  /** Its headings as links name them. */
  readonly anchors: readonly string[]
}

const fence = /^```(\w*)\n([\s\S]*?)^```$/gm

export const readDocument = (path: string): Document => {
  const whole = readFileSync(join(root, path), 'utf8')
  const prose = whole.replaceAll(fence, '')
  return {
    path,
    folder: dirname(join(root, path)),
    blocks: [...whole.matchAll(fence)].map((match) => ({
      language: match[1] ?? '',
      text: match[2] ?? '',
      place: `${path}:${whole.slice(0, match.index).split('\n').length}`,
    })),
    spans: [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span),
    links: [...prose.matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)].map(([, link = '']) => link),
    anchors: [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading)),
  }
}

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')

const made = ['node_modules', 'dist', '.git', '.turbo']

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (!entry.isDirectory()) return [path]
    return made.includes(entry.name) ? [] : filesIn(path)
  })

/** Every file of the project that no tool has made, relative to the root. */
export const projectFiles: readonly string[] = filesIn('')

/** All documents, README.md first. A change log is what a tool has written, of what was once so. */
export const documents: readonly Document[] = [
  'README.md',
  ...projectFiles.filter((file) =>
    /^(?:(?:ARCHITECTURE|CONTRIBUTING)\.md|docs\/.*\.md|packages\/[^/]+\/README\.md)$/.test(file),
  ),
].map(readDocument)
