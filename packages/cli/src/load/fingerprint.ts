import { hash } from 'node:crypto'
import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What a bundle was made from: as long as all of it is the same, the bundle would be too. */
export interface Fingerprint {
  /** The hash of each file that was read; null where one was looked for and there was none. */
  readonly files: Readonly<Record<string, string | null>>
  readonly packages: readonly PackageLookup[]
}

/** Which folder a package name meant, seen from another folder; null: it was not found. */
export interface PackageLookup {
  readonly from: string
  readonly name: string
  readonly folder: string | null
}

/** Whether everything that the fingerprint names is still as it was; files of known hashes are not read. */
export const isUnchanged = (
  { files, packages }: Fingerprint,
  known: ReadonlyMap<string, string> = new Map(),
): boolean =>
  Object.entries(files).every(([file, hash]) => (known.get(file) ?? hashFile(file)) === hash) &&
  packages.every(({ from, name, folder }) => findPackage(name, from) === folder)

export const hashText = (text: string | Uint8Array): string => hash('sha256', text)

/** The hash of a file's content, or null when there is no such file. Hundreds of small files are read faster like this. */
export const hashFile = (file: string): string | null => {
  try {
    return hashText(readFileSync(file))
  } catch {
    return null
  }
}

/** The real folder of the package that Node would find from `folder`, or null. */
export const findPackage = (name: string, folder: string): string | null => {
  for (const parent of foldersUp(folder)) {
    try {
      return realpathSync(join(parent, 'node_modules', name))
    } catch {
      // not here: one folder further up
    }
  }
  return null
}

/** A folder and all that it is in, innermost first. */
export const foldersUp = (folder: string): string[] => {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...foldersUp(parent)]
}
