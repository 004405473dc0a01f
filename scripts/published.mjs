import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** What goes to the registry: every package of the workspace that is not private. */
export const publishedPackages = readdirSync(join(root, 'packages'))
  .map((folder) => join(root, 'packages', folder))
  .map((directory) => ({ directory, manifest: JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) }))
  .filter(({ manifest }) => manifest.private !== true)
  .map(({ directory, manifest }) => ({ name: manifest.name, directory, manifest }))
