import { importLine } from './import-line.js'

/** What a file of models is made of. */
export interface ModelsParts {
  /** The exported constants, and the statements that declare them. */
  readonly declarations: readonly { readonly name: string; readonly text: string }[]
  /** What these use of the schema entry. */
  readonly imports: ReadonlySet<string>
  /** The types of the dialect's values; null: the file names no `Database`. */
  readonly types: { readonly module: string; readonly name: string } | null
}

/** The text of a file of models: the declarations, their schema, and the `Database` that Kysely is told of. */
export const writeModels = ({ declarations, imports, types }: ModelsParts): string => {
  const names = ['defineSchema', ...imports, ...(types === null ? [] : ['type DatabaseOf'])]
  const lines = [
    importLine(names, '@ads/migrate-core/schema'),
    ...(types === null ? [] : [importLine([`type ${types.name}`], types.module)]),
  ]
  const sections = [
    lines.join('\n'),
    ...declarations.map(({ text }) => text),
    schemaLine(declarations.map(({ name }) => name)),
    ...(types === null ? [] : [`export type Database = DatabaseOf<typeof schema, ${types.name}>`]),
  ]
  return `${sections.join('\n\n')}\n`
}

const schemaLine = (names: readonly string[]): string => {
  if (names.length === 0) return 'export const schema = defineSchema({})'
  const line = `export const schema = defineSchema({ ${names.join(', ')} })`
  return line.length <= 120
    ? line
    : `export const schema = defineSchema({\n${names.map((name) => `  ${name},\n`).join('')}})`
}
