import { describe, expect, it } from 'vitest'
import type { Dialect } from '../../src/dialect/dialect.js'
import { dialectContract } from '../../src/dialect/dialect.js'
import { describeOperation } from '../../src/operations/describe.js'
import { defineHistory } from '../../src/runtime/history.js'
import { Migrator } from '../../src/runtime/migrator.js'
import { integer, text } from '../../src/schema/columns.js'
import { sql } from '../../src/schema/sql.js'
import { moduleScripts, type ScriptModule } from '../../src/scripts/module-scripts.js'

const unreachable = (): never => {
  throw new Error('a script is printed without a database')
}

/** An engine that has no scratch database, and whose statements say what was planned from which table. */
const dialect: Dialect = {
  name: 'words',
  contract: dialectContract,
  transactionalDdl: true,
  defaultEngine: { version: '1', options: {} },
  spelling: {
    identifier: (name) => `<${name}>`,
    literal: (value) => `'${String(value)}'`,
    parameter: (position) => `:${position}`,
    type: ({ type }) => type.kind,
  },
  checkUrl: () => null,
  displayUrl: (url) => url,
  connect: unreachable,
  introspect: unreachable,
  normalize: async (schema) => schema,
  plan: async (operations, before) =>
    operations.map((operation) => {
      const columns = before.schema.tables.get('t')?.columns.length ?? 0
      const sql = `${describeOperation(operation)} (${columns} columns before)`
      const statements = [{ sql, transaction: 'inside' as const, pieces: null }]
      return {
        operations: [operation],
        ways: [
          { name: 'words', reason: '', offline: true, before: [], assertions: [], statements, after: [], space: [] },
        ],
      }
    }),
  splitStatements: (text) => text.split(';').map((part) => part.trim()),
  refuseStatement: () => null,
  script: { command: 'read it', preamble: [], begin: 'BEGIN', commit: 'COMMIT', assert: () => [] },
  schemaVersion: unreachable,
  lock: unreachable,
  kysely: unreachable,
}

const scripts: ScriptModule[] = [
  { revision: 'a', downRevision: null, upgrade: (op) => op.createTable('t', { id: integer(), name: text() }) },
  { revision: 'b', downRevision: 'a', upgrade: (op) => op.addColumn('t', 'age', integer()) },
  {
    revision: 'c',
    downRevision: 'b',
    upgrade: (op) => {
      op.run('count', unreachable, { offline: sql`one; two` })
      op.run('left\nout', unreachable, { offline: 'skip', reverse: unreachable })
      op.dropColumn('t', 'name')
    },
    downgrade: (op) => op.addColumn('t', 'name', text()),
  },
]

const printed = async (direction: 'upgrade' | 'downgrade', target: string): Promise<readonly string[]> => {
  const history = defineHistory({ scripts: moduleScripts(scripts) })
  const { sql: script } = await new Migrator({ dialect, history }).script(direction, target)
  return script.split('\n').filter((line) => /columns before|^one|^two|Left out|^UPDATE/.test(line))
}

describe('a dialect without a scratch database', () => {
  it('has scripts printed from the replayed history', async () => {
    expect(await printed('upgrade', 'b:c')).toEqual([
      'one;',
      'two;',
      '-- Left out, since only code can do it: left out',
      'drop column t.name (3 columns before);',
      "UPDATE <alembic_version> SET <version_num> = 'c' WHERE <version_num> = 'b';",
    ])
  })

  it('has a downgrade that was left out derived from the replayed history', async () => {
    expect(await printed('downgrade', 'c:a')).toEqual([
      'add column t.name (2 columns before);',
      "UPDATE <alembic_version> SET <version_num> = 'b' WHERE <version_num> = 'c';",
      'drop column t.age (3 columns before);',
      "UPDATE <alembic_version> SET <version_num> = 'a' WHERE <version_num> = 'b';",
    ])
  })

  it('of another contract is refused, with the package to upgrade', () => {
    const history = defineHistory({ scripts: moduleScripts(scripts) })
    const make = (contract: number) => () => new Migrator({ dialect: { ...dialect, contract }, history })
    expect(make(dialectContract - 1)).toThrow(expect.objectContaining({ code: 'DIALECT_CONTRACT' }))
    expect(make(dialectContract + 1)).toThrow(expect.objectContaining({ hint: 'Upgrade @ads/migrate-core.' }))
  })
})
