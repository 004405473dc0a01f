import { isBuiltin } from 'node:module'
import type { KnownHashes } from '@ads/migrate-core'
import { isOwnPackage } from '../load/own-packages.js'

/**
 * What a script imports of code that is neither this tool's, nor Kysely's, nor the runtime's: it may change while the
 * script stays the same. Types are gone when the script runs, so they do not count. And whether it records the same
 * wherever and whenever it runs, as far as its words tell: whoever is in doubt has it recorded once more.
 */
export const readImports = (text: string): Required<Pick<KnownHashes, 'imports' | 'isSelfContained'>> => {
  const names = importsOf(text)
  return {
    imports: names.filter((name) => !isBuiltin(name)),
    isSelfContained: names.length === 0 && !surroundings.test(text.replace(leadingComment, '')),
  }
}

/** What it imports that is neither of this tool nor of Kysely. */
const importsOf = (text: string): readonly string[] => {
  const names = [...text.matchAll(statement)].map(([, plain, called]) => plain ?? called ?? '')
  return [...new Set(names)].filter((name) => !isOwnPackage(name))
}

/** An import or a re-export at the beginning of a line, `import(…)` and `require(…)` anywhere. */
const statement =
  /^[ \t]*(?:import|export)\b(?!\s+type\b)(?:[\w\s{},*$]*?\bfrom)?\s*['"]([^'"\n]+)['"]|\b(?:import|require)\s*\(\s*['"]([^'"\n]+)['"]/gm

/** What the runtime has that may be another in the next run, and what leads to it. */
const surroundings =
  /\b(?:process|global(?:This)?|Date|Intl|Math|crypto|performance|navigator|fetch|require|module|eval|Function|constructor|toLocale\w*|localeCompare)\b|\bimport\s*[.(]/

const leadingComment = /^\uFEFF?\s*\/\*[\s\S]*?\*\//
