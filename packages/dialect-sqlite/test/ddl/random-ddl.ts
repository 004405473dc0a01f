import fc from 'fast-check'

/** Random CREATE TABLE statements in all the spellings that SQLite's grammar has. SQLite refuses some of them. */
export const createTable = (): fc.Arbitrary<string> =>
  fc
    .record({
      columns: fc.uniqueArray(column(), { minLength: 1, maxLength: 5, selector: ({ name }) => plain(name) }),
      constraints: fc.array(fc.nat(1_000_000), { maxLength: 3 }),
      options: fc.constantFrom('', '', '', '', 'STRICT', 'WITHOUT ROWID', 'strict , Without RowId', 'without "rowid"'),
      commas: fc.boolean(),
      trivia: fc.array(trivia(), { minLength: 8, maxLength: 8 }),
    })
    .chain(({ columns, constraints, options, commas, trivia }) => {
      const names = columns.map(({ name }) => name)
      const onTable = constraints.map((seed) => tableConstraint(names, seed))
      return fc.tuple(...onTable).map((texts) => {
        const list = [columns.map(({ text }) => text).join(' , ')]
        if (texts.length > 0) list.push((texts as string[]).join(commas ? ' , ' : ' '))
        const strict = /strict/i.test(options)
        const body = strict ? list[0]!.replaceAll(looseType, 'ANY') : list[0]
        return space(`CREATE TABLE t ( ${[body, ...list.slice(1)].join(' , ')} ) ${options}`, trivia)
      })
    })

/** Types that a STRICT table refuses, marked so that a generated one keeps a chance of being accepted. */
const looseType = /\u0001[^\u0002]*\u0002/g

const plain = (name: string): string => name.replace(/^["'`[]|["'`\]]$/g, '').toLowerCase()

// Every blank of the generated text becomes some other spacing; marks fall out.
const space = (text: string, trivia: readonly string[]): string => {
  let index = 0
  return text
    .replaceAll(/[\u0001\u0002]/g, '')
    .replaceAll(/ /g, () => trivia[index++ % trivia.length]!)
    .replaceAll('\u0003', ' ')
}

const trivia = (): fc.Arbitrary<string> =>
  fc.constantFrom(
    ' ',
    ' ',
    ' ',
    ' ',
    '\n',
    '\t ',
    '  ',
    ' /* , ) ( */ ',
    ' -- it\'s, a "comment" (\n',
    '\r\n',
    ' /**/ ',
  )

const name = (): fc.Arbitrary<string> =>
  fc
    .constantFrom(
      ...`a b c d id key desc asc generated always rowid_ text left full if replace "e f" "g""h" [i,j] \`k)l\` 'm' "" "select"
    é_ü $x x$y _1 "check" "constraint" trigger window filter indexed ABC virtual stored action no cascade end "o(p"
    日本 'q''r' [s--t]`
        .split(/\s+(?![^"]*f")/)
        .filter((word) => !word.startsWith('$')),
    )
    .map((word) => word.replaceAll(' ', '\u0003'))

const type = (): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('INTEGER', 'TEXT', 'REAL', 'BLOB', 'int', 'Any') },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(
          ...[
            '',
            'VARCHAR(80)',
            'numeric ( 10 , 2 )',
            'NUMERIC(-1,+2)',
            'double precision',
            'unsigned big int',
            '"integer"',
            '[my type]',
            "'str' text",
            'DECIMAL(1e3)',
            'generated',
            'GENERATED ALWAYS',
            'long varchar (1_0)',
            'if replace key',
            '"a""b"',
            'virtual stored',
            'native character(70)',
            'floating point',
            'STRING',
          ],
        )
        .map((text) => `\u0001${text}\u0002`),
    },
  )

const expression = (): fc.Arbitrary<string> =>
  fc.constantFrom(
    '1',
    "'a)b'",
    '1 + ( 2 * 3 )',
    "length('x,y') > 0",
    "( 'it''s' )",
    'coalesce( 1 , 2 ) IN ( 1 , 2 )',
    'CASE WHEN 1 THEN 2 ELSE 3 END',
    "x'00ff'",
    '0x1F',
    "'-- no comment'",
    'NOT NULL',
    '( 1 , 2 ) = ( 1 , 2 )',
    "'a' COLLATE nocase || 'b'",
    "json( '{}' ) ->> '$.a'",
  )

const defaultValue = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(
      ...`1 -1 +1 - 5 0x10 1_000 1.5 .5 5. 1e3 -1.5e-3 'x' 'it''s' "quoted" bare true FALSE null NULL current_timestamp
      CURRENT_DATE x'00ff' '' 9223372036854775807 -9223372036854775808 [br] \`tick\` replace`.split(/(?<!-)\s+/),
    ),
    expression().map((text) => `( ${text} )`),
  )

const conflict = (): fc.Arbitrary<string> =>
  fc.constantFrom(
    '',
    '',
    '',
    ...'rollback abort fail ignore replace'.split(' ').map((word) => ` ON CONFLICT ${word.toUpperCase()}`),
  )

const references = (columns: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom('p', '"P q"', "'p'", 't', 'left'),
      fc.boolean(),
      fc.array(
        fc.constantFrom(
          ...[
            ' ON DELETE CASCADE',
            ' ON UPDATE SET NULL',
            ' on delete set default',
            ' ON UPDATE RESTRICT',
            ' ON DELETE NO ACTION',
            ' MATCH FULL',
            ' MATCH simple',
            ' ON INSERT CASCADE',
          ],
        ),
        { maxLength: 3 },
      ),
      deferrable(),
    )
    .map(([table, named, actions, deferrable]) => {
      const keys = Array.from({ length: columns }, (_, index) => `k${index}`)
      const list = named ? ` ( ${keys.join(' , ')} )` : ''
      return `REFERENCES ${table.replaceAll(' ', '\u0003')}${list}${actions.join('')}${deferrable}`
    })

const deferrable = (): fc.Arbitrary<string> =>
  fc.constantFrom(
    '',
    '',
    ' DEFERRABLE',
    ' NOT DEFERRABLE',
    ' NOT DEFERRABLE INITIALLY DEFERRED',
    ' DEFERRABLE INITIALLY DEFERRED',
    ' deferrable initially immediate',
  )

const named = (constraint: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(
        '',
        '',
        '',
        'CONSTRAINT nm ',
        'CONSTRAINT "n m" ',
        "CONSTRAINT 'check' ",
        'CONSTRAINT x CONSTRAINT y ',
      ),
      constraint,
    )
    .map(([prefix, text]) => prefix.replace('n m', 'n\u0003m') + text)

const columnConstraint = (): fc.Arbitrary<string> =>
  named(
    fc.oneof(
      { weight: 2, arbitrary: conflict().map((clause) => `NOT NULL${clause}`) },
      { weight: 1, arbitrary: conflict().map((clause) => `NULL${clause}`) },
      { weight: 1, arbitrary: conflict().map((clause) => `UNIQUE${clause}`) },
      { weight: 2, arbitrary: expression().map((text) => `CHECK ( ${text} )`) },
      {
        weight: 3,
        arbitrary: defaultValue().map((text) => (text.startsWith('(') ? `DEFAULT ${text}` : `DEFAULT ${text}`)),
      },
      { weight: 1, arbitrary: fc.constantFrom('COLLATE nocase', 'COLLATE "RTRIM"', "COLLATE 'binary'") },
      { weight: 2, arbitrary: references(1) },
      {
        weight: 1,
        arbitrary: deferrable()
          .filter((text) => text !== '')
          .map((text) => text.trimStart()),
      },
      { weight: 1, arbitrary: fc.constant('') },
    ),
  )

const generated = (): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom('AS', 'GENERATED ALWAYS AS', 'generated always as'),
      expression(),
      fc.constantFrom('', ' STORED', ' virtual'),
    )
    .map(([as, text, kind]) => `${as} ( ${text} )${kind}`)

const primaryKey = (): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom('', '', ' ASC', ' DESC'), conflict(), fc.constantFrom('', '', ' AUTOINCREMENT'))
    .map((parts) => `PRIMARY KEY${parts.join('')}`)

const column = (): fc.Arbitrary<{ readonly name: string; readonly text: string }> =>
  fc
    .record({
      name: name(),
      type: type(),
      constraints: fc.array(columnConstraint(), { maxLength: 3 }),
      extra: fc.oneof(
        { weight: 8, arbitrary: fc.constant('') },
        { weight: 1, arbitrary: generated() },
        { weight: 1, arbitrary: primaryKey() },
      ),
      tail: fc.constantFrom('', '', '', '', ' CONSTRAINT alone'),
    })
    .map(({ name, type, constraints, extra, tail }) => {
      const usable = /always as|^as/i.test(extra)
        ? constraints.filter((text) => !text.includes('DEFAULT'))
        : constraints
      // SQLite takes GENERATED ALWAYS off a type once: a column that says it twice has it for a type.
      const known =
        extra.startsWith('GENERATED') || extra.startsWith('generated') ? type.replace('GENERATED ALWAYS', '') : type
      return { name, text: `${name} ${known} ${[...usable, extra].join(' ')}${tail}` }
    })

const tableConstraint = (names: readonly string[], seed: number): fc.Arbitrary<string> => {
  const first = names[seed % names.length]!
  const second = names[(seed + 1) % names.length]!
  const keys = first === second ? [first] : [first, second]
  return named(
    fc.oneof(
      fc
        .tuple(
          fc.constantFrom('PRIMARY KEY', 'UNIQUE', 'UNIQUE'),
          fc.constantFrom('', ' DESC', ' COLLATE nocase', ' COLLATE nocase ASC'),
          conflict(),
        )
        .map(([kind, tail, clause]) => `${kind} ( ${keys.map((key) => key + tail).join(' , ')} )${clause}`),
      fc.tuple(expression(), conflict()).map(([text, clause]) => `CHECK ( ${text} )${clause}`),
      references(keys.length).map((text) => `FOREIGN KEY ( ${keys.join(' , ')} ) ${text}`),
      fc.constant('CONSTRAINT alone'),
    ),
  )
}
