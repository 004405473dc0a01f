import { sql } from '../schema/sql.js'
import { type Case, onPosts, onUsers, userRows } from './case.js'

const grown = sql`SELECT id, name FROM users WHERE age > ${30} AND name <> ${"it's; --"}`

const insertPost = 'INSERT INTO posts (id, user_id, title) VALUES (100, NULL, NULL)'
const onInsert = `CREATE TRIGGER first_post AFTER INSERT ON users BEGIN ${insertPost}; END`

/** Views over tables and over views. */
export const createViewCases: readonly [Case, ...Case[]] = [
  onUsers('create-view', (op) => op.createView('grown_ups', grown)),
  onUsers('create-view-over-a-view', (op) => {
    op.createView('grown_ups', grown)
    op.createView('their "names"', sql`SELECT name FROM grown_ups`)
  }),
]

export const dropViewCases: readonly [Case, ...Case[]] = [
  onUsers('drop-view', (op) => {
    op.createView('grown_ups', grown)
    op.dropView('grown_ups')
  }),
  onUsers('drop-view-if-exists', (op) => op.dropView('nowhere', { ifExists: true })),
]

/** Triggers in the words of the SQL standard, as far as it has words for what they do. */
export const createTriggerCases: readonly [Case, ...Case[]] = [
  onPosts('create-trigger', (op) => op.createTrigger('first_post', 'users', onInsert)),
]

export const dropTriggerCases: readonly [Case, ...Case[]] = [
  onPosts('drop-trigger', (op) => {
    op.createTrigger('first_post', 'users', onInsert)
    op.dropTrigger('first_post')
  }),
  onUsers('drop-trigger-if-exists', (op) => op.dropTrigger('nowhere', { ifExists: true })),
]

const manyUsers = Array.from({ length: 1500 }, (_, i) => ({
  id: i + 10,
  email: `${i}@example.com`,
  name: i % 2 === 0 ? null : `'); DROP TABLE users; -- ${i}`,
  age: i,
}))

/** Rows few and many, with values that a careless tool would run. */
export const bulkInsertCases: readonly [Case, ...Case[]] = [
  onUsers(
    'bulk-insert',
    (op) =>
      op.bulkInsert('users', [
        { id: 3, email: "o'hara@example.com", name: '"; DROP TABLE users; --', age: -1 },
        { name: 'new\nline ${x} %s ? :name \\', age: null, id: 4, email: '' },
      ]),
    { undo: 'IRREVERSIBLE' },
  ),
  onUsers('bulk-insert-some-columns', (op) => op.bulkInsert('users', [{ id: 3, email: 'c' }]), {
    rowsAfter: { users: [...userRows.users, { id: 3, email: 'c', name: null, age: null }] },
    undo: 'IRREVERSIBLE',
  }),
  onUsers('bulk-insert-many-rows', (op) => op.bulkInsert('users', manyUsers), { undo: 'IRREVERSIBLE' }),
  onUsers(
    'bulk-insert-into-a-new-table',
    (op) => {
      op.renameTable('users', 'people')
      op.bulkInsert('people', manyUsers.slice(0, 2))
    },
    { undo: 'IRREVERSIBLE' },
  ),
  onUsers('bulk-insert-no-rows', (op) => op.bulkInsert('users', [])),
]
