import { didYouMean } from '../nearest.js'
import { canonicalJson } from '../schema/canonical-json.js'
import { columnOf, isColumn } from '../schema/column-builder.js'
import { assertLiteral, isExpression, plainExpression } from '../schema/sql.js'
import type { ColumnChanges, ColumnType, Default, Expression, Literal } from '../schema/types.js'
import type { AlterColumnInput } from './batch.js'
import { invalidScript } from './errors.js'

/**
 * The changes as complete data. `place` is what errors call the column. Throws `INVALID_SCRIPT` for a change that says
 * nothing or that there is no such thing as, `UNSUPPORTED_VALUE` for a value that SQL cannot write.
 */
export const buildChanges = (input: AlterColumnInput, place: string): ColumnChanges => {
  requireKnown(input, place)
  const { type, using, nullable, fill, default: value, generated, autoIncrement, collate, comment } = input
  const changes: ColumnChanges = {
    ...(type === undefined ? {} : { type: typeOf(type, place) }),
    ...(using === undefined ? {} : { using: plainExpression(using, `${place}, using`) }),
    ...(nullable === undefined ? {} : { nullable }),
    ...(fill === undefined ? {} : { fill: buildDefault(fill, `${place}, fill`) }),
    ...(value === undefined ? {} : { default: value === null ? null : buildDefault(value, `${place}, default`) }),
    ...(generated === undefined ? {} : { generated: generated === null ? null : buildGenerated(generated, place) }),
    ...(autoIncrement === undefined ? {} : { autoIncrement }),
    ...(collate === undefined ? {} : { collation: collate }),
    ...(comment === undefined ? {} : { comment }),
  }
  if (Object.keys(changes).length === 0) throw invalidScript(`${place}: alterColumn names nothing to change`)
  if (changes.using !== undefined && changes.type === undefined)
    throw invalidScript(`${place}: \`using\` makes values of a new type, and no \`type\` is given`)
  if (changes.fill !== undefined && changes.nullable !== false)
    throw invalidScript(`${place}: \`fill\` stands for NULLs that may no longer be, so it needs \`nullable: false\``)
  return changes
}

/** The value or expression as plain data. Throws `UNSUPPORTED_VALUE`, naming the place. */
export const buildDefault = (value: Literal | Expression, place: string): Default => {
  if (isExpression(value)) return { sql: value.sql }
  assertLiteral(value, place)
  return { value }
}

const buildGenerated = ({ as, stored }: NonNullable<AlterColumnInput['generated']>, place: string) => ({
  expression: plainExpression(as, `${place}, generated`),
  stored: stored ?? false,
})

const typeOf = (type: NonNullable<AlterColumnInput['type']>, place: string): ColumnType => {
  if (!isColumn(type)) return type
  const given = type.definition
  if (canonicalJson(given) === canonicalJson(columnOf(given.type).definition)) return given.type
  throw invalidScript(
    `${place}: \`type\` says more than a type`,
    'Nullability, default and the like are written beside it; constraints are operations of their own.',
  )
}

const known = ['type', 'using', 'nullable', 'fill', 'default', 'generated', 'autoIncrement', 'collate', 'comment']

/** Scripts also run without having been type-checked, and a change that is passed over would be no small thing. */
const requireKnown = (input: object, place: string): void => {
  const other = Object.keys(input).find((key) => !known.includes(key))
  if (other === undefined) return
  const hint = /name/i.test(other) ? 'A new name is given by renameColumn.' : didYouMean(other, known)
  throw invalidScript(`${place}: alterColumn knows no \`${other}\``, hint)
}
