import { type RevisionHashes, revisionHashes } from '../scripts/revision-hashes.js'
import type { ScriptSource } from '../scripts/script-source.js'
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

/** The source, asked for nothing a second time: for the time of one run. */
export const askingOnce = (source: ScriptSource): ScriptSource => ({
  headers: () => source.headers(),
  load: once((revisions) => source.load(revisions)),
  ...(source.hashes === undefined ? {} : { hashes: once((revisions) => source.hashes!(revisions)) }),
})

const once = <T>(
  ask: (revisions: readonly string[]) => Promise<readonly T[]>,
): ((revisions: readonly string[]) => Promise<readonly T[]>) => {
  const known = new Map<string, T>()
  return async (revisions) => {
    const missing = revisions.filter((revision) => !known.has(revision))
    const found = missing.length === 0 ? [] : await ask(missing)
    for (const [i, each] of found.entries()) known.set(missing[i]!, each)
    return revisions.map((revision) => known.get(revision)!)
  }
}
