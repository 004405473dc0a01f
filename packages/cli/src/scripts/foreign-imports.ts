import { isBuiltin } from 'node:module'

/**
 * What a script imports of code that is neither this tool's, nor Kysely's, nor the runtime's: it may change while the
 * script stays the same. Types are gone when the script runs, so they do not count.
 */
export const foreignImports = (text: string): readonly string[] => {
  const names = [...text.matchAll(statement)].map(([, plain, called]) => plain ?? called ?? '')
  return [...new Set(names)].filter((name) => !own.test(name) && !isBuiltin(name))
}

/** An import or a re-export at the beginning of a line, `import(…)` and `require(…)` anywhere. */
const statement =
  /^[ \t]*(?:import|export)\b(?!\s+type\b)(?:[\w\s{},*$]*?\bfrom)?\s*['"]([^'"\n]+)['"]|\b(?:import|require)\s*\(\s*['"]([^'"\n]+)['"]/gm

const own = /^(?:@ads\/migrate-[^/]+|kysely)(?:\/|$)/
