import { MigrateError } from '../errors.js'
import type { Revision } from './revision.js'

/** An id that could not be written where a revision is named. */
export const invalidRevisionId = (revision: Revision, reason: string): MigrateError =>
  new MigrateError('INVALID_REVISION_ID', `${reason}${inFile(revision)}`, {
    hint: 'A revision id is any text without @, -, + and :, other than head, heads, base and current.',
  })

/** A label that could not be written where a revision is named. */
export const invalidBranchLabel = (revision: Revision, reason: string): MigrateError =>
  new MigrateError('INVALID_BRANCH_LABEL', `${reason}, in revision ${named(revision)}`, {
    hint: 'A branch label is any text without @ and :, other than head, heads, base and current.',
  })

/** Two scripts with one id. */
export const duplicateRevision = (first: Revision, second: Revision): MigrateError =>
  new MigrateError(
    'DUPLICATE_REVISION',
    `Revision ${first.revision} is present more than once${filesOf(first, second)}`,
    {
      hint: 'Give one of them another id, and change the downRevision of the revisions that follow it.',
    },
  )

/** A label that another revision declares, or has as its id. */
export const duplicateLabel = (label: string, revision: Revision, owner: Revision): MigrateError =>
  new MigrateError(
    'DUPLICATE_LABEL',
    `Branch name '${label}' in revision ${named(revision)} already used by revision ${named(owner)}`,
    { hint: 'Labels and revision ids share one set of names; a label is declared once, where its branch begins.' },
  )

/** An id in `downRevision` that no revision has; `labelOf` is the revision of which it is a label. */
export const missingParent = (
  revision: Revision,
  missing: string,
  labelOf: string | null,
  near: string[],
): MigrateError =>
  new MigrateError('MISSING_PARENT', `Revision ${missing} referenced from ${named(revision)} is not present`, {
    hint:
      labelOf === null
        ? sentences(`It is named in downRevision.`, didYouMean(near))
        : `${missing} is a branch label; downRevision takes the revision's id, which is ${labelOf}.`,
  })

/** A name in `dependsOn` that no revision and no label has. */
export const missingDependency = (revision: Revision, missing: string, near: string[]): MigrateError =>
  new MigrateError('MISSING_DEPENDENCY', `Revision ${missing} referenced from ${named(revision)} is not present`, {
    hint: sentences(`It is named in dependsOn.`, didYouMean(near)),
  })

/** `path` goes from each revision to one that it requires, and ends before it comes back to its first. */
export function cycle(path: readonly Revision[], byDependency: boolean): MigrateError {
  const shape = path.length === 1 ? 'self-loop' : 'cycle'
  const kind = byDependency ? `Dependency ${shape}` : shape === 'cycle' ? 'Cycle' : 'Self-loop'
  const ids = path.map((revision) => revision.revision)
  return new MigrateError(
    'CYCLE',
    `${kind} is detected in revisions (${[...ids].sort().join(', ')})${filesOf(...path)}`,
    {
      hint: `${[...ids, ids[0]].join(' requires ')}. One of these has the wrong downRevision or dependsOn.`,
    },
  )
}

/** A target that names nothing. `why` is the more precise reason, where there is one. */
export const unknownRevision = (text: string, near: string[], why = ''): MigrateError =>
  new MigrateError('UNKNOWN_REVISION', `Can't locate revision identified by '${text}'`, {
    hint:
      sentences(why, didYouMean(near)) ||
      'No revision id or branch label begins so: `migrate history` lists what there is.',
  })

/** The beginning of several ids. */
export const ambiguousRevision = (text: string, ids: readonly string[]): MigrateError =>
  new MigrateError(
    'AMBIGUOUS_REVISION',
    `Multiple revisions start with '${text}': ${list(ids.map((id) => `'${id}'`))}`,
    {
      hint: 'Write more characters of the id.',
    },
  )

/** Where one revision is wanted, and `word` (head, heads, label@head) stands for several. */
export function multipleHeads(text: string, word: string, heads: readonly string[]): MigrateError {
  const message =
    `Multiple head revisions are present for given argument '${text}'; please specify a specific target revision, ` +
    `'<branchname>@${word}' to narrow to a specific head, or 'heads' for all heads`
  return new MigrateError('MULTIPLE_HEADS', message, { hint: `The heads are ${list(heads)}.` })
}

/** `stamp head` where there are several. */
export const multipleStampHeads = (heads: readonly string[]): MigrateError =>
  new MigrateError('MULTIPLE_HEADS', 'Multiple heads are present; please specify a single target revision', {
    hint: `The heads are ${list(heads)}. 'heads' stamps all of them.`,
  })

/** A relative target that leaves the graph, or goes the wrong way. */
export const relativeOutOfRange = (steps: string, why: string): MigrateError =>
  new MigrateError(
    'UNREACHABLE_TARGET',
    `Relative revision ${steps} didn't produce ${Math.abs(Number(steps))} migrations`,
    { hint: why },
  )

/** A downgrade to what is not below the version rows. */
export const unreachableTarget = (text: string, why: string): MigrateError =>
  new MigrateError('UNREACHABLE_TARGET', `Destination ${text} is not a valid downgrade target from current head(s)`, {
    hint: why,
  })

/** A range whose lower end does not come before its upper end. */
export const unrelatedRange = (lower: string, upper: string): MigrateError =>
  new MigrateError(
    'UNREACHABLE_TARGET',
    `Requested range ${lower}:${upper} does not refer to ancestor/descendant revisions along the same branch`,
    { hint: 'The older revision stands first: base:head, not head:base.' },
  )

/** A relative walk that could go on to any of `choices`. */
export const ambiguousWalk = (from: string, choices: readonly string[], up: boolean): MigrateError =>
  new MigrateError('AMBIGUOUS_WALK', `Ambiguous walk ${up ? 'up' : 'down'} from ${from}`, {
    hint: `It can go to ${list(choices)}. Name the revision${up ? ', or a branch: label@+1' : ''}.`,
  })

/** `+N` from several version rows. */
export const ambiguousUpgrade = (heads: readonly string[]): MigrateError =>
  new MigrateError('AMBIGUOUS_WALK', 'Ambiguous upgrade from multiple current revisions', {
    hint: `The database is at ${list(heads)}. Name the branch: ${heads[0]}@+1.`,
  })

/** `-N` from several version rows. */
export const ambiguousDowngrade = (heads: readonly string[], steps: string): MigrateError =>
  new MigrateError('AMBIGUOUS_WALK', `Ambiguous downgrade ${steps} from multiple current revisions ${list(heads)}`, {
    hint: `Name the branch: ${heads[0]}@${steps}.`,
  })

/** Version rows that no revision script has. */
export const unknownDatabaseRevision = (
  rows: readonly string[],
  database: string | null,
  near: string[],
): MigrateError => {
  const where = database ?? 'the database'
  return new MigrateError(
    'UNKNOWN_DATABASE_REVISION',
    `Can't locate revision identified by '${rows[0]}', a version row of ${where}`,
    {
      hint: sentences(
        `No revision script has ${list(rows)}: it was removed or renamed, or it came with a newer release.`,
        didYouMean(near),
        'Put the script back, or run the release that has it;',
        'or, when you know which revision the schema is at, say so with `migrate stamp --purge REV`.',
      ),
    },
  )
}

/** Version rows, or targets, of which one implies others. */
export const overlappingHeads = (row: string, implied: readonly string[], advice: string): MigrateError =>
  new MigrateError(
    'OVERLAPPING_HEADS',
    `Requested revision ${row} overlaps with other requested revisions ${list(implied)}`,
    {
      hint: `${row} requires ${list(implied)}. ${advice}`,
    },
  )

const pathOf = (revision: Revision & { readonly path?: string | null }): string | null => revision.path ?? null

const named = (revision: Revision): string => revision.revision + inFile(revision)

const inFile = (revision: Revision): string => filesOf(revision)

function filesOf(...revisions: readonly Revision[]): string {
  const paths = revisions.map(pathOf).filter((path) => path !== null)
  return paths.length === 0 ? '' : ` (${list(paths)})`
}

const sentences = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ')

const didYouMean = (near: readonly string[]): string => (near.length === 0 ? '' : `Did you mean ${near.join(' or ')}?`)

const longest = 10

const list = (names: readonly string[]): string =>
  names.length <= longest
    ? names.join(', ')
    : `${names.slice(0, longest).join(', ')} and ${names.length - longest} more`
