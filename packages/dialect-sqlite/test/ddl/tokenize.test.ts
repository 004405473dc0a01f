import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSignificant, printTokens, tokenize } from '../../src/ddl/tokenize.js'

const fragments = [
  ...`' " \` [ ] -- /* */ x' X'0f' 0x1f 0x 1_000 1e5 1e .5 5. 1.5e-3 12abc ? ?1 :a @b $c $d::e(f) # -> ->> || | << <= <> != ! == ; , . ( ) \\ é \u00a0 \ufeff`.split(
    ' ',
  ),
  ' ',
  '\n',
  '\u000b',
  '\u0000',
  'word',
  '\ud800',
]

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...fragments), { maxLength: 20 }).map((parts) => parts.join('')),
)

test('the tokens of any text, joined, are the text', () => {
  fc.assert(
    fc.property(text, (sql) => {
      expect(printTokens(tokenize(sql))).toBe(sql)
    }),
    { numRuns: 5000 },
  )
}, 60_000)

test('tokens lie end to end, none of them empty, each with the text of its span', () => {
  fc.assert(
    fc.property(text, (sql) => {
      let end = 0
      for (const token of tokenize(sql)) {
        expect(token.start).toBe(end)
        expect(token.end).toBeGreaterThan(token.start)
        expect(sql.slice(token.start, token.end)).toBe(token.text)
        end = token.end
      }
      expect(end).toBe(sql.length)
    }),
    { numRuns: 2000 },
  )
}, 60_000)

test.each([
  ['a$b', ['word']],
  ['日本 é', ['word', 'word']],
  ['"a""b"', ['identifier']],
  ['[a"b]', ['identifier']],
  ['`a``b`', ['identifier']],
  ["'it''s'", ['string']],
  ["x'00FF'", ['blob']],
  ["x'0'", ['illegal']],
  ['0x1F 0x1_F 1_000 1.5 .5 5. 1e3 1.5e-3 1__0', Array(9).fill('number')],
  ['12abc', ['illegal']],
  ['0x1G', ['illegal']],
  ['1e', ['illegal']],
  ['?1 :a @b $c', Array(4).fill('parameter')],
  ["a->>'$.x'", ['word', 'operator', 'string']],
  ['a--b\nc', ['word', 'word']],
  ['/*/ b */c', ['word']],
  ['a/* open', ['word']],
  ["'open", ['illegal']],
  ['\ufeffselect', ['word']],
  ['1.e', ['illegal']],
])('%s is cut as SQLite cuts it', (sql, kinds) => {
  expect(
    tokenize(sql)
      .filter(isSignificant)
      .map((token) => token.kind),
  ).toEqual(kinds)
})

test('a string of several megabytes is one token', () => {
  const sql = `'${"it''s, ".repeat(500_000)}'`
  expect(tokenize(sql)).toHaveLength(1)
})
