/** What a config can have autogenerate do otherwise. */

import { describe, expect, test } from 'vitest'
import { type AutogenerateProject, makeAutogenerateProject } from './autogenerate-project.js'

const ads = 'id: integer().primaryKey(), title: text()'

const begun = async (config: string, files: Readonly<Record<string, string>> = {}): Promise<AutogenerateProject> => {
  const project = makeAutogenerateProject({ ads }, { config, files })
  expect(await project.migrate('revision --autogenerate -m first --rev-id 0001')).toMatchObject({ code: 0 })
  expect(await project.migrate('upgrade')).toMatchObject({ code: 0 })
  return project
}

const generate = 'revision --autogenerate -m change --rev-id 0002'

describe('processRevision', () => {
  test('changes what is written, and what it gives is tried out before', async () => {
    const project = await begun(`  processRevision: (changes) => ({ ...changes, message: changes.message.toUpperCase(),
    upgrade: [...changes.upgrade].reverse(), downgrade: [...changes.downgrade].reverse() }),`)
    project.models({ ads, b: 'id: integer().primaryKey()', a: 'id: integer().primaryKey()' })
    const { code, stdout } = await project.migrate(generate)
    expect(stdout).toBe('Generating versions/0002_change.ts ... done\n')
    expect(code).toBe(0)
    expect(project.script()).toMatch(/^ \* CHANGE$/m)
    expect(project.script().indexOf("'a'")).toBeLessThan(project.script().indexOf("'b'"))
  })

  test('splits a revision into several that follow each other', async () => {
    const project = await begun(`  processRevision: ({ upgrade, downgrade }) => upgrade.map((operation, i) => ({
    message: \`\${operation.kind} \${i}\`, upgrade: [operation], downgrade: [downgrade[downgrade.length - 1 - i]!] })),`)
    project.models({ ads: `${ads}, clicks: integer()`, notes: 'id: integer().primaryKey()' })
    const { code, stdout } = await project.migrate(`${generate} --json`)
    expect(code).toBe(0)
    const { revision, revisions } = JSON.parse(stdout)
    expect(revisions).toMatchObject([
      { revision: '0002', message: 'createTable 0', downRevision: ['0001'] },
      { message: 'addColumn 1', downRevision: ['0002'] },
    ])
    expect(revision).toEqual(revisions[1])
    expect(project.scripts()).toHaveLength(3)
    expect(await project.migrate('upgrade')).toMatchObject({ code: 0 })
    expect(await project.migrate('check')).toMatchObject({ code: 0 })
    expect(await project.migrate('downgrade 0001')).toMatchObject({ code: 0 })
  })

  test('leaves a revision out', async () => {
    const other = await begun("  processRevision: ({ message }) => (message === 'first' ? undefined : []),")
    other.models({ ads: `${ads}, clicks: integer()` })
    const { code, stderr } = await other.migrate(generate)
    expect(stderr).toContain('no file was written')
    expect(code).toBe(0)
    expect(other.scripts()).toHaveLength(1)
  })

  test('is refused, and nothing is written, where what it gives cannot be applied, or where it fails', async () => {
    const project = await begun(`  processRevision: (changes) =>
    changes.message === 'first' ? undefined : { ...changes, upgrade: [...changes.upgrade, ...changes.upgrade] },`)
    project.models({ ads: `${ads}, clicks: integer()` })
    const { code, stderr } = await project.migrate(generate)
    expect(stderr).toContain('the new revision could never be applied, so it was not written')
    expect(code).toBe(1)
    expect(project.scripts()).toHaveLength(1)
    const failing = makeAutogenerateProject({ ads }, { config: "  processRevision: () => { throw new Error('no') }," })
    expect((await failing.migrate(generate)).stderr).toContain('processRevision failed, so nothing was written: no.')
    expect(failing.scripts()).toEqual([])
  })
})

describe('renderItem', () => {
  test('writes a type in words of the project, and imports them', async () => {
    const project = await begun(
      `  renderItem: (item) => item.kind === 'type' && item.type.kind === 'varchar' && item.type.length === 3
    ? { code: 'currency()', imports: { '../types.js': ['currency'] } } : undefined,`,
      {
        'types.ts': "import { varchar } from '@ads/migrate-core/schema'\nexport const currency = () => varchar(3)\n",
      },
    )
    project.write(
      'models.ts',
      `import { defineSchema, integer, table, text } from '@ads/migrate-core/schema'
import { currency } from './types.js'
export const schema = defineSchema({ ads: table('ads', { ${ads}, paid_in: currency().notNull().default('EUR') }) })`,
    )
    expect(await project.migrate(generate)).toMatchObject({ code: 0 })
    expect(project.script()).toContain("import { currency } from '../types.js'\n")
    expect(project.script()).toContain("op.addColumn('ads', 'paid_in', currency().notNull().default('EUR'))")
    expect(await project.migrate('upgrade')).toMatchObject({ code: 0 })
    expect(await project.migrate('check')).toMatchObject({ code: 0 })
  })

  test('writes an operation as several statements', async () => {
    const project =
      await begun(`  renderItem: (item) => item.kind === 'operation' && item.operation.kind === 'createTable'
    && item.operation.table.name.name === 'notes'
    ? { code: "const name = 'notes'\\nop.createTable(name, { id: integer().primaryKey() })", imports: { '@ads/migrate-core/schema': ['integer'] } }
    : undefined,`)
    project.models({ ads, notes: 'id: integer().primaryKey()' })
    expect(await project.migrate(generate)).toMatchObject({ code: 0 })
    expect(project.script()).toContain("  const name = 'notes'\n  op.createTable(name, {")
    expect(await project.migrate('upgrade')).toMatchObject({ code: 0 })
    expect(await project.migrate('check')).toMatchObject({ code: 0 })
  })

  test('that fails leaves no file behind', async () => {
    const project = makeAutogenerateProject({ ads }, { config: "  renderItem: () => { throw new Error('no') }," })
    expect((await project.migrate(generate)).stderr).toContain('renderItem failed, so nothing was written: no.')
    expect(project.scripts()).toEqual([])
  })
})

describe('includeName and includeObject', () => {
  test('includeName leaves alone what the database has under a name', async () => {
    const project = await begun("  includeName: ({ kind, name }) => kind !== 'index' || !name.startsWith('dba_'),")
    project.sql('CREATE INDEX dba_title ON ads (title)')
    expect(await project.migrate('check')).toMatchObject({ code: 0 })
    project.sql('CREATE INDEX other_title ON ads (title)')
    const { code, stdout } = await project.migrate('check')
    expect(stdout).toContain('an index other_title that no revision made')
    expect(stdout).not.toContain('dba_title')
    expect(code).toBe(3)
  })

  test('includeName is not asked of the models, includeObject is', async () => {
    const models = { ads, temp: 'id: integer().primaryKey()' }
    for (const [hook, made] of [
      ["  includeName: ({ name }) => name !== 'temp',", true],
      ["  includeObject: ({ name }) => name !== 'temp',", false],
    ] as const) {
      const project = await begun(hook)
      project.models(models)
      const { stderr } = await project.migrate(generate)
      expect(stderr.includes('Detected: create table temp')).toBe(made)
    }
  })
})

describe('compareType and compareDefault', () => {
  test('say whether a type or a default differs', async () => {
    const project = await begun(
      "  compareType: ({ column }) => (column === 'title' ? false : undefined),\n  compareDefault: () => false,",
    )
    project.models({ ads: 'id: integer().primaryKey(), title: integer().default(1)' })
    expect(await project.migrate('check')).toMatchObject({ code: 0 })
  })
})
