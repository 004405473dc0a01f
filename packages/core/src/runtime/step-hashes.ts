import { type RevisionHashes, revisionHashes } from '../scripts/revision-hashes.js'
import type { Script, ScriptSource } from '../scripts/script-source.js'
import type { Context } from './context.js'
import { openHashMemory } from './hash-memory.js'
import type { Hashes } from './step-log.js'

/** The hashes of these revisions as they are now, in the same order. Throws what is wrong with a script. */
export const hashesOf = async (context: Context, revisions: readonly string[]): Promise<readonly RevisionHashes[]> => {
  // A plan without code of its own asks for none.
  if (revisions.length === 0) return []
  const { scripts, dialect, history } = context
  const memory = await openHashMemory(context)
  return revisionHashes(scripts, revisions, { dialect: dialect.name, naming: history.naming }, memory)
}

/** The hashes of these revisions, by id; none where the history keeps no log. Throws what is wrong with a script. */
export const hashesById = async (
  context: Context,
  revisions: readonly string[],
): Promise<ReadonlyMap<string, Hashes>> => {
  if (context.history.log === false) return new Map()
  const hashes = await hashesOf(context, revisions)
  return new Map(
    hashes.map(({ operations, source }, i) => [revisions[i]!, { operationsHash: operations, sourceHash: source }]),
  )
}

/** The hashes of one script as it is now. */
export const currentHashes = async (context: Context, revision: string): Promise<RevisionHashes> =>
  (await hashesOf(context, [revision]))[0]!

/** As {@link hashesById}, but of a script that cannot be loaded or recorded only its text is known, if that. */
export const hashesIfKnown = async (
  context: Context,
  revisions: readonly string[],
): Promise<ReadonlyMap<string, Hashes>> => {
  try {
    return await hashesById(context, revisions)
  } catch {
    const known = (await context.scripts.hashes?.(revisions)) ?? []
    return new Map(known.map(({ source }, i) => [revisions[i]!, { operationsHash: null, sourceHash: source }]))
  }
}

/** The source, of which no script is loaded a second time: for the time of one run. */
export const loadingOnce = (source: ScriptSource): ScriptSource => {
  const known = new Map<string, Script>()
  return {
    headers: () => source.headers(),
    async load(revisions) {
      const missing = revisions.filter((revision) => !known.has(revision))
      const found = missing.length === 0 ? [] : await source.load(missing)
      for (const [i, script] of found.entries()) known.set(missing[i]!, script)
      return revisions.map((revision) => known.get(revision)!)
    },
    ...(source.hashes === undefined ? {} : { hashes: (revisions) => source.hashes!(revisions) }),
  }
}
