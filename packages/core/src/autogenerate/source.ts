/** A piece of TypeScript, before it is laid out. */
export type Source =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly callee: string; readonly args: readonly Source[] }
  | { readonly kind: 'chain'; readonly head: Source; readonly calls: readonly Source[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Source])[]; readonly open: boolean }
  | { readonly kind: 'array'; readonly items: readonly Source[] }
  | { readonly kind: 'arrow'; readonly head: string; readonly body: Source }
  /** The body of a function: a statement a line. */
  | { readonly kind: 'block'; readonly statements: readonly Source[] }

export const textSource = (text: string): Source => ({ kind: 'text', text })
export const callSource = (callee: string, ...args: readonly Source[]): Source => ({ kind: 'call', callee, args })
export const arraySource = (items: readonly Source[]): Source => ({ kind: 'array', items })
/** `open`: one entry a line, also where it would fit on one. */
export const objectSource = (entries: readonly (readonly [string, Source])[], open = false): Source => ({
  kind: 'object',
  entries,
  open,
})
/** A function with these statements. */
export const blockSource = (head: string, statements: readonly Source[]): Source => ({
  kind: 'arrow',
  head,
  body: { kind: 'block', statements },
})

/**
 * Lays the source out as Biome and Prettier do, in 120 columns: on one line where it fits, else broken at the last
 * argument that can be, else one argument or call a line. `tail` is how many characters follow on the last line.
 */
export const layOut = (source: Source, indent = 0, column = indent, tail = 0): string => {
  const line = flat(source)
  if (line !== null && fits(line, column, tail)) return line
  switch (source.kind) {
    case 'text':
      return source.text
    case 'array':
      return source.items.every(isNumber)
        ? filled(source.items, indent)
        : block('[', ']', source.items.map(printed(indent)), indent)
    case 'object':
      return block('{', '}', source.entries.map(entry(indent)), indent)
    case 'block': {
      const inner = ' '.repeat(indent + 2)
      const lines = source.statements.map((statement) => `${inner}${layOut(statement, indent + 2)}`)
      return ['{', ...lines, `${' '.repeat(indent)}}`].join('\n')
    }
    case 'arrow':
      return `${source.head} => ${layOut(source.body, indent, column + source.head.length + 4, tail)}`
    case 'call':
      return layOutCall(source, indent, column)
    case 'chain':
      return layOutChain(source, indent, column, tail)
  }
}

const printed = (indent: number) => (item: Source) => layOut(item, indent + 2, indent + 2, 1)

const entry =
  (indent: number) =>
  ([key, value]: readonly [string, Source]) => {
    const column = indent + 4 + textWidth(key)
    const text = layOut(value, indent + 2, column, 1)
    // A string cannot be broken, but it can begin on a line of its own, where that wins something over a short key.
    const isLong = value.kind === 'text' && /^['"]/.test(text) && !fits(text, column, 1) && textWidth(key) > 4
    return isLong ? `${key}:\n${' '.repeat(indent + 4)}${text}` : `${key}: ${text}`
  }

const block = (open: string, close: string, items: readonly string[], indent: number): string => {
  if (items.length === 0) return open + close
  const inner = ' '.repeat(indent + 2)
  return [open, ...items.map((item) => `${inner}${item},`), `${' '.repeat(indent)}${close}`].join('\n')
}

/** Numbers, as many on a line as it takes. */
const filled = (items: readonly Source[], indent: number): string => {
  const inner = ' '.repeat(indent + 2)
  const lines: string[] = []
  let line = inner
  for (const item of items) {
    const text = `${flat(item)},`
    if (line !== inner && !fits(text, line.length + 1)) {
      lines.push(line)
      line = inner
    }
    line += line === inner ? text : ` ${text}`
  }
  return ['[', ...lines, line, `${' '.repeat(indent)}]`].join('\n')
}

const layOutCall = ({ callee, args }: Extract<Source, { kind: 'call' }>, indent: number, column: number): string => {
  const leading = args.slice(0, -1).map(flat)
  const last = args.at(-1)
  if (last !== undefined && canHug(last) && !leading.includes(null)) {
    const head = `${callee}(${leading.map((arg) => `${arg}, `).join('')}`
    if (fits(head, column, 1)) return `${head}${layOut(last, indent, column + textWidth(head), width)})`
  }
  return block(`${callee}(`, ')', args.map(printed(indent)), indent)
}

/** Whether a last argument may begin on the line of its call and end on another. */
const canHug = (arg: Source): boolean =>
  arg.kind === 'arrow' ||
  (arg.kind === 'object' && arg.entries.length > 0) ||
  (arg.kind === 'array' && arg.items.length > 0)

const layOutChain = (
  { head, calls }: Extract<Source, { kind: 'chain' }>,
  indent: number,
  column: number,
  tail: number,
): string => {
  const last = calls.at(-1)!
  const inner = ' '.repeat(indent + 2)
  const lines = calls.map((call, i) => layOut(call, indent + 2, indent + 2, i === calls.length - 1 ? tail : 0))
  const isOpenOnlyAtEnd = last.kind === 'call' && last.args.at(-1)?.kind === 'object' && lines.at(-1)!.includes('{\n')
  if (calls.length === 1 || (isOpenOnlyAtEnd && !isComplexChain(head, calls))) {
    const start = [head, ...calls.slice(0, -1)].map(flat)
    const line = start.join('')
    const hugged = layOut(last, indent, column + textWidth(line), calls.length === 1 ? tail : width)
    const opening = hugged.split('\n')[0]!
    const isHugged = calls.length === 1 || opening.endsWith('{')
    if (isHugged && !start.includes(null) && fits(opening, column + textWidth(line))) return line + hugged
    if (calls.length === 1) return layOut(head, indent, column, width) + flat(last)
  }
  return [layOut(head, indent, column), ...lines.map((line) => inner + line)].join('\n')
}

/** The source on one line; null where it always takes several. */
const flat = (source: Source): string | null => {
  switch (source.kind) {
    case 'text':
      return source.text.includes('\n') ? null : source.text
    case 'block':
      return source.statements.length === 0 ? '{}' : null
    case 'array':
      if (isTabular(source.items)) return null
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
      if (isComplexChain(source.head, source.calls)) return null
      return joined([source.head, ...source.calls], (parts) => parts.join(''))
  }
}

/** Several objects, or several arrays, of more than one thing each are always written one a line. */
const isTabular = (items: readonly Source[]): boolean =>
  items.length > 1 &&
  (items.every((item) => item.kind === 'object' && item.entries.length > 1) ||
    items.every((item) => item.kind === 'array' && item.items.length > 1))

/** A chain of more than two calls, in which one makes an object, is never written on one line. */
const isComplexChain = (head: Source, calls: readonly Source[]): boolean =>
  calls.length > 1 && [head, ...calls].some((call) => call.kind === 'call' && call.args.some(isConstruction))

const isConstruction = (source: Source): boolean =>
  source.kind === 'call' &&
  source.callee.startsWith('new ') &&
  source.args.some((arg) => arg.kind === 'array' && arg.items.length > 0)

const isNumber = (source: Source): boolean => source.kind === 'text' && /^-?\d/.test(source.text)

const joined = (sources: readonly Source[], join: (texts: readonly string[]) => string): string | null => {
  const texts = sources.map(flat)
  return texts.includes(null) ? null : join(texts as string[])
}

const width = 120

const fits = (text: string, column: number, tail = 0): boolean => column + textWidth(text) + tail <= width

/** How many columns the text takes as formatters count: two for a wide character or a tab, none for one that joins. */
const textWidth = (text: string): number => {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let columns = 0
  for (const character of text) columns += widthOf(character)
  return columns
}

const widthOf = (character: string): number => {
  if (character === '\t' || wide.test(character)) return 2
  return joining.test(character) ? 0 : 1
}

const joining = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u

/** A key of an object literal, quoted only where it has to be. */
export const keySource = (key: string): string => {
  // Written plainly, this one key would set the object's prototype.
  if (key === '__proto__') return `['__proto__']`
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(key) ? key : stringText(key)
}

/** A string literal, in the quotes that need fewer escapes. */
export const stringSource = (value: string): Source => textSource(stringText(value))

const stringText = (value: string): string => {
  const quote = count(value, "'") > count(value, '"') ? '"' : "'"
  const body = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll(quote, `\\${quote}`)
  return quote + body.replace(/[\u2028\u2029]/g, escapeUnicode) + quote
}

const count = (text: string, character: string): number => text.split(character).length - 1

const escapeUnicode = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A piece of SQL in core's own tag, on one line. */
export const sqlSource = (sql: string): Source =>
  textSource(`sql\`${sqlBody(sql).replaceAll('\n', '\\n').replaceAll('\t', '\\t')}\``)

/** The same with the line ends of a long statement as they are: it then takes several lines, for people to read. */
export const sqlLinesSource = (sql: string): Source => textSource(`sql\`${sqlBody(sql)}\``)

const sqlBody = (sql: string): string =>
  sql
    .replaceAll('\\', '\\\\')
    .replaceAll('`', '\\`')
    .replaceAll('${', '\\${')
    // Written as it is, it would not be there when the source is read.
    .replaceAll('\r', '\\r')
    .replace(/[\u0000-\u0008\u000b-\u001f\u2028\u2029]|\p{Surrogate}/gu, escapeUnicode)
