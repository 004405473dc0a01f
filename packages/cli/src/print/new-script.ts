import { relative } from 'node:path'
import type { RevisionInfo } from '@ads/migrate-core'
import { scriptWritten } from '../hooks/script-written.js'
import type { Session } from '../session.js'

/** Says that a script is written, once the config's hooks have seen it, and what comes next. Throws `HOOK_FAILED`. */
export const tellNewScript = async (
  { path }: RevisionInfo,
  { next, document }: { readonly next: string; readonly document: Readonly<Record<string, unknown>> },
  session: Session,
): Promise<void> => {
  await scriptWritten(path, session)
  session.result(`Generating ${relative(session.io.cwd, path ?? '')} ... done`, document)
  session.notice(next)
}
