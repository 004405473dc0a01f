import { applyOperations } from '../operations/apply.js'
import type { Operation } from '../operations/operation.js'
import { displayName, nameKey, type ObjectName, objectName, sameName } from '../schema/names.js'
import type { Schema } from '../schema/types.js'
import { columnKey } from './answers.js'
import { invalidAnswer } from './errors.js'
import { type Renaming, renameSteps } from './rename-steps.js'
import type { Renames } from './settle-renames.js'

/** A schema in which everything has its name of now. */
export interface RenamedSchema {
  readonly schema: Schema
  /** The same with its columns still called as before. */
  readonly betweenSteps: Schema
  /** The renamings of tables, one after another. */
  readonly tables: readonly Operation[]
  /** Those of columns, by the key of their table. */
  readonly columns: ReadonlyMap<string, readonly Renaming[]>
}

/**
 * Gives everything its name of now. Throws `INVALID_ANSWER` where a name is needed by something that stays, since
 * drops were not asked for.
 */
export const applyRenames = (from: Schema, to: Schema, renames: Renames, allowDrops: boolean): RenamedSchema => {
  const refuse = (what: string, name: string): never => {
    throw invalidAnswer(
      `nothing can be renamed to ${what} ${name}: there is one already, which would have to be dropped`,
      'Say what became of it too, or allow drops.',
    )
  }
  const tables = [...new Set(renames.tables.map((each) => each.from.schema))].flatMap((schema) => {
    const own = renames.tables.filter((each) => each.from.schema === schema)
    const names = (objects: Iterable<{ readonly name: ObjectName }>) =>
      [...objects].flatMap(({ name }) => (name.schema === schema ? [name.name] : []))
    const { steps, evicted } = renameSteps(
      own.map((each) => [each.from.name, each.to.name]),
      names([...from.tables.values(), ...from.views.values()]),
      names([...to.tables.values(), ...to.views.values()]),
    )
    for (const name of evicted.keys()) if (!allowDrops) refuse('the table', displayName(objectName(name, schema)))
    return steps.map(
      ([name, target]): Operation => ({ kind: 'renameTable', table: objectName(name, schema), to: target }),
    )
  })
  const betweenSteps = tables.length === 0 ? from : applyOperations(tables, from)
  const columns = new Map<string, readonly Renaming[]>()
  const operations: Operation[] = []
  for (const { table, renamings } of renames.columns) {
    const now = renames.tables.find((each) => sameName(each.from, table))?.to ?? table
    const namesIn = (schema: Schema) => schema.tables.get(nameKey(now))?.columns.map(({ name }) => name) ?? []
    const { steps, evicted } = renameSteps(renamings, namesIn(betweenSteps), namesIn(to))
    for (const name of evicted.keys()) if (!allowDrops) refuse('the column', columnKey(now, name))
    columns.set(nameKey(now), steps)
    operations.push(
      ...steps.map(([column, target]): Operation => ({ kind: 'renameColumn', table: now, column, to: target })),
    )
  }
  return {
    schema: operations.length === 0 ? betweenSteps : applyOperations(operations, betweenSteps),
    betweenSteps,
    tables,
    columns,
  }
}
