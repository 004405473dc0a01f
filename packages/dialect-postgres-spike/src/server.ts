import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Access, type Address, MigrateError } from '@ads/migrate-core'
import type { PGlite } from '@electric-sql/pglite'
import { databaseNotFound } from './errors.js'

/** One PGlite: a whole server with one session, which all connections to it share. */
export interface Server {
  readonly database: PGlite
  readonly display: string
  /** Who has the open transaction. */
  owner: object | null
  /** Locks that are taken: the one session would be given its own a second time. */
  readonly locks: Set<string>
  /** Called when a connection to it is closed. */
  readonly release: () => Promise<void>
}

/** What is wrong with the address, or null. */
export const checkUrl = (url: string): string | null =>
  /^pglite:./.test(url) ? null : 'not an address of this dialect: write pglite:memory/NAME or pglite:FOLDER'

/** The address as messages may show it. */
export const displayUrl = (url: string, folder: string): string =>
  checkUrl(url) !== null ? '…' : url.startsWith(memory) ? url : `pglite:${resolve(folder, url.slice('pglite:'.length))}`

/** The server behind the address, started where it is not running. Throws `INVALID_URL`, `DATABASE_NOT_FOUND`. */
export const reachServer = async (address: Address, access: Access): Promise<Server> => {
  if ('connection' in address) return serverOf(address.connection as PGlite, 'the given PGlite', async () => {})
  const problem = checkUrl(address.url)
  if (problem !== null) throw new MigrateError('INVALID_URL', problem)
  const display = displayUrl(address.url, address.folder)
  const running = servers.get(display)
  if (running !== undefined) return running
  const folder = address.url.startsWith(memory) ? null : display.slice('pglite:'.length)
  const isThere = folder !== null && existsSync(join(folder, 'PG_VERSION'))
  if (access !== 'create' && !isThere) throw databaseNotFound(display)
  const started = folder === null ? lend(display) : start(display, folder)
  servers.set(display, started)
  return started
}

/** An empty server that nobody else sees. */
export const scratchServer = (): Promise<Server> => lend('a scratch database')

/** Forgets a database in memory. */
export const dropMemory = async (url: string): Promise<void> => {
  const running = servers.get(url)
  servers.delete(url)
  if (running !== undefined) idle.push((await running).database)
}

const memory = 'pglite:memory/'

const servers = new Map<string, Promise<Server>>()

/** Servers in memory that nobody uses: starting one takes seconds, emptying one milliseconds. */
const idle: PGlite[] = []

const lend = async (display: string): Promise<Server> => {
  const database = idle.pop()
  if (database === undefined) return start(display, null)
  await empty(database)
  return serverOf(database, display, async () => releaseScratch(display, database))
}

const start = async (display: string, folder: string | null): Promise<Server> => {
  const { PGlite } = await import('@electric-sql/pglite')
  const database = await (folder === null ? startInMemory(PGlite) : PGlite.create(folder))
  return serverOf(database, display, async () => releaseScratch(display, database))
}

/** The first one makes its files, which takes longest; the others begin with these. */
const startInMemory = async (driver: typeof PGlite): Promise<PGlite> => {
  files ??= driver.create().then(async (first) => {
    const dump = await first.dumpDataDir('none')
    await first.close()
    return dump
  })
  return driver.create({ loadDataDir: await files })
}

let files: Promise<File | Blob> | null = null

/** A named database stays for the next connection; a scratch database is nobody's any more. */
const releaseScratch = (display: string, database: PGlite): void => {
  if (!servers.has(display)) idle.push(database)
}

const known = new WeakMap<PGlite, Server>()

const serverOf = (database: PGlite, display: string, release: () => Promise<void>): Server => {
  const server = known.get(database)
  if (server?.display === display) return server
  const made: Server = { database, display, owner: null, locks: new Set(), release }
  known.set(database, made)
  return made
}

const empty = async (database: PGlite): Promise<void> => {
  const { rows } = await database.query<{ readonly name: string }>(
    `SELECT quote_ident(nspname) AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`,
  )
  if (rows.length > 0) await database.exec(`DROP SCHEMA ${rows.map(({ name }) => name).join(', ')} CASCADE`)
  await database.exec('CREATE SCHEMA public')
  // Settings, locks and temporary tables; it has to be a statement of its own.
  await database.exec('DISCARD ALL')
}
