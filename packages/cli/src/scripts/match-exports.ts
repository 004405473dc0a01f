import type { SeenExport } from './script-exports.js'

/**
 * The exports of a script that is written as `migrate revision` writes it, found without a parser; null for every text
 * that it is not sure of. Whatever it gives, the parser would give too.
 */
export const matchExports = (text: string): ReadonlyMap<string, SeenExport> | null => {
  const places = findExports(text)
  if (!places) return null
  const exports = new Map<string, SeenExport>()
  for (const place of places) {
    const match = matchFunction(text, place) ?? matchConstant(text, place)
    if (!match || exports.has(match.name)) return null
    exports.set(match.name, match.seen)
  }
  return exports
}

// Most of a text is neither `export` nor a bracket, and is passed over a run at a time.
const token =
  /(?:[ \t\r\n]+|\/\*[\s\S]*?\*\/|\/\/[^\r\n\u2028\u2029]*|'(?:[^'\\\r\n]|\\[\s\S])*'|"(?:[^"\\\r\n]|\\[\s\S])*"|(?!export(?![\w$]))[A-Za-z_$][\w$]*|\d[\w.]*|[-.,;:?=<>!&|+*%^~@]){1,1000}|export|[`{}()[\]]/y
const templatePart = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(`|\$\{)/y
const closes: Readonly<Record<string, string>> = { '}': '{', ')': '(', ']': '[' }

/**
 * Where the word `export` stands outside of all brackets, comments and texts. null where that is not certain: a slash
 * may begin a regular expression, a backslash may spell a word, and a bracket may be missing.
 */
const findExports = (text: string): number[] | null => {
  const places: number[] = []
  const open: string[] = []
  let position = text.startsWith('\uFEFF') ? 1 : 0
  while (position < text.length) {
    token.lastIndex = position
    const found = token.exec(text)?.[0]
    if (found === undefined) return null
    if (found === 'export' && open.length === 0) places.push(position)
    position += found.length
    let inTemplate = found === '`'
    if ('{(['.includes(found)) open.push(found)
    else if (Object.hasOwn(closes, found)) {
      const opened = open.pop()
      inTemplate = found === '}' && opened === '${'
      if (!inTemplate && opened !== closes[found]) return null
    }
    if (inTemplate) {
      templatePart.lastIndex = position
      const part = templatePart.exec(text)
      if (!part) return null
      if (part[1] === '${') open.push('${')
      position = templatePart.lastIndex
    }
  }
  return open.length === 0 ? places : null
}

interface Match {
  readonly name: string
  readonly seen: SeenExport
}

const functionStart =
  /export[ \t]+function[ \t]+(upgrade|downgrade)[ \t]*\([ \t]*(?:[A-Za-z_]\w*(?:[ \t]*:[ \t]*[A-Za-z_]\w*)?)?[ \t]*\)[ \t]*(?::[ \t]*void[ \t]*)?\{/y

const matchFunction = (text: string, place: number): Match | null => {
  functionStart.lastIndex = place
  const name = functionStart.exec(text)?.[1]
  return name ? { name, seen: { function: 'plain' } } : null
}

const string = `(?:'[^'\\\\\\r\\n]*'|"[^"\\\\\\r\\n]*")`
const array = `\\[[ \\t\\r\\n]*(?:${string}[ \\t\\r\\n]*(?:,[ \\t\\r\\n]*${string}[ \\t\\r\\n]*)*,?[ \\t\\r\\n]*)?\\]`
const constant = new RegExp(
  `export[ \\t]+const[ \\t]+(revision|downRevision|branchLabels|dependsOn|transaction|downgrade)[ \\t]*=[ \\t]*(null|${string}|${array})`,
  'y',
)
/**
 * Without a semicolon, what comes next must not be able to go on with the value. Comments are passed over whole: what
 * they say is no code.
 */
const ends =
  /[ \t]*(?:;|(?:\/\/[^\r\n\u2028\u2029]*)?(?:\r?\n|$)(?:[ \t\r\n]|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|\/\/[^\r\n\u2028\u2029]*(?![^\r\n]))*(?:$|(?:export|import|const|let|function|type|interface)\b))/y

const matchConstant = (text: string, place: number): Match | null => {
  constant.lastIndex = place
  const [, name, value] = constant.exec(text) ?? []
  ends.lastIndex = constant.lastIndex
  if (!name || !value || !ends.test(text)) return null
  return { name, seen: { literal: literalIn(value) } }
}

const literalIn = (text: string): string | null | string[] => {
  if (text === 'null') return null
  const strings = [...text.matchAll(new RegExp(string, 'g'))].map(([literal]) => literal.slice(1, -1))
  return text.startsWith('[') ? strings : strings[0]!
}
