import type { Engine } from '@ads/migrate-core'
import { operationNotSupported } from '../errors.js'

/** Whether the engine is of this version or newer. */
export const isAtLeast = ({ version }: Engine, major: number, minor: number): boolean => {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number)
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}

/** Throws `OPERATION_NOT_SUPPORTED` for a STRICT table on an older engine. https://www.sqlite.org/stricttables.html */
export const requireStrict = (strict: boolean, table: string, engine: Engine): void => {
  if (!strict || isAtLeast(engine, 3, 37)) return
  throw operationNotSupported(
    `"${table}" is a STRICT table, which SQLite ${engine.version} does not have`,
    'Name a newer engine in the config, 3.37 at least.',
  )
}
