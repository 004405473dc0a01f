import { MigrateError, messageOf } from '../errors.js'
import type { KnownHashes, Script, ScriptHeader, ScriptSource } from './script-source.js'

/** The key that marks built scripts, whichever copy of core meets them; its value is their format. */
export const builtScriptsBrand: unique symbol = Symbol.for('@ads/migrate:built-scripts')

/** Grows when built scripts get another shape. */
export const builtScriptsFormat = 1

/** Revision scripts as `migrate build` writes them: plain data, and a loader for each. */
export interface BuiltScripts {
  readonly [builtScriptsBrand]: number
  readonly revisions: readonly BuiltRevision[]
}

/** A revision of a built history: what is to be known of it, and how its code is got at. */
export interface BuiltRevision extends ScriptHeader {
  readonly hashes: KnownHashes
  /** Runs the script's module, the first time, and gives its exports. */
  readonly load: () => Promise<Pick<Script, 'upgrade'> & Partial<Pick<Script, 'downgrade'>>>
}

/** Whether these are built scripts, of this copy's format or another. */
export const isBuiltScripts = (scripts: unknown): scripts is BuiltScripts =>
  typeof scripts === 'object' && scripts !== null && builtScriptsBrand in scripts

/**
 * The scripts of a built history. Throws `CONFIG_INVALID` for a format of another version; its `load` throws
 * `INVALID_SCRIPT` where a script's module fails.
 */
export const builtScripts = (built: BuiltScripts): ScriptSource => {
  const format = built[builtScriptsBrand]
  if (format !== builtScriptsFormat) {
    throw new MigrateError(
      'CONFIG_INVALID',
      `the history is built in format ${format}, and this version of @ads/migrate-core reads format ${builtScriptsFormat}`,
      { hint: 'Bring @ads/migrate-core and @ads/migrate-cli to the same version, and build it again: migrate build.' },
    )
  }
  const entries = built.revisions.map(({ hashes, load, ...header }) => ({ hashes, load, header }))
  const byId = new Map(entries.map((entry) => [entry.header.revision, entry]))
  const find = (revision: string) => {
    const entry = byId.get(revision)
    if (entry !== undefined) return entry
    throw new MigrateError('UNKNOWN_REVISION', `the built history has no revision ${revision}`)
  }
  return {
    headers: async () => entries.map(({ header }) => header),
    load: async (revisions) => Promise.all(revisions.map(find).map(({ header, load }) => loadScript(header, load))),
    hashes: async (revisions) => revisions.map((revision) => find(revision).hashes),
  }
}

const loadScript = async (header: ScriptHeader, load: BuiltRevision['load']): Promise<Script> => {
  try {
    const { upgrade, downgrade } = await load()
    return { header, upgrade, downgrade }
  } catch (cause) {
    const reason = messageOf(cause)
    throw new MigrateError('INVALID_SCRIPT', `revision ${header.revision} could not be loaded: ${reason}`, { cause })
  }
}
