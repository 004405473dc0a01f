/** The cases of Alembic's own tests of printed scripts, of moves up and down, and of what is told after each step. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { config, makeSmallProject, scriptFile } from '../small-project.js'

const files = {
  ...scriptFile('aaaa1', { upgrade: "op.execute('SELECT 1')", downgrade: "op.execute('SELECT -1')" }),
  ...scriptFile('bbbb2', {
    downRevision: ['aaaa1'],
    message: 'two\nlines',
    upgrade: "op.execute('SELECT 2')",
    downgrade: "op.execute('SELECT -2')",
  }),
  ...scriptFile('cccc3', {
    downRevision: ['bbbb2'],
    upgrade: "op.execute('SELECT 3')",
    downgrade: "op.execute('SELECT -3')",
  }),
}

const projectWith = (transaction: string): string =>
  makeSmallProject({
    ...files,
    'migrate.config.ts': `import { appendFileSync } from 'node:fs'
${config
  .replace("'./versions'", `'./versions', transaction: '${transaction}'`)
  .replace(
    'defineConfig({',
    'defineConfig({ hooks: { stepApplied: (step) => appendFileSync(told, JSON.stringify(step)) },',
  )}
const told = new URL('./told.txt', import.meta.url)`,
  })

describe('a printed script', () => {
  let cwd = ''
  beforeEach(() => {
    cwd = projectWith('each')
  })
  const printed = async (line: string): Promise<string> => {
    const { code, stdout } = await migrate([...line.split(' '), '--sql'], { cwd })
    expect(code).toBe(0)
    return stdout
  }

  test('from nothing makes the version table, and inserts its row', async () => {
    const script = await printed('upgrade aaaa1')
    expect(script).toMatch(/CREATE TABLE (?:IF NOT EXISTS )?"?alembic_version"?[\s\S]*INSERT INTO "?alembic_version"? /)
    expect(script).not.toMatch(/^UPDATE "?alembic_version"? /m)
  })

  test.each(['bbbb2:cccc3', 'bbbb:cccc'])(
    'between two revisions %s updates the row and makes nothing',
    async (range) => {
      const script = await printed(`upgrade ${range}`)
      expect(script).toMatch(/UPDATE "?alembic_version"? SET version_num|UPDATE "?alembic_version"? SET "version_num"/)
      expect(script).not.toMatch(
        /INSERT INTO "?alembic_version"? |CREATE TABLE (?:IF NOT EXISTS )?"?alembic_version"? /,
      )
    },
  )

  test('down to base deletes the row and keeps the table; down to a revision inserts nothing', async () => {
    const toBase = await printed('downgrade cccc3:base')
    expect(toBase).toMatch(/DELETE FROM "?alembic_version"?/)
    expect(toBase).not.toContain('DROP TABLE "alembic_version"')
    expect(await printed('downgrade cccc3:aaaa1')).not.toMatch(/INSERT INTO "?alembic_version"? /)
  })

  test('keeps a message of several lines inside of its comments', async () => {
    expect(await printed('upgrade head')).toMatch(/^-- Running upgrade aaaa1 -> bbbb2, two lines$/m)
    expect(await printed('upgrade head')).not.toMatch(/^lines/m)
  })

  test('begins and commits once for each revision, where each has its transaction', async () => {
    const script = await printed('upgrade head')
    expect(script.match(/^BEGIN/gm)).toHaveLength(3)
    expect(script.match(/^COMMIT/gm)).toHaveLength(3)
  })

  test('begins and commits once, where all of a run have one transaction', async () => {
    cwd = projectWith('all')
    for (const line of ['upgrade head', 'downgrade cccc3:base']) {
      const script = await printed(line)
      expect(script.match(/^(?:BEGIN|COMMIT|-- Running \w+)/gm)).toEqual([
        'BEGIN',
        ...Array(3).fill(`-- Running ${line.split(' ')[0]}`),
        'COMMIT',
      ])
    }
  })
})

test.each(['all', 'each'])(
  'up, down, up again and a stamp, each step told, with transaction: %j',
  async (transaction) => {
    const cwd = projectWith(transaction)
    const go = async (...argv: string[]): Promise<readonly [string, number]> => {
      const { code, all } = await migrate(argv, { cwd })
      expect(code).toBe(0)
      const { stdout } = await migrate(['current'], { cwd })
      return [stdout.trim(), all.match(/^Running /gm)?.length ?? 0]
    }
    expect(await go('upgrade', 'cccc3')).toEqual(['cccc3 (head)', 3])
    expect(await go('downgrade', 'aaaa1')).toEqual(['aaaa1', 2])
    expect(await go('downgrade', 'base')).toEqual(['', 1])
    expect(await go('upgrade', 'bbbb2')).toEqual(['bbbb2', 2])
    expect(await go('upgrade', 'bbbb2')).toEqual(['bbbb2', 0])
    expect(await go('stamp', 'cccc3')).toEqual(['cccc3 (head)', 1])
    const log = JSON.parse((await migrate(['log', '--json'], { cwd })).stdout).entries as { direction: string }[]
    expect(log.map(({ direction }) => direction).toReversed()).toEqual([
      ...['upgrade', 'upgrade', 'upgrade', 'downgrade', 'downgrade', 'downgrade', 'upgrade', 'upgrade', 'stamp'],
    ])
    const told = readFileSync(join(cwd, 'told.txt'), 'utf8').replaceAll('}{', '}\n{').split('\n')
    const steps = told.map((line) => JSON.parse(line))
    expect(steps.map(({ revision }) => revision).join(' ')).toBe(
      'aaaa1 bbbb2 cccc3 cccc3 bbbb2 aaaa1 aaaa1 bbbb2 cccc3',
    )
    expect(steps[1]).toMatchObject({ direction: 'upgrade', from: ['aaaa1'], to: ['bbbb2'] })
  },
)
