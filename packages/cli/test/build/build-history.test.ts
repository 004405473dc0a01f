import { builtScripts, type History, isBuiltScripts, type ScriptSource, sourceHash } from '@ads/migrate-core'
import { revisionHashes } from '@ads/migrate-core/operations'
import { defaultNaming } from '@ads/migrate-core/schema'
import { expect, test } from 'vitest'
import { failureOf, makeProject } from '../project.js'
import { buildIn, importIn, makeHistory, script, sourceIn } from './small-history.js'

const first = script('1', null, "op.createTable('t', { id: integer().primaryKey(), name: text() })")
const second =
  `${script('2', '1', "op.bulkInsert('t', defaults)\n  op.run('trim', async (db) => {\n    await db.deleteFrom('t').execute()\n  })")}`.replace(
    "import { integer, type Op, text } from '@ads/migrate-core/schema'",
    "import type { Op } from '@ads/migrate-core/schema'\nimport { defaults } from '../defaults.js'",
  )
const small = {
  'versions/1_first.ts': first,
  'versions/2_second.ts': `${second}export const downgrade = null\n`,
  'defaults.ts': "export const defaults = [{ id: 1, name: 'größe' }]\n",
}

const context = { dialect: 'none', naming: defaultNaming }
const hashesOf = (source: ScriptSource, ids: readonly string[] = ['1', '2']) => revisionHashes(source, ids, context)
const scriptsOf = ({ scripts }: History): ScriptSource => {
  if (isBuiltScripts(scripts)) return builtScripts(scripts)
  throw new Error('these scripts are not built')
}

test('a small history is built as this module', async () => {
  const { code, declarations, revisions, heads } = await buildIn(makeHistory(small))
  await expect(code).toMatchFileSnapshot('golden/history.js')
  await expect(declarations).toMatchFileSnapshot('golden/history.d.ts')
  expect([revisions, heads]).toEqual([['1', '2'], ['2']])
})

test('the same scripts give the same bytes, whatever folder and line ends they have', async () => {
  const dressed = (dress: (text: string) => string) =>
    Object.fromEntries(Object.entries(small).map(([name, text]) => [name, dress(text)]))
  const { code } = await buildIn(makeHistory(small))
  const windows = makeHistory(dressed((text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`))
  expect((await buildIn(windows)).code).toBe(code)
  expect(code).not.toContain(windows)
})

test('both hashes are those of the sources, for every checkout, and recorded again from the built module', async () => {
  const folder = makeHistory(small)
  const expected = await hashesOf(sourceIn(folder))
  expect(expected.map(({ decides }) => decides)).toEqual(['operations', 'source'])
  const { history } = await importIn(folder, (await buildIn(folder)).code)
  expect(await hashesOf(scriptsOf(history))).toEqual(expected)

  const { hashes: _, ...forgetful } = scriptsOf(history)
  const recorded = await hashesOf(forgetful)
  expect(recorded.map(({ operations }) => operations)).toEqual(expected.map(({ operations }) => operations))

  const crlf = Object.fromEntries(Object.entries(small).map(([name, text]) => [name, text.replaceAll('\n', '\r\n')]))
  expect(await hashesOf(sourceIn(makeHistory(crlf)))).toEqual(expected)
  const marked = Object.fromEntries(Object.entries(small).map(([name, text]) => [name, `\uFEFF${text}`]))
  expect(await hashesOf(sourceIn(makeHistory(marked)))).toEqual(expected)
})

test('a formatter changes the hash of the text alone; what is recorded, and where it comes from, the other', async () => {
  const [plain, formatted, elsewhere, otherType, otherBody, otherRows] = await Promise.all(
    [
      small,
      {
        ...small,
        'versions/1_first.ts': first.replaceAll("'", '"').replace(', name: text()', ',\n    // !\n    name: text(),'),
      },
      {
        ...small,
        'versions/2_second.ts': small['versions/2_second.ts'].replace('../defaults.js', '../lib/rows.js'),
        'lib/rows.ts': "export { defaults } from '../defaults.js'",
      },
      { ...small, 'versions/1_first.ts': first.replace('name: text()', 'name: integer()') },
      { ...small, 'versions/2_second.ts': small['versions/2_second.ts'].replace("deleteFrom('t')", "deleteFrom('u')") },
      { ...small, 'defaults.ts': "export const defaults = [{ id: 2, name: 'größe' }]\n" },
    ].map((files) => hashesOf(sourceIn(makeHistory(files)))),
  )
  /** For each script, whether the hash of its operations and that of its text are still the same. */
  const kept = (others: typeof plain) =>
    others!.map(({ operations, source }, i) => [operations === plain![i]!.operations, source === plain![i]!.source])
  const same = [true, true]
  expect(kept(formatted)).toEqual([[true, false], same])
  expect(kept(elsewhere)).toEqual([same, [true, false]])
  expect(kept(otherType)).toEqual([[false, false], same])
  expect(kept(otherBody)).toEqual([same, [true, false]])
  expect(kept(otherRows)).toEqual([same, [false, true]])
  expect(plain![0]!.source).toBe(await sourceHash(first))
})

test('imports nothing but the vocabulary, and runs no script before it is loaded', async () => {
  const folder = makeHistory({
    'versions/1.ts': script('1', null, '', "import { seen } from '../lib/seen.js'\nseen('1')"),
    'versions/2.ts': script('2', '1', '', "import { seen } from '../lib/seen.js'\nseen('2')"),
    'lib/seen.ts': "export const seen = (id: string) => Reflect.get(globalThis, 'seenScripts')?.push(id)\nseen('lib')",
  })
  const { code } = await buildIn(folder)
  Object.assign(globalThis, { seenScripts: [] })
  const { history } = await importIn(folder, code)
  const { seenScripts } = globalThis as unknown as { readonly seenScripts: string[] }
  const scripts = scriptsOf(history)
  expect((await scripts.headers()).map(({ revision }) => revision)).toEqual(['1', '2'])
  expect(seenScripts).toEqual([])
  await scripts.load(['2'])
  await scripts.load(['2'])
  expect(seenScripts).toEqual(['lib', '2'])
  const imports = [...code.matchAll(/(?:^import |\bimport\(|\bfrom )"([^"]*)"/gm)].map(([, name]) => name)
  expect(new Set(imports)).toEqual(new Set(['@ads/migrate-core/schema']))
})

test('a script that fails when it is loaded fails each time, and holds up no other', async () => {
  const folder = makeHistory({
    'versions/1.ts': first,
    'versions/2.ts': script('2', '1', '', "if (Reflect.get(globalThis, 'isDown')) throw new Error('not today')"),
  })
  const { code } = await buildIn(folder)
  const { history } = await importIn(folder, code)
  Object.assign(globalThis, { isDown: true })
  try {
    for (const _ of [1, 2]) {
      expect((await failureOf(() => scriptsOf(history).load(['2']))).message).toBe(
        'revision 2 could not be loaded: not today',
      )
    }
    expect(await scriptsOf(history).load(['1'])).toHaveLength(1)
  } finally {
    Object.assign(globalThis, { isDown: false })
  }
})

test("older code that calls for Node's own modules is brought along too", async () => {
  const folder = makeHistory({
    'versions/1.ts': script('1', null, "op.execute(old.join('a', 'b'))", "import old from '../lib/old.cjs'"),
    'lib/old.cjs': "const { join } = require('node:path')\nmodule.exports = { join: (...parts) => join(...parts) }",
  })
  const { history } = await importIn(folder, (await buildIn(folder)).code)
  const [loaded] = await scriptsOf(history).load(['1'])
  const executed: unknown[] = []
  loaded?.upgrade({ execute: (text: unknown) => executed.push(text) } as never)
  expect(executed).toEqual(['a/b'])
})

test('code of Kysely that a script takes is brought along', async () => {
  const kysely = "import { sql as raw } from 'kysely'"
  const folder = makeHistory({
    'versions/1.ts': script('1', null, 'op.execute((db) => db.updateTable("t").set({ n: raw`upper(n)` }))', kysely),
  })
  const { code } = await buildIn(folder)
  expect(code).not.toMatch(/from "kysely"/)
  const { history } = await importIn(folder, code)
  const { hashes: _, ...forgetful } = scriptsOf(history)
  expect(await hashesOf(forgetful, ['1'])).toMatchObject([
    { operations: (await hashesOf(sourceIn(folder), ['1']))[0]!.operations },
  ])
})

test.each([
  ['a broken script', { 'versions/1.ts': script('1', null, 'op.(') }, 'INVALID_SCRIPT', /versions\/1\.ts:12:6: /],
  [
    'a script that cannot be recorded',
    { 'versions/1.ts': script('1', null, "op.alterColumn('t', 'c', {})") },
    'INVALID_SCRIPT',
    /^revision 1 \(.*versions\/1\.ts\): .*nothing to change/,
  ],
  ['a script without its parent', { 'versions/1.ts': script('1', '0', '') }, 'MISSING_PARENT', /versions\/1\.ts/],
  [
    'a script that asks where it is',
    { 'versions/1.ts': script('1', null, 'op.execute(import.meta.url)') },
    'INVALID_SCRIPT',
    /versions\/1\.ts: it asks where its file is/,
  ],
  [
    'a script that takes more of core than words',
    { 'versions/1.ts': script('1', null, 'op.execute(version)', "import { version } from '@ads/migrate-core'") },
    'INVALID_SCRIPT',
    /versions\/1\.ts:15:25: A revision script cannot bring @ads\/migrate-core into a built history/,
  ],
])('%s is refused', async (_, files, code, message) => {
  const error = await failureOf(() => buildIn(makeHistory(files)))
  expect(error.message).toMatch(message)
  expect(error.code).toBe(code)
})

test('a script may speak of its place in a comment', async () => {
  const { revisions } = await buildIn(
    makeHistory({ 'versions/1.ts': script('1', null, '// import.meta.url, __dirname') }),
  )
  expect(revisions).toEqual(['1'])
})

test('a history without scripts is built too', async () => {
  const folder = makeProject({ 'versions/.keep': '', 'package.json': '{"type":"module"}' })
  expect(await buildIn(folder)).toMatchObject({ revisions: [], heads: [] })
})
