import { amongHint } from '../nearest.js'
import { displayName, nameKey, type ObjectName, objectName } from '../schema/names.js'
import type { Schema, Table } from '../schema/types.js'
import { type Answers, columnKey, type RenameAnswer, type RenameQuestion } from './answers.js'
import { invalidAnswer } from './errors.js'
import { type Candidate, findColumnRenames, findTableRenames } from './find-renames.js'
import type { Renaming } from './rename-steps.js'

/** What was renamed, as far as it is known, and what has to be asked. */
export interface Renames {
  readonly tables: readonly { readonly from: ObjectName; readonly to: ObjectName }[]
  /** By the table's name of before. */
  readonly columns: readonly { readonly table: ObjectName; readonly renamings: readonly Renaming[] }[]
  readonly questions: readonly RenameQuestion[]
}

/**
 * Finds what was renamed: what the answers say, and names of which only the case changed. Asks about everything else
 * that went where something like it came. Throws `INVALID_ANSWER`.
 */
export const settleRenames = (
  from: Schema,
  to: Schema,
  answers: Answers,
  mayBeRenamed: (table: ObjectName) => boolean,
): Renames => {
  const given = sortAnswers(from, to, answers)
  const tables = settle({
    gone: [...from.tables.values()],
    come: [...to.tables.values()],
    nameOf: ({ name }) => displayName(name),
    answers: given.tables,
    candidates: (gone, come) =>
      answers.noRename === true
        ? []
        : findTableRenames(
            gone.filter(({ name }) => mayBeRenamed(name)),
            come,
          ),
  })
  const pairs = [...tables.pairs].map(([before, after]) => ({ before, after }))
  const columns = pairs.map(({ before, after }) => {
    const settled = settle({
      gone: before.columns,
      come: after.columns,
      nameOf: ({ name }) => name,
      answers: given.columns.get(before) ?? new Map(),
      candidates: (gone, come) => (answers.noRename === true ? [] : findColumnRenames(gone, come)),
    })
    return { before, settled }
  })
  return {
    tables: pairs
      .filter(({ before, after }) => nameKey(before.name) !== nameKey(after.name))
      .map(({ before, after }) => ({ from: before.name, to: after.name })),
    columns: columns.flatMap(({ before, settled }) => {
      const renamings = [...settled.pairs].flatMap(([a, b]): Renaming[] =>
        a.name === b.name ? [] : [[a.name, b.name]],
      )
      return renamings.length === 0 ? [] : [{ table: before.name, renamings }]
    }),
    questions: [
      ...questionsOf(tables.open, 'table', null, ({ name }) => displayName(name)),
      ...columns.flatMap(({ before, settled }) =>
        questionsOf(settled.open, 'column', displayName(before.name), ({ name }) => name),
      ),
    ],
  }
}

interface Names<T> {
  readonly gone: readonly T[]
  readonly come: readonly T[]
  readonly nameOf: (item: T) => string
  readonly answers: ReadonlyMap<T, T | null>
  readonly candidates: (gone: readonly T[], come: readonly T[]) => readonly Candidate<T>[]
}

/** Which is which: told, else by the same name, else by a name that differs in case alone. */
const settle = <T>({ gone, come, nameOf, answers, candidates }: Names<T>) => {
  const pairs = new Map<T, T>()
  const taken = new Set<T>()
  const pair = (from: T, to: T) => {
    pairs.set(from, to)
    taken.add(to)
  }
  for (const [from, to] of answers) if (to !== null) pair(from, to)
  const pairBy = (same: (a: string, b: string) => boolean) => {
    for (const from of gone) {
      if (pairs.has(from)) continue
      const to = come.find((each) => !taken.has(each) && same(nameOf(from), nameOf(each)))
      if (to !== undefined) pair(from, to)
    }
  }
  pairBy((a, b) => a === b)
  pairBy((a, b) => a.toLowerCase() === b.toLowerCase())
  const open = candidates(
    gone.filter((each) => !pairs.has(each) && !answers.has(each)),
    come.filter((each) => !taken.has(each)),
  )
  // In the order of before, so that a change elsewhere does not move the answers that are known already.
  return { pairs: new Map(gone.flatMap((each) => (pairs.has(each) ? [[each, pairs.get(each)!] as const] : []))), open }
}

const questionsOf = <T>(
  open: readonly Candidate<T>[],
  object: 'table' | 'column',
  table: string | null,
  nameOf: (item: T) => string,
): readonly RenameQuestion[] =>
  [...new Set(open.map(({ from }) => from))].map((from) => {
    const candidates = open.filter((each) => each.from === from).map(({ to, score }) => ({ to: nameOf(to), score }))
    return { kind: 'rename', object, table, from: nameOf(from), to: candidates[0]!.to, candidates }
  })

type Column = Table['columns'][number]

/** The answers, each with what it is about. */
const sortAnswers = (from: Schema, to: Schema, { renames = [] }: Answers) => {
  const tables = new Map<Table, Table | null>()
  const columns = new Map<Table, Map<Column, Column | null>>()
  const all = [...from.tables.values()]
  const put = <T>(answers: Map<T, T | null>, key: T, value: T | null, { from }: RenameAnswer) => {
    if (answers.has(key)) throw invalidAnswer(`two answers say what became of ${from}`)
    if (value !== null && [...answers.values()].includes(value))
      throw invalidAnswer(`two answers say what became the name of ${from}`)
    answers.set(key, value)
  }
  const about = (table: Table): Map<Column, Column | null> => {
    const known = columns.get(table) ?? new Map<Column, Column | null>()
    columns.set(table, known)
    return known
  }
  const ofColumns: RenameAnswer[] = []
  for (const answer of renames) {
    const table = all.find(({ name }) => displayName(name) === answer.from)
    if (table === undefined) ofColumns.push(answer)
    else put(tables, table, answer.to === null ? null : newTable(to, table, answer.to), answer)
  }
  for (const answer of ofColumns) {
    const found = columnNamed(all, tables, answer.from)
    const after = tables.get(found.table) ?? to.tables.get(nameKey(found.table.name))
    put(about(found.table), found.column, answer.to === null ? null : newColumn(after, answer), answer)
  }
  return { tables, columns }
}

/** A table may be called by its new name too, where that is no other's name of before. */
const columnNamed = (all: readonly Table[], tables: ReadonlyMap<Table, Table | null>, text: string) => {
  const names: readonly ((table: Table) => ObjectName | undefined)[] = [
    ({ name }) => name,
    (table) => tables.get(table)?.name,
  ]
  for (const nameOf of names)
    for (const table of all) {
      const name = nameOf(table)
      const column = table.columns.find((each) => name !== undefined && columnKey(name, each.name) === text)
      if (column !== undefined) return { table, column }
    }
  const known = all.flatMap(({ name, columns }) => [
    displayName(name),
    ...columns.map((column) => columnKey(name, column.name)),
  ])
  throw invalidAnswer(
    `the database has no table or column ${text} that could have been renamed`,
    amongHint(text, known),
  )
}

const newTable = (to: Schema, { name }: Table, text: string): Table => {
  const table =
    to.tables.get(nameKey(objectName(text, name.schema))) ??
    [...to.tables.values()].find((each) => each.name.schema === name.schema && displayName(each.name) === text)
  if (table !== undefined) return table
  const names = [...to.tables.values()].map((each) => each.name.name)
  throw invalidAnswer(`the models have no table ${text} that ${displayName(name)} could be now`, amongHint(text, names))
}

const newColumn = (table: Table | null | undefined, { from, to: name }: RenameAnswer): Column => {
  const column = table?.columns.find(
    (each) => each.name === name || (table !== undefined && columnKey(table!.name, each.name) === name),
  )
  if (column !== undefined) return column
  throw invalidAnswer(
    `the models have no column ${name} that ${from} could be now`,
    amongHint(name ?? '', table?.columns.map((each) => each.name) ?? []),
  )
}
