import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scriptDirectory } from '../../src/scripts/directory.js'
import { failureOf, makeProject } from '../project.js'

const script = (revision: string, downRevision: string | null = null) => `export const revision = '${revision}'
export const downRevision = ${downRevision === null ? 'null' : `'${downRevision}'`}
export function upgrade(): void {}
`

const files = {
  'versions/1.ts': script('1'),
  'versions/b/3.ts': script('3', '2'),
  'versions/a/2.ts': script('2', '1'),
  'versions/__helpers/x.ts': 'not read',
  'versions/.hidden/x.ts': 'not read',
  'versions/node_modules/x.ts': 'not read',
  'plugins/p.ts': script('p'),
}

const directory = (names: readonly [string, ...string[]], fileTemplate?: string) => {
  const folder = makeProject({ 'node_modules/.keep': '', ...files })
  const [first, ...others] = names
  const folders = [join(folder, first), ...others.map((name) => join(folder, name))] as const
  return { folder, source: scriptDirectory({ folders, projectFolder: folder, fileTemplate }) }
}

const write = (
  { source }: ReturnType<typeof directory>,
  { downRevision = [] as string[], folder }: { downRevision?: string[]; folder?: string } = {},
): Promise<string> =>
  source.write({
    header: { revision: 'n', downRevision, dependsOn: [], branchLabels: [], message: 'new' },
    createDate: new Date('2026-11-22T07:10:00Z'),
    text: script('n'),
    folder,
  })

test('`/**` reads the folders in a folder too, in an order that is the same everywhere', async () => {
  const ids = async (...names: [string, ...string[]]) =>
    (await directory(names).source.headers()).map(({ revision }) => revision)
  expect(await ids('versions')).toEqual(['1'])
  expect(await ids('versions/**')).toEqual(['1', '2', '3'])
  expect(await ids('plugins', 'versions/**')).toEqual(['p', '1', '2', '3'])
})

test('a folder that two locations have is read once', async () => {
  expect(await directory(['versions/**', 'versions/a']).source.headers()).toHaveLength(3)
})

test('a new script goes where it is asked to, else where its parent is', async () => {
  const names: [string, string] = ['versions/**', 'plugins']
  const asked = directory(names)
  const [deep, outside] = [join(asked.folder, 'versions/c'), join(asked.folder, 'elsewhere')]
  expect(await write(asked, { folder: deep })).toBe(join(deep, 'n_new.ts'))
  expect(await failureOf(() => write(asked, { folder: outside }))).toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining('is not represented in current version locations'),
  })
  const beside = directory(names)
  expect(await write(beside, { downRevision: ['p'] })).toBe(join(beside.folder, 'plugins/n_new.ts'))
  expect(await failureOf(() => write(directory(names)))).toMatchObject({
    message: 'Multiple version locations present, please specify --version-path',
  })
})

test('a template makes folders where they are read, and nowhere else', async () => {
  const template = '{year}/{month}/{revision}_{slug}'
  const read = directory(['versions/**'], template)
  expect(await write(read)).toBe(join(read.folder, 'versions/2026/11/n_new.ts'))
  for (const wrong of ['../{revision}', '/{revision}', '.a/{revision}', '__a/{revision}', 'a//{revision}']) {
    expect(await failureOf(() => write(directory(['versions/**'], wrong)))).toMatchObject({ code: 'INVALID_SCRIPT' })
  }
  expect(await failureOf(() => write(directory(['versions'], template)))).toMatchObject({ code: 'INVALID_SCRIPT' })
})
