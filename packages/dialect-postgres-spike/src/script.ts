import type { ScriptStyle } from '@ads/migrate-core'
import { literal } from './spelling.js'

/** How a printed script looks and runs. */
export const script: ScriptStyle = {
  command: 'psql -X -v ON_ERROR_STOP=1 DATABASE -f SCRIPT',
  preamble: ['SET standard_conforming_strings = on'],
  begin: 'BEGIN',
  commit: 'COMMIT',
  assert: (condition, message) => {
    const body = `BEGIN IF (${condition}) IS NOT TRUE THEN RAISE EXCEPTION USING MESSAGE = ${literal(message)}; END IF; END`
    return [`DO ${dollarQuoted(body)}`]
  },
}

/** The text between dollar quotes that do not occur in it. */
export const dollarQuoted = (text: string): string => {
  let tag = '$migrate$'
  for (let i = 0; text.includes(tag); i++) tag = `$migrate${i}$`
  return `${tag}${text}${tag}`
}
