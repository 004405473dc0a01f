import { isMigrateError, type Operation, objectName } from '@ads/migrate-core'
import { describe, expect, it } from 'vitest'
import { foldCase, isName, unquote } from '../../src/ddl/identifiers.js'
import { tokenize } from '../../src/ddl/tokenize.js'
import { databaseWith, expectRefused } from '../conservation/revise.js'
import { database, definitions, perform, planFor } from '../perform.js'

const drop = (column: string): Operation => ({
  kind: 'dropColumn',
  table: objectName('t'),
  column,
  ifExists: false,
  cascade: false,
})

/** What may use columns of `t`: between them they say every word that SQLite reads as a name where it can. */
const users = [
  `CREATE TRIGGER w AFTER UPDATE ON t FOR EACH ROW WHEN old.a IS NOT NULL AND new.b > 1 BEGIN
    UPDATE OR IGNORE t SET b = CASE new.b WHEN 1 THEN NULL ELSE CAST(old.b AS varying text) END
    WHERE a = old.a AND b NOT LIKE 'x' ESCAPE '!' OR b GLOB 'y' OR a IS NOT DISTINCT FROM 3 OR a NOTNULL OR a ISNULL; END`,
  `CREATE TRIGGER w BEFORE DELETE ON t BEGIN
    DELETE FROM t WHERE a IN (SELECT a FROM t ORDER BY b COLLATE NOCASE DESC NULLS LAST LIMIT 1 OFFSET 2);
    SELECT RAISE(ABORT, 'no') WHERE old.a = 1; SELECT RAISE(IGNORE); END`,
  `CREATE TRIGGER w INSERT ON t BEGIN
    INSERT OR REPLACE INTO t (a, b) VALUES (new.a, CURRENT_TIMESTAMP) ON CONFLICT DO NOTHING;
    INSERT INTO t (a) SELECT DISTINCT b FROM t AS z WHERE 1 ON CONFLICT (a) WHERE a > 1 DO UPDATE SET b = excluded.b;
    REPLACE INTO t (a) SELECT NULL; END`,
  `CREATE TRIGGER w AFTER UPDATE OF a, b ON t BEGIN UPDATE t SET a = z.b FROM (SELECT b FROM t) AS z WHERE t.a = z.b; END`,
  'CREATE TRIGGER w AFTER INSERT ON u BEGIN DELETE FROM t WHERE a = new.x AND b = 1; END',
  `CREATE VIEW v AS SELECT a AS called, count(*) FILTER (WHERE b) OVER win AS counted, b renamed,
    sum(a) OVER (PARTITION BY a ORDER BY b ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE NO OTHERS)
    FROM t INDEXED BY i WHERE a IS NOT NULL WINDOW win AS (PARTITION BY a) ORDER BY counted ASC LIMIT 3`,
  `CREATE VIEW v (one, two) AS WITH RECURSIVE cte(o, m) AS NOT MATERIALIZED
    (SELECT a, b FROM t UNION ALL SELECT o + 1, m FROM cte) SELECT o, m FROM cte EXCEPT SELECT a, b FROM t
    INTERSECT SELECT every.a, 2 FROM t AS every`,
  'CREATE VIEW v AS SELECT p.a, q.b FROM t AS p LEFT OUTER JOIN t q ON p.a = q.a CROSS JOIN t AS r USING (a)',
  `CREATE VIEW v AS SELECT EXISTS (SELECT 1 FROM t WHERE a MATCH 'x' OR b REGEXP 'y'), CASE WHEN a THEN b END,
    json_extract(a, '$.x') ->> 'y', +a, -b, NOT a FROM t NOT INDEXED`,
  'CREATE VIEW v AS VALUES (1, 2), (3, (SELECT max(a) FROM t))',
  'CREATE VIEW v AS SELECT t.*, z.* FROM t, (SELECT a AS within_ FROM main.t) z',
  'CREATE INDEX x ON t (a COLLATE NOCASE DESC, abs(b), CASE WHEN a THEN 1 END) WHERE a IS NOT NULL AND b NOT IN (1, NULL)',
]
const others = [
  'old new select null end case table values default rowid raise key action row replace abort',
  ...(process.env.LONG === undefined
    ? []
    : [
        `when from current_date like begin order main temp exists cast as update set excluded add after before cascade
        current desc do each explain fail filter first following for generated glob groups if ignore immediate initially
        instead last match materialized no nulls of offset over partition plan pragma preceding query range recursive
        regexp reindex release rename rollback rows savepoint temporary ties trigger unbounded vacuum view virtual window
        with within without oid _rowid_ asc by conflict indexed constraint foreign primary references unique check`,
      ]),
].flatMap((words) => words.split(/\s+/))

describe('a column, whatever it is called', () => {
  it.each(users)('is dropped where SQLite would drop it, and refused by name where it would not: %s', async (user) => {
    const names = new Set([
      ...others,
      ...tokenize(user)
        .filter(isName)
        .map(({ text }) => foldCase(unquote(text))),
    ])
    for (const name of names) {
      const columns = [...new Set(['a', 'b', 'n', name])].map((each) => `"${each}"`)
      const ddl = `CREATE TABLE t (${columns.join(', ')}); CREATE TABLE u (x); CREATE INDEX i ON t ("n"); ${user}`
      // A view may give its results names that are taken.
      const connection = await database(ddl).catch(() => null)
      if (connection === null || name === 'n') continue
      const refusal = await planFor(connection, drop(name)).then(
        () => null,
        (error: unknown) => error,
      )
      const theirs = await connection.execute(`ALTER TABLE t DROP COLUMN "${name}"`).then(
        () => null,
        // Since 3.54; a recreation does it.
        (error: unknown) => (/cannot drop rowid alias/.test(String(error)) ? null : error),
      )
      await connection.close()
      expect({ name, refused: refusal !== null }, String(theirs)).toEqual({ name, refused: theirs !== null })
      if (isMigrateError(refusal)) expect(refusal.message).toMatch(/the (view|trigger|index) "[vwx]"/)
    }
  })

  it('goes by a recreation where it is called as the rowid is', async () => {
    const connection = await database('CREATE TABLE t (a, rowid); INSERT INTO t VALUES (1, 2)')
    await perform(connection, drop('rowid'))
    expect(await definitions(connection)).toEqual(['CREATE TABLE t (a)'])
    expect((await connection.execute('SELECT rowid, a FROM t')).rows).toEqual([{ rowid: 1, a: 1 }])
    await connection.close()
  })

  it.each(['old', 'new', 'select', 'null', 'end', 'ignore', 'abort', 'row'])(
    'goes with the UNIQUE on it, by a recreation, past a trigger that says the word for itself: %s',
    async (name) => {
      const connection = await database(`CREATE TABLE t (a, "${name}" UNIQUE, CHECK (CASE WHEN a THEN 1 ELSE NULL END));
        CREATE TRIGGER w BEFORE UPDATE ON t FOR EACH ROW WHEN old.a <> new.a BEGIN
          SELECT CASE WHEN old.a THEN RAISE(ABORT, 'select') ELSE NULL END; SELECT RAISE(IGNORE); END;
        INSERT INTO t (a) VALUES (1)`)
      const [, ...trigger] = await definitions(connection)
      await perform(connection, drop(name))
      expect(await definitions(connection)).toEqual([
        'CREATE TABLE t (a, CHECK (CASE WHEN a THEN 1 ELSE NULL END))',
        ...trigger,
      ])
      await connection.close()
    },
  )

  it.each([
    ['true', 'CREATE VIEW v AS SELECT a FROM t WHERE true'],
    ['false', 'CREATE VIEW v AS SELECT a FROM t WHERE false'],
    ['rowid', 'CREATE VIEW v AS SELECT a FROM t WHERE rowid'],
    ['b', 'CREATE TRIGGER v AFTER INSERT ON u BEGIN UPDATE t SET b = 1; END'],
    ['b', 'CREATE TRIGGER v AFTER UPDATE OF b ON t BEGIN SELECT 1; END'],
  ])('is refused where SQLite drops it though something else loses its meaning: %s in %s', async (name, user) => {
    const connection = await database(`CREATE TABLE t (a, ${name}); CREATE TABLE u (x); ${user}`)
    await expect(planFor(connection, drop(name))).rejects.toThrow(/"v" would be left without it/)
    // SQLite does, but for a column called as the rowid is, since 3.54.
    if (name !== 'rowid') await connection.execute(`ALTER TABLE t DROP COLUMN ${name}`)
    await connection.close()
  })

  it.each([
    'CREATE TRIGGER w AFTER INSERT ON u BEGIN INSERT INTO t VALUES (1, new.x); END',
    'CREATE TRIGGER w AFTER INSERT ON u BEGIN UPDATE t SET b = q.x FROM u AS q; END',
  ])('is refused where only trying shows what it breaks: %s', async (user) => {
    const db = databaseWith(`CREATE TABLE t (a, b); CREATE TABLE u (x); ${user}`)
    const { message } = await expectRefused(db, (op) => op.dropColumn('t', 'b'))
    expect(message).toMatch(/the trigger "w" would no longer work: /)
  })
})
