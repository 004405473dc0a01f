import { type HashContext, operationsHash } from './operations-hash.js'
import type { KnownHashes, RecordedHash, ScriptSource } from './script-source.js'

/** What tells whether a revision is still the one that was applied. */
export interface RevisionHashes {
  /** Of what both directions record: the same for every formatting, comment and import path. */
  readonly operations: string
  /** Of the script's text; null for a script that has none. */
  readonly source: string | null
  /** Which of the two decides: the text for a script whose own code changes rows, since that is not recorded. */
  readonly decides: 'operations' | 'source'
}

/** What a script of this text recorded before. */
export interface RememberedHash {
  /** The hash of the text. */
  readonly source: string
  readonly recorded: RecordedHash
}

/** What scripts recorded before: one text of each revision, so that an edited one takes its own place. */
export interface HashMemory {
  get(revision: string): RememberedHash | undefined
  /** Keeps these, by revision. Never throws. */
  keep(found: ReadonlyMap<string, RememberedHash>): Promise<void>
}

/**
 * The hashes of these revisions, in the same order. Only those scripts are loaded whose hashes are not known without;
 * of those whose text says all, they are looked up in `memory` and kept there; null: nowhere. Throws what `load` throws,
 * and what recording does.
 */
export const revisionHashes = async (
  scripts: ScriptSource,
  revisions: readonly string[],
  context: HashContext,
  memory: HashMemory | null = null,
): Promise<readonly RevisionHashes[]> => {
  const known: readonly KnownHashes[] = (await scripts.hashes?.(revisions)) ?? revisions.map(() => nothing)
  const remembered = (each: KnownHashes, i: number): RecordedHash | null => {
    const before = memory?.get(revisions[i]!)
    return saysAll(each) && before?.source === each.source ? before.recorded : null
  }
  const recorded = known.map((each, i) => each.recorded ?? remembered(each, i))
  const missing = [...recorded.keys()].filter((i) => !holdsFor(recorded[i] ?? null, context.dialect))
  const loaded = await scripts.load(missing.map((i) => revisions[i]!))
  const computed = await Promise.all(loaded.map((script) => operationsHash(script, context)))
  const found = new Map<string, RememberedHash>()
  for (const [k, i] of missing.entries()) {
    const each = known[i]!
    recorded[i] = computed[k]!
    if (saysAll(each)) found.set(revisions[i]!, { source: each.source, recorded: computed[k]! })
  }
  if (found.size > 0) await memory?.keep(found)
  return known.map(({ source }, i) => {
    const { operations, hasDataSteps } = recorded[i]!
    return { operations, source, decides: hasDataSteps && source !== null ? 'source' : 'operations' }
  })
}

const nothing: KnownHashes = { source: null, recorded: null }

const saysAll = (known: KnownHashes): known is KnownHashes & { readonly source: string } =>
  known.source !== null && known.isSelfContained === true

const holdsFor = (recorded: RecordedHash | null, dialect: string): boolean =>
  recorded !== null && (recorded.dialect === null || recorded.dialect === dialect)
