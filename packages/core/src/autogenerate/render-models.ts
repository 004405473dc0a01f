import type { ModelTypes } from '../dialect/dialect.js'
import { displayName, type ObjectName, sameName } from '../schema/names.js'
import type { Schema, Table, Trigger, View } from '../schema/types.js'
import { modelNames } from './model-names.js'
import { dialectOptions } from './render-constraints.js'
import { tableSources } from './render-table.js'
import { type Options, statementSource, type Use, used } from './render-values.js'
import { parentsFirst } from './sort-tables.js'
import {
  arraySource,
  callSource,
  keySource,
  layOut,
  objectSource,
  type Source,
  stringSource,
  textSource,
} from './source.js'
import type { Remark } from './writable-schema.js'

/** A schema as the declarations of a file of models, and the names that they use of the schema entry. */
export interface RenderedModels {
  readonly declarations: readonly Declaration[]
  readonly imports: ReadonlySet<string>
}

/** One exported constant. */
export interface Declaration {
  readonly name: string
  /** The whole statement, with its comments. */
  readonly text: string
}

/**
 * The schema as models, parents first, then views and triggers. `taken`: names that the file has for something else.
 * `remarks` stand as comments above what they are about. Throws `NOT_RENDERABLE` for what models have no words for.
 */
export const renderModels = (
  { tables, views, triggers }: Schema,
  remarks: readonly Remark[],
  { modelTypes, taken }: { readonly modelTypes: ModelTypes | null; readonly taken: readonly string[] },
): RenderedModels => {
  const imports = new Set<string>()
  const use = (name: string) => imports.add(name)
  const models = [
    ...parentsFirst([...tables.values()]).map((table) => ({
      kind: 'table' as const,
      name: table.name,
      source: tableSource(table, modelTypes, use),
    })),
    ...[...views.values()].map((view) => ({ kind: 'view' as const, name: view.name, source: viewSource(view, use) })),
    ...[...triggers.values()].map((trigger) => ({
      kind: 'trigger' as const,
      name: trigger.name,
      source: triggerSource(trigger, use),
    })),
  ]
  const names = modelNames(models, [...imports, ...taken])
  return {
    imports,
    declarations: models.map((model) => {
      const name = names.get(model)!
      const head = `export const ${name} = `
      const comments = remarks.filter(({ about }) => sameName(about, model.name)).map(({ text }) => commentLine(text))
      return { name, text: [...comments, head + layOut(model.source, 0, head.length)].join('\n') }
    }),
  }
}

const tableSource = (table: Table, modelTypes: ModelTypes | null, use: Use): Source => {
  const { columns, extras } = tableSources(table, use, ({ type }) => modelTypes?.valueType?.(type) ?? null)
  const options: Options = {
    ...inSchema(table.name),
    ...(table.comment === null ? {} : { comment: stringSource(table.comment) }),
    ...dialectOptions(table.options),
  }
  const entries = Object.entries(options)
  const rest: readonly Source[] =
    extras.length > 0
      ? [{ kind: 'arrow', head: '()', body: arraySource(extras) }]
      : entries.length > 0
        ? [textSource('undefined')]
        : []
  return used(
    use,
    callSource('table', stringSource(table.name.name), columns, ...rest, ...optionsArgument(entries)),
    'table',
  )
}

const viewSource = ({ name, definition }: View, use: Use): Source => {
  return used(
    use,
    callSource(
      'view',
      stringSource(name.name),
      statementSource(use, definition),
      ...optionsArgument(Object.entries(inSchema(name))),
    ),
    'view',
  )
}

const triggerSource = ({ name, table, definition }: Trigger, use: Use): Source => {
  return used(
    use,
    callSource(
      'trigger',
      stringSource(name.name),
      stringSource(displayName(table)),
      statementSource(use, definition),
      ...optionsArgument(Object.entries(inSchema(name))),
    ),
    'trigger',
  )
}

const optionsArgument = (entries: readonly (readonly [string, Source])[]): readonly Source[] =>
  entries.length === 0 ? [] : [objectSource(entries.map(([key, value]) => [keySource(key), value] as const))]

const inSchema = ({ schema }: ObjectName): Options => (schema === null ? {} : { schema: stringSource(schema) })

/** A name may have anything in it, also what ends a line. */
const commentLine = (text: string): string => `// ${text.replaceAll(/[\r\n\u2028\u2029]/g, ' ')}`
