import type { Op } from '../operations/op.js'
import { integer, text } from '../schema/columns.js'
import { sql } from '../schema/sql.js'
import { check, primaryKey, unique } from '../schema/table-extras.js'
import { type Case, onPosts, onUsers, userRows, users } from './case.js'

const usersAndNotes = (op: Op): void => {
  users(op)
  op.createTable('notes', {
    user_id: integer().notNull(),
    number: integer().notNull(),
    parent: integer(),
    text: text(),
  })
}

const noteRows = {
  ...userRows,
  notes: [
    { user_id: 1, number: 1, parent: null, text: 'a' },
    { user_id: 2, number: 2, parent: 1, text: "it's; --" },
  ],
}

const onNotes = (name: string, change: (op: Op) => void): Case => ({
  name,
  before: usersAndNotes,
  rows: noteRows,
  change,
})

const onKeptNotes = (name: string, change: (op: Op) => void): Case => ({
  ...onNotes(name, change),
  before: (op) => {
    users(op)
    op.createTable(
      'notes',
      {
        user_id: integer().notNull().references('users.id', { name: 'of_user', onDelete: 'cascade' }),
        number: integer().notNull(),
        parent: integer(),
        text: text(),
      },
      (t) => [
        primaryKey([t.user_id, t.number], { name: 'notes_key' }),
        unique([t.parent, t.text], { name: "one 'text' each" }),
        check(sql`${sql.id('number')} > 0`, { name: 'from_one' }),
        check(sql`${sql.id('number')} < 1000`, { name: 'few' }),
      ],
    )
  },
})

/** Constraints of every kind, over rows that meet them. */
export const addConstraintCases: readonly [Case, ...Case[]] = [
  onNotes('create-unique-constraint', (op) => op.createUniqueConstraint('one_number', 'notes', ['user_id', 'number'])),
  onNotes('create-check-constraint', (op) =>
    op.createCheckConstraint('from_one', 'notes', sql`${sql.id('number')} > 0 AND ${sql.id('text')} <> ${"'); --"}`),
  ),
  onNotes('create-foreign-key', (op) => op.createForeignKey('of_user', 'notes', ['user_id'], 'users', ['id'])),
  onNotes('create-foreign-key-with-actions', (op) =>
    op.createForeignKey('of_user', 'notes', ['user_id'], 'users', ['id'], {
      onDelete: 'cascade',
      onUpdate: 'restrict',
      deferrable: 'initially deferred',
    }),
  ),
  onNotes('create-foreign-key-to-itself', (op) => {
    op.createPrimaryKey('notes_key', 'notes', ['number'])
    op.createForeignKey('of_parent', 'notes', ['parent'], 'notes', ['number'], { onDelete: 'set null' })
  }),
  onNotes('create-primary-key', (op) => op.createPrimaryKey('notes_key', 'notes', ['user_id', 'number'])),
  onNotes('create-constraint-without-a-name', (op) => op.createUniqueConstraint(null, 'notes', ['text'])),
  onNotes('create-constraint-with-hostile-name', (op) =>
    op.createUniqueConstraint('"; DROP TABLE users; --', 'notes', ['text']),
  ),
  onPosts('create-constraint-on-referenced-table', (op) =>
    op.createCheckConstraint('some_name', 'users', sql`${sql.id('name')} <> ''`),
  ),
]

/** Constraints of every kind, called by name and by what they say. */
export const dropConstraintCases: readonly [Case, ...Case[]] = [
  onKeptNotes('drop-unique-constraint', (op) => op.dropConstraint("one 'text' each", 'notes')),
  onKeptNotes('drop-check-constraint', (op) => op.dropConstraint('from_one', 'notes')),
  onKeptNotes('drop-foreign-key', (op) => op.dropConstraint('of_user', 'notes')),
  onKeptNotes('drop-primary-key', (op) => op.dropConstraint('notes_key', 'notes')),
  onKeptNotes('drop-constraint-by-description', (op) => {
    op.dropConstraint({ foreignKey: ['user_id'] }, 'notes')
    op.dropConstraint({ unique: ['parent', 'text'] }, 'notes')
    op.dropConstraint({ check: sql`${sql.id('number')} < 1000` }, 'notes')
    op.dropConstraint({ primaryKey: true }, 'notes')
  }),
  onNotes('drop-unnamed-constraint-by-conventional-name', (op) => {
    op.createUniqueConstraint(null, 'notes', ['number'])
    op.createForeignKey(null, 'notes', ['user_id'], 'users', ['id'])
    op.dropConstraint('fk_notes_user_id_users', 'notes')
    op.dropConstraint('uq_notes_number', 'notes')
  }),
  onUsers('drop-unique-constraint-of-column', (op) => op.dropConstraint('uq_users_email', 'users')),
  onUsers('drop-constraint-if-exists', (op) => op.dropConstraint('nowhere', 'users', { ifExists: true })),
]
