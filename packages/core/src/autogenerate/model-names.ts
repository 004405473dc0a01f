import type { ObjectName } from '../schema/names.js'

/** What stands in a file of models. */
export interface Modelled {
  readonly kind: 'table' | 'view' | 'trigger'
  readonly name: ObjectName
}

/** What each object is called in TypeScript: its name in camel case, told apart from the others and from `taken`. */
export const modelNames = <T extends Modelled>(
  objects: readonly T[],
  taken: Iterable<string>,
): ReadonlyMap<T, string> => {
  const used = new Set([...reserved, ...taken])
  return new Map(
    objects.map((object) => {
      const name = freeName(camelCase(object), object.kind, used)
      used.add(name)
      return [object, name]
    }),
  )
}

const freeName = (name: string, kind: Modelled['kind'], used: ReadonlySet<string>): string => {
  if (!used.has(name)) return name
  const longer = name + capitalized(kind)
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? longer : `${longer}${number}`
    if (!used.has(candidate)) return candidate
  }
}

const camelCase = ({ kind, name: { name } }: Modelled): string => {
  const [first = '', ...others] = name.split(/[^\p{ID_Continue}]+|_+/u).filter((word) => word !== '')
  const joined = uncapitalized(first) + others.map(capitalized).join('')
  if (isIdentifier(joined)) return joined
  const prefixed = kind + [first, ...others].map(capitalized).join('')
  return isIdentifier(prefixed) ? prefixed : kind
}

const isIdentifier = (text: string): boolean => /^\p{ID_Start}\p{ID_Continue}*$/u.test(text)

/** `Album` and `ALBUM` become `album`, `HTMLPage` becomes `htmlPage`. */
const uncapitalized = (word: string): string =>
  isShouted(word)
    ? word.toLowerCase()
    : word.replace(/^(?:\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu})/u, (start) => start.toLowerCase())

const capitalized = (word: string): string => {
  const [first = '', ...rest] = isShouted(word) ? word.toLowerCase() : word
  return first.toUpperCase() + rest.join('')
}

const isShouted = (word: string): boolean => !/\p{Ll}/u.test(word)

/** Words that cannot be declared in a module, and what the models use of JavaScript. */
const reserved = `arguments await break case catch class const continue debugger default delete do else enum eval export
  extends false finally for function if implements import in instanceof interface let new null package private
  protected public return static super switch this throw true try typeof undefined var void while with yield
  Uint8Array Database schema`.split(/\s+/)
