/** Where something stands in a text: the offset of its first character, and of the one after its last. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type TokenKind =
  | 'word'
  | 'identifier'
  | 'string'
  | 'blob'
  | 'number'
  | 'operator'
  | 'parameter'
  | 'comment'
  | 'space'
  | 'illegal'

/** One token. `word` is a keyword or an unquoted name, `identifier` a quoted name, `illegal` what SQLite rejects. */
export interface Token extends Span {
  readonly kind: TokenKind
  readonly text: string
}

/** The tokens of any text, spaces and comments included, cut as SQLite cuts them. Joined they are the text again. */
export const tokenize = (sql: string): Token[] => {
  const tokens: Token[] = []
  pattern.lastIndex = 0
  for (let match = pattern.exec(sql); match !== null; match = pattern.exec(sql)) {
    const text = match[0]
    tokens.push({ kind: kindOf(match), text, start: match.index, end: match.index + text.length })
  }
  return tokens
}

/** Whether the token means something: it is neither space nor comment. */
export const isSignificant = (token: Token): boolean => token.kind !== 'space' && token.kind !== 'comment'

/** The text that the tokens were cut from. */
export const printTokens = (tokens: readonly Token[]): string => tokens.map((token) => token.text).join('')

// Everything from U+0080 on belongs to a name, except a byte order mark where a token begins.
const letter = 'A-Za-z_\\x80-\\uffff'
const nameCharacter = `${letter}0-9$`

/** One group for each kind, in the order of `kinds`; later groups take what earlier ones left. */
const groups: readonly (readonly [TokenKind, string])[] = [
  // A vertical tab is a space, but cannot begin one.
  ['space', '[ \\t\\n\\f\\r][\\t-\\r ]*|\\uFEFF'],
  // A comment may be left open at the end of the text.
  ['comment', '--[^\\n]*|\\/\\*(?!$)[^]*?(?:\\*\\/|$)'],
  ['blob', "[xX]'(?:[0-9a-fA-F]{2})*'"],
  ['illegal', "[xX]'[^']*'?"],
  ['word', `[${letter}][${nameCharacter}]*`],
  ['string', "'[^']*(?:''[^']*)*'"],
  ['identifier', '"[^"]*(?:""[^"]*)*"|`[^`]*(?:``[^`]*)*`|\\[[^\\]]*\\]'],
  ['illegal', '[\'"`\\[][^]*'],
  ['number', numberPattern()],
  ['parameter', `\\?[0-9]*|[$@:#](?:[${nameCharacter}]|::)+(?:\\([^)\\s]*\\))?`],
  ['operator', '->>|->|\\|\\||<<|>>|<=|>=|<>|!=|==|[-+*\\/%=<>|,&~();.]'],
  ['illegal', '[^]'],
]

const kinds = groups.map(([kind]) => kind)
const pattern = new RegExp(groups.map(([, source]) => `(${source})`).join('|'), 'g')
const wellFormedNumber = new RegExp(`^(?:${numberOnly()})$`)

function numberPattern(): string {
  return `(?:${numberOnly()})[${nameCharacter}]*`
}

function numberOnly(): string {
  return '(?:0[xX][0-9a-fA-F][0-9a-fA-F_]*|(?:[0-9][0-9_]*(?:\\.[0-9_]*)?|\\.[0-9][0-9_]*)(?:[eE][+-]?[0-9][0-9_]*)?)'
}

function kindOf(match: RegExpExecArray): TokenKind {
  const kind = kinds[match.findIndex((group, index) => index > 0 && group !== undefined) - 1]!
  return kind === 'number' && !wellFormedNumber.test(match[0]) ? 'illegal' : kind
}
