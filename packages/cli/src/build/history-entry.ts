import {
  builtScriptsBrand,
  builtScriptsFormat,
  type History,
  isDefaultNaming,
  type KnownHashes,
  MigrateError,
  type ScriptHeader,
} from '@ads/migrate-core'
import { historyFile } from '../load/history-module.js'
import { loadModules } from '../load/load-modules.js'

/** A revision to be built: what is known of it, and the file that has its code. */
export interface RevisionToBuild {
  readonly header: ScriptHeader
  readonly hashes: KnownHashes
  /** Absolute. */
  readonly file: string
}

/**
 * The module that a bundler makes a built history of: the data written out, the code imported when it is asked for.
 * Throws `CONFIG_INVALID` where a naming convention cannot be got at.
 */
export const historyEntry = async (
  history: History,
  revisions: readonly RevisionToBuild[],
  projectFolder: string,
): Promise<string> => {
  const { versionTable, log, transaction } = history
  const own = isDefaultNaming(history.naming) ? null : await fileOfNaming(history, projectFolder)
  return `
import { defaultNaming } from '@ads/migrate-core/schema'
${own === null ? '' : `import own from ${literal(own)}`}
export const history = {
  scripts: {
    [Symbol.for(${literal(Symbol.keyFor(builtScriptsBrand))})]: ${builtScriptsFormat},
    revisions: [${revisions.map(revisionEntry).join(', ')}],
  },
  naming: ${own === null ? 'defaultNaming' : '{ ...defaultNaming, ...own.naming }'},
  versionTable: ${literal(versionTable)},
  log: ${literal(log)},
  transaction: ${literal(transaction)},
  template: null,
}
export default history
`
}

const revisionEntry = ({ header, hashes, file }: RevisionToBuild): string => {
  // Named one by one, so that their order does not depend on who made the header.
  const { revision, downRevision, dependsOn, branchLabels, message, doc, path, transaction } = header
  const fields = { revision, downRevision, dependsOn, branchLabels, message, doc, path, transaction, hashes }
  return `{
      ${Object.entries(fields)
        .map(([name, value]) => `${name}: ${literal(value)},`)
        .join('\n      ')}
      load: () => import(${literal(file)}),
    }`
}

/** A naming convention is functions, so it is brought along with the file that it is written in. */
const fileOfNaming = async (history: History, projectFolder: string): Promise<string> => {
  const file = historyFile(history)
  const [module] = file === null ? [] : await loadModules([file], { projectFolder, errorCode: 'CONFIG_INVALID' })
  const { default: exported } = Object(module) as { default?: unknown }
  if (file !== null && typeof exported === 'object' && exported !== null && historyFile(exported) === file) return file
  throw new MigrateError('CONFIG_INVALID', 'the naming convention of the history cannot be brought along', {
    hint: 'Define the history in a file of its own: export default defineHistory({ scripts, naming }).',
  })
}

const literal = (value: unknown): string => JSON.stringify(value)
