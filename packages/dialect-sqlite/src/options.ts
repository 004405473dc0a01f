/** What only SQLite's tables have. */
export interface SqliteTableOptions {
  /** https://www.sqlite.org/stricttables.html */
  readonly strict?: boolean
  /** https://www.sqlite.org/withoutrowid.html */
  readonly withoutRowid?: boolean
}

/** What only SQLite's foreign keys have. */
export interface SqliteForeignKeyOptions {
  /** The word behind MATCH, which SQLite keeps and ignores. */
  readonly match?: string
}

declare module '@ads/migrate-core/schema' {
  interface TableOptions {
    readonly sqlite?: SqliteTableOptions
  }

  interface ForeignKeyOptions {
    readonly sqlite?: SqliteForeignKeyOptions
  }
}
