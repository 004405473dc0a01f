import { type HashContext, operationsHash } from './operations-hash.js'
import type { ScriptSource } from './script-source.js'

/** What tells whether a revision is still the one that was applied. */
export interface RevisionHashes {
  /** Of what both directions record: the same for every formatting, comment and import path. */
  readonly operations: string
  /** Of the script's text; null for a script that has none. */
  readonly source: string | null
  /** Which of the two decides: the text for a script whose own code changes rows, since that is not recorded. */
  readonly decides: 'operations' | 'source'
}

/**
 * The hashes of these revisions, in the same order. Only those scripts are loaded whose hashes are not known without.
 * Throws what `load` throws, and what recording does.
 */
export const revisionHashes = async (
  scripts: ScriptSource,
  revisions: readonly string[],
  context: HashContext,
): Promise<readonly RevisionHashes[]> => {
  const known = (await scripts.hashes?.(revisions)) ?? revisions.map(() => ({ source: null, recorded: null }))
  const holds = known.map(({ recorded }) => recorded !== null && [null, context.dialect].includes(recorded.dialect))
  const loaded = await scripts.load(revisions.filter((_, i) => !holds[i]))
  const computed = await Promise.all(loaded.map((script) => operationsHash(script, context)))
  let next = 0
  return known.map(({ source, recorded }, i) => {
    const { operations, hasDataSteps } = holds[i] ? recorded! : computed[next++]!
    return { operations, source, decides: hasDataSteps && source !== null ? 'source' : 'operations' }
  })
}
