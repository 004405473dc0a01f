import { isAbsolute, resolve } from 'node:path'
import { invalidUrl } from './errors.js'

/** Where a database is: a file by its absolute path, or memory. */
export type Location = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'memory' }

const examples = 'sqlite:data/app.db, sqlite:////absolute/path/app.db, or sqlite::memory:'

/** What is wrong with the address, and what to write instead; null for an address of an SQLite database. */
export const checkUrl = (url: string): string | null => {
  const parsed = parse(url)
  return 'problem' in parsed ? parsed.problem : null
}

/** The place that the address names, relative to `folder`. Throws `INVALID_URL`. */
export const locate = (url: string, folder: string): Location => {
  const parsed = parse(url)
  if ('problem' in parsed) throw invalidUrl(parsed.problem)
  return parsed.path === ':memory:' ? { kind: 'memory' } : { kind: 'file', path: resolve(folder, parsed.path) }
}

/** The address as messages may show it: the absolute path, `:memory:`, or no more than the scheme of a foreign one. */
export const displayUrl = (url: string, folder: string): string => {
  const parsed = parse(url)
  if ('problem' in parsed) return `${schemeOf(url) ?? 'unknown'}:…`
  return parsed.path === ':memory:' ? ':memory:' : resolve(folder, parsed.path)
}

type Parsed = { readonly path: string } | { readonly problem: string }

const parse = (url: string): Parsed => {
  if (url.trim() === '') return problem('the address of the database is empty')
  const scheme = schemeOf(url)
  if (scheme === 'file') return problem('`file:` addresses are not understood')
  if (scheme !== null && scheme !== 'sqlite') return problem(`\`${scheme}:\` is not an address of an SQLite database`)
  if (url.includes('?')) return problem('parameters (`?…`) are not understood in the address of an SQLite database')
  if (url.includes('\0')) return problem('the address of the database contains a NUL character')
  if (scheme === 'sqlite') return parsePath(url.slice('sqlite:'.length))
  if (url === ':memory:' || isAbsolute(url) || /\.(db|sqlite|sqlite3)$/i.test(url)) return withoutTrailingSpace(url)
  return problem('the address of the database does not say that it is one of SQLite')
}

/** SQLAlchemy's three slashes come before a path, so that a fourth one makes it absolute. */
const parsePath = (rest: string): Parsed => {
  const path = rest.startsWith('///') ? rest.slice(3) : rest
  if (path === '' || path === '//') return problem('the address of the database names no file')
  if (path.startsWith('//') && !rest.startsWith('///')) return problem('`sqlite://` would be followed by a host')
  return withoutTrailingSpace(path)
}

/** better-sqlite3 trims the name, and would open another file than the one that was looked at. */
const withoutTrailingSpace = (path: string): Parsed =>
  path === path.trimEnd() ? { path } : problem('the address of the database ends in white space')

/** Two letters at least: `C:` is a drive. */
const schemeOf = (url: string): string | null => /^\s*([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase() ?? null

const problem = (what: string): Parsed => ({ problem: `${what}. Write ${examples}.` })
