import type { ScriptHeader } from '@ads/migrate-core'
import type { Expression, Program } from 'oxc-parser'
import { invalidScript } from './errors.js'
import { readHeader } from './header.js'

/**
 * The text of a script with other parents: the value of `downRevision` and the line of its comment that repeats it are
 * replaced, and every other character stays. Throws `INVALID_SCRIPT` where that does not come out as it should.
 */
export const withParents = async (text: string, header: ScriptHeader, parents: readonly string[]): Promise<string> => {
  const path = header.path ?? header.revision
  const place = await findParents(text, path)
  if (place === null) throw invalidScript(path, '`downRevision` is not written as a constant of the file')
  const value = text.slice(place.start, place.end)
  const changed =
    withRevises(text.slice(0, place.start), header.downRevision, parents) +
    written(parents, /["']/.exec(value)?.[0] ?? "'") +
    text.slice(place.end)
  const read = await readHeader(changed, path)
  if (isSame({ ...read, doc: '' }, { ...header, doc: '', downRevision: parents })) return changed
  throw invalidScript(path, 'its parents cannot be changed without changing more', 'Change `downRevision` by hand.')
}

interface Place {
  readonly start: number
  readonly end: number
}

const findParents = async (text: string, path: string): Promise<Place | null> => {
  const { parseSync } = await import('oxc-parser')
  const { program } = parseSync(path, text.replace(/^\uFEFF/, ' '), { sourceType: 'module', lang: 'ts' })
  const value = valuesOf(program).find(([name]) => name === 'downRevision')?.[1]
  return value ? bare(value) : null
}

const valuesOf = ({ body }: Program): readonly (readonly [name: string, value: Expression | null])[] =>
  body.flatMap((node) => {
    const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node
    if (declaration?.type !== 'VariableDeclaration') return []
    return declaration.declarations.map(({ id, init }) => [id.type === 'Identifier' ? id.name : '', init] as const)
  })

/** Without brackets, and what TypeScript says about its type. */
const bare = (node: Expression): Place => {
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return bare(node.expression)
    default:
      return node
  }
}

const written = (parents: readonly string[], quote: string): string => {
  const literals = parents.map((id) => quote + id.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote)
  return literals.length === 1 ? literals[0]! : `[${literals.join(', ')}]`
}

/** The `Revises:` line of the leading comment, where it says what `downRevision` said. */
const withRevises = (text: string, before: readonly string[], after: readonly string[]): string =>
  text.replace(/^(\s*\*?\s*Revises:)([^\r\n]*)/m, (line, label: string, said: string) =>
    said.trim() === before.join(', ') ? `${label} ${after.join(', ')}` : line,
  )

const isSame = (a: ScriptHeader, b: ScriptHeader): boolean =>
  Object.keys(a).every(
    (key) => JSON.stringify(a[key as keyof ScriptHeader]) === JSON.stringify(b[key as keyof ScriptHeader]),
  )
