import { relative, sep } from 'node:path'
import {
  type History,
  type KnownHashes,
  MigrateError,
  RevisionGraph,
  type ScriptHeader,
  type ScriptSource,
} from '@ads/migrate-core'
import { operationsHash } from '@ads/migrate-core/operations'
import { bundleEntry } from './bundle-entry.js'
import { historyEntry } from './history-entry.js'

export interface BuildOptions {
  readonly history: History
  /** The folder of scripts that the history names. */
  readonly scripts: ScriptSource
  /** The dialect's name, for scripts that ask for it. */
  readonly dialect: string
  /** Where the project is; the built history names its scripts as seen from here. */
  readonly projectFolder: string
}

/** A built history, not yet written. */
export interface BuiltHistory {
  readonly code: string
  /** What TypeScript is to know of it. */
  readonly declarations: string
  readonly revisions: readonly string[]
  readonly heads: readonly string[]
}

/**
 * A history as the text of one ES module, which depends on the history, the scripts and what these import, and on
 * nothing else. Loads and records every script; throws what is wrong with the graph, and `INVALID_SCRIPT` and the like
 * for a script that cannot be loaded, recorded or brought along.
 */
export const buildHistory = async ({
  history,
  scripts,
  dialect,
  projectFolder,
}: BuildOptions): Promise<BuiltHistory> => {
  const headers = await scripts.headers()
  const graph = new RevisionGraph(headers)
  const revisions = headers.map(({ revision }) => revision)
  const hashes = await hashesOf(scripts, revisions, { dialect, naming: history.naming })
  const entry = await historyEntry(
    history,
    headers.map((header, i) => ({
      header: { ...header, path: nameOf(header, projectFolder) },
      hashes: hashes[i]!,
      file: header.path!,
    })),
    projectFolder,
  )
  return {
    code: notice + (await bundleEntry(entry, { projectFolder, scripts: headers.map(({ path }) => path!) })),
    declarations,
    revisions,
    heads: graph.heads,
  }
}

/** What a file begins with that a build may overwrite. */
export const notice = `// Written by \`migrate build\`. Change the revision scripts and build again, rather than this.\n`

const declarations = `${notice}import type { History } from '@ads/migrate-core'

/** The history, for a Migrator: the code of a revision is not run before the revision is needed. */
export declare const history: History
export default history
`

const hashesOf = async (
  scripts: ScriptSource,
  revisions: readonly string[],
  context: Parameters<typeof operationsHash>[1],
): Promise<readonly KnownHashes[]> => {
  const known = await scripts.hashes?.(revisions)
  const loaded = await scripts.load(revisions)
  const recorded = await Promise.all(loaded.map((script) => operationsHash(script, context)))
  return recorded.map((recorded, i) => ({ source: known?.[i]?.source ?? null, recorded }))
}

/** The same on every machine. */
const nameOf = ({ revision, path }: ScriptHeader, folder: string): string => {
  if (path !== null) return relative(folder, path).split(sep).join('/')
  throw new MigrateError('INVALID_SCRIPT', `revision ${revision} is in no file, so it cannot be built`)
}
