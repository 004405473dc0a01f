import { commands } from './commands.js'
import type { HelpTexts } from './help-text.js'
import { parseArguments } from './parse-arguments.js'

/** The text of each plain `--help`, made by the parser: the build keeps them. */
export const makeHelpTexts = async (): Promise<HelpTexts> => {
  const texts: Record<string, string> = {}
  for (const name of ['', ...commands.map(({ name }) => name)]) {
    const parsed = await parseArguments(name === '' ? ['--help'] : [name, '--help'])
    if ('text' in parsed) texts[name] = parsed.text
  }
  return texts
}
