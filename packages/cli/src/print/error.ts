import { inspect, styleText } from 'node:util'
import type { MigrateError } from '@ads/migrate-core'
import type { Io } from '../io.js'
import { inSources } from '../load/source-place.js'
import { toJson } from './json.js'

/** Prints an error as one line, with its cause where more is asked for; under `--json` as a document. */
export const printError = (
  error: MigrateError,
  { json, verbose, io }: { readonly json: boolean; readonly verbose: boolean; readonly io: Io },
): void => {
  const { code, message, hint, data } = error
  if (json) {
    io.out(`${toJson({ error: { code, message, hint, ...data } })}\n`)
    return
  }
  const label = io.colours ? styleText('red', 'error:', { validateStream: false }) : 'error:'
  io.err(`${label} ${[message, hint].filter(Boolean).map(sentence).join(' ')}\n`)
  if (verbose && error.cause !== undefined) io.err(`${inSources(inspect(error.cause))}\n`)
}

const sentence = (text: string | null): string => {
  const line = (text ?? '').replace(/\s+/g, ' ').trim()
  return /[.!?…]$/.test(line) ? line : `${line}.`
}
