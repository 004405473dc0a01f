import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the built packages, as an installer would have made it. */
    readonly packages: string
  }
}

const root = join(import.meta.dirname, '../../..')

/**
 * Installs the built packages as a registry would give them: without the condition that leads to their sources. Once for
 * all tests, so that the projects which link them load them once.
 */
export default ({ provide }: TestProject): (() => void) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ads-migrate-packages-')))
  const packages = join(folder, 'node_modules')
  for (const [name, path] of Object.entries({ 'migrate-core': 'core', 'migrate-dialect-sqlite': 'dialect-sqlite' })) {
    const source = join(root, 'packages', path)
    const target = join(packages, '@ads', name)
    cpSync(join(source, 'dist'), join(target, 'dist'), {
      recursive: true,
      filter: (file) => !/\.(?:map|d\.ts)$/.test(file),
    })
    writeFileSync(
      join(target, 'package.json'),
      readFileSync(join(source, 'package.json'), 'utf8').replaceAll('@ads/source', '-'),
    )
  }
  for (const name of ['better-sqlite3', 'kysely']) {
    symlinkSync(realpathSync(join(root, 'node_modules', name)), join(packages, name))
  }
  provide('packages', packages)
  return () => rmSync(folder, { recursive: true, force: true })
}
