import { foldCase, sameIdentifier } from '../ddl/identifiers.js'
import { renameColumnText } from './columns.js'
import type { Draft } from './draft.js'

/** The names that columns are given before the table is made anew, and the statements that give them. */
export interface EarlyNames {
  readonly statements: readonly string[]
  readonly columnName: (start: string) => string
  /** What columns that are to go are called until then. */
  readonly dropped: readonly { readonly column: string; readonly passing: string }[]
}

/**
 * SQLite's own renaming follows a column into the views, triggers and foreign keys of others, which stay where they are
 * while the table is made anew. A column that is to go gets a name that shows up in whatever uses it.
 */
export const earlyNames = (draft: Draft): EarlyNames => {
  const table = draft.start.name.name
  const taken = new Set([...draft.start.columns, ...draft.columns].map(({ name }) => foldCase(name)))
  const moves = draft.start.columns.map(({ name }, position) => {
    const target = draft.columns.find(({ from }) => from === name)?.name ?? null
    return { from: name, to: target ?? freeName(taken, `migrate_dropped_${position + 1}`), isDropped: target === null }
  })
  const renamed = moves.filter(({ from, to }) => from !== to)
  const inTheWay = renamed.filter(
    ({ from, to }) => renamed.some((other) => other.from !== from && sameIdentifier(other.to, from)) && to !== from,
  )
  const passing = new Map(inTheWay.map(({ from }, i) => [from, freeName(taken, `migrate_passing_${i + 1}`)]))
  return {
    statements: [
      ...[...passing].map(([from, to]) => renameColumnText(table, from, to)),
      ...renamed.map(({ from, to }) => renameColumnText(table, passing.get(from) ?? from, to)),
    ],
    columnName: (start) => moves.find(({ from }) => from === start)?.to ?? start,
    dropped: moves.flatMap(({ from, to, isDropped }) => (isDropped ? [{ column: from, passing: to }] : [])),
  }
}

/** Every column keeps its name until then. */
export const noEarlyNames: EarlyNames = { statements: [], columnName: (start) => start, dropped: [] }

const freeName = (taken: ReadonlySet<string>, wanted: string): string =>
  taken.has(foldCase(wanted)) ? freeName(taken, `${wanted}_`) : wanted
