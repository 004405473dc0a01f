import { describe, expect, it } from 'vitest'
import { integer, text } from '../../src/schema/columns.js'
import { table } from '../../src/schema/define-table.js'
import { descriptionOf, findConstraint, getConstraint } from '../../src/schema/find-constraint.js'
import { applyNaming, defaultNaming } from '../../src/schema/naming.js'
import { sql } from '../../src/schema/sql.js'
import { check, unique } from '../../src/schema/table-extras.js'

const { table: unnamed } = table(
  'users',
  { id: integer().primaryKey(), name: text(), boss: integer().references('users.id') },
  (t) => [unique(t.name), unique(t.boss), unique(t.boss), check(sql`name  <>\n 'x'`)],
)

describe('a constraint without a name', () => {
  it('answers to the name that the convention gives it', () => {
    const named = applyNaming(unnamed)
    for (const [i, constraint] of unnamed.constraints.entries()) {
      // The two that say the same answer to no name, since it would mean either.
      if (constraint.kind === 'unique' && constraint.columns[0] === 'boss') continue
      expect(findConstraint(unnamed, { name: named.constraints[i]!.name! })).toBe(constraint)
    }
    const naming = { ...defaultNaming, unique: () => 'mine' }
    const one = { ...unnamed, constraints: unnamed.constraints.slice(0, 3) }
    expect(findConstraint(one, { name: 'mine' }, naming)).toMatchObject({ kind: 'unique' })
  })

  it('answers to what it says', () => {
    const [key, fk, uq] = [{ primaryKey: true }, { foreignKey: ['boss'] }, { unique: ['name'] }] as const
    expect(findConstraint(unnamed, key)).toMatchObject({ kind: 'primaryKey' })
    expect(findConstraint(unnamed, fk)).toMatchObject({ kind: 'foreignKey' })
    expect(findConstraint(unnamed, uq)).toMatchObject({ kind: 'unique', columns: ['name'] })
    expect(findConstraint(unnamed, { check: sql`name <> 'x'` })).toMatchObject({ kind: 'check' })
    expect(findConstraint(unnamed, { unique: ['id'] })).toBeNull()
    expect(findConstraint(unnamed, { check: sql`name <> 'y'` })).toBeNull()
  })

  it('is described so that it is found', () => {
    for (const constraint of [...unnamed.constraints.slice(0, 3), unnamed.constraints.at(-1)!])
      expect(findConstraint(unnamed, descriptionOf(constraint))).toBe(constraint)
    for (const constraint of applyNaming(unnamed).constraints)
      expect(descriptionOf(constraint)).toEqual({ name: constraint.name })
  })

  it('gives way to one that has the name', () => {
    const taken = { kind: 'check', name: 'uq_users_name', expression: { sql: '1' } } as const
    const both = { ...unnamed, constraints: [...unnamed.constraints, taken] }
    expect(findConstraint(both, { name: 'uq_users_name' })).toBe(taken)
  })
})

it('a description that fits several constraints, or none, is refused with what there is', () => {
  expect(() => findConstraint(unnamed, { unique: ['boss'] })).toThrow(
    expect.objectContaining({ code: 'SCHEMA_CONFLICT', message: expect.stringContaining('2 constraints') }),
  )
  expect(() => getConstraint(unnamed, { name: 'uq_users_nmae' })).toThrow(
    expect.objectContaining({ code: 'SCHEMA_CONFLICT', hint: 'Did you mean uq_users_name?' }),
  )
  expect(() => getConstraint(unnamed, { foreignKey: ['name'] })).toThrow('no constraint foreign key (name)')
})
