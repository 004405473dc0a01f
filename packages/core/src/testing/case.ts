import type { Op } from '../operations/op.js'
import { integer, text } from '../schema/columns.js'
import type { Literal } from '../schema/types.js'

/** One behaviour of one kind of operation, in a database small enough to read. */
export interface Case {
  /** Also the name of its golden file. */
  readonly name: string
  /** Makes the schema that the change is made to. */
  readonly before: (op: Op) => void
  /** The rows in it, by table. */
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, Literal>>[]>>
  readonly change: (op: Op) => void
  /** Where the change is about rows: those of each table afterwards. */
  readonly rowsAfter?: Case['rows']
  /** Where undoing does not bring every value back: the rows of each table after it. */
  readonly rowsBack?: Case['rows']
  /** The code of the error with which undoing is refused by core, for every dialect. */
  readonly undo?: 'IRREVERSIBLE'
  /** The code of the error with which printing is refused by core, for every dialect. */
  readonly script?: 'NOT_OFFLINE'
}

/** A table with a key, a unique and two plain columns. */
export const users = (op: Op): void =>
  op.createTable('users', {
    id: integer().primaryKey(),
    email: text().notNull().unique(),
    name: text(),
    age: integer(),
  })

export const userRows = {
  users: [
    { id: 1, email: 'ada@example.com', name: "Ada 'the first'; --", age: 36 },
    { id: 2, email: 'bob@example.com', name: null, age: null },
  ],
}

/** And one that references it. */
export const usersAndPosts = (op: Op): void => {
  users(op)
  op.createTable('posts', {
    id: integer().primaryKey(),
    user_id: integer().references('users.id', { onDelete: 'cascade' }),
    title: text(),
  })
}

export const postRows = {
  ...userRows,
  posts: [
    { id: 1, user_id: 1, title: 'one' },
    { id: 2, user_id: 2, title: 'two' },
  ],
}

/** A case on users alone. */
export const onUsers = (name: string, change: (op: Op) => void, more: Partial<Case> = {}): Case => ({
  name,
  before: users,
  rows: userRows,
  change,
  ...more,
})

/** A case on users and their posts. */
export const onPosts = (name: string, change: (op: Op) => void, more: Partial<Case> = {}): Case => ({
  ...onUsers(name, change, more),
  before: usersAndPosts,
  rows: postRows,
})
