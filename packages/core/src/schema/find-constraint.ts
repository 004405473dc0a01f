import { didYouMean } from '../nearest.js'
import { schemaConflict } from './errors.js'
import { displayName } from './names.js'
import { conventionalName, type NamingConvention } from './naming.js'
import type { Constraint, ConstraintDescription, Table } from './types.js'

/**
 * The constraint of the table that is meant, or null. One without a name answers to the name that the convention gives
 * it. Throws `SCHEMA_CONFLICT` where the description fits several.
 */
export const findConstraint = (
  table: Table,
  description: ConstraintDescription,
  naming?: NamingConvention,
): Constraint | null => {
  const found = candidates(table, description, naming)
  if (found.length <= 1) return found[0] ?? null
  throw schemaConflict(
    `${displayName(table.name)} has ${found.length} constraints that are ${describeConstraint(description)}`,
    `Say its name: ${found.map(({ name }) => name ?? '(unnamed)').join(', ')}.`,
  )
}

/** The constraint of the table that is meant. Throws `SCHEMA_CONFLICT` where there is none, or several. */
export const getConstraint = (table: Table, description: ConstraintDescription): Constraint => {
  const constraint = findConstraint(table, description)
  if (constraint !== null) return constraint
  const names = table.constraints.map((each) => each.name ?? conventionalName(table, each))
  const near = 'name' in description ? didYouMean(description.name, names) : undefined
  throw schemaConflict(
    `${displayName(table.name)} has no constraint ${describeConstraint(description)}`,
    near ?? (names.length === 0 ? undefined : `It has ${names.join(', ')}.`),
  )
}

/** How the constraint is best called: by its name, else by what it says. */
export const descriptionOf = (constraint: Constraint): ConstraintDescription => {
  if (constraint.name !== null) return { name: constraint.name }
  switch (constraint.kind) {
    case 'primaryKey':
      return { primaryKey: true }
    case 'unique':
      return { unique: constraint.columns }
    case 'foreignKey':
      return { foreignKey: constraint.columns }
    case 'check':
      return { check: constraint.expression }
  }
}

/** The description in words, for people. */
export const describeConstraint = (description: ConstraintDescription): string => {
  if ('name' in description) return description.name
  if ('primaryKey' in description) return 'primary key'
  if ('unique' in description) return `unique (${description.unique.join(', ')})`
  if ('foreignKey' in description) return `foreign key (${description.foreignKey.join(', ')})`
  return `check (${description.check.sql})`
}

const candidates = (
  table: Table,
  description: ConstraintDescription,
  naming: NamingConvention | undefined,
): readonly Constraint[] => {
  if (!('name' in description)) return table.constraints.filter((each) => fits(each, description))
  const named = table.constraints.filter(({ name }) => name === description.name)
  if (named.length > 0) return named
  return table.constraints.filter(
    (each) => each.name === null && conventionalName(table, each, naming) === description.name,
  )
}

const fits = (constraint: Constraint, description: Exclude<ConstraintDescription, { name: string }>): boolean => {
  if ('primaryKey' in description) return constraint.kind === 'primaryKey'
  if ('unique' in description) return constraint.kind === 'unique' && sameNames(constraint.columns, description.unique)
  if ('foreignKey' in description)
    return constraint.kind === 'foreignKey' && sameNames(constraint.columns, description.foreignKey)
  return constraint.kind === 'check' && squeeze(constraint.expression.sql) === squeeze(description.check.sql)
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, i) => name === b[i])

const squeeze = (sql: string): string => sql.trim().replaceAll(/\s+/g, ' ')
