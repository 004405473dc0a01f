import { describe, expect, it } from 'vitest'
import type { Connection, Dialect } from '../dialect/dialect.js'
import { schemaReader } from '../dialect/schema-reader.js'
import { applyOperations } from '../operations/apply.js'
import type { Op } from '../operations/op.js'
import type { Operation } from '../operations/operation.js'
import { reverseOperations } from '../operations/reverse.js'
import { expectedRows, onlyColumns } from '../runtime/expected-rows.js'
import { defineHistory } from '../runtime/history.js'
import { Migrator } from '../runtime/migrator.js'
import { nameKey, objectName } from '../schema/names.js'
import { emptySchema, type Schema } from '../schema/types.js'
import { moduleScripts } from '../scripts/module-scripts.js'
import type { Case } from './case.js'
import { allCases } from './cases.js'
import { type Content, insertStatement, performWhole, type Rows, readContent, recordFor } from './database.js'
import type { DialectUnderTest } from './dialect-under-test.js'

/** The tests of every case, each with a database of its own and the migrator that users have. */
export const describeCases = (underTest: DialectUnderTest): void => {
  const { refuses = {}, cannotUndo = {}, cases = () => true } = underTest
  const names = allCases.map(({ name }) => name)

  it('names no case that there is not', () => {
    expect(names).toEqual([...new Set(names)])
    expect(Object.keys({ ...refuses, ...cannotUndo }).filter((name) => !names.includes(name))).toEqual([])
  })

  describe.each(allCases.filter(({ name }) => cases(name)))('$name', (each) => {
    const refusal = refuses[each.name]
    if (refusal !== undefined) {
      it(`is refused as ${refusal}, and nothing has changed`, async () => {
        const { migrator, content } = await prepare(underTest, each)
        const before = await content()
        await expect(migrator.upgrade()).rejects.toMatchObject({ code: refusal })
        expect(await content()).toEqual(before)
      })
      return
    }

    it('does to the database what the operations say, and keeps its rows', async () => {
      const { dialect, migrator, content, operations, made } = await prepare(underTest, each)
      const before = await content()
      await migrator.upgrade()
      const after = await content()
      const expected = applyOperations(operations, made)
      expect(await dialect.normalize(after.schema)).toEqual(await dialect.normalize(expected))
      const kept =
        each.rowsAfter === undefined
          ? expectedRows(operations, { schema: made, rows: before.rows })
          : rowsOf(each.rowsAfter)
      expect(onlyColumns(after.rows, kept)).toEqual(onlyColumns(kept, kept))
    })

    it('has the statements of its golden file', async () => {
      const statements = await plannedStatements(underTest.dialect, each)
      await expect(statements).toMatchFileSnapshot(`${underTest.golden}/${each.name}.sql`)
    })

    const undoRefusal = each.undo ?? cannotUndo[each.name]
    if (undoRefusal === undefined) {
      it('is undone to what was there before, and can be done again', async () => {
        const { dialect, migrator, content, operations, made } = await prepare(underTest, each)
        const before = await content()
        await migrator.upgrade()
        const after = await content()
        await migrator.downgrade('rows')
        const back = await content()
        expect(await dialect.normalize(back.schema)).toEqual(await dialect.normalize(before.schema))
        // What a change of rows replaced comes back; what a change of the schema dropped does not.
        const kept =
          each.rowsBack !== undefined
            ? rowsOf(each.rowsBack)
            : each.rowsAfter === undefined
              ? expectedRows([...operations, ...reverseOperations(operations, made)], {
                  schema: made,
                  rows: before.rows,
                })
              : before.rows
        expect(onlyColumns(back.rows, kept)).toEqual(onlyColumns(kept, kept))
        await migrator.upgrade()
        expect(await dialect.normalize((await content()).schema)).toEqual(await dialect.normalize(after.schema))
      })
    } else {
      it(`is not undone, as ${undoRefusal}, and nothing has changed`, async () => {
        const { migrator, content } = await prepare(underTest, each)
        await migrator.upgrade()
        const after = await content()
        await expect(migrator.downgrade('rows')).rejects.toMatchObject({ code: undoRefusal })
        expect(await content()).toEqual(after)
      })
    }

    it('is printed as a script that does the same, or is not printed at all', async () => {
      const { dialect, migrator, content } = await prepare(underTest, each)
      if (each.script !== undefined) {
        await expect(migrator.script('upgrade', 'head')).rejects.toMatchObject({ code: each.script })
        return
      }
      const { sql: script } = await migrator.script('upgrade', 'head')
      await migrator.upgrade()
      const migrated = await content()
      await withScratch(dialect, async (connection) => {
        for (const statement of dialect.splitStatements(script)) await connection.execute(statement)
        const scripted = await readContent(dialect, connection, history)
        expect(await dialect.normalize(scripted.schema)).toEqual(await dialect.normalize(migrated.schema))
        expect(scripted.rows).toEqual(migrated.rows)
        const { rows } = await connection.execute(
          `SELECT ${dialect.spelling.identifier(history.versionTable.column)} AS revision FROM ${dialect.spelling.identifier(versionTable.name)}`,
        )
        expect(rows).toEqual([{ revision: 'change' }])
      })
    })

    it('leaves nothing behind when a statement after it fails', async () => {
      const { migrator, content } = await prepare(underTest, each, (op) => {
        each.change(op)
        op.execute('SELECT * FROM there_is_no_such_table')
      })
      const before = await content()
      await expect(migrator.upgrade()).rejects.toMatchObject({
        message: expect.stringContaining('there_is_no_such_table'),
      })
      expect(await content()).toEqual(before)
      expect((await migrator.current()).map(({ revision }) => revision)).toEqual(['rows'])
    })
  })
}

interface Prepared {
  readonly dialect: Dialect
  readonly migrator: Migrator
  readonly operations: readonly Operation[]
  /** The schema that the operations are applied to. */
  readonly made: Schema
  readonly content: () => Promise<Content>
}

const history = defineHistory({ scripts: moduleScripts([]) })
const versionTable = history.versionTable.table

/** A database with the schema and rows of the case, and a migrator that has the change still to make. */
const prepare = async ({ dialect, address }: DialectUnderTest, each: Case, change = each.change): Promise<Prepared> => {
  const place = address()
  const fill = (op: Op) => {
    for (const [table, rows] of Object.entries(each.rows)) {
      for (const row of rows) op.execute(insertStatement(dialect, objectName(table), new Map(Object.entries(row))))
    }
  }
  const scripts = moduleScripts([
    { revision: 'before', downRevision: null, upgrade: each.before },
    { revision: 'rows', downRevision: 'before', upgrade: fill },
    { revision: 'change', downRevision: 'rows', upgrade: change },
  ])
  const migrator = new Migrator({ dialect, history: defineHistory({ scripts }), ...place })
  await migrator.upgrade('rows')
  return {
    dialect,
    migrator,
    operations: await recordFor(dialect, each.change),
    made: applyOperations(await recordFor(dialect, each.before), emptySchema),
    content: async () => {
      const connection = await dialect.connect(place, 'read')
      try {
        return await readContent(dialect, connection, history)
      } finally {
        await connection.close()
      }
    },
  }
}

const rowsOf = (rows: Case['rows']): Rows =>
  new Map(
    Object.entries(rows).map(([table, all]) => [
      nameKey(objectName(table)),
      all.map((row) => new Map(Object.entries(row))),
    ]),
  )

/** What the dialect would do for the engine that scripts are written for, with its reasons. */
const plannedStatements = async (dialect: Dialect, each: Case): Promise<string> => {
  const lines: string[] = []
  await withScratch(dialect, async (connection) => {
    await performWhole(dialect, connection, await recordFor(dialect, each.before))
    for (const operation of await recordFor(dialect, each.change)) {
      const before = schemaReader(await dialect.introspect(connection))
      for (const { ways } of await dialect.plan([operation], before, dialect.defaultEngine)) {
        for (const way of ways) {
          lines.push(`-- ${operation.kind}, ${way.name}: ${way.reason}`)
          for (const question of way.before) {
            const { otherwise } = question
            lines.push(`-- asks first: ${oneLine(question.sql)}`)
            lines.push(`--   else ${otherwise === 'next way' ? otherwise : `refuses: ${otherwise.refuse}`}`)
          }
          lines.push(...way.assertions.map((sql) => `-- a script asserts: ${oneLine(sql)};`))
          lines.push(...way.statements.map(({ sql }) => `${sql};`))
        }
      }
      await performWhole(dialect, connection, [operation])
    }
  })
  return `${lines.join('\n')}\n`
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ')

const withScratch = async (dialect: Dialect, use: (connection: Connection) => Promise<void>): Promise<void> => {
  if (dialect.scratch === undefined)
    throw new Error(`the dialect ${dialect.name} has no scratch database to test it on`)
  const connection = await dialect.scratch()
  try {
    await use(connection)
  } finally {
    await connection.close()
  }
}
