import { haveSameTables } from '../autogenerate/same-tables.js'
import type { Schema } from '../schema/types.js'
import type { Context } from './context.js'
import { normalizing } from './normalizing.js'
import type { PreparedStep } from './prepared-step.js'
import { simulate } from './simulate.js'

/** A step, and the schema that the history has made with it. */
export interface Stage {
  readonly step: PreparedStep['step']
  readonly schema: Schema
}

/** The schema after each of these steps, from an empty database. */
export const stagesOf = async (context: Context, steps: readonly PreparedStep[]): Promise<readonly Stage[]> => {
  const stages: Stage[] = []
  await simulate(context, steps, {
    async after({ step }, read) {
      stages.push({ step, schema: await read() })
    },
  })
  return stages
}

/** The latest stage whose objects are all in the database as they are, and those beside it that make the same. */
export const equalStages = (context: Context, database: Schema, stages: readonly Stage[]): Promise<readonly Stage[]> =>
  normalizing(context, async (normalize) => {
    for (const [i, { schema }] of [...stages.entries()].reverse()) {
      if (schema.tables.size === 0) continue
      const wanted = await normalize(schema)
      if (!haveSameTables(await normalize(sharedWith(database, schema)), wanted)) continue
      // An earlier stage's objects may all be here too, beside more: only one that makes no less is equal.
      const others = stages.findLastIndex((other, at) => at < i && !haveSameTables(other.schema, schema))
      return stages.slice(others + 1, i + 1)
    }
    return []
  })

/** What the database has of the objects that are wanted. */
const sharedWith = (database: Schema, wanted: Schema): Schema => ({
  tables: only(database.tables, wanted.tables),
  views: only(database.views, wanted.views),
  triggers: only(database.triggers, wanted.triggers),
  types: new Map(),
})

const only = <T>(all: ReadonlyMap<string, T>, wanted: ReadonlyMap<string, unknown>): ReadonlyMap<string, T> =>
  new Map([...all].filter(([key]) => wanted.has(key)))

/** The stages that the database is least unlike, the latest first: those whose objects it has, and has no more of. */
export const nearestStages = (database: Schema, stages: readonly Stage[], count: number): readonly Stage[] => {
  const all = new Set(stages.flatMap(({ schema }) => [...schema.tables.keys()]))
  const present = [...database.tables.keys()].filter((key) => all.has(key))
  const distance = ({ schema }: Stage) =>
    [...schema.tables.keys()].filter((key) => !database.tables.has(key)).length +
    present.filter((key) => !schema.tables.has(key)).length
  return stages
    .filter(({ schema }) => schema.tables.size > 0)
    .toReversed()
    .toSorted((a, b) => distance(a) - distance(b))
    .slice(0, count)
}
