import { MigrateError } from '../errors.js'
import { didYouMean } from '../nearest.js'
import type { ObjectName } from '../schema/names.js'
import { defaultNaming, type NamingConvention } from '../schema/naming.js'
import { type BuiltScripts, isBuiltScripts } from '../scripts/built-scripts.js'
import type { ScriptSource } from '../scripts/script-source.js'
import type { RevisionTemplate } from '../scripts/template.js'

/** What decides statements and rows: said once, for the command line and for services. */
export interface History {
  /**
   * Folders of revision scripts, those that end in `/**` with all folders in them; what `migrate build` made of them; or
   * where else they come from.
   */
  readonly scripts: string | readonly string[] | BuiltScripts | ScriptSource
  /** How constraints and indexes are named that say no name of their own. */
  readonly naming: NamingConvention
  readonly versionTable: VersionTable
  /** Whether what is done to a database is written into a table beside the version table. */
  readonly log: boolean
  /** `each`: a transaction for each revision. `all`: one for the whole run. */
  readonly transaction: 'each' | 'all'
  /** The text of a new script; null: the built-in one. */
  readonly template: RevisionTemplate | null
}

/** Where the revisions that a database is at are kept. */
export interface VersionTable {
  readonly table: ObjectName
  readonly column: string
}

export interface HistoryInput {
  readonly scripts: History['scripts']
  readonly naming?: Partial<NamingConvention>
  readonly versionTable?: string | { readonly name?: string; readonly schema?: string; readonly column?: string }
  readonly log?: boolean
  readonly transaction?: 'each' | 'all'
  readonly template?: RevisionTemplate
}

const keys: Record<keyof HistoryInput, true> = {
  scripts: true,
  naming: true,
  versionTable: true,
  log: true,
  transaction: true,
  template: true,
}

/**
 * A history, complete. A relative `scripts` folder is relative to the file that calls this, where the command line
 * reads it. Throws `CONFIG_INVALID` for a key or a value that there is not.
 */
export const defineHistory = (input: HistoryInput): History => {
  refuseUnknownKeys('defineHistory', input, Object.keys(keys))
  const { scripts, naming, versionTable = {}, log = true, transaction = 'each', template } = input
  if (!isFolders(scripts) && !isBuiltScripts(scripts) && typeof scripts?.headers !== 'function') {
    invalid('defineHistory needs `scripts`: a folder, or a script source', "For example scripts: './versions'.")
  }
  if (transaction !== 'each' && transaction !== 'all') {
    invalid(`defineHistory: transaction is ${JSON.stringify(transaction)}`, "It is 'each' or 'all'.")
  }
  if (typeof log !== 'boolean') invalid(`defineHistory: log is ${JSON.stringify(log)}`, 'It is true or false.')
  refuseUnknownKeys('defineHistory: naming', naming ?? {}, Object.keys(defaultNaming))
  if (typeof versionTable !== 'string') {
    refuseUnknownKeys('defineHistory: versionTable', versionTable, ['name', 'schema', 'column'])
  }
  const {
    name = 'alembic_version',
    schema = null,
    column = 'version_num',
  } = typeof versionTable === 'string' ? { name: versionTable } : versionTable
  for (const [key, value] of Object.entries({ name, column, ...(schema === null ? {} : { schema }) })) {
    if (typeof value !== 'string' || value === '') {
      invalid(`defineHistory: the ${key} of the version table is ${JSON.stringify(value)}`, 'It is a name.')
    }
  }
  return {
    scripts,
    naming: naming === undefined ? defaultNaming : { ...defaultNaming, ...naming },
    versionTable: { table: { schema, name }, column },
    log,
    transaction,
    template: template ?? null,
  }
}

/** Whether the scripts are one folder or several, which only the command line reads. */
export const isFolders = (scripts: History['scripts']): scripts is string | readonly string[] =>
  typeof scripts === 'string' || (Array.isArray(scripts) && scripts.length > 0)

const refuseUnknownKeys = (place: string, values: object, known: readonly string[]): void => {
  for (const key of Object.keys(values)) {
    if (known.includes(key)) continue
    const hint = [didYouMean(key, known), `It takes ${known.join(', ')}.`].filter(Boolean).join(' ')
    invalid(`${place} has no key "${key}"`, hint)
  }
}

const invalid = (message: string, hint: string): never => {
  throw new MigrateError('CONFIG_INVALID', message, { hint })
}
