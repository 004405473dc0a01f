import {
  type Answers,
  type CheckResult,
  defineHistory,
  emptySchema,
  isMigrateError,
  Migrator,
  type MigratorOptions,
  moduleScripts,
  type NewRevisionResult,
  type OpenQuestion,
  renameAnswer,
  type Schema,
  type ScriptModule,
} from '@ads/migrate-core'
import { diffSchemas, renderOperations } from '@ads/migrate-core/operations'
import * as vocabulary from '@ads/migrate-core/schema'
import Database from 'better-sqlite3'
import { sqlite } from '../../src/index.js'

/** A database in memory at its first revision, and the way from there to other models. */
export interface Evolution {
  readonly db: Database.Database
  readonly generate: (
    to: Schema,
    options?: { readonly answers?: Answers; readonly allowDrops?: boolean },
  ) => Promise<Generated>
  readonly migrator: (scripts: readonly ScriptModule[], to?: Schema | null) => Migrator
  readonly first: ScriptModule
}

/** A revision as it was written, and what is known of it. */
export interface Generated {
  readonly result: NewRevisionResult
  /** null where there was nothing to write. */
  readonly script: ScriptModule | null
  readonly text: string
}

/** A database that was made by a revision with this schema, or by hand with this SQL. */
export const startEvolution = async (
  from: Schema | string,
  options: Partial<MigratorOptions> = {},
): Promise<Evolution> => {
  const db = new Database(':memory:')
  db.pragma('foreign_keys = ON')
  const first: ScriptModule =
    typeof from === 'string'
      ? { revision: 'r1', downRevision: null, upgrade: (op) => op.execute(from) }
      : {
          revision: 'r1',
          downRevision: null,
          upgrade: functionOf(renderOperations(diffSchemas(emptySchema, from)).lines),
        }
  const migrator: Evolution['migrator'] = (scripts, to = null) =>
    new Migrator({
      dialect: sqlite(),
      connection: db,
      history: defineHistory({ scripts: moduleScripts(scripts) }),
      ...(to === null ? {} : { schema: { schema: to } as vocabulary.SchemaDefinition }),
      ...options,
    })
  await migrator([first]).upgrade()
  const generate: Evolution['generate'] = async (to, { answers = {}, allowDrops = true } = {}) => {
    let text = ''
    const write = async (script: { readonly text: string }) => {
      text = script.text
      return 'r2.ts'
    }
    const writing = new Migrator({
      dialect: sqlite(),
      connection: db,
      history: defineHistory({ scripts: { ...moduleScripts([first]), write } }),
      schema: { schema: to } as vocabulary.SchemaDefinition,
      ...options,
    })
    const result = await writing.revision({ message: 'm', autogenerate: true, revision: 'r2', allowDrops, answers })
    return { result, text, script: result.revision === null ? null : scriptOf(text) }
  }
  return { db, first, migrator, generate }
}

/** Generates with the answers that `answer` gives, as often as something is asked. */
export const generateAnswering = async (
  { generate }: Evolution,
  to: Schema,
  answer: (question: OpenQuestion) => Answers,
  given: Answers = {},
): Promise<Generated> => {
  let answers = given
  for (let round = 0; ; round++) {
    try {
      return await generate(to, { answers })
    } catch (error) {
      if (!isMigrateError(error) || error.code !== 'ANSWER_NEEDED' || round === 9) throw error
      for (const question of (error as unknown as { questions: OpenQuestion[] }).questions)
        answers = joined(answers, answer(question))
    }
  }
}

/** "No" to every new name, and nothing to fill in. */
export const answerNo = (question: OpenQuestion): Answers =>
  question.kind === 'rename'
    ? { renames: [renameAnswer(question, null)] }
    : { fills: { [`${question.table}.${question.column}`]: null } }

const joined = (a: Answers, b: Answers): Answers => ({
  ...a,
  renames: [...(a.renames ?? []), ...(b.renames ?? [])],
  fills: { ...a.fills, ...b.fills },
})

/** What `check` finds, but for what nobody has to do anything about. */
export const faultsIn = ({ operations, drift, pending, unwritten }: CheckResult): object => ({
  operations,
  drift,
  pending,
  unwritten,
})

export const noFaults = { operations: [], drift: [], pending: [], unwritten: [] }

/** The module that a written script is. */
const scriptOf = (text: string): ScriptModule => {
  const body = (name: string) =>
    new RegExp(`export function ${name}\\(op: Op\\): void \\{\\n([\\s\\S]*?)\\n\\}\\n`).exec(text)![1]!
  return {
    revision: 'r2',
    downRevision: 'r1',
    upgrade: functionOf([body('upgrade')]),
    downgrade: functionOf([body('downgrade')]),
  }
}

const functionOf = (lines: readonly string[]): ScriptModule['upgrade'] => {
  const run = new Function(...Object.keys(vocabulary), 'op', lines.join('\n'))
  return (op) => void run(...Object.values(vocabulary), op)
}
