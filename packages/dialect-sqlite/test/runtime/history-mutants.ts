import {
  defineHistory,
  type HistoryTest,
  isMigrateError,
  Migrator,
  moduleScripts,
  type Operation,
  type Schema,
  type ScriptModule,
} from '@ads/migrate-core'
import { applyOperations, renderOperations, reverseOperations } from '@ads/migrate-core/operations'
import * as vocabulary from '@ads/migrate-core/schema'
import { operationsArbitrary, schemaArbitrary } from '@ads/migrate-core/testing'
import fc from 'fast-check'
import { sqlite } from '../../src/index.js'

/** A revision of a generated history, both ways, and the schema that it finds. */
export interface GeneratedRevision {
  readonly before: Schema
  readonly up: readonly Operation[]
  readonly down: readonly Operation[]
}

export type GeneratedHistory = readonly GeneratedRevision[]

/** A fault put into the downgrade of one revision. */
export interface Mutant {
  readonly what: string
  readonly history: GeneratedHistory
}

const names = fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'order', "it's")
const empty: Schema = vocabulary.defineSchema({}).schema

/** Revisions that lead from nothing to a random schema, and on by random operations; their downgrades are derived. */
export const historyArbitrary: fc.Arbitrary<GeneratedHistory> = schemaArbitrary(names).chain((schema) => {
  const tables = [...schema.tables.values()].map(
    (table): Operation => ({ kind: 'createTable', table, ifNotExists: false }),
  )
  const first = revisionOf(tables, empty)
  const next = (before: Schema) =>
    operationsArbitrary(before, names).map((operations) => revisionOf(operations, before))
  return next(schemaAfter(first)).chain((second) =>
    next(schemaAfter(second)).chain((third) =>
      next(schemaAfter(third)).map((fourth) => [first, second, third, fourth]),
    ),
  )
})

const revisionOf = (up: readonly Operation[], before: Schema): GeneratedRevision => ({
  before,
  up,
  down: reverseOperations(up, before),
})

const schemaAfter = ({ up, before }: GeneratedRevision): Schema => applyOperations(up, before)

/** What `migrate test` says of the history; null where no script could say what it does. */
export const testGenerated = async (history: GeneratedHistory): Promise<HistoryTest | null> => {
  const scripts = scriptsOf(history)
  if (scripts === null) return null
  return new Migrator({ dialect: sqlite(), history: defineHistory({ scripts: moduleScripts(scripts) }) }).test()
}

/** The scripts of the history; null where none could say what it does. */
export const scriptsOf = (history: GeneratedHistory): readonly ScriptModule[] | null => {
  try {
    return history.map(scriptOf)
  } catch (error) {
    if (isMigrateError(error) && error.code === 'NOT_RENDERABLE') return null
    throw error
  }
}

const scriptOf = ({ up, down }: GeneratedRevision, i: number): ScriptModule => ({
  revision: `r${i + 1}`,
  downRevision: i === 0 ? null : `r${i}`,
  upgrade: recording(up),
  downgrade: recording(down),
})

/** The function that a script would have for these operations. */
const recording = (operations: readonly Operation[]): ScriptModule['upgrade'] => {
  const script = new Function(...Object.keys(vocabulary), 'op', renderOperations(operations).lines.join('\n'))
  return (op) => script(...Object.values(vocabulary), op)
}

/** Every fault of the three kinds that can be put into the downgrades, but those that change nothing. */
export const mutantsOf = async (history: GeneratedHistory): Promise<readonly Mutant[]> => {
  const mutants: Mutant[] = []
  for (const [at, revision] of history.entries()) {
    const right = await outcome(revision.down, revision)
    for (const { what, down } of faultsIn(revision.down)) {
      if ((await outcome(down, revision)) === right) continue
      mutants.push({ what: `r${at + 1}: ${what}`, history: history.with(at, { ...revision, down }) })
    }
  }
  return mutants
}

interface Fault {
  readonly what: string
  readonly down: readonly Operation[]
}

const faultsIn = (down: readonly Operation[]): readonly Fault[] =>
  down.flatMap((operation, i) => {
    const next = down[i + 1]
    const other = withOtherType(operation)
    return [
      { what: `no ${operation.kind}`, down: down.toSpliced(i, 1) },
      ...(next === undefined
        ? []
        : [{ what: `${next.kind} before ${operation.kind}`, down: down.toSpliced(i, 2, next, operation) }]),
      ...(other === null ? [] : [{ what: `${operation.kind} with another type`, down: down.with(i, other) }]),
    ]
  })

const withOtherType = (operation: Operation): Operation | null => {
  if (operation.kind === 'addColumn') return { ...operation, column: retyped(operation.column) }
  if (operation.kind === 'createTable') {
    const { table } = operation
    return { ...operation, table: { ...table, columns: table.columns.with(-1, retyped(table.columns.at(-1)!)) } }
  }
  if (operation.kind === 'alterColumn' && operation.changes.type !== undefined)
    return { ...operation, changes: { ...operation.changes, type: { kind: 'blob' } } }
  return null
}

const retyped = <C extends { readonly type: { readonly kind: string } }>(column: C): C => ({
  ...column,
  type: { kind: column.type.kind === 'blob' ? 'real' : 'blob' },
})

/** The schema that a downgrade leads to, as SQLite has it: told apart by everything but the order of columns and of names. */
const outcome = async (down: readonly Operation[], revision: GeneratedRevision): Promise<string> => {
  try {
    const { tables, views, triggers } = await sqlite().normalize(applyOperations(down, schemaAfter(revision)))
    return sorted([tables, views, triggers].map((objects) => [...objects.values()].map(sorted).sort()))
  } catch (error) {
    return `refused: ${(error as Error).message}`
  }
}

const sorted = (value: unknown): string =>
  JSON.stringify(value, (key, part) => {
    if (key === 'source') return undefined
    if (typeof part === 'bigint') return `${part}n`
    // The order counts in a key and in an index, and not among the parts of a table.
    if (
      ['constraints', 'indexes'].includes(key) ||
      (key === 'columns' && typeof part[0] === 'object' && 'type' in part[0])
    )
      return [...part].map((each: unknown) => JSON.stringify(each)).sort()
    return part
  })
