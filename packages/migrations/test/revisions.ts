import { readdirSync, readFileSync } from 'node:fs'
import type { ScriptModule } from '@ads/migrate-core'

/** A file of `versions/`: its name, its text and what it exports. */
export interface RevisionFile {
  readonly name: string
  readonly text: string
  readonly script: ScriptModule
}

const folder = new URL('../versions/', import.meta.url)

/** Every revision there is, so that the laws hold for those of tomorrow too. */
export const revisionFiles: readonly RevisionFile[] = await Promise.all(
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map(async (name) => {
      const file = new URL(name, folder)
      return { name, text: readFileSync(file, 'utf8'), script: await import(/* @vite-ignore */ file.href) }
    }),
)

/** The modules of all revisions. */
export const scripts: readonly ScriptModule[] = revisionFiles.map(({ script }) => script)

/** The revision that the fixtures are databases of. */
export const firstRevision = revisionFiles.find(({ script }) => script.revision === '0001')!
