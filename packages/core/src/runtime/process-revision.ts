import { MigrateError, messageOf } from '../errors.js'
import type { Operation } from '../operations/operation.js'

/** What a revision that autogenerate is about to write changes. */
export interface RevisionChanges {
  readonly message: string
  readonly upgrade: readonly Operation[]
  readonly downgrade: readonly Operation[]
}

/**
 * Gives what is to be written in the place of a revision: another one, several that follow each other, or `[]` for none;
 * the revision as it is where it gives nothing.
 */
export type ProcessRevision = (changes: RevisionChanges) => RevisionChanges | readonly RevisionChanges[] | undefined

/** The revisions to write for these changes, after the config has seen them; one without operations is left out. Throws `HOOK_FAILED`. */
export const revisionsOf = (hook: ProcessRevision, changes: RevisionChanges): readonly RevisionChanges[] =>
  (changes.upgrade.length === 0 ? [] : [callHook('processRevision', () => hook(changes)) ?? changes].flat()).filter(
    ({ upgrade }) => upgrade.length > 0,
  )

/** What a function of the config gives. Throws `HOOK_FAILED`, naming its key. */
export const callHook = <T>(key: string, call: () => T): T => {
  try {
    return call()
  } catch (cause) {
    const reason = messageOf(cause)
    throw new MigrateError('HOOK_FAILED', `${key} failed, so nothing was written: ${reason}`, { cause })
  }
}
