import type { OperationKind } from '../operations/operation.js'
import { boolean, enumType, integer, real, text, timestamp, varchar } from '../schema/columns.js'
import { sql } from '../schema/sql.js'
import { check, foreignKey, index, primaryKey, unique } from '../schema/table-extras.js'
import { type Case, onPosts, onUsers, userRows } from './case.js'
import { batchCases } from './cases-of-batches.js'
import { alterColumnCases } from './cases-of-columns.js'
import { addConstraintCases, dropConstraintCases } from './cases-of-constraints.js'
import {
  bulkInsertCases,
  createTriggerCases,
  createViewCases,
  dropTriggerCases,
  dropViewCases,
} from './cases-of-objects.js'

/** What a dialect has to be able to do, or to refuse by name. A new kind of operation without a case does not compile. */
export const cases: Readonly<Record<OperationKind, readonly [Case, ...Case[]]>> = {
  createTable: [
    onUsers('create-table', (op) =>
      op.createTable('campaigns', {
        id: integer().primaryKey({ autoIncrement: true }),
        name: varchar(40).notNull().default("it's; --"),
        budget: real().default(0.5),
        active: boolean().notNull().default(true),
        state: enumType('campaign_state', ['draft', "on 'hold'"]).default('draft'),
        created_at: timestamp().default(sql`CURRENT_TIMESTAMP`),
      }),
    ),
    onUsers('create-table-constraints', (op) =>
      op.createTable(
        'memberships',
        { user_id: integer().notNull(), team: text().notNull(), role: text(), since: integer() },
        (t) => [
          primaryKey(t.user_id, t.team),
          unique([t.team, t.role], { name: 'one_of_each_role' }),
          check(sql`${sql.id('since')} > 1900`, { name: 'since_our_time' }),
          foreignKey([t.user_id], 'users', ['id'], { onDelete: 'cascade', onUpdate: 'restrict' }),
        ],
      ),
    ),
    onUsers('create-table-indexes', (op) =>
      op.createTable('visits', { id: integer().primaryKey(), user_id: integer(), page: text() }, (t) => [
        index(t.user_id, t.page),
        index([{ on: t.page, desc: true }], { name: 'visits_by_page', where: sql`${sql.id('page')} IS NOT NULL` }),
      ]),
    ),
    onUsers('create-table-generated-column', (op) =>
      op.createTable('rectangles', {
        width: integer(),
        height: integer(),
        area: integer().generatedAs(sql`${sql.id('width')} * ${sql.id('height')}`, { stored: true }),
      }),
    ),
    onUsers('create-table-that-references-itself', (op) =>
      op.createTable('folders', { id: integer().primaryKey(), parent_id: integer().references('folders.id') }),
    ),
    onUsers('create-table-hostile-names', (op) =>
      op.createTable('select"; DROP TABLE users; --', {
        "group'": integer().primaryKey(),
        'new\nline': text().default("'); DROP TABLE users; --"),
      }),
    ),
    onUsers('create-table-if-not-exists', (op) =>
      op.createTable('users', { id: integer() }, () => [], { ifNotExists: true }),
    ),
  ],
  dropTable: [
    onPosts('drop-table', (op) => op.dropTable('posts')),
    onUsers('drop-table-with-index', (op) => {
      op.createIndex('users_by_age', 'users', ['age'])
      op.dropTable('users')
    }),
    onUsers('drop-table-with-trigger', (op) => {
      op.createTrigger(
        'forget_names',
        'users',
        'CREATE TRIGGER forget_names AFTER INSERT ON users BEGIN UPDATE users SET name = NULL; END',
      )
      op.dropTable('users')
    }),
    onUsers('drop-table-if-exists', (op) => op.dropTable('nowhere', { ifExists: true })),
  ],
  renameTable: [
    onUsers('rename-table', (op) => op.renameTable('users', 'people')),
    onPosts('rename-table-that-others-reference', (op) => op.renameTable('users', 'order')),
    onUsers('rename-table-to-another-case', (op) => op.renameTable('users', 'Users')),
  ],

  addColumn: [
    onUsers('add-column', (op) => op.addColumn('users', 'nickname', text())),
    onUsers('add-column-not-null-with-default', (op) =>
      op.addColumn('users', 'state', text().notNull().default("it's; --")),
    ),
    onUsers('add-column-with-check', (op) =>
      op.addColumn('users', 'score', integer().check(sql`${sql.id('score')} >= 0`, 'score_not_negative')),
    ),
    onPosts('add-column-with-reference', (op) =>
      op.addColumn('posts', 'editor_id', integer().references('users.id', { onDelete: 'set null' })),
    ),
    onUsers('add-column-generated', (op) =>
      op.addColumn('users', 'next_age', integer().generatedAs(sql`${sql.id('age')} + 1`)),
    ),
    onUsers('add-column-unique', (op) => op.addColumn('users', 'code', text().unique())),
    onUsers('add-column-in-a-place', (op) => op.addColumn('users', 'nickname', text(), { after: 'email' })),
    onUsers('add-column-filled', (op) => op.addColumn('users', 'score', integer().notNull(), { fill: 1 })),
    onUsers('add-column-if-not-exists', (op) => op.addColumn('users', 'age', integer(), { ifNotExists: true })),
  ],
  dropColumn: [
    onUsers('drop-column', (op) => op.dropColumn('users', 'age')),
    onUsers('drop-column-in-the-middle', (op) => op.dropColumn('users', 'name')),
    onPosts('drop-column-with-reference', (op) => {
      op.addColumn('posts', 'editor_id', integer().references('users.id'))
      op.dropColumn('posts', 'editor_id')
    }),
    onUsers('drop-column-cascade', (op) => {
      op.createIndex('users_by_age', 'users', ['age'])
      op.dropColumn('users', 'age', { cascade: true })
    }),
    onUsers('drop-column-if-exists', (op) => op.dropColumn('users', 'nowhere', { ifExists: true })),
  ],
  renameColumn: [
    onUsers('rename-column', (op) => op.renameColumn('users', 'age', 'years')),
    onUsers('rename-column-in-key-and-constraints', (op) => {
      op.renameColumn('users', 'email', 'group')
      op.renameColumn('users', 'id', 'user"id')
    }),
    onPosts('rename-column-that-others-reference', (op) => op.renameColumn('users', 'id', 'user_id')),
    onUsers('rename-column-in-index', (op) => {
      op.createIndex('users_by_age', 'users', ['age'], { where: sql`${sql.id('age')} > 0` })
      op.renameColumn('users', 'age', 'years')
    }),
  ],

  alterColumn: alterColumnCases,

  addConstraint: addConstraintCases,
  dropConstraint: dropConstraintCases,
  createIndex: [
    onUsers('create-index', (op) => op.createIndex('users_by_age', 'users', ['age', 'name'])),
    onUsers('create-index-unique', (op) => op.createIndex('one_age', 'users', ['age'], { unique: true })),
    onUsers('create-index-partial', (op) =>
      op.createIndex('known_ages', 'users', ['age'], { where: sql`${sql.id('name')} <> ${"it's"}` }),
    ),
    onUsers('create-index-on-expression', (op) =>
      op.createIndex('users_by_length', 'users', [sql`length(${sql.id('name')})`, { on: 'age', desc: true }]),
    ),
    onUsers('create-index-if-not-exists', (op) => {
      op.createIndex('users_by_age', 'users', ['age'])
      op.createIndex('users_by_age', 'users', ['age'], { ifNotExists: true })
    }),
  ],
  dropIndex: [
    onUsers('drop-index', (op) => {
      op.createIndex('users_by_age', 'users', ['age'])
      op.dropIndex('users_by_age', { table: 'users' })
    }),
    onUsers('drop-index-without-table', (op) => {
      op.createIndex('users_by_age', 'users', ['age'])
      op.dropIndex('users_by_age')
    }),
    onUsers('drop-index-if-exists', (op) => op.dropIndex('nowhere', { table: 'users', ifExists: true })),
  ],

  batchAlterTable: batchCases,

  createView: createViewCases,
  dropView: dropViewCases,
  createTrigger: createTriggerCases,
  dropTrigger: dropTriggerCases,

  bulkInsert: bulkInsertCases,
  execute: [
    onUsers(
      'execute-text',
      (op) =>
        op.execute("UPDATE users SET name = 'a;b' WHERE id = 2", {
          reverse: 'UPDATE users SET name = NULL WHERE id = 2',
        }),
      { rowsAfter: { users: [userRows.users[0]!, { ...userRows.users[1]!, name: 'a;b' }] } },
    ),
    onUsers(
      'execute-several-statements',
      (op) => op.execute(sql`UPDATE users SET age = ${1} WHERE id = 1; UPDATE users SET age = ${2} WHERE id = 2;`),
      { rowsAfter: { users: userRows.users.map((row, i) => ({ ...row, age: i + 1 })) }, undo: 'IRREVERSIBLE' },
    ),
    onUsers(
      'execute-query',
      (op) =>
        op.execute((db) => db.updateTable('users').set({ name: "'); DROP TABLE users; --" }).where('id', '=', 2), {
          reverse: (db) => db.updateTable('users').set({ name: null }).where('id', '=', 2),
        }),
      { rowsAfter: { users: [userRows.users[0]!, { ...userRows.users[1]!, name: "'); DROP TABLE users; --" }] } },
    ),
  ],
  run: [
    onUsers(
      'run',
      (op) =>
        op.run('double the ages', async (db) => {
          const rows = await db.selectFrom('users').select(['id', 'age']).where('age', 'is not', null).execute()
          for (const { id, age } of rows)
            await db
              .updateTable('users')
              .set({ age: age * 2 })
              .where('id', '=', id)
              .execute()
        }),
      {
        rowsAfter: { users: [{ ...userRows.users[0]!, age: 72 }, userRows.users[1]!] },
        undo: 'IRREVERSIBLE',
        script: 'NOT_OFFLINE',
      },
    ),
    onUsers(
      'run-with-offline',
      (op) =>
        op.run(
          'forget an age',
          async (db) => void (await db.updateTable('users').set({ age: 0 }).where('id', '=', 1).execute()),
          {
            reverse: async (db) => void (await db.updateTable('users').set({ age: 36 }).where('id', '=', 1).execute()),
            offline: sql`UPDATE users SET age = ${0} WHERE id = ${1}`,
          },
        ),
      { rowsAfter: { users: [{ ...userRows.users[0]!, age: 0 }, userRows.users[1]!] } },
    ),
  ],
}

/** Every case, of every kind. */
export const allCases: readonly Case[] = Object.values(cases).flat()
