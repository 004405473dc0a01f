import {
  type Check,
  type Column,
  type Constraint,
  type ForeignKey,
  type Index,
  objectName,
  type Table,
} from '@ads/migrate-core'
import fc from 'fast-check'

/** A column of which only what matters is said. */
export const column = (name: string, parts: Partial<Column> = {}): Column => ({
  name,
  type: { kind: 'integer' },
  nullable: true,
  default: null,
  generated: null,
  autoIncrement: false,
  collation: null,
  comment: null,
  options: {},
  ...parts,
})

/** A table of which only what matters is said. */
export const table = (name: string, columns: readonly Column[], parts: Partial<Table> = {}): Table => ({
  name: objectName(name),
  columns,
  constraints: [],
  indexes: [],
  options: {},
  comment: null,
  source: null,
  ...parts,
})

export const foreignKey = (
  columns: readonly string[],
  target: string,
  parts: Partial<ForeignKey> = {},
): ForeignKey => ({
  kind: 'foreignKey',
  name: null,
  columns,
  references: { table: objectName(target), columns: ['id'] },
  onDelete: 'no action',
  onUpdate: 'no action',
  deferrable: 'not deferrable',
  options: {},
  ...parts,
})

export const check = (name: string | null, sql: string): Check => ({ kind: 'check', name, expression: { sql } })

export const index = (name: string, columns: readonly string[], parts: Partial<Index> = {}): Index => ({
  name,
  columns: columns.map((on) => ({ on, descending: false, collation: null })),
  unique: false,
  where: null,
  options: {},
  source: null,
  ...parts,
})

const name = fc.oneof(
  fc.constantFrom('id', 'name', 'order', 'a b', 'a"b', "it's", 'Größe', '1st', '[x]', 'references', '--', 'a.b'),
  fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/).filter((each) => !each.startsWith('sqlite_')),
)
const names = (minLength: number, maxLength: number) =>
  fc.uniqueArray(name, { minLength, maxLength, selector: (each) => each.toLowerCase() })

const defaultValue = fc.option(
  fc.oneof(
    fc.record({
      value: fc.oneof(
        fc.integer(),
        fc.string().filter((each) => !each.includes('\0')),
      ),
    }),
    fc.constantFrom(
      { sql: 'CURRENT_TIMESTAMP' },
      { sql: "(datetime('now'))" },
      { sql: '1 + 2' },
      { sql: '-7' },
      { sql: "'x' -- why" },
    ),
  ),
)

const anyColumn = (columnName: string) =>
  fc
    .record({
      kind: fc.constantFrom('integer', 'text', 'boolean', 'real', 'timestamp', 'json', 'blob', 'bigint'),
      nullable: fc.boolean(),
      default: defaultValue,
      collation: fc.constantFrom(null, 'NOCASE'),
    })
    .map(({ kind, ...parts }) => column(columnName, { ...parts, type: { kind: kind as 'integer' } }))

/** Tables with names, defaults and constraints of all kinds, called `t`. */
export const anyTable: fc.Arbitrary<Table> = fc
  .record({ columnNames: names(1, 6), constraintNames: names(8, 8), strict: fc.boolean(), auto: fc.boolean() })
  .chain(({ columnNames, constraintNames, strict, auto }) => {
    const some = fc.shuffledSubarray(columnNames, { minLength: 1 })
    const constraintName = (position: number) => fc.constantFrom(null, constraintNames[position]!)
    return fc
      .record({
        columns: fc.tuple(...columnNames.map(anyColumn)),
        key: fc.option(fc.tuple(constraintName(0), some)),
        unique: fc.option(fc.tuple(constraintName(1), some)),
        foreign: fc.option(
          fc.tuple(
            constraintName(2),
            fc.constantFrom(...columnNames),
            fc.constantFrom('cascade', 'set null', 'restrict', 'no action'),
          ),
        ),
        checked: fc.option(fc.tuple(constraintName(3), fc.constantFrom(...columnNames))),
        indexed: fc.option(fc.tuple(some, fc.boolean(), fc.boolean())),
      })
      .map(({ columns, key, unique, foreign, checked, indexed }) => {
        const constraints: Constraint[] = []
        if (key !== null)
          constraints.push({ kind: 'primaryKey', name: key[0], columns: auto ? key[1].slice(0, 1) : key[1] })
        if (unique !== null) constraints.push({ kind: 'unique', name: unique[0], columns: unique[1] })
        if (foreign !== null) {
          constraints.push(foreignKey([foreign[1]], 'parent', { name: foreign[0], onDelete: foreign[2] as 'cascade' }))
        }
        if (checked !== null)
          constraints.push(check(checked[0], `"${checked[1].replaceAll('"', '""')}" IS NOT 'x' -- why`))
        const counted = auto && key !== null ? key[1][0] : null
        return table(
          't',
          columns.map((each) =>
            each.name === counted
              ? { ...each, type: { kind: 'integer' }, autoIncrement: true, default: null, collation: null }
              : each,
          ),
          {
            constraints,
            options: strict ? { sqlite: { strict: true } } : {},
            indexes:
              indexed === null
                ? []
                : [
                    {
                      ...index('an index', indexed[0], { unique: indexed[1] }),
                      where: indexed[2] ? { sql: `"${indexed[0][0]!.replaceAll('"', '""')}" IS NOT NULL` } : null,
                    },
                  ],
          },
        )
      })
  })
