import type { Question, Table } from '@ads/migrate-core'
import { quotedTexts } from '../ddl/quoted-texts.js'
import { type Draft, indexTexts, tableOf, unknownText } from './draft.js'

/**
 * Refuses where the table says texts in double quotes and the running SQLite takes these for columns only: it would not
 * take the table again, and renames or drops nothing in it.
 */
export const takesTexts = (draft: Draft): readonly Question[] => {
  const texts = new Set([...textsOf(draft.start), ...textsOf(tableOf(draft))])
  if (texts.size === 0) return []
  const { name } = draft.start.name
  const list = [...texts].map((text) => `"${text}"`).join(', ')
  return [
    {
      sql: `SELECT 1 FROM pragma_compile_options WHERE compile_options IN ('DQS=0', 'DQS=1')`,
      about: 'schema',
      expect: 'no rows',
      otherwise: {
        refuse: `the definition of "${name}" says ${list} for a text, and this SQLite takes only single quotes for that. Drop the CHECK or index that says so and make it again with single quotes, in a revision before this one.`,
      },
    },
  ]
}

const textsOf = (table: Table): readonly string[] => {
  const sources = [table.source ?? unknownText, ...indexTexts(table).map(({ sql }) => sql)]
  return sources.includes(unknownText) ? [] : quotedTexts(sources[0]!, sources.slice(1))
}
