import type { ScriptHeader } from '@ads/migrate-core'
import { matchExports } from './match-exports.js'
import { parseExports } from './parse-exports.js'
import { headerOf } from './script-exports.js'

/**
 * What a revision script says of itself, read from its text: nothing of it runs. Throws `INVALID_SCRIPT`, naming the
 * file, for a script that exports what scripts do not, too little, or what cannot be known without running it.
 */
export const readHeader = async (text: string, path: string): Promise<ScriptHeader> => {
  const matched = matchExports(text)
  // Not all there may as well mean not all found.
  const exports = matched && required.every((name) => matched.has(name)) ? matched : await parseExports(text, path)
  return headerOf(exports, text, path)
}

const required = ['revision', 'downRevision', 'upgrade']
