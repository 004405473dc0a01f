import {
  type BaselineResult,
  defineHistory,
  Migrator,
  moduleScripts,
  type NewRevisionResult,
  type PullOptions,
  type PullResult,
  type ScriptModule,
  type ScriptSource,
} from '@ads/migrate-core'
import * as vocabulary from '@ads/migrate-core/schema'
import type Database from 'better-sqlite3'
import ts from 'typescript'
import { sqlite } from '../../src/index.js'

type Models = vocabulary.SchemaDefinition

/** The database as models. */
export const pullFrom = (connection: Database.Database, options: PullOptions = {}): Promise<PullResult> =>
  new Migrator({ dialect: sqlite(), history: emptyHistory(), connection }).pull(options)

/** The schema that a file of models exports. */
export const evaluateModels = (text: string): Models => {
  const { schema } = evaluate(text)
  if (schema === undefined) throw new Error('the models export no schema')
  return schema as Models
}

/** What a module of the vocabulary alone exports. */
const evaluate = (text: string): Record<string, unknown> => {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  })
  const exports: Record<string, unknown> = {}
  new Function('exports', 'require', outputText)(exports, (name: string) => {
    if (name === '@ads/migrate-core/schema') return vocabulary
    throw new Error(`models import ${name} when they run`)
  })
  return exports
}

/** What autogenerate finds between the database and the models; `revision` is null where it finds nothing. */
export const compareWith = (connection: Database.Database, schema: Models): Promise<NewRevisionResult> =>
  new Migrator({ dialect: sqlite(), history: emptyHistory(), connection, schema }).revision({
    message: 'what is left',
    autogenerate: true,
    allowDrops: true,
  })

/** Nothing was found. */
export const nothing = { revision: null, revisions: [], operations: [], skippedDrops: [], unwritten: [], notes: [] }

/** A script of the first revision, which makes what the database holds, as a module. */
export const baselineOf = async (
  connection: Database.Database,
): Promise<{ readonly text: string; readonly script: ScriptModule; readonly result: BaselineResult }> => {
  let text = ''
  const write: ScriptSource['write'] = async (script) => {
    text = script.text
    return 'baseline.ts'
  }
  const history = defineHistory({ scripts: { ...noScripts, write } })
  const result = await new Migrator({ dialect: sqlite(), history, connection }).baseline()
  return { text, script: evaluate(text) as unknown as ScriptModule, result }
}

/** A migrator of the history of that one script. */
export const migratorOf = (script: ScriptModule, connection: Database.Database): Migrator =>
  new Migrator({ dialect: sqlite(), history: defineHistory({ scripts: moduleScripts([script]) }), connection })

const emptyHistory = () => defineHistory({ scripts: noScripts })

const noScripts: ScriptSource = {
  headers: async () => [],
  load: async () => [],
  write: async ({ text }) => {
    throw new Error(`something differs:\n${text}`)
  },
}
