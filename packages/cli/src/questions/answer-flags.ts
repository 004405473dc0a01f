import { type Answers, displayName, fillKey, MigrateError, type RenameAnswer, type Schema } from '@ads/migrate-core'
import { fillValue } from './fill-value.js'

/** What the command line answers before it is asked. */
export interface AnswerFlags {
  readonly rename: readonly string[]
  readonly noRename: boolean
  readonly fill: readonly string[]
  readonly noFill: boolean
}

/**
 * The answers that these flags are. `models` says of which type a column is that is filled. Throws `USAGE` for a flag
 * that is none, `INVALID_ANSWER` for a value that the column cannot hold.
 */
export const answersOf = ({ rename, noRename, fill, noFill }: AnswerFlags, models: Schema | null): Answers => ({
  renames: rename.map(renameOf),
  noRename,
  fills: Object.fromEntries(fill.map((word) => fillOf(word, models))),
  noFill,
})

const renameOf = (word: string): RenameAnswer => {
  const [from, to] = parts(word) ?? []
  if (from && to) return { from, to }
  throw new MigrateError('USAGE', `--rename takes OLD=NEW, not "${word}"`, {
    hint: 'A column is renamed with --rename table.old=new, a table with --rename old=new.',
  })
}

const fillOf = (word: string, models: Schema | null): readonly [string, ReturnType<typeof fillValue>] => {
  const [key, text] = parts(word) ?? []
  if (!key || text === undefined) {
    throw new MigrateError('USAGE', `--fill takes TABLE.COLUMN=VALUE, not "${word}"`, {
      hint: 'Where no row needs a value, say --no-fill.',
    })
  }
  return [key, fillValue(key, text, columnTypes(models).get(key) ?? null)]
}

/** The text before and after the first `=`. */
const parts = (word: string): readonly [string, string] | null => {
  const equals = word.indexOf('=')
  return equals < 0 ? null : [word.slice(0, equals), word.slice(equals + 1)]
}

/** The type of each column of the models, by the key that answers call it by. */
export const columnTypes = (models: Schema | null) =>
  new Map(
    [...(models?.tables.values() ?? [])].flatMap(({ name, columns }) =>
      columns.map((column) => [fillKey({ table: displayName(name), column: column.name }), column.type] as const),
    ),
  )
