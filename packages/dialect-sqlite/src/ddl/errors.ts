import { MigrateError } from '@ads/migrate-core'

/** A stored definition that cannot be read. It names the object, where reading stopped, and what was expected there. */
export class UnreadableDdl extends MigrateError {
  readonly object: string
  /** Offset into the definition. */
  readonly position: number
  readonly expected: string

  constructor(object: string, position: number, expected: string, found: string) {
    super(
      'UNREADABLE_DDL',
      `Cannot read the definition of ${object}: expected ${expected} at character ${position + 1}, found ${found}`,
      { hint: 'If SQLite accepts this definition, please report it: nothing was changed.' },
    )
    this.name = 'UnreadableDdl'
    this.object = object
    this.position = position
    this.expected = expected
  }
}

/** A name in another schema than the default one. */
export class SchemaNotSupported extends MigrateError {
  constructor(name: string) {
    super('SCHEMA_NOT_SUPPORTED', `${name} names a schema, but SQLite has only the main one here`, {
      hint: 'Leave the schema out of the name.',
    })
    this.name = 'SchemaNotSupported'
  }
}

/** A column of a STRICT table has a type that such a table cannot have. */
export class StrictTypeRefused extends MigrateError {
  constructor(column: string, type: string) {
    super('TYPE_NOT_SUPPORTED', `A STRICT table cannot have the column "${column}" of type ${type}`, {
      hint: 'STRICT tables know INT, INTEGER, REAL, TEXT, BLOB and ANY.',
    })
    this.name = 'StrictTypeRefused'
  }
}
