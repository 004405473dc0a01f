import { excludeNames, filterSchema } from '../autogenerate/filter.js'
import { renderModels } from '../autogenerate/render-models.js'
import { sayableModels } from '../autogenerate/sayable-models.js'
import { foreignKeysOf, parentsFirst } from '../autogenerate/sort-tables.js'
import type { Remark } from '../autogenerate/writable-schema.js'
import type { Dialect } from '../dialect/dialect.js'
import { MigrateError } from '../errors.js'
import { didYouMean } from '../nearest.js'
import { displayName, nameKey, type ObjectName } from '../schema/names.js'
import type { Schema } from '../schema/types.js'
import { writeModels } from '../scripts/write-models.js'
import type { Context } from './context.js'
import { readState } from './state.js'

export interface PullOptions {
  /** Names of tables and views, with `*` for any text; all where left out. */
  readonly tables?: readonly string[] | undefined
}

export interface PullResult {
  /** The text of a file of models. */
  readonly text: string
  /** What it has, by name, in the order of the text. */
  readonly tables: readonly string[]
  readonly views: readonly string[]
  readonly triggers: readonly string[]
  /** What it could not say, and what came unasked; the former stands in the text too. */
  readonly notes: readonly string[]
}

/**
 * The database as models, without the version table: compared with it they find nothing, but for what the notes name.
 * Throws `UNKNOWN_TABLE` for a name that nothing has, and what opening the database throws.
 */
export const pull = async (context: Context, { tables = [] }: PullOptions = {}): Promise<PullResult> => {
  const { dialect } = context
  const { schema: whole } = await readState(context)
  const chosen = chooseTables(context, whole, tables)
  const { schema, remarks } = sayableModels(chosen.schema, dialect.spelling)
  const all = [...remarks, ...unsaidRemarks(schema, dialect)]
  const modelTypes = dialect.modelTypes ?? null
  const taken = ['defineSchema', 'DatabaseOf', ...(modelTypes === null ? [] : [modelTypes.name])]
  const { declarations, imports } = renderModels(schema, all, { modelTypes, taken })
  return {
    text: writeModels({ declarations, imports, types: modelTypes }),
    tables: namesOf(parentsFirst([...schema.tables.values()])),
    views: namesOf(schema.views.values()),
    triggers: namesOf(schema.triggers.values()),
    notes: [...chosen.notes, ...all.map(({ about, text }) => `${displayName(about)}: ${text}`)],
  }
}

/** What the database's own text says of the tables and no model does. */
export const unsaidRemarks = ({ tables }: Schema, dialect: Dialect): readonly Remark[] =>
  [...tables.values()].flatMap((table) =>
    (dialect.unsaid?.(table) ?? []).map((what) => ({ about: table.name, text: `not said here: ${what}` })),
  )

const namesOf = (objects: Iterable<{ readonly name: ObjectName }>): readonly string[] =>
  [...objects].map(({ name }) => displayName(name))

/** The part of the schema that is asked for, and the tables that it refers to. */
const chooseTables = (
  { include }: Context,
  whole: Schema,
  patterns: readonly string[],
): { readonly schema: Schema; readonly notes: readonly string[] } => {
  const visible = filterSchema(whole, include)
  for (const pattern of patterns) requireMatch(visible, pattern)
  const isOther = excludeNames(patterns)
  const asked =
    patterns.length === 0
      ? visible
      : filterSchema(visible, (object) => (object.kind !== 'table' && object.kind !== 'view') || !isOther(object))
  const tables = new Map(asked.tables)
  const notes: string[] = []
  // A set that grows while it is gone through: what a table that comes along refers to comes along too.
  for (const table of tables.values())
    for (const { references } of foreignKeysOf(table)) {
      const parent = whole.tables.get(nameKey(references.table))
      if (parent === undefined || tables.has(nameKey(parent.name))) continue
      tables.set(nameKey(parent.name), parent)
      notes.push(`${displayName(parent.name)} comes along, since ${displayName(table.name)} refers to it`)
    }
  const hasOwner = (name: ObjectName) => tables.has(nameKey(name)) || asked.views.has(nameKey(name))
  const triggers = new Map([...asked.triggers].filter(([, { table }]) => hasOwner(table)))
  return { schema: { ...whole, tables, views: asked.views, triggers }, notes }
}

const requireMatch = ({ tables, views }: Schema, pattern: string): void => {
  const isOther = excludeNames([pattern])
  const names = [...tables.values(), ...views.values()].map(({ name }) => name)
  if (names.some((name) => !isOther({ kind: 'table', table: name, name: name.name }))) return
  throw new MigrateError('UNKNOWN_TABLE', `the database has no table or view called ${pattern}`, {
    hint: didYouMean(pattern, names.map(displayName)),
  })
}
