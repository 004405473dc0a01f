import { resolve } from 'node:path'
import type { NewScriptOptions } from '@ads/migrate-core'
import type { Session } from '../session.js'
import { createDateIn } from './create-date.js'

/** What the commands that write a script have in common on the command line. */
export interface NewScriptFlags {
  readonly branchLabel: readonly string[]
  readonly revId?: string | undefined
  readonly versionPath?: string | undefined
}

/** These flags, and the config's time zone, as the migrator takes them. */
export const newScriptOptions = async (
  { branchLabel, revId, versionPath }: NewScriptFlags,
  session: Session,
): Promise<NewScriptOptions> => {
  const { timezone } = await session.config()
  return {
    revision: revId,
    branchLabels: branchLabel,
    folder: versionPath === undefined ? undefined : resolve(session.io.cwd, versionPath),
    createDate: timezone === undefined ? undefined : createDateIn(timezone, new Date()),
  }
}
