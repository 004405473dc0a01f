import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NewScript, Op } from '@ads/migrate-core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scriptDirectory } from '../../src/scripts/directory.js'
import { fileNameOf, isScriptName, slugOf } from '../../src/scripts/file-name.js'
import { failureOf, makeProject } from '../project.js'

const script = (revision: string, downRevision: string | null = null, more = '') => `/** make ${revision} */
export const revision = '${revision}'
export const downRevision = ${downRevision === null ? 'null' : `'${downRevision}'`}
export function upgrade(op: { execute(sql: string): void }): void {
  op.execute('up ${revision}')
}
${more}`

const directory = (files: Readonly<Record<string, string>>, ...names: string[]) => {
  const folder = makeProject({ 'node_modules/.keep': '', ...files })
  const [first = 'versions', ...others] = names
  return {
    folder,
    source: scriptDirectory({
      folders: [join(folder, first), ...others.map((name) => join(folder, name))],
      projectFolder: folder,
    }),
  }
}

const newScript = (revision: string, message: string): NewScript => ({
  header: { revision, downRevision: [], dependsOn: [], branchLabels: [], message },
  createDate: new Date('2026-11-22T23:10:05Z'),
  text: script(revision),
})

test('gives the headers of the scripts of a folder by file name, and passes over what is none', async () => {
  const { folder, source } = directory({
    'versions/b.ts': script('2', '1'),
    'versions/a.mts': script('1'),
    'versions/C.js': script('3', '2').replace(/: \{.*\}\): void/, ')'),
    'versions/a.d.ts': 'not read',
    'versions/revision.template.ts': 'not read',
    'versions/__helper.ts': 'not read',
    'versions/.#a.ts': 'not read',
    'versions/notes.md': 'not read',
    'versions/deeper/d.ts': 'not read',
  })
  const headers = await source.headers()
  expect(headers.map(({ revision, path }) => [revision, path])).toEqual([
    ['3', join(folder, 'versions/C.js')],
    ['1', join(folder, 'versions/a.mts')],
    ['2', join(folder, 'versions/b.ts')],
  ])
})

test('a folder that is not there is no empty history: its name may be misspelt', async () => {
  const error = await failureOf(() => directory({}).source.headers())
  expect(error).toMatchObject({ code: 'CONFIG_INVALID', hint: expect.stringContaining('mkdir -p') })
})

test('reads several folders, and gives both scripts of one revision', async () => {
  const { folder, source } = directory({ 'one/a.ts': script('1'), 'two/a.ts': script('1') }, 'one', 'two')
  expect((await source.headers()).map(({ path }) => path)).toEqual([join(folder, 'one/a.ts'), join(folder, 'two/a.ts')])
  const error = await failureOf(() => source.load(['1']))
  expect(error.message).toContain(join(folder, 'one/a.ts'))
  expect(error.message).toContain(join(folder, 'two/a.ts'))
})

test('refuses a folder with a script that is none, naming the first by name', async () => {
  const { folder, source } = directory({
    'versions/b.ts': 'export const x = 1',
    'versions/a.ts': script('1', null, 'export async function downgrade() {}'),
    'versions/c.ts': '',
  })
  const error = await failureOf(() => source.headers())
  expect(error.code).toBe('INVALID_SCRIPT')
  expect(error.message).toContain(`${join(folder, 'versions/a.ts')}: \`downgrade\` must be a plain function`)
})

test('sees every edit', async () => {
  const { folder, source } = directory({ 'versions/a.ts': script('1') })
  expect((await source.headers())[0]?.message).toBe('make 1')
  writeFileSync(join(folder, 'versions/a.ts'), script('2'))
  expect((await source.headers())[0]?.revision).toBe('2')
})

test('loads scripts in the order asked, and runs no other', async () => {
  const { source } = directory({
    'versions/1.ts': script('1', null, 'export const downgrade = null'),
    'versions/2.ts': script('2', '1', `export function downgrade(op: any): void {\n  op.execute('down 2')\n}`),
    'versions/3.ts': script('3', '2', `throw new Error('ran')`),
  })
  const [second, first] = await source.load(['2', '1'])
  const calls: string[] = []
  const op = { execute: (sql: string) => calls.push(sql) } as unknown as Op
  second?.upgrade(op)
  second?.downgrade?.(op)
  first?.upgrade(op)
  expect(calls).toEqual(['up 2', 'down 2', 'up 1'])
  expect([first?.downgrade, second?.header.downRevision]).toEqual([null, ['1']])
  expect((await source.load(['1', '1'])).map(({ header }) => header.revision)).toEqual(['1', '1'])
})

test('a downgrade that is left out is undefined', async () => {
  const { source } = directory({ 'versions/1.ts': script('1') })
  expect((await source.load(['1']))[0]?.downgrade).toBe(undefined)
})

test('names the file of a script that fails while it is loaded', async () => {
  const { source } = directory({
    'versions/1.ts': script('1'),
    'versions/2.ts': script('2', '1', `throw new Error('not today')`),
  })
  const error = await failureOf(() => source.load(['1', '2']))
  expect(error.code).toBe('INVALID_SCRIPT')
  expect(error.message).toMatch(/versions\/2\.ts:7:\d+ could not be loaded: not today$/)
})

test('refuses a script that turns out to be another than its text says', async () => {
  const { source } = directory({
    'versions/1.ts': `export let revision = '1'
export const downRevision = null
export function upgrade() {}
revision = '2'`,
    'versions/2.ts': `export const revision = '9'
export const downRevision = null
export let upgrade = () => {}
upgrade = async () => {}`,
  })
  expect((await failureOf(() => source.load(['1']))).message).toContain(
    '`revision` is "2" once the script has run, but "1" is written',
  )
  expect((await failureOf(() => source.load(['9']))).message).toContain('`upgrade` must be a plain function')
})

test('says that there is no script of a revision', async () => {
  expect((await failureOf(() => directory({ 'versions/a.ts': script('1') }).source.load(['x']))).code).toBe(
    'UNKNOWN_REVISION',
  )
})

test('writes a script that it then reads, and makes the folder', async () => {
  const { folder, source } = directory({})
  const path = await source.write(newScript('4f1c', 'Add new_field, to "campaigns"!'))
  expect(path).toBe(join(folder, 'versions/4f1c_add_new_field_to_campaigns.ts'))
  expect(readFileSync(path, 'utf8')).toBe(script('4f1c'))
  expect((await source.headers())[0]).toMatchObject({ revision: '4f1c', path })
})

test('never overwrites a file', async () => {
  const { source } = directory({ 'versions/1_a.ts': 'mine' })
  const error = await failureOf(() => source.write(newScript('1', 'a')))
  expect(error.code).toBe('SCRIPT_EXISTS')
  const { folder, source: again } = directory({})
  const results = await Promise.allSettled([1, 2, 3].map(() => again.write(newScript('1', 'a'))))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(readdirSync(join(folder, 'versions'))).toEqual(['1_a.ts'])
})

test('no revision, message or template makes a file outside of the folder', async () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', ' ', '\0', ':', '_'), maxLength: 6 }),
      fc.string({ maxLength: 60 }),
      fc.constantFrom('{revision}_{slug}', '{slug}', '../{revision}', '{revision}/{slug}'),
      (revision, message, fileTemplate) => {
        let name: string
        try {
          name = fileNameOf(newScript(revision, message), { fileTemplate })
        } catch (error) {
          expect((error as { code?: string }).code).toBe('INVALID_SCRIPT')
          return
        }
        expect(name).not.toMatch(/[/\\\0]/)
        expect(isScriptName(name)).toBe(true)
      },
    ),
  )
  const { folder, source } = directory({})
  for (const revision of ['../x', '/tmp/x', '..\\x', '.x', '__x']) {
    expect((await failureOf(() => source.write(newScript(revision, 'm')))).code, revision).toBe('INVALID_SCRIPT')
  }
  expect(existsSync(join(folder, 'versions'))).toBe(false)
})

test('a slug is at most forty characters, of words only, and a whole message where it is short', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80, unit: 'grapheme' }), (message) => {
      expect([...slugOf(message)].length).toBeLessThanOrEqual(40)
      expect(slugOf(message)).toMatch(/^[\p{L}\p{M}\p{N}_]*$/u)
    }),
  )
  const long = "this is a really long name with lots of characters and also I'd like it to\nhave\nnewlines"
  expect(slugOf(long)).toBe('this_is_a_really_long_name_with_lots_of_')
  expect(slugOf('Add new_field  to campaigns')).toBe('add_new_field_to_campaigns')
  expect(slugOf('one two three four five six seven eight nine')).toBe('one_two_three_four_five_six_seven_eight_')
  expect(slugOf('x'.repeat(50))).toBe(`${'x'.repeat(39)}_`)
})

test('fills a file template, telling the date in the time zone', () => {
  const fileTemplate = '{year}{month}{day}-{hour}{minute}{second}_{revision}_{slug}'
  const named = (options: object) => fileNameOf(newScript('ab', 'a b'), { fileTemplate, ...options })
  expect(named({})).toBe('20261122-231005_ab_a_b.ts')
  expect(named({ timezone: 'Asia/Tokyo' })).toBe('20261123-081005_ab_a_b.ts')
  expect(fileNameOf(newScript('ab', '!'), {})).toBe('ab.ts')
  const long = "this is a really long name with lots of characters and also I'd like it to\nhave\nnewlines"
  expect(fileNameOf(newScript('ab', long), { fileTemplate: '{revision}_{slug:60}' })).toBe(
    'ab_this_is_a_really_long_name_with_lots_of_characters_and_also_.ts',
  )
})

test('refuses a part of a template, and a time zone, that there is not', async () => {
  const named = (options: object) => failureOf(() => fileNameOf(newScript('ab', 'a'), options))
  expect(await named({ fileTemplate: '{revison}' })).toMatchObject({
    code: 'CONFIG_INVALID',
    message: 'fileTemplate has no {revison}; did you mean {revision}?',
  })
  expect(await named({ timezone: 'Mars/Base' })).toMatchObject({ code: 'CONFIG_INVALID' })
})
