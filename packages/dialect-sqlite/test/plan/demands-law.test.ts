import { type ColumnChanges, isMigrateError, type Op, type Operation, objectName } from '@ads/migrate-core'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { storedValue } from '../../src/plan/stored-value.js'
import { affinity } from '../../src/types.js'
import { migratorFor } from '../conservation/revise.js'
import { database, planFor } from '../perform.js'

const { LONG } = process.env

const types = ['INTEGER', 'TEXT', 'REAL', 'BLOB'] as const
const looseTypes = [...types, 'NUMERIC', 'DATETIME'] as const
const values = [
  ...['NULL', '1', '5', '-3', '9223372036854775807', '5.0', '5.5', '1e300', '-0.0', "x'35'", "x'00ff'"],
  ...["'5'", "'5.0'", "'05'", "' 7 '", "'abc'", "'A'", "'a'", "''", "'5x'", "'9e15'", "'0x10'", "'2020-01-01'"],
] as const
const checks = [
  ...['g > 5', 'g < 5', "g > '5'", "g < '5'", "g = '5'", "g IN ('1', '5')", 'g IN (1, 5)', "typeof(g) <> 'text'"],
  ...["g || '' < '6'", "g = 'A'", 'g < b', 'b <= g', 'b IN (g)', "CASE g WHEN '5' THEN 0 ELSE 1 END", 'length(g) < 4'],
] as const

it('the value that questions are asked about is the one that a column computes, and compares as it does', () => {
  const db = new Database(':memory:')
  const kinds = { source: fc.constantFrom(...looseTypes), target: fc.constantFrom(...looseTypes) }
  const property = fc.property(
    fc.record({
      ...kinds,
      sourceCollation: fc.constantFrom('BINARY', 'NOCASE'),
      collation: fc.constantFrom(null, 'NOCASE'),
      value: fc.constantFrom(...values),
      other: fc.constantFrom(...values),
      check: fc.constantFrom(...checks),
    }),
    ({ source, sourceCollation, target, collation, value, other, check }) => {
      db.exec(`DROP TABLE IF EXISTS t;
        CREATE TABLE t (a ${source} COLLATE ${sourceCollation}, b ${other.startsWith("'") ? 'TEXT' : 'INTEGER'}, g ${target} COLLATE ${collation ?? 'BINARY'} AS (a));
        INSERT INTO t (a, b) VALUES (${value}, ${other})`)
      const stored = storedValue({ value: 'a', row: 'b' }, affinity({ kind: 'raw', sql: target }), collation)
      const say = (from: string) => db.prepare(`SELECT typeof(g), quote(g), quote(${check}) FROM ${from}`).raw().get()
      expect(say(`(SELECT ${stored} AS g, b FROM t)`)).toEqual(say('t'))
    },
  )
  fc.assert(property, { numRuns: LONG === undefined ? 1000 : 50_000 })
  db.close()
}, 120_000)

/** A table with a column g, how its values change, and what it is that they have to meet. */
const caseArbitrary = fc.record({
  isStrict: fc.boolean(),
  types: fc.array(fc.constantFrom(...types), { minLength: 4, maxLength: 4 }),
  rows: fc.array(fc.tuple(fc.constantFrom(...values), fc.constantFrom(...values), fc.constantFrom(...values)), {
    minLength: 1,
    maxLength: 4,
  }),
  demand: fc.constantFrom(
    'NOT NULL',
    'UNIQUE',
    'UNIQUE (g, b)',
    'a unique index',
    'a foreign key',
    ...checks.map((check) => `CHECK (${check})`),
  ),
  change: fc.constantFrom('computed', 'computed from b', 'converted', 'using', 'filled', 'its source is filled'),
  collation: fc.constantFrom('', ' COLLATE NOCASE'),
})

type Case = typeof caseArbitrary extends fc.Arbitrary<infer T> ? T : never

/** The statements that make the table with its rows: those that it takes. */
const beginning = (db: Database.Database, { isStrict, types: [a, b, g, to], rows, ...drawn }: Case): string[] => {
  const { demand, change, collation } = drawn
  const isComputed = change === 'its source is filled'
  const own = demand === 'NOT NULL' || demand === 'UNIQUE' || demand.startsWith('CHECK') ? ` ${demand}` : ''
  const more =
    demand === 'UNIQUE (g, b)' ? `, ${demand}` : demand === 'a foreign key' ? ', FOREIGN KEY (g) REFERENCES p (x)' : ''
  const made = [
    `CREATE TABLE p (x ${to} PRIMARY KEY)`,
    `CREATE TABLE t (a ${a}, b ${b}, g ${g}${collation}${own}${isComputed ? ' AS (a)' : ''}${more})${isStrict ? ' STRICT' : ''}`,
    ...(demand === 'a unique index' ? ['CREATE UNIQUE INDEX i ON t (g)'] : []),
  ]
  const filled = [
    ...rows.map(([x]) => `INSERT INTO p VALUES (${x})`),
    ...rows.map(
      (row) => `INSERT INTO t (${isComputed ? 'a, b' : 'a, b, g'}) VALUES (${row.slice(0, isComputed ? 2 : 3)})`,
    ),
  ]
  for (const statement of made) db.exec(statement)
  const isTaken = (statement: string) => {
    try {
      db.exec(statement)
      return true
    } catch {
      return false
    }
  }
  return [...made, ...filled.filter(isTaken)]
}

const changeOf = ({ change, types }: Case): Extract<Operation, { kind: 'alterColumn' }> => {
  const type = { kind: 'raw', sql: types[3]! } as const
  const changes: Readonly<Record<Case['change'], ColumnChanges>> = {
    computed: { generated: { expression: { sql: 'a' }, stored: true } },
    'computed from b': { type, generated: { expression: { sql: 'ifnull(b, a)' }, stored: false } },
    converted: { type },
    using: { type, using: { sql: 'ifnull(a, b)' } },
    filled: { nullable: false, fill: { sql: 'a' } },
    'its source is filled': { nullable: false, fill: { sql: 'b' } },
  }
  const column = change === 'its source is filled' ? 'a' : 'g'
  return { kind: 'alterColumn', table: objectName('t'), column, changes: changes[change] }
}

/** Whether the rows can be copied where nothing is asked before. */
const canBeCopied = async (statements: readonly string[], operation: Operation): Promise<boolean> => {
  const connection = await database(statements.join(';'))
  try {
    const [group] = await planFor(connection, operation)
    const way = group!.ways.find(({ name }) => name === 'recreate')!
    for (const { sql, transaction } of way.statements) if (transaction === 'inside') await connection.execute(sql)
    return (await connection.execute('PRAGMA foreign_key_check')).rows.length === 0
  } catch {
    return false
  } finally {
    await connection.close()
  }
}

it('a column that is computed, filled or converted fits, or is refused before anything changes, and not without need', async () => {
  const tally = new Map<string, number>()
  const property = fc.asyncProperty(caseArbitrary, async (drawn) => {
    const db = new Database(':memory:')
    db.pragma('foreign_keys = ON')
    const statements = beginning(db, drawn)
    const operation = changeOf(drawn)
    const { changes } = operation
    const upgrade = (op: Op) => op.alterColumn('t', operation.column, recordable(changes))
    const migrator = await migratorFor({ connection: db }, upgrade)
    const bytes = db.serialize()
    const error = await migrator.upgrade().then(
      () => null,
      (error: unknown) => error,
    )
    const how = `${drawn.change}: ${error === null ? 'done' : 'refused'}`
    tally.set(how, (tally.get(how) ?? 0) + 1)
    if (error !== null) {
      if (!isMigrateError(error) || error.code !== 'OPERATION_REFUSED') throw error
      expect(db.serialize().equals(bytes), 'not one byte changed').toBe(true)
      const isLost = error.message.includes('would not keep as it is')
      if (!isLost) expect(await canBeCopied(statements, operation), error.message).toBe(false)
    }
    db.close()
  })
  await fc.assert(property, { numRuns: LONG === undefined ? 100 : 10_000 })
  if (LONG !== undefined) console.info(Object.fromEntries([...tally].sort()))
}, 900_000)

/** The changes as a script says them. */
const recordable = ({ generated, type, nullable, using, fill }: ColumnChanges): Parameters<Op['alterColumn']>[2] => ({
  ...(type === undefined ? {} : { type }),
  ...(nullable === undefined ? {} : { nullable }),
  ...(generated == null ? {} : { generated: { as: generated.expression, stored: generated.stored } }),
  ...(using === undefined ? {} : { using }),
  ...(fill != null && 'sql' in fill ? { fill } : {}),
})
