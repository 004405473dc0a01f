import type { DialectPackage } from './find-dialect.js'

/** The files of a new project, by path; `folder` is where its history is. */
export const projectFiles = (
  folder: string,
  { name, factory, url }: DialectPackage,
): Readonly<Record<string, string>> => ({
  'migrate.config.ts': `import { defineConfig } from '@ads/migrate-core'
import { ${factory} } from '${name}'
import history from './${folder}/history.js'
import { schema } from './${folder}/schema.js'

export default defineConfig({
  dialect: ${factory}(),
  url: process.env.DATABASE_URL ?? '${url}',
  history,
  schema,
})
`,
  [`${folder}/schema.ts`]: `import { defineSchema, integer, table, text } from '@ads/migrate-core/schema'

/** An example: put your tables in its place. */
export const notes = table('notes', {
  id: integer().primaryKey(),
  body: text().notNull(),
})

/** What the database should look like. */
export const schema = defineSchema({ notes })
`,
  [`${folder}/history.ts`]: `import { defineHistory } from '@ads/migrate-core'
import template from './revision.template.js'

/** The revisions, for the command line and for services. */
export const history = defineHistory({ scripts: './versions', template })
export default history
`,
  [`${folder}/revision.template.ts`]: `import { defineTemplate } from '@ads/migrate-core'

/** What a new revision looks like. */
export default defineTemplate(
  ({ comment, imports, exports, upgrade, downgrade }) => \`\${comment}
\${imports}

\${exports}

export function upgrade(op: Op): void {
\${upgrade}
}

export function downgrade(op: Op): void {
\${downgrade}
}
\`,
)
`,
  // Git keeps no empty folder.
  [`${folder}/versions/.gitkeep`]: '',
})
