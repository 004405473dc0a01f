/** What writes scripts and compares: loaded when the migrator first needs it. */
export { amend } from './amend.js'
export { baseline } from './baseline.js'
export { check } from './check.js'
export { mergeRevisions } from './merge.js'
export { newRevision } from './new-revision.js'
export { pull } from './pull.js'
export { rebase } from './rebase.js'
export { testHistory } from './test-history.js'
