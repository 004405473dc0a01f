import type { Database, Statement } from 'better-sqlite3'
import { foldCase } from './ddl/identifiers.js'
import type { Handle } from './handle.js'
import { rowColumns, type SchemaRow, type SchemaRows, toSchemaRow } from './schema-row.js'

/**
 * The rows of `sqlite_schema` as one connection has read them, for as long as there can only have come more: so a long
 * run of revisions reads each of them once, and not once for each revision; and what it adds itself only when somebody
 * asks for a name that is mentioned there.
 */
export class SchemaMemory {
  readonly #handle: Pick<Handle, 'database'>
  readonly #explain: (error: unknown) => unknown
  #known: Known | null = null
  #queries: Queries | null = null

  /** `explain` makes of an error of SQLite what is thrown by those who look something up. */
  constructor(handle: Pick<Handle, 'database'>, explain: (error: unknown) => unknown) {
    this.#handle = handle
    this.#explain = explain
  }

  /** Told of each statement that has run. What may do more than add an object, or change rows, ends what is known. */
  follow(sql: string): void {
    if (this.#known === null) return
    if (addsObject.test(sql)) this.#known.expect(sql)
    else if (!keepsSchema.test(sql)) this.forget()
  }

  forget(): void {
    this.#known = null
  }

  /** Before the lock is let go: from then on the version alone tells what others do. Throws SQLite's own error. */
  settle(): void {
    if (this.#known !== null && this.#known.version !== this.#ask().version.get()) this.forget()
  }

  /** What is stored now; null where virtual tables make more of it than its rows say. Throws SQLite's own error. */
  read(): SchemaRows | null {
    const now = this.#ask().version.get()!
    if (this.#known?.version !== now) {
      this.#known = new Known(now, (last) => this.#rowsAfter(last))
      this.#known.add(this.#ask().rowsAfter.all(0))
    }
    if (this.#known.hasVirtual) this.forget()
    return this.#known
  }

  #rowsAfter(last: number): readonly StoredRow[] {
    try {
      return this.#ask().rowsAfter.all(last)
    } catch (error) {
      throw this.#explain(error)
    }
  }

  #ask(): Queries {
    const { database } = this.#handle
    if (this.#queries?.database !== database) this.#queries = queriesOf(database)
    return this.#queries
  }
}

interface Queries {
  readonly database: Database
  readonly version: Statement<[], number>
  readonly rowsAfter: Statement<[number], StoredRow>
}

const queriesOf = (database: Database): Queries => ({
  database,
  version: database.prepare<[], number>('PRAGMA main.schema_version').safeIntegers(false).pluck(),
  rowsAfter: database
    .prepare<[number], StoredRow>(
      `SELECT ${rowColumns}, rootpage FROM main.sqlite_schema WHERE rowid > ? ORDER BY rowid`,
    )
    .safeIntegers(false),
})

type StoredRow = Readonly<Record<string, unknown>>

/** Adds one row at the end or fails, and raises the version by one: never what is there already, or is elsewhere. */
const addsObject = /^CREATE (?:TABLE|VIEW|TRIGGER|(?:UNIQUE )?INDEX) "(?:[^"]|"")*"(?!\.)/

const keepsSchema =
  /^\s*(?:SELECT\b|SAVEPOINT\b|RELEASE\b|PRAGMA main\.schema_version$|(?:INSERT|UPDATE|DELETE)\b(?![\s\S]*\bsqlite_(?:schema|master)\b))/i

/** Rows, found by each word of their names and texts. */
class Known implements SchemaRows {
  version: number
  hasVirtual = false
  readonly #rowsAfter: (last: number) => readonly StoredRow[]
  /** The last row that was read. */
  #last = 0
  readonly #rows: SchemaRow[] = []
  readonly #byWord = new Map<string, SchemaRow[]>()
  /** The words of the statements that have added rows since. */
  readonly #unread = new Set<string>()

  constructor(version: number, rowsAfter: (last: number) => readonly StoredRow[]) {
    this.version = version
    this.#rowsAfter = rowsAfter
  }

  /** The statement has added a row, of whose words it has all. */
  expect(sql: string): void {
    this.version++
    for (const word of wordsOf(sql)) this.#unread.add(word)
  }

  add(rows: readonly StoredRow[]): void {
    for (const stored of rows) {
      this.#last = Number(stored.rowid)
      this.hasVirtual ||= stored.type === 'table' && stored.rootpage === 0
      // Automatic indexes have no text. They come from constraints, and are read there.
      if (stored.sql === null || /^sqlite_/i.test(String(stored.name))) continue
      const row = toSchemaRow(stored)
      this.#rows.push(row)
      for (const word of new Set(wordsOf(`${row.name} ${row.table} ${row.sql}`))) {
        const found = this.#byWord.get(word)
        if (found === undefined) this.#byWord.set(word, [row])
        else found.push(row)
      }
    }
  }

  about(names: readonly string[]): readonly SchemaRow[] {
    if (names.some((name) => partsOf(name).every((part) => this.#unread.has(part)))) this.#readOn()
    const [first, ...others] = names.map((name) => this.#mentioning(name))
    return others.length === 0 ? (first ?? []) : [...new Set([first!, ...others].flat())]
  }

  indexesOf(tables: readonly string[]): readonly SchemaRow[] {
    const wanted = new Set(tables)
    return this.about(tables.map(foldCase)).filter(({ type, table }) => type === 'index' && wanted.has(table))
  }

  names(): readonly string[] {
    this.#readOn()
    return this.#rows.filter(({ type }) => type === 'table' || type === 'view').map(({ name }) => name)
  }

  #readOn(): void {
    if (this.#unread.size === 0) return
    this.add(this.#rowsAfter(this.#last))
    this.#unread.clear()
  }

  #mentioning(name: string): readonly SchemaRow[] {
    const found = partsOf(name).map((part) => this.#byWord.get(part) ?? [])
    return found.length === 0 ? this.#rows : found.reduce((a, b) => (b.length < a.length ? b : a))
  }
}

const wordsOf = (text: string): readonly string[] => foldCase(text).match(words) ?? []

/** A part of a longer word in the text is no mention of a name, and what is no word by itself has its parts among them. */
const partsOf = (name: string): readonly string[] => name.match(words) ?? []

const words = /[a-z0-9_]+/g
