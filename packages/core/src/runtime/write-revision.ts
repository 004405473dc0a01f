import { MigrateError } from '../errors.js'
import { RevisionGraph } from '../revisions/graph.js'
import type { Revision } from '../revisions/revision.js'
import type { ScriptHeader, ScriptSource } from '../scripts/script-source.js'
import { type ScriptBody, writeScript } from '../scripts/write-script.js'
import type { Context } from './context.js'
import { type RevisionInfo, revisionInfo } from './status.js'

/** Where and when a new script is written, where that is not left to the history. */
export interface NewScriptOptions {
  /** The id; a random one of twelve hexadecimal digits where left out. */
  readonly revision?: string | undefined
  readonly branchLabels?: readonly string[] | undefined
  /** The folder, where the history has several; its parent's where left out. */
  readonly folder?: string | undefined
  /** ISO 8601; now, in UTC, where left out. */
  readonly createDate?: string | undefined
}

/** A new revision, checked in its place, that can be written once its body is known. */
export interface RevisionDraft {
  readonly header: Revision
  /** Writes the script, also under another message. Throws `SCRIPT_EXISTS`. */
  write(body: ScriptBody, message?: string): Promise<RevisionInfo>
}

/**
 * A new revision with these parents; `place` has its id where a database has it already, `options` one that was chosen.
 * What is wrong with it is told before a file is there: throws `READ_ONLY_HISTORY`, `INVALID_REVISION_ID` for a chosen id
 * that is no plain word, and what is wrong with its place in the graph (`DUPLICATE_REVISION`, `DUPLICATE_LABEL`, …).
 */
export const draftRevision = (
  { scripts, history }: Context,
  graph: RevisionGraph<ScriptHeader>,
  place: Pick<Revision, 'downRevision' | 'dependsOn' | 'message'> & Partial<Pick<Revision, 'revision'>>,
  options: NewScriptOptions,
): RevisionDraft => {
  const write = writerOf(scripts)
  const header = {
    ...place,
    revision: place.revision ?? checkedId(options.revision) ?? randomId(),
    branchLabels: options.branchLabels ?? [],
  }
  const withNew = (message: string, path: string | null) =>
    new RevisionGraph<ScriptHeader>([
      ...graph.ordered,
      { ...header, message, path, doc: message, transaction: 'default' },
    ])
  withNew(header.message, null)
  return {
    header,
    async write(body, message = header.message) {
      const createDate = new Date()
      const own = { ...header, message }
      const text = writeScript(own, options.createDate ?? isoSeconds(createDate), body, history.template)
      const path = await write({ header: own, createDate, text, folder: options.folder })
      return revisionInfo(withNew(message, path), header.revision, null)
    },
  }
}

/** Throws `NOT_A_HEAD` for the first of these that is none. */
export const refuseNonHeads = (graph: RevisionGraph<ScriptHeader>, ids: readonly string[]): void => {
  const other = ids.find((id) => !graph.isHead(id))
  if (other === undefined) return
  throw new MigrateError(
    'NOT_A_HEAD',
    `Revision ${other} is not a head revision; please specify --splice to create a new branch from this revision`,
  )
}

const writerOf = (scripts: ScriptSource): NonNullable<ScriptSource['write']> => {
  if (scripts.write !== undefined) return scripts.write.bind(scripts)
  throw new MigrateError('READ_ONLY_HISTORY', 'this history takes no new scripts', {
    hint: 'Run the command where the scripts are a folder.',
  })
}

/**
 * An id that somebody chooses is a word that needs no quotes in a shell, in a list or as the name of a file, and that fits
 * into the version column, which holds 32 characters where an engine counts them. Alembic's ids may have more in them.
 */
const checkedId = (id: string | undefined): string | undefined => {
  if (id === undefined) return id
  const illegal = [...new Set(id)].filter((character) => !/[\p{L}\p{M}\p{N}_.]/u.test(character)).sort()
  if (illegal.length > 0) {
    const shown = illegal.map(printable)
    throw new MigrateError(
      'INVALID_REVISION_ID',
      `Character(s) '${shown.join(', ')}' not allowed in revision identifier '${printable(id)}'`,
      { hint: 'A new id is made of letters, digits, _ and dots.' },
    )
  }
  if (id.length <= 32) return id
  throw new MigrateError(
    'INVALID_REVISION_ID',
    `the revision id has ${id.length} characters; the version table holds 32`,
  )
}

/** Without line ends and their like. */
const printable = (text: string): string => JSON.stringify(text).slice(1, -1)

const randomId = (): string => crypto.randomUUID().replaceAll('-', '').slice(-12)

const isoSeconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`
