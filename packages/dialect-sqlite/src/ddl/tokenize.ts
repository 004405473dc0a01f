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
  for (let start = 0; start < sql.length; ) {
    const token = tokenAt(sql, start)
    tokens.push(token)
    start = token.end
  }
  return tokens
}

/** Whether the token means something: it is neither space nor comment. */
export const isSignificant = (token: Token): boolean => token.kind !== 'space' && token.kind !== 'comment'

/** The text that the tokens were cut from. */
export const printTokens = (tokens: readonly Token[]): string => tokens.map((token) => token.text).join('')

interface Rule {
  readonly kind: TokenKind
  /** The ASCII characters that such a token may begin with. */
  readonly first: RegExp
  readonly pattern: RegExp
}

// Everything from U+0080 on belongs to a name, except a byte order mark where a token begins.
const name = '[A-Za-z0-9_$\\x80-\\uffff]'
const number =
  '(?:0[xX][0-9a-fA-F][0-9a-fA-F_]*|(?:[0-9][0-9_]*(?:\\.[0-9_]*)?|\\.[0-9][0-9_]*)(?:[eE][+-]?[0-9][0-9_]*)?)'

/** In this order; what the first ones leave is for the later ones. */
const rules: readonly Rule[] = [
  // A vertical tab is a space, but cannot begin one.
  { kind: 'space', first: /[ \t\n\f\r]/, pattern: /[ \t\n\f\r][\t-\r ]*/y },
  // A comment may be left open at the end of the text.
  { kind: 'comment', first: /[-/]/, pattern: /--[^\n]*|\/\*(?!$)[\s\S]*?(?:\*\/|$)/y },
  { kind: 'blob', first: /[xX]/, pattern: /[xX]'(?:[0-9a-fA-F]{2})*'/y },
  { kind: 'illegal', first: /[xX]/, pattern: /[xX]'[^']*'?/y },
  { kind: 'word', first: /[A-Za-z_]/, pattern: new RegExp(`(?![0-9$])${name}+`, 'y') },
  { kind: 'string', first: /'/, pattern: /'[^']*(?:''[^']*)*'/y },
  {
    kind: 'identifier',
    first: /["`[]/,
    pattern: /"[^"]*(?:""[^"]*)*"|`[^`]*(?:``[^`]*)*`|\[[^\]]*\]/y,
  },
  { kind: 'illegal', first: /['"`[]/, pattern: /[\s\S]+/y },
  // Looked ahead for and then repeated, the number cannot be cut shorter to make what follows fit.
  { kind: 'number', first: /[0-9.]/, pattern: new RegExp(`(?=(${number}))\\1(?!${name})`, 'y') },
  { kind: 'illegal', first: /[0-9.]/, pattern: new RegExp(`${number}${name}*`, 'y') },
  {
    kind: 'parameter',
    first: /[?$@:#]/,
    pattern: new RegExp(`\\?[0-9]*|[$@:#](?:${name}|::)+(?:\\([^)\\s]*\\))?`, 'y'),
  },
  { kind: 'operator', first: /[^A-Za-z0-9_]/, pattern: /->>|->|\|\||<<|>>|<=|>=|<>|!=|==|[-+*/%=<>|,&~();.]/y },
  { kind: 'illegal', first: /[\s\S]/, pattern: /[\s\S]/y },
]

/** For each ASCII character, the rules that a token beginning with it may follow. */
const rulesByCharacter = Array.from({ length: 128 }, (_, code) =>
  rules.filter(({ first }) => first.test(String.fromCharCode(code))),
)
const wordRules = rules.filter(({ kind }) => kind === 'word')
const byteOrderMark = 0xfeff

const tokenAt = (sql: string, start: number): Token => {
  const code = sql.charCodeAt(start)
  if (code === byteOrderMark) return { kind: 'space', text: sql[start]!, start, end: start + 1 }
  for (const { kind, pattern } of rulesByCharacter[code] ?? wordRules) {
    pattern.lastIndex = start
    if (pattern.test(sql)) return { kind, text: sql.slice(start, pattern.lastIndex), start, end: pattern.lastIndex }
  }
  throw new RangeError(`no token at ${start}`)
}
