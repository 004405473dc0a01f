import Database from 'better-sqlite3'
import fc from 'fast-check'

/** What a random database has: every field is a feature that a recreation could lose. */
export interface DatabasePlan {
  readonly kind: 'rowid' | 'autoincrement' | 'implicit' | 'text key' | 'composite' | 'without rowid'
  readonly strict: boolean
  readonly names: readonly string[]
  readonly quotes: number
  readonly constraints: 'inline' | 'table' | 'named'
  readonly onDelete: 'CASCADE' | 'SET NULL'
  readonly deferrable: boolean
  readonly conflict: boolean
  readonly generated: 'none' | 'virtual' | 'stored' | 'both'
  readonly checks: number
  readonly comments: boolean
  readonly spareNotNull: boolean
  readonly spareDefault: boolean
  readonly spareCollate: boolean
  readonly oddTypes: boolean
  readonly self: boolean
  readonly mutual: boolean
  readonly indexes: number
  readonly triggers: number
  readonly views: number
  readonly orphans: boolean
  readonly shortRows: boolean
  readonly rows: readonly (readonly number[])[]
}

export const databasePlan = (): fc.Arbitrary<DatabasePlan> =>
  fc.record({
    kind: fc.constantFrom('rowid', 'autoincrement', 'implicit', 'text key', 'composite', 'without rowid'),
    strict: chance(4),
    names: fc.shuffledSubarray(hostileNames, { minLength: roles.length, maxLength: roles.length }),
    quotes: fc.nat(1000),
    constraints: fc.constantFrom('inline', 'table', 'named'),
    onDelete: fc.constantFrom('CASCADE', 'SET NULL'),
    deferrable: fc.boolean(),
    conflict: chance(3),
    generated: fc.constantFrom('none', 'virtual', 'stored', 'both'),
    checks: fc.nat(3),
    comments: fc.boolean(),
    spareNotNull: fc.boolean(),
    spareDefault: fc.boolean(),
    spareCollate: fc.boolean(),
    oddTypes: fc.boolean(),
    self: fc.boolean(),
    mutual: fc.boolean(),
    indexes: fc.nat(31),
    triggers: fc.nat(7),
    views: fc.nat(3),
    orphans: chance(6),
    shortRows: chance(3),
    rows: fc.array(fc.array(fc.nat(200), { minLength: 12, maxLength: 12 }), { maxLength: 8 }),
  }) as fc.Arbitrary<DatabasePlan>

const chance = (oneIn: number): fc.Arbitrary<boolean> => fc.nat(oneIn - 1).map((n) => n === 1)

const roles = [
  ...['table', 'parent', 'child', 'grandchild', 'log', 'view', 'outerView', 'fresh', 'other'],
  ...['id', 'code', 'parentId', 'selfId', 'mutualId', 'word', 'amount', 'total', 'label', 'spareText', 'spareNumber'],
  ...['link', 'late'],
] as const
export type Role = (typeof roles)[number]

const hostileNames = [
  ...['t', 'people', 'order', 'group', 'select', 'Täble', '日本', 'with space', 'quo"te', "it's", 'x.y', 'CamelCase'],
  ...['semi;colon', 'br]acket', '--dash', '/*c*/', 'tick`s', 'a', 'b1', 'key', 'desc', 'values', 'check', 'généré'],
  ...['_x', 'T2', 'null', 'new', 'old', '%s', '(p)', 'primary', 'trailing ', ','],
]

/** One column or constraint of the table under test, as it is written. */
export interface Item {
  /** The column's role, or what the constraint is. */
  readonly key: string
  readonly text: string
}

/** A database as text, and what its makers know of it. */
export interface RandomDatabase {
  readonly plan: DatabasePlan
  readonly name: (role: Role) => string
  /** Of the table under test, in order. */
  readonly items: readonly Item[]
  readonly columns: readonly Role[]
  /** The column that other tables refer to. */
  readonly parentKey: Role
  readonly statements: readonly string[]
}

/** The DDL text of a plan. */
export const describeDatabase = (plan: DatabasePlan): RandomDatabase => {
  const name = (role: Role): string => plan.names[roles.indexOf(role)]!
  const q = (role: Role): string => written(name(role), plan.quotes + roles.indexOf(role))
  const { kind, strict } = plan
  const parentKey: Role = kind === 'rowid' || kind === 'autoincrement' ? 'id' : 'code'
  const items = itemsOf(plan, q, parentKey)
  const columns = items.map(({ key }) => key).filter((key): key is Role => (roles as readonly string[]).includes(key))
  const options = [...(kind === 'without rowid' ? ['WITHOUT ROWID'] : []), ...(strict ? ['STRICT'] : [])].join(', ')
  const note = plan.comments ? ' -- of the list\n' : ''
  const body = items.map(({ text }) => `  ${text}`).join(`,${note}\n`)
  const action = `ON DELETE ${plan.onDelete}`
  const statements = [
    `CREATE TABLE ${q('parent')} (id INTEGER PRIMARY KEY, note TEXT UNIQUE)`,
    `CREATE TABLE ${q('log')} (what, at)`,
    `CREATE TABLE ${q('table')} (\n${body}\n) ${options}`,
    `CREATE TABLE ${q('child')} (id INTEGER PRIMARY KEY, owner REFERENCES ${q('table')} (${q(parentKey)}) ${action} ON UPDATE CASCADE, n INT)`,
    `CREATE TABLE ${q('grandchild')} (c REFERENCES ${q('child')} ${action}, CHECK (c > 0))`,
    ...indexesOf(plan, q),
    ...viewsOf(plan, q),
    ...triggersOf(plan, q, parentKey),
  ]
  if (!plan.shortRows) return { plan, name, items, columns, parentKey, statements }
  const late = { key: 'late', text: lateText(plan, q) }
  // It comes by ALTER TABLE, and so behind the constraints.
  return { plan, name, items: [...items, late], columns: [...columns, 'late'], parentKey, statements }
}

type Quote = (role: Role) => string

const written = (name: string, style: number): string => {
  if (style % 4 === 0 && /^(?:t|people|a|b1|CamelCase|_x|T2|Täble|日本|généré)$/.test(name)) return name
  if (style % 4 === 1 && !name.includes(']')) return `[${name}]`
  if (style % 4 === 2) return `\`${name.replaceAll('`', '``')}\``
  return `"${name.replaceAll('"', '""')}"`
}

const itemsOf = (plan: DatabasePlan, q: Quote, parentKey: Role): Item[] => {
  const { kind, constraints, strict } = plan
  const note = plan.comments ? ' /* kept, (always) */' : ''
  const named = (words: string): string => (constraints === 'named' ? `CONSTRAINT ${words.replaceAll(' ', '_')} ` : '')
  const conflict = plan.conflict ? ' ON CONFLICT IGNORE' : ''
  const inline = constraints === 'inline'
  const foreign = (target: string): string =>
    `REFERENCES ${target} ON DELETE ${plan.onDelete}${plan.deferrable ? ' DEFERRABLE INITIALLY DEFERRED' : ''}`
  const items: Item[] = []
  const add = (key: string, text: string): void => void items.push({ key, text })

  const idText: Record<DatabasePlan['kind'], string> = {
    rowid: `INTEGER${note} PRIMARY KEY`,
    autoincrement: 'INTEGER PRIMARY KEY AUTOINCREMENT',
    implicit: 'INTEGER',
    'text key': 'TEXT PRIMARY KEY DESC NOT NULL',
    composite: 'INTEGER NOT NULL',
    'without rowid': 'TEXT NOT NULL PRIMARY KEY',
  }
  add('id', `${q('id')} ${idText[kind]}`)
  add('code', `${q('code')}${note} TEXT COLLATE NOCASE${inline ? ` UNIQUE${conflict}` : ''}`)
  add('spareText', spareText(plan, q, note))
  add('parentId', `${q('parentId')} INTEGER${inline ? ` ${foreign(q('parent'))}` : ''}`)
  if (plan.self) add('selfId', `${q('selfId')} ${parentKey === 'id' ? 'INTEGER' : 'TEXT'}`)
  if (plan.mutual) add('mutualId', `${q('mutualId')} INTEGER ${foreign(q('child'))}`)
  add(
    'word',
    `${q('word')} ${strict ? 'TEXT' : 'VARCHAR (80)'} DEFAULT 'w,)'${plan.checks > 0 ? ` CHECK (length(${q('word')}) < 1000)` : ''}`,
  )
  add('amount', `${q('amount')} REAL${note} DEFAULT (1 + 0.5)`)
  if (plan.generated === 'virtual' || plan.generated === 'both') {
    add('total', `${q('total')} REAL GENERATED ALWAYS AS (${q('amount')} * 2${note}) VIRTUAL`)
  }
  if (plan.generated === 'stored' || plan.generated === 'both') {
    add('label', `${q('label')} TEXT AS (${q('word')} || ',') STORED`)
  }
  add('spareNumber', `${q('spareNumber')} ${strict ? 'INT' : plan.oddTypes ? 'unsigned big int' : 'INTEGER'}`)
  add('link', `${q('link')} INTEGER`)

  if (kind === 'composite') add('primary', `${named('pk it')}PRIMARY KEY (${q('id')}, ${q('code')} DESC)`)
  if (!inline) {
    add('unique', `${named('uq it')}UNIQUE (${q('code')})${conflict}`)
    add('foreign', `${named('fk it')}FOREIGN KEY (${q('parentId')}) ${foreign(`${q('parent')} (id)`)}`)
  }
  if (plan.self) add('self', `FOREIGN KEY (${q('selfId')}) ${foreign(`${q('table')} (${q(parentKey)})`)}`)
  if (plan.checks > 1) add('check', `CHECK (${q('amount')} IS NULL OR ${q('amount')} < 1e9${note})`)
  if (plan.checks > 2)
    add('named check', `CONSTRAINT "ck,amount" CHECK (${q('amount')} IS NULL OR ${q('amount')} > -1e9)`)
  return items
}

const spareText = (plan: DatabasePlan, q: Quote, note: string): string => {
  const type = plan.strict ? 'TEXT' : plan.oddTypes ? 'CLOB' : 'TEXT'
  const parts = [
    `${q('spareText')} ${type}${note}`,
    ...(plan.spareNotNull ? ['NOT NULL'] : []),
    ...(plan.spareDefault ? ["DEFAULT 'it''s'"] : []),
    ...(plan.spareCollate ? ['COLLATE RTRIM'] : []),
  ]
  return parts.join(' ')
}

// Rows that were there before it hold no value of their own for it.
const lateText = (plan: DatabasePlan, q: Quote): string =>
  `${q('late')} ${plan.strict ? 'INTEGER' : 'NUMERIC(10, 2)'} DEFAULT 5`

const indexesOf = ({ indexes }: DatabasePlan, q: Quote): string[] =>
  [
    `CREATE INDEX "ix plain" ON ${q('table')} (${q('word')}, ${q('amount')} DESC)`,
    `CREATE INDEX ix_partial ON ${q('table')}(${q('amount')}) WHERE ${q('amount')} > 0 /* most */`,
    `CREATE INDEX [ix expression] ON ${q('table')} (lower(${q('word')}), ${q('amount')} + 1)`,
    `CREATE INDEX ix_collated ON ${q('table')} (${q('word')} COLLATE RTRIM DESC)`,
    `CREATE UNIQUE INDEX ix_unique ON ${q('table')} (${q('code')}, ${q('word')})`,
  ].filter((_, bit) => (indexes >> bit) % 2 === 1)

const viewsOf = ({ views }: DatabasePlan, q: Quote): string[] =>
  [
    `CREATE VIEW ${q('view')} AS SELECT ${q('word')} AS w, ${q('amount')} FROM ${q('table')} -- seen\n WHERE ${q('amount')} IS NOT NULL`,
    `CREATE VIEW ${q('outerView')} (x) AS SELECT v.w FROM ${q('view')} AS v`,
  ].slice(0, views)

const triggersOf = ({ triggers, views }: DatabasePlan, q: Quote, parentKey: Role): string[] => [
  ...[
    `CREATE TRIGGER tr_after AFTER UPDATE OF ${q('word')} ON ${q('table')} WHEN new.${q('word')} <> 'x' BEGIN INSERT INTO ${q('log')} VALUES ('a', new.${q('word')}); END`,
    `CREATE TRIGGER "a before" BEFORE INSERT ON ${q('table')} BEGIN INSERT INTO ${q('log')} VALUES ('b', new.${q(parentKey)}); DELETE FROM ${q('log')} WHERE what = 'z'; END`,
    `CREATE TRIGGER tr_other AFTER INSERT ON ${q('parent')} BEGIN UPDATE ${q('table')} SET ${q('word')} = 'p' WHERE ${q('amount')} = -7; END`,
  ].filter((_, bit) => (triggers >> bit) % 2 === 1),
  ...(views > 0 && triggers > 3
    ? [
        `CREATE TRIGGER tr_instead INSTEAD OF DELETE ON ${q('view')} BEGIN DELETE FROM ${q('table')} WHERE ${q('word')} = old.w; END`,
      ]
    : []),
]

/** Makes the database in memory, with its rows; rows that its own constraints refuse are left out. */
export const makeDatabase = (random: RandomDatabase): Database.Database => {
  const db = new Database(':memory:')
  db.pragma('foreign_keys = ON')
  for (const sql of random.statements) db.exec(sql)
  fillDatabase(db, random)
  return db
}

const fillDatabase = (db: Database.Database, random: RandomDatabase): void => {
  const { plan, name, parentKey } = random
  const table = written(name('table'), 3)
  for (let i = 1; i <= 3; i++) db.prepare(`INSERT INTO ${written(name('parent'), 3)} VALUES (?, ?)`).run(i, `p${i}`)
  for (const [i, seeds] of plan.rows.entries()) {
    const values = rowOf(random, seeds, i)
    const columns = [...values.keys()].map((role) => written(name(role), 3)).join(', ')
    const marks = [...values].map(() => '?').join(', ')
    tryRun(db, `INSERT INTO ${table} (${columns}) VALUES (${marks})`, [...values.values()])
    const key = values.get(parentKey)
    tryRun(db, `INSERT INTO ${written(name('child'), 3)} VALUES (?, ?, ?)`, [BigInt(i + 1), key, 1n])
    tryRun(db, `INSERT INTO ${written(name('grandchild'), 3)} VALUES (?)`, [BigInt(i + 1)])
  }
  if (plan.mutual) {
    db.exec(`UPDATE ${table} SET ${written(name('mutualId'), 3)} = (SELECT min(id) FROM ${written(name('child'), 3)})`)
  }
  // A gap at the end: the highest key there ever was is gone.
  if (plan.kind === 'autoincrement') {
    const id = written(name('id'), 3)
    const given = plan.spareNotNull ? `, ${written(name('spareText'), 3)}` : ''
    db.exec(
      `INSERT INTO ${table} (${id}${given}) VALUES (5000${given && ", 'gone'"}); DELETE FROM ${table} WHERE ${id} = 5000`,
    )
  }
  if (plan.shortRows) db.exec(`ALTER TABLE ${table} ADD COLUMN ${random.items.at(-1)!.text}`)
  if (!plan.orphans) return
  db.pragma('foreign_keys = OFF')
  tryRun(db, `INSERT INTO ${written(name('grandchild'), 3)} VALUES (?)`, [999n])
  tryRun(db, `UPDATE ${table} SET ${written(name('parentId'), 3)} = ?`, [77n])
  db.pragma('foreign_keys = ON')
}

const tryRun = (db: Database.Database, sql: string, values: readonly unknown[]): void => {
  try {
    db.prepare(sql).run(...values)
  } catch (error) {
    if (!String((error as { code?: unknown }).code).startsWith('SQLITE_CONSTRAINT')) throw error
  }
}

const words = ['', 'a', 'A', 'ä', '007', '1.0', "it's", 'x;--', 'a\u0000b', null]
const numbers = [0n, 1n, -1n, 2n ** 53n + 1n, -(2n ** 63n), 42n, 0.5, null]

const rowOf = (random: RandomDatabase, seeds: readonly number[], i: number): Map<Role, unknown> => {
  const { plan, parentKey } = random
  const pick = <T>(list: readonly T[], at: number): T => list[seeds[at]! % list.length]!
  const loose = !plan.strict && seeds[0]! % 5 === 0
  const values = new Map<Role, unknown>()
  const isText = plan.kind === 'text key' || plan.kind === 'without rowid'
  values.set('id', isText ? `k${i}` : BigInt(i * 3 + 1))
  values.set('code', `c${i}${pick(['', ' ', 'É'], 1)}`)
  values.set('spareText', loose ? new Uint8Array([0, 255]) : (pick(words, 2) ?? (plan.spareNotNull ? '' : null)))
  values.set('parentId', pick([1n, 2n, 3n, null], 3))
  if (plan.self) values.set('selfId', i === 0 ? null : parentKey === 'id' ? 1n : null)
  values.set('word', loose ? 12.5 : pick(words, 4))
  values.set('amount', pick([0.5, -7, 1e6, null], 5))
  values.set('spareNumber', loose ? 'text' : pick(plan.strict ? numbers.filter((n) => n !== 0.5) : numbers, 6))
  values.set('link', pick([1n, 2n, null, null], 7))
  return values
}
