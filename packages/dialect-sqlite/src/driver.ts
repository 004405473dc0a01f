import { createRequire } from 'node:module'
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
    throw explainDriver(error) ?? error
  }
}

/** better-sqlite3 13 installs and loads on Node 20, and ends the process with a segmentation fault at the first use. */
export const checkDriverVersion = (driver: string, node: string, path: string): MigrateError | null =>
  major(driver) >= 13 && major(node) < 22
    ? new MigrateError('DRIVER_UNSUPPORTED', `better-sqlite3 ${driver} needs Node 22, this is Node ${node}`, {
        hint: `Run \`${packageManager(path)} add better-sqlite3@12\`, or a newer Node.`,
      })
    : null

/** What a failure to load the driver means for a user, with the one command that repairs it; null for other errors. */
export const explainDriver = (error: unknown): MigrateError | null => {
  const message = messageOf(error)
  const path = /\S*node_modules\S*/.exec(message)?.[0] ?? ''
  const missing = (what: string, command: string) =>
    new MigrateError('DRIVER_MISSING', what, { hint: `Run \`${packageManager(path)} ${command}\`.`, cause: error })
  if (/Could not locate the bindings file/.test(message)) {
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

const major = (version: string): number => Number.parseInt(version, 10)
