import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type Document, projectFiles, root } from './documents.js'

/** What is wrong with a text between backticks, if it names a file, a package or an error of the project; null otherwise. */
export const faultOfSpan = (span: string, document: Document): string | null => {
  if (span.startsWith('@ads/')) return isEntry(span) ? null : `there is no package entry ${span}`
  if (isErrorCode(span)) return sources.includes(span) ? null : `nothing in the sources is called ${span}`
  if (!isPath(span) || madeByUse.test(span)) return null
  return isThere(span, document.folder) ? null : `there is no file ${span}`
}

/** What is wrong with a link to a file or heading of the project, or null. */
export const faultOfLink = (link: string, document: Document, documents: readonly Document[]): string | null => {
  const [file = '', anchor] = link.split('#')
  const path = file === '' ? join(root, document.path) : resolve(document.folder, file)
  if (!existsSync(path)) return `${link} leads nowhere`
  if (anchor === undefined) return null
  const target = documents.find((each) => join(root, each.path) === path)
  return target === undefined || target.anchors.includes(anchor) ? null : `${link} leads to no heading`
}

/** Whether a file or folder is there: below the root, beside the document, or in one place of the project by its bare name. */
export const isThere = (path: string, folder: string): boolean =>
  existsSync(join(root, path)) ||
  existsSync(join(folder, path)) ||
  (!path.includes('/') && projectFiles.some((file) => basename(file) === path))

/** Whether a word is the path of a file of this project, rather than a type, an option or another project's. */
export const isPath = (word: string): boolean => {
  if (!/^\.{0,2}[\w/][\w./-]*$/.test(word)) return false
  if (/\.(?:ts|mts|js|mjs|cjs|json|jsonc|md|sql|yaml|yml|db|txt)$/.test(word)) return true
  return word.includes('/') && rootEntries.includes(word.split('/')[0]!)
}

const rootEntries = readdirSync(root)

/** Files that commands make, or that stand for a reader's own. */
const madeByUse = /^(?:\.\/)?(?:data\/.*\.db|dist\/.*|service\.[jt]s|upgrade\.sql|pnpm-lock\.yaml|package-lock\.json)$/

const isErrorCode = (span: string): boolean => /^[A-Z]+(?:_[A-Z]+)+$/.test(span)

/** The text of all sources. */
export const sources = projectFiles
  .filter((file) => /^packages\/[^/]+\/src\/.*\.ts$|^(?:migrate\.config\.ts|\.ci\/run)$/.test(file))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n')

const isEntry = (specifier: string): boolean => {
  const [, name = '', path = ''] = /^(@ads\/[\w-]+)(.*)$/.exec(specifier) ?? []
  const manifest = manifests.find((each) => each.name === name)
  if (manifest === undefined) return specifier === '@ads/source'
  return Object.keys(manifest.exports).some((entry) =>
    new RegExp(`^${entry.slice(1).replaceAll('.', '\\.').replace('*', '[\\w/-]+')}$`).test(path),
  )
}

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
}

const manifests: readonly Manifest[] = projectFiles
  .filter((file) => /^packages\/[^/]+\/package\.json$/.test(file) && dirname(file) !== '.')
  .map((file) => JSON.parse(readFileSync(join(root, file), 'utf8')))
