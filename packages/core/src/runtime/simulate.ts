import type { Engine, Group, SchemaReader, Way } from '../dialect/dialect.js'
import { schemaReader } from '../dialect/schema-reader.js'
import { applyOperation } from '../operations/apply.js'
import type { ObjectName } from '../schema/names.js'
import { emptySchema, type Schema } from '../schema/types.js'
import type { Context } from './context.js'
import type { PreparedStep } from './prepared-step.js'
import { cutSegments, touchedNames } from './segments.js'

/** A database that stands in for the real one: a scratch database, or the replayed schema where there is none. */
export interface Simulation {
  readonly engine: Engine
  read(only?: readonly ObjectName[]): Promise<Schema>
  /** Takes the group's way and gives it. */
  perform(group: Group): Promise<Way>
  execute(statements: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** An empty stand-in, planned for `engine`, or for its own where none is given. */
export const openSimulation = async ({ dialect }: Context, engine?: Engine): Promise<Simulation> => {
  if (dialect.scratch === undefined) return replayedSimulation(engine ?? dialect.defaultEngine)
  const connection = await dialect.scratch()
  const execute = async (statements: readonly string[]) => {
    for (const sql of statements) await connection.execute(sql)
  }
  return {
    engine: engine ?? connection.engine,
    read: (only) => dialect.introspect(connection, only === undefined ? {} : { only }),
    async perform(group) {
      const way = offlineWay(group)
      await execute(way.statements.map(({ sql }) => sql))
      return way
    },
    execute,
    close: () => connection.close(),
  }
}

const replayedSimulation = (engine: Engine): Simulation => {
  let schema = emptySchema
  return {
    engine,
    read: async () => schema,
    async perform(group) {
      for (const operation of group.operations) schema = applyOperation(operation, schema)
      return offlineWay(group)
    },
    execute: async () => {},
    close: async () => {},
  }
}

/** Without rows to ask, the first way that needs no answer; else the preferred one. */
const offlineWay = ({ ways }: Group): Way => ways.find(({ before }) => before.length === 0) ?? ways[0]!

/** Carries operations out on the stand-in. Data steps are left out: they change rows, never the schema. */
export const performSimulated = async (
  { dialect }: Context,
  simulation: Simulation,
  { operations }: PreparedStep,
  onWay: (way: Way, group: Group) => void = () => {},
): Promise<void> => {
  for (const segment of cutSegments(operations)) {
    if (segment.kind === 'run') continue
    const before: SchemaReader = schemaReader(await simulation.read(touchedNames(segment.operations)))
    for (const group of dialect.plan(segment.operations, before, simulation.engine)) {
      onWay(await simulation.perform(group), group)
    }
  }
}

/** The schema after these steps, from an empty database. `onStep` sees it after each of them. */
export const simulate = async (
  context: Context,
  steps: readonly PreparedStep[],
  onStep?: (step: PreparedStep, schema: Schema) => void,
): Promise<Schema> => {
  const simulation = await openSimulation(context)
  try {
    for (const step of steps) {
      await performSimulated(context, simulation, step)
      onStep?.(step, await simulation.read())
    }
    return await simulation.read()
  } finally {
    await simulation.close()
  }
}
