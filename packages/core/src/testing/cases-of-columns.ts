import type { Op } from '../operations/op.js'
import { bigint, integer, real, text, varchar } from '../schema/columns.js'
import { sql } from '../schema/sql.js'
import { type Case, onPosts, onUsers, postRows, userRows } from './case.js'

const [ada, bob] = userRows.users as [(typeof userRows.users)[0], (typeof userRows.users)[0]]

const rectangles = (op: Op): void =>
  op.createTable('rectangles', {
    id: integer().primaryKey(),
    width: integer().default(1),
    height: integer(),
    area: integer().generatedAs(sql`${sql.id('width')} * ${sql.id('height')}`, { stored: true }),
  })

const onRectangles = (name: string, change: (op: Op) => void): Case => ({
  name,
  before: rectangles,
  rows: { rectangles: [{ id: 1, width: 2, height: 3 }] },
  change,
  rowsAfter: { rectangles: [{ id: 1, width: 2, height: 3, area: 6 }] },
})

/** Each part of a column that can be changed, alone and together, and with what stands on the column. */
export const alterColumnCases: readonly [Case, ...Case[]] = [
  onUsers('alter-column-type', (op) => op.alterColumn('users', 'name', { type: varchar(40) }), {
    rowsAfter: userRows,
  }),
  onUsers('alter-column-type-converts-values', (op) => op.alterColumn('users', 'age', { type: text() }), {
    rowsAfter: { users: [{ ...ada, age: '36' }, bob] },
  }),
  onUsers(
    'alter-column-type-using',
    (op) => op.alterColumn('users', 'age', { type: real(), using: sql`${sql.id('age')} * 1.5` }),
    { rowsAfter: { users: [{ ...ada, age: 54 }, bob] }, undo: 'IRREVERSIBLE' },
  ),
  onUsers('alter-column-type-in-index-and-check', (op) => {
    op.createIndex('users_by_age', 'users', ['age'], { where: sql`${sql.id('age')} > 0` })
    op.createCheckConstraint('age_not_negative', 'users', sql`${sql.id('age')} >= 0`)
    op.alterColumn('users', 'age', { type: bigint() })
  }),
  onPosts('alter-column-not-null', (op) => op.alterColumn('posts', 'title', { nullable: false })),
  onUsers(
    'alter-column-not-null-filled',
    (op) => op.alterColumn('users', 'name', { nullable: false, fill: "nobody's; --" }),
    {
      rowsAfter: { users: [ada, { ...bob, name: "nobody's; --" }] },
      rowsBack: { users: [ada, { ...bob, name: "nobody's; --" }] },
    },
  ),
  onUsers('alter-column-nullable', (op) => op.alterColumn('users', 'email', { nullable: true })),
  onUsers('alter-column-default', (op) => op.alterColumn('users', 'name', { default: "it's; --" })),
  onUsers('alter-column-default-expression', (op) =>
    op.alterColumn('users', 'name', { default: sql`CURRENT_TIMESTAMP` }),
  ),
  onRectangles('alter-column-default-removed', (op) => op.alterColumn('rectangles', 'width', { default: null })),
  onUsers(
    'alter-column-generated',
    (op) => op.alterColumn('users', 'age', { generated: { as: sql`length(${sql.id('email')})`, stored: true } }),
    {
      rowsAfter: {
        users: [
          { ...ada, age: 15 },
          { ...bob, age: 15 },
        ],
      },
      // What the column was before it was computed is gone.
      rowsBack: { users: [ada, bob].map(({ age: _, ...row }) => row) },
    },
  ),
  onRectangles('alter-column-no-longer-generated', (op) => op.alterColumn('rectangles', 'area', { generated: null })),
  onRectangles('alter-column-that-others-are-computed-from', (op) =>
    op.alterColumn('rectangles', 'width', { type: bigint() }),
  ),
  onUsers('alter-column-auto-increment', (op) => op.alterColumn('users', 'id', { autoIncrement: true })),
  onUsers('alter-column-comment', (op) => op.alterColumn('users', 'name', { comment: "as 'they' say" })),
  onPosts(
    'alter-column-several-at-once',
    (op) => op.alterColumn('posts', 'title', { type: varchar(80), nullable: false, default: 'untitled' }),
    { rowsAfter: postRows },
  ),
  onPosts('alter-column-of-referenced-table', (op) => op.alterColumn('users', 'name', { type: varchar(99) }), {
    rowsAfter: postRows,
  }),
]
