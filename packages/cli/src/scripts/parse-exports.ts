import { extname } from 'node:path'
import type { Declaration, ExportNamedDeclaration, Expression, ModuleExportName, Program } from 'oxc-parser'
import { invalidScript } from './errors.js'
import type { SeenExport } from './script-exports.js'

/** The exports of a script, by a parser. Throws `INVALID_SCRIPT` with the place of what is not TypeScript. */
export const parseExports = async (text: string, path: string): Promise<ReadonlyMap<string, SeenExport>> => {
  const { parseSync } = await import('oxc-parser')
  const lang = /^\.[cm]?js$/.test(extname(path)) ? 'js' : 'ts'
  // Same length as the text, so that places are right.
  const { program, errors } = parseSync(path, text.replace(/^\uFEFF/, ' '), { sourceType: 'module', lang })
  const error = errors.find(({ severity }) => severity === 'Error')
  if (error)
    throw invalidScript(
      `${path}${placeOf(text, error.labels[0]?.start)}`,
      error.message,
      error.helpMessage ?? undefined,
    )
  return readExports(program)
}

const placeOf = (text: string, offset: number | undefined): string => {
  if (offset === undefined) return ''
  const lines = text.slice(0, offset).split('\n')
  return `:${lines.length}:${lines.at(-1)!.length + 1}`
}

const readExports = ({ body }: Program): ReadonlyMap<string, SeenExport> => {
  const exports = new Map<string, SeenExport>()
  const locals = new Map<string, SeenExport>()
  const lists: ExportNamedDeclaration[] = []
  for (const node of body) {
    switch (node.type) {
      case 'ExportNamedDeclaration':
        if (node.declaration) {
          for (const [name, seen] of declared(node.declaration)) {
            exports.set(name, seen)
            locals.set(name, seen)
          }
        } else lists.push(node)
        break
      case 'ExportDefaultDeclaration':
      case 'TSExportAssignment':
        exports.set('default', { other: 'a default export' })
        break
      case 'ExportAllDeclaration':
        exports.set(node.exported ? nameOf(node.exported) : '*', { other: 'something of another file' })
        break
      case 'TSNamespaceExportDeclaration':
        exports.set(node.id.name, { other: 'a namespace' })
        break
      case 'VariableDeclaration':
      case 'FunctionDeclaration':
        for (const [name, seen] of declared(node)) locals.set(name, seen)
    }
  }
  for (const { specifiers, source } of lists) {
    for (const { local, exported } of specifiers) {
      const here = source === null ? locals.get(nameOf(local)) : undefined
      exports.set(nameOf(exported), here ?? { other: 'something of another file' })
    }
  }
  return exports
}

/** The names that a declaration makes. A signature without a body makes none: its function follows. */
const declared = (node: Declaration): [string, SeenExport][] => {
  switch (node.type) {
    case 'VariableDeclaration':
      return node.declarations.map(({ id, init }) => [
        id.type === 'Identifier' ? id.name : 'a pattern',
        node.declare ? { other: 'a declaration' } : seeExpression(init),
      ])
    case 'FunctionDeclaration':
      return [[node.id?.name ?? 'default', seeFunction(node)]]
    case 'TSDeclareFunction':
      return node.declare ? [[node.id?.name ?? 'default', { other: 'a declaration' }]] : []
    default:
      return [['id' in node && node.id?.type === 'Identifier' ? node.id.name : 'a declaration', { other: node.type }]]
  }
}

const seeExpression = (node: Expression | null): SeenExport => {
  switch (node?.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
      return seeExpression(node.expression)
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return seeFunction(node)
    case 'ArrayExpression': {
      const strings = node.elements.map((element) =>
        element && element.type !== 'SpreadElement' ? literalOf(seeExpression(element)) : undefined,
      )
      return strings.every((value) => typeof value === 'string') ? { literal: strings } : { other: 'an array' }
    }
    case 'Literal':
      return typeof node.value === 'string' || (node.value === null && node.raw === 'null')
        ? { literal: node.value }
        : { other: 'a value' }
    case 'TemplateLiteral': {
      const text = node.quasis[0]?.value.cooked
      return node.expressions.length === 0 && typeof text === 'string' ? { literal: text } : { other: 'a template' }
    }
    default:
      return { other: 'an expression' }
  }
}

const literalOf = (seen: SeenExport) => ('literal' in seen ? seen.literal : undefined)

const seeFunction = ({ async, generator }: { async: boolean; generator?: boolean }): SeenExport => ({
  function: async ? 'async' : generator ? 'generator' : 'plain',
})

const nameOf = (name: ModuleExportName): string => (name.type === 'Literal' ? name.value : name.name)
