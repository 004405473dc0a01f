/** A piece of TypeScript, before it is laid out. */
export type Source =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly callee: string; readonly args: readonly Source[] }
  | { readonly kind: 'chain'; readonly head: Source; readonly calls: readonly Source[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Source])[]; readonly open: boolean }
  | { readonly kind: 'array'; readonly items: readonly Source[] }
  | { readonly kind: 'arrow'; readonly head: string; readonly body: Source }

export const textSource = (text: string): Source => ({ kind: 'text', text })
export const callSource = (callee: string, ...args: readonly Source[]): Source => ({ kind: 'call', callee, args })
export const arraySource = (items: readonly Source[]): Source => ({ kind: 'array', items })
/** `open`: one entry a line, also where it would fit on one. */
export const objectSource = (entries: readonly (readonly [string, Source])[], open = false): Source => ({
  kind: 'object',
  entries,
  open,
})

const width = 120

/**
 * Lays the source out as formatters of the Prettier family do: on one line where it fits, else broken at the last
 * argument that can be, else one argument a line. `tail` is how many characters follow on the last line.
 */
export const layOut = (source: Source, indent = 0, column = indent, tail = 0): string => {
  const line = flat(source)
  if (line !== null && column + line.length + tail <= width) return line
  switch (source.kind) {
    case 'text':
      return source.text
    case 'array':
      return block('[', ']', source.items.map(printed(indent)), indent)
    case 'object':
      return block('{', '}', source.entries.map(entry(indent)), indent)
    case 'arrow':
      return `${source.head} => ${layOut(source.body, indent, column + source.head.length + 4, tail)}`
    case 'call':
      return layOutCall(source, indent, column)
    case 'chain':
      return layOutChain(source, indent, column)
  }
}

const printed = (indent: number) => (item: Source) => layOut(item, indent + 2, indent + 2, 1)

const entry =
  (indent: number) =>
  ([key, value]: readonly [string, Source]) =>
    `${key}: ${layOut(value, indent + 2, indent + 4 + key.length, 1)}`

const block = (open: string, close: string, items: readonly string[], indent: number): string => {
  if (items.length === 0) return open + close
  const inner = ' '.repeat(indent + 2)
  return [open, ...items.map((item) => `${inner}${item},`), `${' '.repeat(indent)}${close}`].join('\n')
}

const layOutCall = ({ callee, args }: Extract<Source, { kind: 'call' }>, indent: number, column: number): string => {
  const leading = args.slice(0, -1).map(flat)
  const last = args.at(-1)
  if (last !== undefined && last.kind !== 'text' && last.kind !== 'call' && !leading.includes(null)) {
    const head = `${callee}(${leading.map((arg) => `${arg}, `).join('')}`
    if (column + head.length + 1 <= width) return `${head}${layOut(last, indent, column + head.length, width)})`
  }
  return block(`${callee}(`, ')', args.map(printed(indent)), indent)
}

const layOutChain = ({ head, calls }: Extract<Source, { kind: 'chain' }>, indent: number, column: number): string => {
  const start = flat(head) ?? ''
  const leading = calls.slice(0, -1).map((call) => flat(call) ?? '')
  const last = calls.at(-1)!
  if (calls.length <= 2) {
    const line = start + leading.join('')
    return line + layOut(last, indent, column + line.length, width)
  }
  const inner = ' '.repeat(indent + 2)
  return [start, ...calls.map((call) => inner + layOut(call, indent + 2, indent + 2, 1))].join('\n')
}

/** The source on one line; null where it holds an object that stays open. */
const flat = (source: Source): string | null => {
  switch (source.kind) {
    case 'text':
      return source.text
    case 'array':
      return joined(source.items, (items) => `[${items.join(', ')}]`)
    case 'object': {
      if (source.open && source.entries.length > 0) return null
      if (source.entries.length === 0) return '{}'
      const values = source.entries.map(([, value]) => value)
      return joined(values, (texts) => `{ ${source.entries.map(([key], i) => `${key}: ${texts[i]}`).join(', ')} }`)
    }
    case 'arrow':
      return joined([source.body], ([body]) => `${source.head} => ${body}`)
    case 'call':
      return joined(source.args, (args) => `${source.callee}(${args.join(', ')})`)
    case 'chain':
      return joined([source.head, ...source.calls], (parts) => parts.join(''))
  }
}

const joined = (sources: readonly Source[], join: (texts: readonly string[]) => string): string | null => {
  const texts = sources.map(flat)
  return texts.includes(null) ? null : join(texts as string[])
}

/** A key of an object literal, quoted only where it has to be. */
export const keySource = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : stringText(key))

/** A string literal, in the quotes that need fewer escapes. */
export const stringSource = (value: string): Source => textSource(stringText(value))

const stringText = (value: string): string => {
  const quote = count(value, "'") > count(value, '"') ? '"' : "'"
  const body = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll(quote, `\\${quote}`)
  return quote + body.replace(/[\u2028\u2029]/g, escapeUnicode) + quote
}

const count = (text: string, character: string): number => text.split(character).length - 1

const escapeUnicode = (character: string): string => `\\u${character.charCodeAt(0).toString(16)}`

/** A piece of SQL in core's own tag. */
export const sqlSource = (sql: string): Source => {
  const body = sql
    .replaceAll('\\', '\\\\')
    .replaceAll('`', '\\`')
    .replaceAll('${', '\\${')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return textSource(`sql\`${body}\``)
}
