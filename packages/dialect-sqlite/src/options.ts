/** The facts about tables that only SQLite has, under its key in core's types. */
declare module '@ads/migrate-core/schema' {
  interface TableOptions {
    readonly sqlite?: {
      /** https://www.sqlite.org/stricttables.html */
      readonly strict?: boolean
      /** https://www.sqlite.org/withoutrowid.html */
      readonly withoutRowid?: boolean
    }
  }

  interface ForeignKeyOptions {
    readonly sqlite?: {
      /** The word behind MATCH, which SQLite keeps and ignores. */
      readonly match?: string
    }
  }
}

export {}
