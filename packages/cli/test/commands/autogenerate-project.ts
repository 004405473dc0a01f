import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { migrate, type Printed, type RunOptions } from '../in-process.js'
import { makeSmallProject } from '../small-project.js'

/** A project whose models a test writes and changes. */
export interface AutogenerateProject {
  readonly folder: string
  /** Writes the models: tables by name, as the text of their columns. */
  models(tables: Readonly<Record<string, string>>): void
  migrate(line: string, options?: Partial<RunOptions>): Promise<Printed>
  /** The names of the scripts. */
  scripts(): readonly string[]
  /** The text of the newest script, by name. */
  script(): string
  write(name: string, text: string): void
  /** Runs statements on the database; gives the rows of the last one that has rows. */
  sql(text: string): readonly unknown[]
}

/** `config`: what stands in the config beside dialect, URL, history and models. */
export const makeAutogenerateProject = (
  tables: Readonly<Record<string, string>>,
  { config = '', files = {} }: { readonly config?: string; readonly files?: Readonly<Record<string, string>> } = {},
): AutogenerateProject => {
  const folder = makeSmallProject({
    'migrate.config.ts': configText(config),
    'models.ts': modelsText(tables),
    ...files,
  })
  const scripts = () =>
    readdirSync(join(folder, 'versions'))
      .filter((name) => name.endsWith('.ts'))
      .sort()
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  return {
    folder,
    models: (changed) => write('models.ts', modelsText(changed)),
    migrate: (line, options = {}) => migrate(wordsOf(line), { cwd: folder, ...options }),
    scripts,
    script: () => readFileSync(join(folder, 'versions', scripts().at(-1)!), 'utf8'),
    write,
    sql(text) {
      const database = new Database(join(folder, 'app.db'))
      try {
        if (/^select/i.test(text)) return database.prepare(text).all()
        database.exec(text)
        return []
      } finally {
        database.close()
      }
    },
  }
}

const configText = (more: string): string => `import { defineConfig, defineHistory } from '@ads/migrate-core'
import { sqlite } from '@ads/migrate-dialect-sqlite'
import { schema } from './models.js'
export default defineConfig({
  dialect: sqlite(),
  url: 'sqlite:app.db',
  history: defineHistory({ scripts: './versions' }),
  schema,
${more}
})
`

const modelsText = (tables: Readonly<Record<string, string>>): string => {
  const constants = Object.entries(tables).map(([name, columns]) => `  ${name}: table('${name}', { ${columns} }),\n`)
  return `import { bigint, boolean, defineSchema, enumType, integer, json, real, table, text } from '@ads/migrate-core/schema'
export const schema = defineSchema({
${constants.join('')}})
void [bigint, boolean, enumType, integer, json, real, text]
`
}

const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([word]) => word.replaceAll('"', ''))
