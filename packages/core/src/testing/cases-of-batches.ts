import type { Op } from '../operations/op.js'
import { integer, text, varchar } from '../schema/columns.js'
import { sql } from '../schema/sql.js'
import { type Case, onPosts, onUsers } from './case.js'

const onFolders = (name: string, change: (op: Op) => void): Case => ({
  name,
  before: (op) =>
    op.createTable('folders', {
      id: integer().primaryKey(),
      parent_id: integer().references('folders.id', { onDelete: 'cascade' }),
      name: text().notNull(),
    }),
  rows: {
    folders: [
      { id: 1, parent_id: null, name: 'root' },
      { id: 2, parent_id: 1, name: "it's; --" },
    ],
  },
  change,
})

/** Batches whose order matters, and what only a batch can do. */
export const batchCases: readonly [Case, ...Case[]] = [
  onUsers('batch-of-several', (op) =>
    op.batchAlterTable('users', (batch) => {
      batch.addColumn('state', text().notNull().default('new'))
      batch.renameColumn('age', 'years')
      batch.alterColumn('email', { nullable: true })
      batch.createCheckConstraint('some_years', sql`${sql.id('years')} >= 0`)
      batch.createIndex('users_by_state', ['state', { on: 'years', desc: true }])
    }),
  ),
  onUsers('batch-drops-a-column-and-renames-another-to-it', (op) =>
    op.batchAlterTable('users', (batch) => {
      batch.dropColumn('name')
      batch.renameColumn('email', 'name')
    }),
  ),
  onUsers('batch-swaps-two-columns', (op) =>
    op.batchAlterTable('users', (batch) => {
      batch.renameColumn('email', 'passing')
      batch.renameColumn('name', 'email')
      batch.renameColumn('passing', 'name')
    }),
  ),
  onUsers('batch-adds-a-column-under-the-name-of-a-renamed-one', (op) =>
    op.batchAlterTable('users', (batch) => {
      batch.renameColumn('age', 'years')
      batch.addColumn('age', integer())
    }),
  ),
  onUsers(
    'batch-adds-a-column-under-the-name-of-a-dropped-one',
    (op) =>
      op.batchAlterTable('users', (batch) => {
        batch.dropColumn('age')
        batch.addColumn('age', text().default('new'))
      }),
    { rowsAfter: { users: [1, 2].map((id) => ({ id, age: 'new' })) }, rowsBack: { users: [{ id: 1 }, { id: 2 }] } },
  ),
  onUsers('batch-indexes-a-column-under-its-new-name', (op) =>
    op.batchAlterTable('users', (batch) => {
      batch.renameColumn('age', 'years')
      batch.createIndex('users_by_years', ['years'], { where: sql`${sql.id('years')} > 0` })
      batch.createUniqueConstraint('one_of_each', ['years', 'name'])
    }),
  ),
  onUsers('batch-drops-the-index-and-constraint-of-a-dropped-column', (op) => {
    op.createIndex('users_by_email', 'users', ['email'])
    op.batchAlterTable('users', (batch) => {
      batch.dropIndex('users_by_email')
      batch.dropConstraint('uq_users_email')
      batch.dropColumn('email')
    })
  }),
  onUsers('batch-puts-a-constraint-in-the-place-of-another', (op) =>
    op.batchAlterTable('users', (batch) => {
      batch.dropConstraint('uq_users_email')
      batch.createUniqueConstraint('uq_users_email', ['email', 'name'])
    }),
  ),
  onFolders('batch-renames-a-key-that-a-self-reference-uses', (op) =>
    op.batchAlterTable('folders', (batch) => {
      batch.renameColumn('id', 'folder_id')
      batch.renameColumn('parent_id', 'id')
      batch.alterColumn('name', { type: varchar(80) })
    }),
  ),
  onPosts('batch-renames-a-key-that-others-reference', (op) =>
    op.batchAlterTable('users', (batch) => {
      batch.renameColumn('id', 'user_id')
      batch.alterColumn('name', { default: 'nobody' })
    }),
  ),
  onUsers('batch-puts-new-columns-in-their-places', (op) =>
    op.batchAlterTable('users', (batch) => {
      batch.addColumn('first', text(), { before: 'id' })
      batch.addColumn('title', text(), { after: 'email' })
      batch.addColumn('subtitle', text(), { after: 'title' })
    }),
  ),
  onUsers('batch-reorders-columns', (op) =>
    op.batchAlterTable('users', (batch) => batch.renameColumn('age', 'years'), {
      reorder: ['name', 'id', 'years', 'email'],
    }),
  ),
  onPosts('batch-recreates-though-it-changes-nothing', (op) =>
    op.batchAlterTable('users', () => {}, { recreate: 'always' }),
  ),
  onUsers('batch-without-recreation', (op) =>
    op.batchAlterTable(
      'users',
      (batch) => {
        batch.addColumn('state', text())
        batch.renameColumn('age', 'years')
      },
      { recreate: 'never' },
    ),
  ),
]
