import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { MigrateError, messageOf } from '@ads/migrate-core'
import type BetterSqlite3 from 'better-sqlite3'

/** The class of better-sqlite3's databases. */
export type Driver = typeof BetterSqlite3

/**
 * Loads better-sqlite3. Throws `DRIVER_MISSING` where it is not installed, `DRIVER_UNSUPPORTED` where it would crash
 * this Node.
 */
export const loadDriver = async (): Promise<Driver> => {
  const { version, path } = findDriver()
  const problem = checkDriverVersion(version, process.versions.node, path)
  if (problem !== null) throw problem
  try {
    return (await import('better-sqlite3')).default
  } catch (error) {
    throw explainDriver(error, path) ?? error
  }
}

/** better-sqlite3 13 installs and loads on Node 20, and ends the process with a segmentation fault at the first use. */
export const checkDriverVersion = (driver: string, node: string, path: string): MigrateError | null =>
  major(driver) >= 13 && major(node) < 22
    ? new MigrateError('DRIVER_UNSUPPORTED', `better-sqlite3 ${driver} needs Node 22, this is Node ${node}`, {
        hint: `Run \`${packageManager(path)} add better-sqlite3@12\`, or a newer Node.`,
      })
    : null

/** What a failure to load the driver means for a user, with the command that repairs it; null for other errors. */
export const explainDriver = (error: unknown, found?: string): MigrateError | null => {
  const message = messageOf(error)
  const path = found ?? /(?:\/|[A-Za-z]:\\)[^\n']*node_modules[^\n']*/.exec(message)?.[0] ?? ''
  const missing = (what: string, command: string, hint = `Run \`${packageManager(path)} ${command}\`.`) =>
    new MigrateError('DRIVER_MISSING', what, { hint, cause: error })
  if (/Could not locate the bindings file/.test(message)) {
    if (waitsForApproval(path)) return missing('pnpm has not built the native part of better-sqlite3', '', approval)
    return missing('better-sqlite3 is installed without its native part', 'rebuild better-sqlite3')
  }
  if (/NODE_MODULE_VERSION|was compiled against a different Node|invalid ELF header|not a valid Win32/.test(message)) {
    return missing('The native part of better-sqlite3 was built for another Node', 'rebuild better-sqlite3')
  }
  if (/Cannot find (package|module) '(better-sqlite3|bindings)/.test(message)) {
    return missing('better-sqlite3 is not installed', 'add better-sqlite3@12')
  }
  return null
}

const findDriver = (): { readonly version: string; readonly path: string } => {
  const require = createRequire(import.meta.url)
  try {
    const path = require.resolve('better-sqlite3/package.json')
    return { version: (require(path) as { version: string }).version, path }
  } catch (error) {
    throw explainDriver(error) ?? error
  }
}

/** Whose command repairs an installation: pnpm leaves its mark in the path, the others in the environment of scripts. */
const packageManager = (path: string): string =>
  path.includes('.pnpm')
    ? 'pnpm'
    : (/^(pnpm|yarn|npm|bun)\b/.exec(process.env.npm_config_user_agent ?? '')?.[1] ?? 'npm')

/** Since version 10, pnpm builds nothing that nobody has approved, and keeps a list of what it left out. */
const waitsForApproval = (path: string): boolean => {
  const [, folder] = /^(.*[\\/]node_modules)[\\/]\.pnpm[\\/]/.exec(path) ?? []
  if (folder === undefined) return false
  try {
    const { ignoredBuilds = [] } = JSON.parse(readFileSync(join(folder, '.modules.yaml'), 'utf8'))
    return ignoredBuilds.some((name: unknown) => String(name).startsWith('better-sqlite3@'))
  } catch {
    return false
  }
}

const approval =
  'Run `pnpm approve-builds` and choose better-sqlite3; where nobody can choose, run `pnpm approve-builds --all`.'

const major = (version: string): number => Number.parseInt(version, 10)
