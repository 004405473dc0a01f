import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readHeader } from '../../src/scripts/header.js'
import { matchExports } from '../../src/scripts/match-exports.js'
import { parseExports } from '../../src/scripts/parse-exports.js'
import { failureOf } from '../project.js'
import { anyScript, plainScript } from './script-arbitrary.js'

const sorted = (exports: ReadonlyMap<string, unknown> | null) => exports && Object.fromEntries([...exports].sort())

const parsed = async (text: string) => sorted(await parseExports(text, 'x.ts').catch(() => null))

test('the pattern gives what the parser gives, or nothing', async () => {
  let certain = 0
  let parsable = 0
  await fc.assert(
    fc.asyncProperty(anyScript, async (text) => {
      const matched = matchExports(text)
      const expected = await parsed(text)
      if (expected) parsable++
      if (!matched || !expected) return
      certain++
      expect(sorted(matched)).toEqual(expected)
    }),
    { numRuns: 1000 },
  )
  // Otherwise the law was only ever true of nothing.
  expect(parsable).toBeGreaterThan(300)
  expect(certain).toBeGreaterThan(50)
})

test('the pattern is certain of every script that is written plainly', async () => {
  await fc.assert(
    fc.asyncProperty(plainScript, async (text) => {
      const matched = matchExports(text)
      expect(matched).not.toBe(null)
      expect(sorted(matched)).toEqual(await parsed(text))
    }),
    { numRuns: 300 },
  )
})

test('the pattern gives what the parser gives, or nothing, for texts cut and joined anywhere', async () => {
  const pieces = [
    `'`,
    '"',
    '`',
    '${',
    '}',
    '{',
    '/*',
    '*/',
    '//',
    '\n',
    '\\',
    '/',
    'export ',
    'const ',
    'revision',
    ' = ',
    `'a'`,
    'null',
    ';',
    '.',
    '+',
    'x',
    '\u00a0',
    '[',
    ']',
    ',',
    'function upgrade(op: Op): void {}',
    "export const revision = 'b'\n",
    'as const',
    ' satisfies string',
    '(0)',
    'in y',
    '<',
    '>',
  ]
  let certain = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...pieces), { maxLength: 14 }), async (parts) => {
      const text = parts.join('')
      const matched = matchExports(text)
      if (!matched || matched.size === 0) return
      const expected = await parsed(text)
      if (!expected) return
      certain++
      expect(sorted(matched)).toEqual(expected)
    }),
    { numRuns: 20_000 },
  )
  expect(certain).toBeGreaterThan(50)
})

test.each([
  "export const revision = 'b'\n//export const revision = 'b'\nin y",
  "export const revision = 'b'\n/* a */ in y\n/* b */ export const downRevision = null",
  "export const revision = 'b'\n// a\u2028in y\nexport const downRevision = null",
])('what a comment says does not end a value: %j', async (text) => {
  expect(matchExports(text)).toBe(null)
  expect(await parsed(text)).toMatchObject({ revision: { other: 'an expression' } })
})

const script = (changes: Readonly<Record<string, string>> = {}) =>
  Object.values({
    comment: '',
    revision: `export const revision = 'abc'\n`,
    downRevision: `export const downRevision = null\n`,
    upgrade: 'export function upgrade(op: Op): void {}\n',
    ...changes,
  }).join('')

test.each([
  ['a call on the next line', `export const revision = 'abc'\n(0)\n`],
  ['an operator on the next line', `export const revision = 'abc'\n  + 'd'\n`],
  ['a member on the next line', `export const revision = 'abc'\n.slice(1)\n`],
  ['a template on the next line', "export const revision = 'abc'\n`x`\n"],
  ['a word operator on the next line', `export const revision = 'abc'\ninstanceof Object\n`],
  ['another declarator', `export const revision = 'abc', other = 1\n`],
  ['an escape', `export const revision = 'a\\x62c'\n`],
  ['a regular expression', `const r = /'/\nexport const revision = 'abc'\nconst s = /'/\n`],
  ['an escaped keyword', `\\u0065xport const revision = 'abc'\n`],
  ['a space that is none of the usual', `export\u00a0const revision = 'abc'\n`],
  ['the name twice', `export const revision = 'abc'\nexport const revision = 'abd'\n`],
])('the pattern leaves %s to the parser', (_, revision) => {
  expect(matchExports(script({ revision }))).toBe(null)
})

test.each([
  ['a comment', `/*\nexport const revision = 'decoy'\nexport default 1\n*/\n`],
  ['a line comment', `// export const revision = 'decoy'\n`],
  ['a text', `const a = "export const revision = 'decoy'"\n`],
  ['a template', "const a = `\nexport const revision = 'decoy'\n`\n"],
  ['a template in a template', "const a = `${`\nexport const revision = 'decoy'\n${'}'}`}\nexport default 1`\n"],
  ['a template after a regular expression', 'const r = /`/\nconst a = `\nexport const revision = "decoy"\n`\n'],
  ['a function', `function f() {\n  return { export: 1 }\n}\n`],
])('an export in %s misleads nobody', async (_, decoy) => {
  expect((await readHeader(script({ comment: decoy }), 'x.ts')).revision).toBe('abc')
  expect((await readHeader(script({ revision: `export const revision = 'abc'\n${decoy}` }), 'x.ts')).revision).toBe(
    'abc',
  )
})

test('reads everything that a script says of itself', async () => {
  const text = `/**
 * add new_field
 * to campaigns
 *
 * Revision ID: abc
 *   indented
 */
import { type Op, text } from '@ads/migrate-core/schema'

export const revision = 'abc'
export const downRevision = ['a', "b"]
export const branchLabels = 'ads'
export const dependsOn = ['x']
export const transaction = 'none'

export function upgrade(op: Op): void {
  op.execute(sql\`select \${1}\`)
}

export const downgrade = null
`
  const header = {
    revision: 'abc',
    downRevision: ['a', 'b'],
    branchLabels: ['ads'],
    dependsOn: ['x'],
    transaction: 'none',
    message: 'add new_field to campaigns',
    doc: 'add new_field\nto campaigns\n\nRevision ID: abc\n  indented',
    path: '/v/x.ts',
  }
  expect(matchExports(text)?.size).toBe(7)
  expect(await readHeader(text, '/v/x.ts')).toEqual(header)
  expect(await readHeader(`\uFEFF${text.replaceAll('\n', '\r\n')}`, '/v/x.ts')).toEqual(header)
  expect(await readHeader(text.replace(`'abc'`, '`abc`'), '/v/x.ts')).toEqual(header)
})

test.each([
  ['/** one line */', 'one line'],
  ['', ''],
  ['/* not for documentation */', ''],
  ['/**/\nconst x = 1 /* y */', ''],
  ['// licence\n/** after it */', 'after it'],
  ['/**\n * \n *\n * Revision ID: abc\n * Revises: \n */', ''],
  ['const x = 1\n/** of something else */', ''],
])('takes the message of %j', async (comment, message) => {
  expect((await readHeader(script({ comment: `${comment}\n` }), 'x.ts')).message).toBe(message)
})

const refusals: [string, Record<string, string>, string][] = [
  [
    'a slip of a name',
    { upgrade: 'export function upgarde(op: Op): void {}\n' },
    'unknown export `upgarde`; did you mean `upgrade`?',
  ],
  ['a name that is like none', { more: 'export const table = 1\n' }, 'unknown export `table`'],
  ['a name of every object', { more: 'export const toString = null\n' }, 'unknown export `toString`'],
  ['a type', { more: 'export type Row = string\n' }, 'unknown export `Row`'],
  ['a class', { more: 'export class Row {}\n' }, 'unknown export `Row`'],
  ['all of another file', { more: `export * from './other.js'\n` }, 'unknown export `*`'],
  ['a default export', { more: 'export default 1\n' }, 'a revision script has no default export'],
  ['no revision', { revision: '' }, 'no export `revision`'],
  ['no downRevision', { downRevision: '' }, 'no export `downRevision`'],
  ['no upgrade', { upgrade: '' }, 'no export `upgrade`'],
  [
    'a computed revision',
    { revision: `export const revision = 'a' + 'b'\n` },
    '`revision` must be written as a string',
  ],
  ['an empty revision', { revision: `export const revision = ''\n` }, '`revision` must be written as a string'],
  ['a null revision', { revision: `export const revision = null\n` }, '`revision` must be written as a string'],
  [
    'a template with parts',
    { revision: 'export const revision = `a${1}`\n' },
    '`revision` must be written as a string',
  ],
  [
    'a number',
    { downRevision: 'export const downRevision = 1\n' },
    '`downRevision` must be written as a string, an array',
  ],
  ['a spread', { downRevision: 'export const downRevision = [...all]\n' }, '`downRevision` must be written as'],
  ['another transaction', { more: `export const transaction = 'all'\n` }, "`transaction` must be 'none'"],
  [
    'an async upgrade',
    { upgrade: 'export async function upgrade(op: Op) {}\n' },
    '`upgrade` must be a plain function, not an async one',
  ],
  [
    'an async arrow',
    { upgrade: 'export const upgrade = async (op: Op) => {}\n' },
    '`upgrade` must be a plain function, not an async one',
  ],
  [
    'an async function expression',
    { more: 'export const downgrade = async function () {}\n' },
    '`downgrade` must be a plain function, not an async one',
  ],
  [
    'an async function exported later',
    { upgrade: 'async function upgrade() {}\nexport { upgrade }\n' },
    '`upgrade` must be a plain function, not an async one',
  ],
  [
    'a generator',
    { upgrade: 'export function* upgrade() {}\n' },
    '`upgrade` must be a plain function, not a generator one',
  ],
  [
    'an upgrade of another file',
    { upgrade: `export { upgrade } from './other.js'\n` },
    '`upgrade` must be a function written in this file',
  ],
  [
    'no way to say null',
    { more: 'export const downgrade = undefined\n' },
    '`downgrade` must be a function written in this file, or null',
  ],
]

test.each(refusals)('refuses %s', async (_, changes, message) => {
  const error = await failureOf(() => readHeader(script(changes), '/v/x.ts'))
  expect(error.code).toBe('INVALID_SCRIPT')
  expect(error.message).toContain(`/v/x.ts: ${message}`)
})

test('says where a script that is not TypeScript goes wrong', async () => {
  const error = await failureOf(() => readHeader(`// first\nexport const = 1\n`, '/v/x.ts'))
  expect(error.message).toMatch(/^\/v\/x\.ts:2:14: /)
})

test('reads functions in every way that they can be written', async () => {
  for (const upgrade of [
    'export const upgrade = (op) => {}\n',
    'function up() {}\nexport { up as upgrade }\n',
    'export function upgrade(op: Op): void\nexport function upgrade(op: Op): void {}\n',
    'export let upgrade = function (op: Op) {}\n',
  ]) {
    expect((await readHeader(script({ upgrade }), 'x.ts')).revision).toBe('abc')
  }
})
