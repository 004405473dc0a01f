import {
  type Column,
  type Connection,
  type Constraint,
  type Deferrable,
  type ForeignKeyAction,
  type Index,
  type IntrospectOptions,
  type NamedType,
  nameKey,
  type ObjectName,
  objectName,
  type Schema,
  type Table,
  type View,
} from '@ads/migrate-core'
import { literal, readType } from './spelling.js'

/**
 * What the database holds in its default schema and in those that are asked for or named. Names in SQL texts stand
 * without the schema of their table.
 */
export const introspect = async (connection: Connection, options: IntrospectOptions = {}): Promise<Schema> => {
  const { only = [], schemas = [] } = options
  const asked = options.only === undefined ? [null, ...schemas] : only.map(({ schema }) => schema)
  const parts: Schema[] = []
  for (const schema of new Set(asked)) parts.push(await introspectOne(connection, schema))
  const join = <T>(of: (part: Schema) => ReadonlyMap<string, T>) => new Map(parts.flatMap((part) => [...of(part)]))
  const tables = join((part) => part.tables)
  return {
    tables: options.only === undefined ? tables : new Map([...tables].filter(([, table]) => isAbout(table, only))),
    views: join((part) => part.views),
    triggers: new Map(),
    types: join((part) => part.types),
  }
}

/** Whether the table is one of these, has an index of that name, or a foreign key to one. */
const isAbout = ({ name, indexes, constraints }: Table, only: readonly ObjectName[]): boolean => {
  const keys = new Set(only.map(nameKey))
  return (
    keys.has(nameKey(name)) ||
    indexes.some((index) => keys.has(nameKey(objectName(index.name!, name.schema)))) ||
    constraints.some((each) => each.kind === 'foreignKey' && keys.has(nameKey(each.references.table)))
  )
}

interface Facts {
  readonly columns: readonly ColumnFacts[] | null
  readonly constraints: readonly ConstraintFacts[] | null
  readonly indexes: readonly IndexFacts[] | null
}

interface ColumnFacts {
  readonly name: string
  readonly type: string
  readonly enumName: string | null
  readonly enumValues: readonly string[] | null
  readonly required: boolean
  readonly expression: string | null
  readonly generated: '' | 's' | 'v'
  readonly identity: '' | 'a' | 'd'
  readonly collation: string | null
}

interface ConstraintFacts {
  readonly name: string
  readonly kind: 'p' | 'u' | 'c' | 'f'
  readonly columns: readonly string[]
  readonly expression: string | null
  readonly target: string | null
  readonly targetSchema: string | null
  readonly targetColumns: readonly string[] | null
  readonly onDelete: string
  readonly onUpdate: string
  readonly deferrable: boolean
  readonly deferred: boolean
}

interface IndexFacts {
  readonly name: string
  readonly unique: boolean
  readonly where: string | null
  readonly columns: readonly { readonly name: string | null; readonly sql: string; readonly descending: boolean }[]
}

const introspectOne = async (connection: Connection, schema: string | null): Promise<Schema> => {
  const { rows: paths } = await connection.execute(
    `SELECT current_setting('search_path') AS path, current_schema() AS "default"`,
  )
  const { path, default: own } = paths[0] as { readonly path: string; readonly default: string | null }
  const inside = schema ?? own ?? 'public'
  await connection.execute(`SELECT set_config('search_path', quote_ident(${literal(inside)}), false)`)
  try {
    const { rows } = await connection.execute(catalogQuery(inside))
    const { tables, views, types } = rows[0] as unknown as Catalog
    const nameOf = (name: string): ObjectName => objectName(name, schema)
    return {
      tables: byName(
        (tables ?? []).map((table) => readTable(table, nameOf, (target) => (target === own ? null : target))),
      ),
      views: byName(
        (views ?? []).map(
          ({ name, query }): View => ({
            name: nameOf(name),
            definition: { sql: query.replace(/;$/, '') },
            source: query,
          }),
        ),
      ),
      triggers: new Map(),
      types: byName((types ?? []).map(({ name, values }): NamedType => ({ kind: 'enum', name: nameOf(name), values }))),
    }
  } finally {
    // A failed transaction takes the setting back by itself.
    await connection.execute(`SELECT set_config('search_path', ${literal(path)}, false)`).catch(() => {})
  }
}

interface Catalog {
  readonly tables: readonly (Facts & { readonly name: string })[] | null
  readonly views: readonly { readonly name: string; readonly query: string }[] | null
  readonly types: readonly { readonly name: string; readonly values: readonly string[] }[] | null
}

const byName = <T extends { readonly name: ObjectName }>(objects: readonly T[]): Map<string, T> =>
  new Map(objects.map((object) => [nameKey(object.name), object]))

const readTable = (
  { name, columns, constraints, indexes }: Facts & { readonly name: string },
  nameOf: (name: string) => ObjectName,
  schemaOf: (schema: string) => string | null,
): Table => ({
  name: nameOf(name),
  columns: (columns ?? []).map(readColumn),
  constraints: (constraints ?? []).map((each) => readConstraint(each, schemaOf)),
  indexes: (indexes ?? []).map(readIndex),
  options: {},
  comment: null,
  source: null,
})

const readColumn = (facts: ColumnFacts): Column => ({
  name: facts.name,
  type:
    facts.enumName === null
      ? readType(facts.type)
      : { kind: 'enum', name: facts.enumName, values: facts.enumValues ?? [] },
  nullable: !facts.required,
  default: facts.expression === null || facts.generated !== '' ? null : { sql: facts.expression },
  generated:
    facts.generated === '' ? null : { expression: { sql: facts.expression ?? '' }, stored: facts.generated === 's' },
  autoIncrement: facts.identity !== '',
  collation: facts.collation,
  comment: null,
  options: {},
})

const readConstraint = (facts: ConstraintFacts, schemaOf: (schema: string) => string | null): Constraint => {
  const { name, columns } = facts
  switch (facts.kind) {
    case 'p':
      return { kind: 'primaryKey', name, columns }
    case 'u':
      return { kind: 'unique', name, columns }
    case 'c':
      return { kind: 'check', name, expression: { sql: facts.expression ?? '' } }
    case 'f':
      return {
        kind: 'foreignKey',
        name,
        columns,
        references: {
          table: objectName(facts.target ?? '', schemaOf(facts.targetSchema ?? '')),
          columns: facts.targetColumns ?? [],
        },
        onDelete: actions[facts.onDelete] ?? 'no action',
        onUpdate: actions[facts.onUpdate] ?? 'no action',
        deferrable: deferrableOf(facts),
        options: {},
      }
  }
}

const deferrableOf = ({ deferrable, deferred }: ConstraintFacts): Deferrable =>
  deferrable ? (deferred ? 'initially deferred' : 'initially immediate') : 'not deferrable'

const actions: Readonly<Record<string, ForeignKeyAction>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

const readIndex = ({ name, unique, where, columns }: IndexFacts): Index => ({
  name,
  columns: columns.map((column) => ({
    on: column.name ?? { sql: column.sql },
    descending: column.descending,
    collation: null,
  })),
  unique,
  where: where === null ? null : { sql: where },
  options: {},
  source: null,
})

const enumValues = (type: string): string =>
  `SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = ${type}`

const columnNames = (table: string, numbers: string): string =>
  `(SELECT json_agg(a.attname ORDER BY n.place) FROM unnest(${numbers}) WITH ORDINALITY n(number, place)
    JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = n.number)`

const columnsQuery = `SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
    'enumName', CASE WHEN y.typtype = 'e' THEN y.typname END,
    'enumValues', CASE WHEN y.typtype = 'e' THEN (${enumValues('y.oid')}) END,
    'required', a.attnotnull, 'expression', pg_get_expr(d.adbin, d.adrelid), 'generated', a.attgenerated,
    'identity', a.attidentity, 'collation', CASE WHEN a.attcollation <> y.typcollation THEN c.collname END) ORDER BY a.attnum)
  FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_collation c ON c.oid = a.attcollation
  WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped`

// NOT NULL, which has been a constraint since PostgreSQL 18, is read with its column.
const constraintsQuery = `SELECT json_agg(json_build_object('name', k.conname, 'kind', k.contype,
    'columns', ${columnNames('k.conrelid', 'k.conkey')}, 'expression', pg_get_expr(k.conbin, k.conrelid),
    'target', r.relname, 'targetSchema', s.nspname, 'targetColumns', ${columnNames('k.confrelid', 'k.confkey')},
    'onDelete', k.confdeltype, 'onUpdate', k.confupdtype, 'deferrable', k.condeferrable, 'deferred', k.condeferred)
    ORDER BY k.oid)
  FROM pg_constraint k LEFT JOIN pg_class r ON r.oid = k.confrelid LEFT JOIN pg_namespace s ON s.oid = r.relnamespace
  WHERE k.conrelid = t.oid AND k.contype IN ('p', 'u', 'c', 'f')`

const indexesQuery = `SELECT json_agg(json_build_object('name', x.relname, 'unique', i.indisunique,
    'where', pg_get_expr(i.indpred, i.indrelid),
    'columns', (SELECT json_agg(json_build_object('name', a.attname,
        'sql', pg_get_indexdef(i.indexrelid, n.place::int, false), 'descending', (n.option & 1) = 1) ORDER BY n.place)
      FROM unnest(i.indkey::int2[], i.indoption::int2[]) WITH ORDINALITY n(number, option, place)
      LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = n.number AND n.number > 0)) ORDER BY x.relname)
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
  WHERE i.indrelid = t.oid AND i.indisvalid AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid
    AND k.conrelid = i.indrelid)`

/** One query for a whole schema. https://www.postgresql.org/docs/current/catalogs.html */
const catalogQuery = (schema: string): string => `
WITH place AS (SELECT oid FROM pg_namespace WHERE nspname = ${literal(schema)})
SELECT
  (SELECT json_agg(json_build_object('name', t.relname,
    'columns', (${columnsQuery}), 'constraints', (${constraintsQuery}), 'indexes', (${indexesQuery})) ORDER BY t.relname)
    FROM pg_class t JOIN place ON t.relnamespace = place.oid WHERE t.relkind IN ('r', 'p')) AS tables,
  (SELECT json_agg(json_build_object('name', v.relname, 'query', pg_get_viewdef(v.oid)))
    FROM pg_class v JOIN place ON v.relnamespace = place.oid WHERE v.relkind = 'v') AS views,
  (SELECT json_agg(json_build_object('name', e.typname, 'values', (${enumValues('e.oid')})))
    FROM pg_type e JOIN place ON e.typnamespace = place.oid WHERE e.typtype = 'e') AS types`
