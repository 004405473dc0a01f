import { describe, expect, test } from 'vitest'
import { editTable, type TableEdit } from '../../src/ddl/edit-table.js'
import { execute, rows, storedText, withTable } from './scratch-table.js'

const edit = (body: string, ...edits: TableEdit[]): string => {
  const text = editTable(`CREATE TABLE t${body}`, edits)
  // What the editor gives is what SQLite stores of it.
  withTable(text, (stored) => expect(stored).toBe(text)) ?? expect.fail(`SQLite refuses ${text}`)
  return text.slice('CREATE TABLE t'.length)
}

const refusal = (what: string) =>
  expect.objectContaining({ code: 'OPERATION_REFUSED', message: expect.stringContaining(what) })

const listed = `(
  -- the table

  -- about a
  a INT, -- more about a
  b TEXT /* before its comma */, -- more about b

  -- a heading

  c REAL -- more about c
  -- the end
)`

describe('comments', () => {
  test.each([
    [
      'a',
      '(\n  -- the table\n\n  b TEXT /* before its comma */, -- more about b\n\n  -- a heading\n\n  c REAL -- more about c\n  -- the end\n)',
    ],
    [
      'b',
      '(\n  -- the table\n\n  -- about a\n  a INT, -- more about a\n\n  -- a heading\n\n  c REAL -- more about c\n  -- the end\n)',
    ],
    [
      'c',
      '(\n  -- the table\n\n  -- about a\n  a INT, -- more about a\n  b TEXT /* before its comma */ -- more about b\n\n  -- a heading\n  -- the end\n)',
    ],
  ])('right above %s and on its line go with it, those that stand apart stay', (column, expected) => {
    expect(edit(listed, { kind: 'dropColumn', column })).toBe(expected)
  })

  test('move with their column', () => {
    expect(
      edit('(\n  a INT, -- first\n  b INT, -- second\n  c INT -- third\n)', {
        kind: 'reorderColumns',
        columns: ['c', 'a', 'b'],
      }),
    ).toBe('(\n  c INT, -- third\n  a INT, -- first\n  b INT -- second\n)')
  })

  test('around a constraint of a column stay, on lines of their own', () => {
    expect(edit('(a INT -- about a\n  NOT NULL, b)', { kind: 'setNotNull', column: 'a', notNull: false })).toBe(
      '(a INT -- about a\n, b)',
    )
    expect(
      edit('(a int, -- about a\n b int constraint c check (b > 0) -- about c\n)', {
        kind: 'dropConstraint',
        constraint: { name: 'C' },
      }),
    ).toBe('(a int, -- about a\n b int -- about c\n)')
  })

  test('do not become part of the type of a generated column', () => {
    expect(
      edit('(a, b INT NOT NULL /* TEXT */ GENERATED ALWAYS AS (a))', {
        kind: 'setNotNull',
        column: 'b',
        notNull: false,
      }),
    ).toBe('(a, b INT /* TEXT */ AS (a))')
  })
})

describe('a new column', () => {
  const added = (body: string, place: Extract<TableEdit, { kind: 'addColumn' }>['place']) =>
    edit(body, { kind: 'addColumn', definition: '"n" INT', place })

  test.each([
    ['(a, b)', 'last', '(a, b, "n" INT)'],
    ['(a, b)', 'first', '("n" INT, a, b)'],
    ['(a, b)', { before: 'B' }, '(a, "n" INT, b)'],
    ['(a, PRIMARY KEY (a))', 'last', '(a, "n" INT, PRIMARY KEY (a))'],
    [
      '(\n  a INT, -- about a\n  b INT -- about b\n)',
      'last',
      '(\n  a INT, -- about a\n  b INT, -- about b\n  "n" INT\n)',
    ],
    [
      '(\n  a INT -- about a\n  , b INT -- about b\n)',
      'last',
      '(\n  a INT -- about a\n  , b INT -- about b\n  , "n" INT\n)',
    ],
    [
      '(\n  a INT -- about a\n  , b INT -- about b\n)',
      { after: 'a' },
      '(\n  a INT -- about a\n  , "n" INT\n  , b INT -- about b\n)',
    ],
    ['(a -- about a\n)', 'last', '(a, -- about a\n"n" INT\n)'],
    ['(\r\n\ta INT,\r\n\tb INT\r\n)', { after: 'a' }, '(\r\n\ta INT,\r\n\t"n" INT,\r\n\tb INT\r\n)'],
  ] as const)('in %j %j gives %j', (body, place, expected) => {
    expect(added(body, place)).toBe(expected)
  })

  test('that an expression would read is refused', () => {
    expect(() => edit('(a CHECK (a <> "n"))', { kind: 'addColumn', definition: 'n', place: 'last' })).toThrow(
      refusal('contains "n"'),
    )
  })

  test.each(['x INT, y INT', 'x INT) --', 'x INT, CHECK (1)'])('of the text %s is refused', (definition) => {
    expect(() => edit('(a)', { kind: 'addColumn', definition, place: 'last' })).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/OPERATION_REFUSED|UNREADABLE_DDL/) }),
    )
  })
})

describe('NOT NULL', () => {
  const dropped = (body: string) => edit(body, { kind: 'setNotNull', column: 'a', notNull: false })

  test('is dropped where NOT DEFERRABLE stands before it, which stays', () => {
    expect(dropped('(a INT REFERENCES p NOT DEFERRABLE INITIALLY DEFERRED NOT NULL)')).toBe(
      '(a INT REFERENCES p NOT DEFERRABLE INITIALLY DEFERRED)',
    )
    expect(dropped('(a INT NOT NULL REFERENCES p NOT DEFERRABLE)')).toBe('(a INT REFERENCES p NOT DEFERRABLE)')
  })

  test('is set beside NOT DEFERRABLE, which stays', () => {
    expect(edit('(a INT REFERENCES p NOT DEFERRABLE)', { kind: 'setNotNull', column: 'a', notNull: true })).toBe(
      '(a INT NOT NULL REFERENCES p NOT DEFERRABLE)',
    )
  })

  test('is dropped as often as it is written, with its names and what ON CONFLICT does', () => {
    expect(dropped('(a INT NOT NULL DEFAULT 5 NOT NULL)')).toBe('(a INT DEFAULT 5)')
    expect(dropped('(a NOT NULL NOT NULL, b)')).toBe('(a, b)')
    expect(dropped('(a INT CONSTRAINT x NOT NULL ON CONFLICT IGNORE UNIQUE)')).toBe('(a INT UNIQUE)')
  })

  test('leaves no name behind that another constraint would take', () => {
    expect(dropped('(a CONSTRAINT x CONSTRAINT y NOT NULL CHECK (a))')).toBe('(a CHECK (a))')
    expect(dropped('(a CONSTRAINT x CONSTRAINT y NOT NULL)')).toBe('(a CONSTRAINT x)')
  })

  test('takes the place of NULL, and no name at the end of the column', () => {
    const set = (body: string) => edit(body, { kind: 'setNotNull', column: 'a', notNull: true })
    expect(set('(a INT CONSTRAINT x NULL ON CONFLICT IGNORE)')).toBe('(a INT CONSTRAINT x NOT NULL)')
    expect(set('(a INT CONSTRAINT x)')).toBe('(a INT NOT NULL CONSTRAINT x)')
  })
})

describe('constraints', () => {
  const dropped = (body: string, constraint: Extract<TableEdit, { kind: 'dropConstraint' }>['constraint']) =>
    edit(body, { kind: 'dropConstraint', constraint })

  test('of one name and kind go together; of one name and several kinds none goes', () => {
    expect(dropped('(a CONSTRAINT c CHECK (a > 0), b, CONSTRAINT C CHECK (b > 0))', { name: 'c' })).toBe('(a, b)')
    expect(() => dropped('(a CONSTRAINT c UNIQUE, CONSTRAINT c CHECK (a))', { name: 'c' })).toThrow(
      refusal('several kinds'),
    )
    expect(dropped('(a CONSTRAINT c UNIQUE, CONSTRAINT c CHECK (a))', { name: 'c', kind: 'check' })).toBe(
      '(a CONSTRAINT c UNIQUE)',
    )
  })

  test('that are foreign keys take along what says when they are checked', () => {
    expect(dropped('(a INT CONSTRAINT f REFERENCES p NOT DEFERRABLE INITIALLY DEFERRED, b)', { name: 'f' })).toBe(
      '(a INT, b)',
    )
    expect(
      dropped('(a INT REFERENCES p NOT NULL DEFERRABLE INITIALLY DEFERRED)', { kind: 'foreignKey', columns: ['A'] }),
    ).toBe('(a INT NOT NULL)')
  })

  test('without commas are told apart', () => {
    const body = '(a, CHECK (a > 0) UNIQUE (a) CONSTRAINT v CONSTRAINT w CHECK (a > 1) CHECK (a > 2))'
    expect(dropped(body, { kind: 'unique', columns: ['a'] })).toBe(
      '(a, CHECK (a > 0) CONSTRAINT v CONSTRAINT w CHECK (a > 1) CHECK (a > 2))',
    )
    expect(dropped(body, { name: 'w' })).toBe('(a, CHECK (a > 0) UNIQUE (a) CHECK (a > 2))')
    expect(dropped(body, { kind: 'check', expression: '"A">2' })).toBe(
      '(a, CHECK (a > 0) UNIQUE (a) CONSTRAINT v CONSTRAINT w CHECK (a > 1))',
    )
  })

  test('without a name are not found by description where one has a name', () => {
    expect(() => dropped('(a CONSTRAINT u UNIQUE)', { kind: 'unique', columns: ['a'] })).toThrow(
      refusal('no unnamed UNIQUE (a)'),
    )
    expect(() => dropped('(a)', { name: 'nope' })).toThrow(refusal('no constraint "nope"'))
  })

  test('are added at the end, on a line of their own where the others have one', () => {
    expect(edit('(\n  a INT -- about a\n)', { kind: 'addConstraint', definition: 'UNIQUE (a)', column: null })).toBe(
      '(\n  a INT, -- about a\n  UNIQUE (a)\n)',
    )
    expect(
      edit(
        '(id INTEGER, b)',
        { kind: 'addConstraint', definition: 'CONSTRAINT k PRIMARY KEY', column: 'ID' },
        { kind: 'setAutoIncrement', on: true },
      ),
    ).toBe('(id INTEGER CONSTRAINT k PRIMARY KEY AUTOINCREMENT, b)')
  })

  test('a second primary key is refused, a first dropped in the same edit is not', () => {
    const key: TableEdit = { kind: 'addConstraint', definition: 'PRIMARY KEY (b)', column: null }
    expect(() => edit('(a PRIMARY KEY, b) WITHOUT ROWID', key)).toThrow(refusal('several primary keys'))
    expect(
      edit('(a PRIMARY KEY, b) WITHOUT ROWID', { kind: 'dropConstraint', constraint: { kind: 'primaryKey' } }, key),
    ).toBe('(a, b, PRIMARY KEY (b)) WITHOUT ROWID')
  })
})

describe('a renamed column', () => {
  const renamed = (body: string, ...columns: { from: string; to: string }[]) =>
    edit(body, { kind: 'renameColumns', columns })

  test('is followed by every use and by nothing that only looks like one', () => {
    expect(
      renamed(
        `(a INT DEFAULT "a" CHECK (a <> 'a' AND t.a > abs(1) /* a */), "A b" AS ([A] || 'a' COLLATE binary), PRIMARY KEY ('a'), FOREIGN KEY (\`a\`) REFERENCES t (a), FOREIGN KEY (a) REFERENCES p (a))`,
        { from: 'A', to: 'n m' },
      ),
    ).toBe(
      `("n m" INT DEFAULT "a" CHECK ("n m" <> 'a' AND t."n m" > abs(1) /* a */), "A b" AS ([n m] || 'a' COLLATE binary), PRIMARY KEY ('n m'), FOREIGN KEY (\`n m\`) REFERENCES t ("n m"), FOREIGN KEY ("n m") REFERENCES p (a))`,
    )
  })

  test('can change names with another', () => {
    expect(renamed('(a INT CHECK (a > b), b INT)', { from: 'a', to: 'b' }, { from: 'b', to: 'a' })).toBe(
      '(b INT CHECK (b > a), a INT)',
    )
  })

  test('is told from the keyword of the same name', () => {
    expect(
      renamed(
        '(end, like CHECK (CASE WHEN end THEN end END NOT LIKE like))',
        { from: 'end', to: 'e' },
        { from: 'like', to: 'l' },
      ),
    ).toBe('(e, l CHECK (CASE WHEN e THEN e END NOT LIKE l))')
  })

  test('cannot take a name that is taken, or that an expression has for a value', () => {
    expect(() => renamed('(a, b)', { from: 'a', to: 'B' })).toThrow(refusal('two columns "b"'))
    expect(() => renamed('(a, b CHECK (b = true))', { from: 'a', to: 'TRUE' })).toThrow(refusal('contains "TRUE"'))
    expect(() => renamed('(a)', { from: 'z', to: 'y' })).toThrow(refusal('no column "z"'))
  })
})

describe('what a dropped column is used by', () => {
  test.each([
    ['(a, b CHECK (a > b))', 'an unnamed CHECK constraint'],
    ['(a, b AS (a))', 'the generated column "b"'],
    ['(a, b, CONSTRAINT u UNIQUE (b, A))', 'the UNIQUE constraint "u"'],
    ['(a, b REFERENCES t (a))', 'an unnamed FOREIGN KEY constraint'],
  ])('in %s is named', (body, user) => {
    expect(() => edit(body, { kind: 'dropColumn', column: 'a' })).toThrow(refusal(`"a" is used by ${user}`))
  })

  test('may be dropped before it in the same edit', () => {
    expect(
      edit(
        '(a, b, CONSTRAINT u UNIQUE (b, a))',
        { kind: 'dropConstraint', constraint: { name: 'u' } },
        { kind: 'dropColumn', column: 'a' },
        { kind: 'renameColumns', columns: [{ from: 'b', to: 'a' }] },
      ),
    ).toBe('(a)')
  })

  test('a DEFERRABLE that is about the foreign key of another column is not moved', () => {
    expect(() =>
      edit('(a REFERENCES p, b DEFERRABLE INITIALLY DEFERRED)', { kind: 'dropColumn', column: 'b' }),
    ).toThrow(refusal('DEFERRABLE on its column "b"'))
  })
})

test('a collation that would make one of two keys with different ON CONFLICT clauses is refused', () => {
  const body = '(a UNIQUE ON CONFLICT FAIL, UNIQUE (a COLLATE nocase) ON CONFLICT IGNORE)'
  expect(() => edit(body, { kind: 'setCollation', column: 'a', collation: 'NOCASE' })).toThrow(refusal('ON CONFLICT'))
  expect(edit(body, { kind: 'setCollation', column: 'a', collation: 'RTRIM' })).toContain('(a COLLATE RTRIM UNIQUE')
})

test('a column called window is not left with AS behind its type, which SQLite reads as a clause', () => {
  const body = '(a, window INT NOT NULL AS (a))'
  expect(() => edit(body, { kind: 'setNotNull', column: 'window', notNull: false })).toThrow(refusal('"window"'))
})

describe('options', () => {
  const option = (body: string, option: 'strict' | 'without rowid', on: boolean) =>
    edit(body, { kind: 'setOption', option, on })

  test('are set and taken off, the others left', () => {
    expect(option('(a INT PRIMARY KEY) without rowid', 'strict', true)).toBe(
      '(a INT PRIMARY KEY) without rowid, STRICT',
    )
    expect(option('(a INT PRIMARY KEY) strict, /* so */ without rowid', 'strict', false)).toBe(
      '(a INT PRIMARY KEY) /* so */ without rowid',
    )
    expect(option('(a INT PRIMARY KEY) strict', 'strict', false)).toBe('(a INT PRIMARY KEY)')
  })

  test.each([
    ['(a VARCHAR(3))', 'strict', 'its column "a" has the type VARCHAR(3)'],
    ['(a)', 'strict', 'its column "a" has no type'],
    ['(a INT)', 'without rowid', 'needs a primary key'],
    ['(a INTEGER PRIMARY KEY AUTOINCREMENT)', 'without rowid', 'AUTOINCREMENT'],
  ] as const)('%s cannot become %s', (body, name, what) => {
    expect(() => option(body, name, true)).toThrow(refusal(what))
  })

  test('AUTOINCREMENT is set and taken off where the key is written', () => {
    const on: TableEdit = { kind: 'setAutoIncrement', on: true }
    const off: TableEdit = { kind: 'setAutoIncrement', on: false }
    expect(edit('(id INTEGER, PRIMARY KEY (id ASC))', on)).toBe('(id INTEGER, PRIMARY KEY (id ASC AUTOINCREMENT))')
    expect(edit('(id INTEGER PRIMARY KEY ON CONFLICT FAIL AUTOINCREMENT UNIQUE)', off)).toBe(
      '(id INTEGER PRIMARY KEY ON CONFLICT FAIL UNIQUE)',
    )
    expect(() => edit('(id INT PRIMARY KEY)', on)).toThrow(refusal('one INTEGER column'))
    expect(() => edit('(id INTEGER PRIMARY KEY DESC)', on)).toThrow(refusal('one INTEGER column'))
    expect(() => edit('(id INTEGER)', on)).toThrow(refusal('no primary key'))
  })
})

test('a table under a name in passing keeps what its foreign keys refer to, and SQLite takes it', () => {
  const source = 'CREATE TABLE t(a INTEGER PRIMARY KEY, b REFERENCES t (a) CHECK (t.b > 0))'
  const passing = editTable(source, [{ kind: 'nameTable', to: '_new t' }])
  expect(passing).toBe('CREATE TABLE "_new t"(a INTEGER PRIMARY KEY, b REFERENCES t (a) CHECK ("_new t".b > 0))')
  expect(editTable(passing, [{ kind: 'nameTable', to: 't' }])).toBe(
    source.replace('TABLE t', 'TABLE "t"').replace('t.b', '"t".b'),
  )
  execute(passing)
  expect(storedText('_new t')).toBe(passing)
  expect(rows('PRAGMA foreign_key_list("_new t")')).toMatchObject([{ table: 't', to: 'a' }])
  execute('DROP TABLE "_new t"')
})

test('foreign keys follow the table and the columns that they refer to', () => {
  const body = '(a REFERENCES p(x) -- p(x)\n, b REFERENCES q(x), FOREIGN KEY (a, b) REFERENCES "P" (y, X))'
  expect(
    edit(
      body,
      { kind: 'renameReferencedColumns', table: 'p', columns: [{ from: 'x', to: 'x 2' }] },
      { kind: 'renameReferencedTable', from: 'P', to: 'p2' },
    ),
  ).toBe('(a REFERENCES p2("x 2") -- p(x)\n, b REFERENCES q(x), FOREIGN KEY (a, b) REFERENCES "p2" (y, "x 2"))')
})

test('a text that cannot be read is refused with the place', () => {
  expect(() => editTable('CREATE TABLE t AS SELECT 1', [])).toThrow(
    expect.objectContaining({ code: 'UNREADABLE_DDL', position: 15 }),
  )
})

test('an edit of nothing gives the text as it is', () => {
  const source = 'CREATE  TABLE"t"( a,b /* , */ )'
  expect(editTable(source, [])).toBe(source)
  expect(
    editTable(source, [
      { kind: 'setNotNull', column: 'a', notNull: false },
      { kind: 'setOption', option: 'strict', on: false },
    ]),
  ).toBe(source)
})
