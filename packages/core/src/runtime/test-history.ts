import { MigrateError } from '../errors.js'
import { describeOperation } from '../operations/describe.js'
import type { RevisionGraph } from '../revisions/graph.js'
import type { ScriptHeader } from '../scripts/script-source.js'
import { compare, modelSchema } from './compare.js'
import { type Context, loadGraph } from './context.js'
import { withoutOwnTables } from './own-tables.js'
import { prepareSteps } from './prepare.js'
import { hintsOf, type Seed } from './seed-rows.js'
import { simulate } from './simulate.js'
import { loadingOnce } from './step-hashes.js'
import { type Finding, testRevisions } from './test-revisions.js'

/** Something that is wrong with the history. */
export interface HistoryFault {
  /**
   * `heads`: there are several that nobody has joined. `upgrade`, `downgrade`: it fails. `schema`: the downgrade does not
   * lead back. `rows`: rows are not kept. `again`: the second upgrade fails, or leads elsewhere. `models`: they need
   * another revision.
   */
  readonly kind: 'heads' | 'upgrade' | 'downgrade' | 'schema' | 'rows' | 'again' | 'models'
  readonly revision: string | null
  readonly path: string | null
  /** What is wrong, in a few words each. */
  readonly details: readonly string[]
}

export interface HistoryTest {
  /** How many revisions were taken up, down and up again. */
  readonly revisions: number
  readonly faults: readonly HistoryFault[]
  /** What is no fault, but good to know: which rows a revision refuses, and what has no way back. */
  readonly notes: readonly string[]
}

/**
 * Takes every revision up, down and up again, on scratch databases with rows in them, and compares the models with what
 * comes out. The database of the config is not touched. Throws `NO_SCRATCH`, and what is wrong with the graph or a script.
 */
export const testHistory = async (context: Context): Promise<HistoryTest> => {
  if (context.dialect.scratch === undefined) {
    throw new MigrateError('NO_SCRATCH', `the dialect ${context.dialect.name} has no scratch database to test on`)
  }
  const run = { ...context, address: null, scripts: loadingOnce(context.scripts) }
  const graph = await loadGraph(run)
  const prepared = await prepareSteps(run, graph, graph.upgrade('heads', []))
  // What later constraints name are values that rows are likely to have.
  const last = await simulate(run, prepared).catch(() => null)
  const hints = last === null ? new Map() : hintsOf(last)
  const findings: Finding[][] = []
  for (const seed of seeds) findings.push(await testRevisions(run, prepared, { seed, hints }))
  const { faults, notes } = verdicts(findings, graph)
  const models = last === null ? null : await modelsAhead(run, last)
  return {
    revisions: prepared.length,
    faults: [...severalHeads(graph), ...faults, ...(models === null ? [] : [models])],
    notes,
  }
}

const seeds: readonly Seed[] = ['first', 'second', 'odd']

/**
 * What is found with any rows is a fault; but a refusal of rows is one only where no row of the kinds that anybody might
 * have is taken: then the revision works on empty tables only.
 */
const verdicts = (
  findings: readonly (readonly Finding[])[],
  graph: RevisionGraph<ScriptHeader>,
): Pick<HistoryTest, 'faults' | 'notes'> => {
  const faults = new Map<string, HistoryFault>()
  const notes = new Set<string>()
  const plain = findings.slice(0, -1)
  const isRefusedAlways = ({ revision, kind }: Finding) =>
    plain.every((found) => found.some((each) => each.revision === revision && each.kind === kind))
  for (const finding of findings.flat()) {
    const { revision, kind, details, isOfRows } = finding
    if (kind === 'note' || (isOfRows && !isRefusedAlways(finding))) {
      notes.add(`${revision}: ${details.join('; ')}`)
      continue
    }
    const key = `${kind} ${revision}`
    if (!faults.has(key)) faults.set(key, { kind, revision, path: graph.get(revision)?.path ?? null, details })
  }
  return { faults: [...faults.values()], notes: [...notes] }
}

/** Several heads are meant where each has a branch label of its own. */
const severalHeads = (graph: RevisionGraph<ScriptHeader>): readonly HistoryFault[] => {
  const heads = graph.realHeads
  const labels = heads.map((head) => graph.get(head)!.branchLabels)
  const areMeant = labels.every((own, i) =>
    own.some((label) => !labels.some((other, j) => i !== j && other.includes(label))),
  )
  if (heads.length < 2 || areMeant) return []
  return [{ kind: 'heads', revision: null, path: null, details: [`there are several heads: ${heads.join(', ')}`] }]
}

const modelsAhead = async (
  context: Context,
  last: Awaited<ReturnType<typeof simulate>>,
): Promise<HistoryFault | null> => {
  if (context.models === null) return null
  const { operations, unwritten } = await compare(
    context,
    withoutOwnTables(last, context.history),
    modelSchema(context),
  )
  const details = [...operations.map(describeOperation), ...unwritten.map((table) => `the table ${table} differs`)]
  return details.length === 0 ? null : { kind: 'models', revision: null, path: null, details }
}
