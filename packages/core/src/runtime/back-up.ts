import type { Connection } from '../dialect/dialect.js'
import { MigrateError } from '../errors.js'
import { type Context, withConnection } from './context.js'
import { isDestructive } from './may-lose.js'
import type { PreparedStep } from './prepared-step.js'
import { touchedNames } from './segments.js'
import { readVersionRows } from './version-table.js'

export interface BackupOptions {
  /** The folder to write it into; that of the database where left out. */
  readonly folder?: string | null | undefined
}

/**
 * Copies the database before the first of these steps that may destroy something, and looks whether the copy is whole
 * and at these version rows; gives where it is, null where none of them may. Under the lock. Throws `NO_COPY`,
 * `BACKUP_FAILED`.
 */
export const backUpBefore = async (
  context: Context,
  connection: Connection,
  {
    steps,
    rows,
    folder = null,
  }: { readonly steps: readonly PreparedStep[]; readonly rows: readonly string[] } & BackupOptions,
): Promise<string | null> => {
  const first = await firstDestructive(context, connection, steps)
  if (first === null) return null
  const copy = await copyDatabase(context, connection, {
    folder,
    label: `before-${first.step.revision.revision}`,
    isTemporary: false,
  })
  const there = await withConnection({ ...context, address: copy.address }, 'read', (copied) =>
    readVersionRows(copied, context.dialect, context.history.versionTable),
  ).catch(async (cause) => {
    await copy.remove()
    throw backupFailed(`${copy.display} cannot be read`, cause)
  })
  if ([...(there ?? [])].sort().join() === [...rows].sort().join()) return copy.display
  await copy.remove()
  throw backupFailed(`${copy.display} is at ${there?.join(', ') || '<base>'}, not at ${rows.join(', ') || '<base>'}`)
}

/** A copy by the dialect. Throws `NO_COPY` where it makes none. */
export const copyDatabase = (
  { dialect }: Pick<Context, 'dialect'>,
  connection: Connection,
  options: Parameters<NonNullable<Context['dialect']['copy']>>[1],
): ReturnType<NonNullable<Context['dialect']['copy']>> => {
  if (dialect.copy !== undefined) return dialect.copy(connection, options)
  throw new MigrateError('NO_COPY', `the dialect ${dialect.name} makes no copies of a database`, {
    hint: 'Make one with the tools of the database.',
  })
}

const firstDestructive = async (
  { dialect }: Context,
  connection: Connection,
  steps: readonly PreparedStep[],
): Promise<PreparedStep | null> => {
  for (const prepared of steps) {
    const only = touchedNames(prepared.operations)
    const before = await dialect.introspect(connection, { only })
    if (isDestructive(prepared.operations, before)) return prepared
  }
  return null
}

const backupFailed = (what: string, cause?: unknown): MigrateError =>
  new MigrateError('BACKUP_FAILED', `the backup is not what it should be: ${what}`, {
    hint: 'It was removed, and nothing was changed.',
    cause,
  })
