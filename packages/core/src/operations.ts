/**
 * Operations as data: recorded, applied to a schema, reversed, found by comparing, rendered, hashed. Importing it loads
 * nothing but itself.
 */
export { describeDrift } from './autogenerate/describe-drift.js'
export { diffSchemas, isDrop } from './autogenerate/diff.js'
export { type Rendered, renderOperations } from './autogenerate/render.js'
export { applyOperation, applyOperations } from './operations/apply.js'
export { describeOperation } from './operations/describe.js'
export { type RecordingContext, recordOperations } from './operations/recorder.js'
export { reverseOperations } from './operations/reverse.js'
export { type HashContext, operationsHash } from './scripts/operations-hash.js'
export { type HashMemory, type RememberedHash, type RevisionHashes, revisionHashes } from './scripts/revision-hashes.js'
