import fc from 'fast-check'

/** Names that a careless tool would cut, run, or read as something else. */
export const hostileNames = [
  'order',
  'select',
  'group by',
  'it"s',
  "o'clock",
  '""',
  '`tick`',
  '[bracket]',
  'a.b',
  'a;b',
  '"; DROP TABLE canary; --',
  "'); DROP TABLE canary; --",
  '-- comment',
  '/* comment */',
  'new\nline',
  'car\rriage',
  'tab\there',
  ' leading',
  'trailing ',
  '%s',
  '$1',
  '?',
  ':name',
  '{}',
  '$' + '{x}',
  'back\\slash',
  'größe',
  'İstanbul',
  '名前',
  '😀',
  '\u202Eright to left',
  'zero\u200Bwidth',
  'constructor',
  '__proto__',
  'x'.repeat(300),
] as const

/** Text values of the same kind; they are to be stored as they are. */
export const hostileTexts = [
  ...hostileNames,
  '',
  "''",
  '"',
  '\\',
  '\\n',
  'NULL',
  '0',
  '1e3',
  ' ',
  '\u2028',
  '\uFEFF',
] as const

/** A name: mostly a plain one, else a hostile one. */
export const nameArbitrary: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[a-z][a-z_]{0,7}$/) },
  { weight: 2, arbitrary: fc.constantFrom(...hostileNames) },
  { weight: 1, arbitrary: anyText(1, 8) },
)

/** A text value, often a hostile one. */
export const textArbitrary: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...hostileTexts) },
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 12 }) },
  { weight: 1, arbitrary: anyText(0, 12) },
)

/** Any characters there are; by their numbers, since fast-check's own units take a table that is a second in the making. */
function anyText(minLength: number, maxLength: number): fc.Arbitrary<string> {
  const character = fc
    .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
    .map((code) => String.fromCodePoint(code))
  return fc.array(character, { minLength, maxLength }).map((characters) => characters.join(''))
}
