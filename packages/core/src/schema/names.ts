/** The name of a table, view, trigger, index or type. `schema: null` means the connection's default schema. */
export interface ObjectName {
  readonly schema: string | null
  readonly name: string
}

/** The object name of `name`, in the default schema unless another is given. */
export const objectName = (name: string, schema: string | null = null): ObjectName => ({ schema, name })

/** The one key under which maps keep an object: equal for equal names, different for all others. */
export const nameKey = ({ schema, name }: ObjectName): string => (schema === null ? name : `${schema}\u0000${name}`)

/** The name as people write it: `schema.name`, or `name` alone in the default schema. */
export const displayName = ({ schema, name }: ObjectName): string => (schema === null ? name : `${schema}.${name}`)

/** Whether two names mean the same object. */
export const sameName = (a: ObjectName, b: ObjectName): boolean => a.schema === b.schema && a.name === b.name

/** The schemas that the names are in, beside the default one. */
export const schemasOf = (names: Iterable<ObjectName>): readonly string[] => [
  ...new Set([...names].flatMap(({ schema }) => (schema === null ? [] : [schema]))),
]
