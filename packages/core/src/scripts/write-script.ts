import type { Revision } from '../revisions/revision.js'
import { importLine } from './import-line.js'
import { defaultTemplate, type RevisionParts, type RevisionTemplate } from './template.js'

/** The functions of a new script: their statements, and the names these use of the schema entry. */
export interface ScriptBody {
  readonly upgrade: readonly string[]
  readonly downgrade: readonly string[]
  readonly imports: ReadonlySet<string>
  /** What they use of other modules. */
  readonly modules: ReadonlyMap<string, ReadonlySet<string>>
}

/** Functions that do nothing. */
export const emptyBody: ScriptBody = { upgrade: [], downgrade: [], imports: new Set(), modules: new Map() }

/** The text of a new revision script. `createDate` is written as it is. */
export const writeScript = (
  header: Revision,
  createDate: string,
  body: ScriptBody,
  template: RevisionTemplate | null,
): string => (template ?? defaultTemplate)(revisionParts(header, createDate, body))

const revisionParts = (header: Revision, createDate: string, body: ScriptBody): RevisionParts => ({
  ...header,
  createDate,
  comment: commentOf(header, createDate),
  imports: importsOf(body),
  exports: exportsOf(header),
  upgrade: statements(body.upgrade, 'nothing to do: record the changes here, as op.addColumn(…)'),
  downgrade: statements(body.downgrade, 'nothing to undo'),
})

const importsOf = ({ imports, modules }: ScriptBody): string => {
  const own = '@ads/migrate-core/schema'
  const others = [...modules].filter(([module]) => module !== own)
  return [
    importLine(new Set([...imports, ...(modules.get(own) ?? []), 'type Op']), own),
    ...others.map(([module, names]) => importLine(names, module)),
  ].join('\n')
}

const commentOf = ({ revision, downRevision, message }: Revision, createDate: string): string =>
  [
    '/**',
    ...message.replaceAll('*/', '* /').split(/\r?\n/).map(commentLine),
    ' *',
    ` * Revision ID: ${revision}`,
    commentLine(`Revises: ${downRevision.join(', ')}`),
    ` * Create Date: ${createDate}`,
    ' */',
  ].join('\n')

const commentLine = (text: string): string => ` * ${text}`.trimEnd()

const exportsOf = ({ revision, downRevision, branchLabels, dependsOn }: Revision): string =>
  [
    `export const revision = ${literal(revision)}`,
    exportOf('downRevision', downRevision),
    ...(branchLabels.length > 0 ? [exportOf('branchLabels', branchLabels)] : []),
    ...(dependsOn.length > 0 ? [exportOf('dependsOn', dependsOn)] : []),
  ].join('\n')

const exportOf = (name: string, ids: readonly string[]): string => {
  const start = `export const ${name} = `
  if (ids.length < 2) return start + (ids.length === 0 ? 'null' : literal(ids[0]!))
  const line = `${start}[${ids.map(literal).join(', ')}]`
  return line.length <= 120 ? line : `${start}[\n${ids.map((id) => `  ${literal(id)},\n`).join('')}]`
}

/** In the quotes that need fewer escapes, as formatters have it. */
const literal = (id: string): string => {
  const quote = id.split("'").length > id.split('"').length ? '"' : "'"
  return quote + id.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote
}

const statements = (lines: readonly string[], otherwise: string): string =>
  lines.length > 0 ? lines.join('\n') : `  // ${otherwise}`
