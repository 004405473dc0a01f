import { basename } from 'node:path'
import { MigrateError, type RevisionInfo } from '@ads/migrate-core'
import {
  type Candidate,
  type KnownCommand,
  type KnownOptions,
  type Wanted,
  whatMayStand,
} from '../completion/complete.js'
import { shellScripts } from '../completion/shell-scripts.js'
import type { CommandBody, Session } from '../session.js'

export interface CompletionOptions {
  readonly shell?: string | undefined
}

export const completion =
  (commands: readonly KnownCommand[], global: KnownOptions): CommandBody<CompletionOptions> =>
  async ({ shell }, session) => {
    const asked = shell ?? basename(session.io.env.SHELL ?? '')
    const script = Object.hasOwn(shellScripts, asked) ? shellScripts[asked]! : null
    if (script === null) {
      throw new MigrateError('USAGE', `there is no completion for ${asked === '' ? 'an unknown shell' : asked}`, {
        hint: `There is one for ${Object.keys(shellScripts).join(' and ')}: migrate completion bash`,
      })
    }
    const words = session.io.env.MIGRATE_WORDS?.split('\n')
    if (words === undefined) {
      session.result(script.trimEnd(), { script })
      return 0
    }
    const wanted = whatMayStand(words, commands, global)
    const last = words.at(-1)!
    const revisions = wanted.revision ? await revisionsOf(wanted, session) : []
    const candidates = [...wanted.candidates, ...revisions.filter(({ word }) => word.startsWith(last))]
    session.result(candidates.map(({ word, text }) => `${word}\t${oneLine(text)}`).join('\n'), { candidates })
    return 0
  }

/** The revisions of the project; none where it has no config or a broken one, since nobody reads errors here. */
const revisionsOf = async ({ config, env }: Wanted, session: Session): Promise<readonly Candidate[]> => {
  try {
    const migrator = await session.reopen({ config, env }).openMigrator()
    return [...(await migrator.history()).flatMap(namesOf), ...symbols]
  } catch {
    return []
  }
}

const namesOf = ({ revision, message, branchLabels }: RevisionInfo): readonly Candidate[] => [
  { word: revision, text: message },
  ...branchLabels.map((label) => ({ word: `${label}@head`, text: `the head of ${label}` })),
]

const symbols: readonly Candidate[] = [
  { word: 'head', text: 'the newest revision' },
  { word: 'heads', text: 'all that nothing follows' },
  { word: 'base', text: 'before the first revision' },
]

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
