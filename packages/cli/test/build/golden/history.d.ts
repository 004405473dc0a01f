// Written by `migrate build`. Change the revision scripts and build again, rather than this.
import type { History } from '@ads/migrate-core'

/** The history, for a Migrator: the code of a revision is not run before the revision is needed. */
export declare const history: History
export default history
