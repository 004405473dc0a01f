import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './install.js'

/** The blocks of a package's README in one language, in their order. */
export const readmeBlocks = (name: 'core' | 'cli' | 'dialect-sqlite', language: string): readonly string[] => {
  const text = readFileSync(join(root, 'packages', name, 'README.md'), 'utf8')
  const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter((block) => block[1] === language)
  if (found.length === 0) throw new Error(`packages/${name}/README.md has no block of ${language}`)
  return found.map((block) => block[2]!)
}
