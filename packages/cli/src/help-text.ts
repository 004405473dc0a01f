import { readFileSync } from 'node:fs'

/** The text of each plain `--help`, under the name of its command; the general one under ''. */
export type HelpTexts = Readonly<Record<string, string>>

/**
 * The help that a command line asks for, as the build has kept it; null where it asks for none, for more than help, or
 * where nothing was built.
 */
export const helpText = (argv: readonly string[]): string | null => {
  const [flag, name = '', ...others] = argv.toReversed()
  if ((flag !== '--help' && flag !== '-h') || others.length > 0) return null
  const texts = builtTexts()
  return Object.hasOwn(texts, name) ? texts[name]! : null
}

const builtTexts = (): HelpTexts => {
  try {
    return JSON.parse(readFileSync(new URL('./help.json', import.meta.url), 'utf8'))
  } catch {
    return {}
  }
}
