import type { Answers } from '../autogenerate/answers.js'
import { MigrateError, messageOf } from '../errors.js'
import { RevisionGraph } from '../revisions/graph.js'
import type { ScriptHeader, ScriptSource } from '../scripts/script-source.js'
import { amendedScript, type OwnScript, ownAnswers, refuseEdited, sameText } from './amended-script.js'
import { historySchema } from './compare.js'
import { type Context, loadGraph, readRows, unlessMissing } from './context.js'
import { findChanges } from './find-changes.js'
import { refuseHeldValues } from './held-values.js'
import { type FoundChanges, foundChanges } from './new-revision.js'
import { prepareSteps } from './prepare.js'
import { runSteps } from './run-steps.js'
import { type RevisionInfo, revisionInfo } from './status.js'
import type { StepResult } from './take-steps.js'

export interface AmendOptions {
  /** The revision to make anew; the only head where left out. */
  readonly head?: string | undefined
  /** Lets autogenerate drop tables and columns. */
  readonly allowDrops?: boolean | undefined
  /** What autogenerate asked, or would ask; what the script says already need not be answered again. */
  readonly answers?: Answers | undefined
  /** Gives up what was written into the script by hand, and what rows hold in columns and tables that it made. */
  readonly force?: boolean | undefined
  /** Sees what autogenerate found before anything is changed; false: nothing is. */
  readonly confirm?: ((found: FoundChanges) => boolean | Promise<boolean>) | undefined
  /** Called once the new text is written, before it is applied: what this does to the file belongs to the revision. */
  readonly onWritten?: ((revision: RevisionInfo) => Promise<void>) | undefined
}

export interface AmendResult extends FoundChanges {
  readonly revision: RevisionInfo
  /** Whether the script has another text now. */
  readonly isChanged: boolean
  /** What was done to the database: nothing where it had not applied the revision. */
  readonly steps: readonly StepResult[]
}

/**
 * Makes the head anew from the models, under the same id, message, parents and date. A database that has applied it is
 * taken back first and forward again behind; where anything fails, script and database are as they were. Throws
 * `EDITED_SCRIPT`, `HOLDS_VALUES` and `IRREVERSIBLE` where that would lose something, `NOTHING_LEFT`, `AMEND_FAILED`, and
 * what autogenerate throws.
 */
export const amend = async (context: Context, options: AmendOptions = {}): Promise<AmendResult> => {
  const source = changeable(context.scripts)
  const graph = await loadGraph(context)
  const header = headToAmend(graph, options.head)
  const without = new RevisionGraph(graph.ordered.filter((each) => each !== header))
  const rows = graph.known((context.address === null ? null : await unlessMissing(readRows(context), null)) ?? [])
  const isApplied = graph.isApplied(header.revision, rows)
  const script = await readOwnScript(context, graph, header, await source.read(header.revision))
  const before = await historySchema(context, without, without.realHeads)
  if (options.force !== true) {
    refuseEdited(context, script, before)
    if (isApplied) await refuseHeldValues(context, script, await historySchema(context, graph, graph.realHeads))
  }
  const { allowDrops = false, answers = {} } = options
  const changes = await findChanges(context, without, {
    message: header.message,
    offline: true,
    allowDrops,
    answers: ownAnswers(script, answers, context.models),
  })
  const found = foundChanges(changes)
  const [changed, ...others] = changes.revisions
  if (others.length > 0) throw severalRevisions(header)
  const result = { ...found, revision: revisionInfo(graph, header.revision, null) }
  if (!((await options.confirm?.(found)) ?? true)) return { ...result, isChanged: false, steps: [] }
  if (changed === undefined) throw nothingLeft(header)
  const text = amendedScript(context, script, changed, changes.remarks)
  if (sameText(text, script.text)) return { ...result, isChanged: false, steps: [] }
  const exchange: Exchange = {
    source,
    header,
    text,
    old: script.text,
    written: () => options.onWritten?.(result.revision),
  }
  const steps = isApplied ? await exchangeApplied(context, graph, rows, exchange) : await exchangeText(exchange)
  return { ...result, isChanged: true, steps }
}

type Changeable = Required<Pick<ScriptSource, 'read' | 'replace'>>

const changeable = (scripts: ScriptSource): Changeable => {
  if (scripts.read !== undefined && scripts.replace !== undefined) {
    return { read: scripts.read.bind(scripts), replace: scripts.replace.bind(scripts) }
  }
  throw new MigrateError('READ_ONLY_HISTORY', 'the scripts of this history cannot be changed', {
    hint: 'Run the command where the scripts are a folder.',
  })
}

const headToAmend = (graph: RevisionGraph<ScriptHeader>, head: string | undefined): ScriptHeader => {
  const [id, ...others] = graph.resolve(head ?? 'heads', [])
  if (id === undefined) {
    throw new MigrateError('NOTHING_TO_AMEND', 'the history has no revision that could be made anew', {
      hint: 'Write the first one: migrate revision --autogenerate -m "…"',
    })
  }
  if (others.length > 0) {
    throw new MigrateError('MULTIPLE_HEADS', `there are several heads: ${[id, ...others].join(', ')}`, {
      hint: 'Choose the one to make anew with --head.',
    })
  }
  if (graph.isRealHead(id)) return graph.get(id)!
  throw new MigrateError('NOT_A_HEAD', `others build on revision ${id}, so it cannot be made anew`, {
    hint: 'Write a new revision instead.',
  })
}

const readOwnScript = async (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  header: ScriptHeader,
  text: string,
): Promise<OwnScript> => {
  const id = header.revision
  const [from, to] = [[id], header.downRevision]
  const [up] = await prepareSteps(context, graph, [{ direction: 'upgrade', revision: header, from: to, to: from }])
  const [down] = await prepareSteps(context, graph, [{ direction: 'downgrade', revision: header, from, to }]).catch(
    (error: { readonly code?: unknown }) => {
      if (error.code === 'IRREVERSIBLE') return []
      throw error
    },
  )
  return { header, text, upgrade: up!.operations, downgrade: down?.operations ?? null }
}

interface Exchange {
  readonly source: Changeable
  readonly header: ScriptHeader
  readonly text: string
  readonly old: string
  readonly written: () => Promise<void> | undefined
}

/** Where no database has to follow. */
const exchangeText = async ({ source, header: { revision }, text, old, written }: Exchange): Promise<readonly []> => {
  await source.replace(revision, text)
  try {
    await written()
  } catch (error) {
    await source.replace(revision, old)
    throw error
  }
  return []
}

/** Takes the old revision back, and applies the new one; where that fails, the old one is put back and applied. */
const exchangeApplied = async (
  context: Context,
  graph: RevisionGraph<ScriptHeader>,
  rows: readonly string[],
  exchange: Exchange,
): Promise<readonly StepResult[]> => {
  const { header, source, old } = exchange
  const { revision } = header
  // Down to one parent of a merge is down to all of them.
  const target = header.downRevision[0] ?? `${revision}@-1`
  const planned = graph.downgrade(target, rows)
  if (planned.length !== 1 || planned[0]!.revision.revision !== revision) {
    throw new MigrateError('NOT_A_HEAD', `revision ${revision} cannot be taken back alone`, {
      hint: `It would be taken back with ${planned.map((step) => step.revision.revision).join(', ')}.`,
    })
  }
  const down = await runSteps(context, 'downgrade', target)
  try {
    await exchangeText(exchange)
    const up = await runSteps(context, 'upgrade', revision)
    return [...down.steps, ...up.steps]
  } catch (cause) {
    // Whoever interrupted the exchange wants what was there before, too.
    await source
      .replace(revision, old)
      .then(() => runSteps({ ...context, signal: null }, 'upgrade', revision))
      .catch((error: unknown) => {
        throw new MigrateError(
          'AMEND_FAILED',
          `the new script of ${revision} could not be applied (${messageOf(cause)}), and neither could the old one again: ${messageOf(error)}`,
          { hint: `The database is below ${revision}. Look at its script, then run: migrate upgrade`, cause },
        )
      })
    if ((cause as { code?: unknown }).code === 'INTERRUPTED') throw cause
    throw new MigrateError('AMEND_FAILED', `the new script of ${revision} could not be applied: ${messageOf(cause)}`, {
      hint: 'The old one is back, and applied.',
      cause,
    })
  }
}

const nothingLeft = ({ revision, path }: ScriptHeader): MigrateError =>
  new MigrateError(
    'NOTHING_LEFT',
    `the models are what the history was before ${revision}, so nothing would be left of it`,
    {
      hint: `Take it back with migrate downgrade, and remove ${path ?? 'its script'}.`,
    },
  )

const severalRevisions = ({ revision }: ScriptHeader): MigrateError =>
  new MigrateError(
    'AMEND_FAILED',
    `processRevision makes several revisions of ${revision}, and only one can be made anew`,
    {
      hint: 'Take it back with migrate downgrade, remove its script, and write new ones.',
    },
  )
