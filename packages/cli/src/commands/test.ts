import type { HistoryFault } from '@ads/migrate-core'
import type { CommandBody } from '../session.js'

/** Ends with 1 for what is wrong with a revision, 6 for several heads, 3 where only the models are ahead. */
export const test: CommandBody<object> = async (_options, session) => {
  const migrator = await session.openMigrator()
  const { revisions, faults, notes } = await migrator.test()
  const count = revisions === 1 ? '1 revision' : `${revisions} revisions`
  const lines =
    faults.length === 0
      ? [`${count} went up, down and up again: nothing is wrong.`]
      : [...faults.flatMap(faultLines), `${count}: ${faults.length === 1 ? '1 fault' : `${faults.length} faults`}.`]
  for (const note of notes) session.notice(`Note: ${note}`)
  session.result(lines.join('\n'), { revisions, faults, notes })
  const kinds = faults.map(({ kind }) => kind)
  if (kinds.length === 0) return 0
  if (kinds.includes('heads')) return 6
  return kinds.every((kind) => kind === 'models') ? 3 : 1
}

const faultLines = ({ kind, revision, path, details }: HistoryFault): readonly string[] => [
  `${revision === null ? '' : `${revision}${path === null ? '' : ` (${path})`}: `}${titles[kind]}`,
  ...details.map((detail) => `  ${detail}`),
]

const titles: Readonly<Record<HistoryFault['kind'], string>> = {
  heads: 'The history has several ends. Join them with: migrate merge heads',
  upgrade: 'its upgrade fails',
  downgrade: 'its downgrade fails',
  schema: 'its downgrade does not lead back. To be as before, the database would need to:',
  rows: 'its downgrade does not keep the rows',
  again: 'after its downgrade, its upgrade does not lead to the same again',
  models: 'The models are ahead of the history. A new revision would:',
}
