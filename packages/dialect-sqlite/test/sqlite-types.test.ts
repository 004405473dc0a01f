import {
  blob,
  boolean,
  type DatabaseOf,
  date,
  defineSchema,
  integer,
  numeric,
  table,
  text,
} from '@ads/migrate-core/schema'
import type { Insertable, Selectable } from 'kysely'
import { expectTypeOf, test } from 'vitest'
import type { SqliteTypes } from '../src/sqlite-types.js'

const schema = defineSchema({
  t: table('t', {
    id: integer().primaryKey(),
    flag: boolean().notNull(),
    day: date(),
    price: numeric(10, 2),
    bytes: blob().notNull(),
    name: text().notNull(),
  }),
})

type Rows = DatabaseOf<typeof schema, SqliteTypes>['t']

test('rows have the types that better-sqlite3 gives', () => {
  expectTypeOf<Selectable<Rows>>().toEqualTypeOf<{
    id: number
    flag: 0 | 1
    day: string | null
    price: number | null
    bytes: Buffer
    name: string
  }>()
})

test('a row may be inserted with what better-sqlite3 takes', () => {
  expectTypeOf({ flag: 1 as const, name: 'x', bytes: new Uint8Array(), id: 5n, price: 2n }).toExtend<Insertable<Rows>>()
  expectTypeOf<Insertable<Rows>['flag']>().not.toEqualTypeOf<boolean>()
})
