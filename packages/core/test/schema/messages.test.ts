import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'

/** Small mistakes, and the words in which the compiler tells a user about them. */
const mistakes: Record<string, { readonly code: string; readonly reads: readonly string[] }> = {
  'a foreign key to a table that is not there': {
    code: `defineSchema({ users, posts: table('posts', { author: integer().references('user.id') }) })`,
    reads: ['posts.author references user.id, but there is no table user'],
  },
  'a foreign key to a column that is not there': {
    code: `defineSchema({ users, posts: table('posts', { author: integer().references('users.idd') }) })`,
    reads: ['posts.author references users.idd, but users has no column idd'],
  },
  'a foreign key of another type': {
    code: `defineSchema({ users, posts: table('posts', { author: text().references('users.id') }) })`,
    reads: ['posts.author is text, but users.id which it references is integer'],
  },
  'a foreign key from and into schemas': {
    code: `defineSchema({ users, posts: table('posts', { author: integer().references('audit.users.id') }, undefined, { schema: 'blog' }) })`,
    reads: ['blog.posts.author references audit.users.id, but there is no table audit.users'],
  },
  'a foreign key of several columns with too few': {
    code: `defineSchema({ users, posts: table('posts', { a: integer(), b: integer() }, () => [foreignKey(['a', 'b'], 'users', ['id'])]) })`,
    reads: ['posts: a foreign key to users needs as many columns there as here'],
  },
  'a foreign key of several columns to one that is not there': {
    code: `defineSchema({ users, posts: table('posts', { a: integer(), b: text() }, () => [foreignKey(['a', 'b'], 'users', ['id', 'mail'])]) })`,
    reads: ['posts.b references users.mail, but users has no column mail'],
  },
  'a wrong default': {
    code: `integer().default('7')`,
    reads: [`Argument of type '"7"' is not assignable to parameter of type 'number | bigint | Expression | null'`],
  },
  'a default that is none of the values': {
    code: `enumType('mood', ['calm', 'wild']).default('tame')`,
    reads: [`Argument of type '"tame"' is not assignable to parameter of type`, `"calm" | "wild"`],
  },
  "Kysely's sql": {
    code: `text().check(kyselySql\`name <> ''\`)`,
    reads: [`'RawBuilder<unknown>' is not assignable to parameter of type 'Expression'`, `Property 'sql' is missing`],
  },
  'an unknown column of a key': {
    code: `table('t', { id: integer(), name: text() }, () => [primaryKey('id', 'nme')])`,
    reads: [`Type '"nme"' is not assignable to type '"id" | "name"'`],
  },
  'an unknown column of a unique': {
    code: `table('t', { id: integer(), name: text() }, (t) => [unique(t.nme)])`,
    reads: [`Property 'nme' does not exist on type 'ColumnNames<`],
  },
  'an unknown column of an index': {
    code: `table('t', { id: integer(), name: text() }, () => [index({ on: 'nme', desc: true }, 'id')])`,
    reads: [`Type '"nme"' is not assignable to type '"id" | "name"'`],
  },
  'a text that counts by itself': {
    code: `text().primaryKey({ autoIncrement: true })`,
    reads: [`Type 'true' is not assignable to type 'never'`],
  },
  'a column without its parentheses': {
    code: `table('t', { id: integer })`,
    reads: [`Type '() => NewColumn<"integer", unknown>' is not assignable to type 'AnyColumn'`, 'Did you mean to call'],
  },
}

const preamble = `import { sql as kyselySql } from 'kysely'
import { boolean, check, defineSchema, enumType, foreignKey, index, integer, primaryKey, sql, table, text, unique } from '../../src/schema.js'
const users = table('users', { id: integer().primaryKey(), email: text() })
export const used = [kyselySql, boolean, check, defineSchema, enumType, foreignKey, index, primaryKey, sql, unique, users]
export const result = `

const folder = dirname(fileURLToPath(import.meta.url))

describe('the compiler says what is wrong with', () => {
  let messages: ReadonlyMap<string, string>

  beforeAll(() => {
    messages = compile(
      Object.entries({ ...mistakes, nothing: { code: `defineSchema({ users })` } }).map(([name, { code }]) => [
        name,
        preamble + code,
      ]),
    )
  }, 60_000)

  test('nothing, where nothing is wrong', () => {
    expect(messages.get('nothing')).toBe('')
  })

  test.each(Object.entries(mistakes))('%s', (name, { reads }) => {
    for (const words of reads) expect(messages.get(name)).toContain(words)
  })
})

/** Type-checks the sources as files of this folder, and gives each one's errors as a terminal shows them. */
const compile = (sources: readonly (readonly [string, string])[]): ReadonlyMap<string, string> => {
  const base = join(folder, '../../../../tsconfig.base.json')
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(base, ts.sys.readFile).config, ts.sys, folder)
  const files = new Map(sources.map(([, text], number) => [join(folder, `snippet-${number}.ts`), text]))
  const host = ts.createCompilerHost(options)
  const { readFile, fileExists, getSourceFile } = host
  host.fileExists = (name) => files.has(name) || fileExists(name)
  host.readFile = (name) => files.get(name) ?? readFile(name)
  host.getSourceFile = (name, language, ...rest) => {
    const text = files.get(name)
    return text === undefined ? getSourceFile(name, language, ...rest) : ts.createSourceFile(name, text, language, true)
  }
  const program = ts.createProgram([...files.keys()], options, host)
  return new Map(
    [...files.keys()].map((file, number) => [
      sources[number]![0],
      program
        .getSemanticDiagnostics(program.getSourceFile(file))
        .flatMap((diagnostic) => [diagnostic, ...(diagnostic.relatedInformation ?? [])])
        .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))
        .join('\n'),
    ]),
  )
}
