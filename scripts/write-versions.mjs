// Writes the version of each package.json into the package's src/version.ts, after `changeset version` has changed it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publishedPackages } from './published.mjs'

for (const { directory, manifest } of publishedPackages) {
  const file = join(directory, 'src/version.ts')
  if (!existsSync(file)) continue
  const text = readFileSync(file, 'utf8')
  const written = text.replace(/(?<=version = ')[^']*/, manifest.version)
  if (!written.includes(`'${manifest.version}'`)) throw new Error(`${file} has no line: export const version = '…'`)
  writeFileSync(file, written)
}
