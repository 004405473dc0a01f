import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuildFailure, BuildResult, Metafile } from 'esbuild'
import { asFunction } from './as-function.js'
import { build } from './esbuild.js'
import { type Fingerprint, findPackage, hashFile, type PackageLookup } from './fingerprint.js'
import { compileError, type LoadErrorCode } from './load-error.js'
import { isOwnPackage } from './own-packages.js'
import { readSettings } from './project-settings.js'
import { readSources } from './read-sources.js'
import { resolvePackages } from './resolve-packages.js'

/** Several files and all that they import from the project, as one ES module whose default export lists their exports. */
export interface Bundle {
  readonly code: string
  /** The source map of the code, as JSON; its sources are paths from its `sourceRoot`. */
  readonly map: string
  /** The source files in it. */
  readonly inputs: readonly string[]
  /** The addresses of the installed modules that it imports, in their order. */
  readonly imports: readonly string[]
  /** The code as {@link asFunction} gives it; null where importing it is as good, or not the same. */
  readonly asFunction: string | null
  readonly fingerprint: Fingerprint
}

interface BundleOptions {
  readonly projectFolder: string
  readonly errorCode: LoadErrorCode
  /** The exports that are wanted of each file; all where undefined. */
  readonly names: readonly string[] | undefined
}

/** Compiles the files. Throws `errorCode` with the place of the first thing that cannot be compiled or found. */
export const bundleModules = async (
  entries: readonly string[],
  { projectFolder, errorCode, names }: BundleOptions,
): Promise<Bundle> => {
  const settings = readSettings()
  const conditions = settings.customConditions([projectFolder, ...new Set(entries.map(dirname))])
  const hashes = new Map<string, string>()
  const lookups = new Map<string, Omit<PackageLookup, 'folder'>>()
  const result = await build({
    stdin: { contents: listing(entries, names), resolveDir: projectFolder, sourcefile: 'entries', loader: 'js' },
    absWorkingDir: projectFolder,
    outfile: join(projectFolder, 'modules.mjs'),
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['main'],
    conditions,
    sourcemap: 'external',
    sourcesContent: false,
    // The bundle may end up in any folder.
    sourceRoot: pathToFileURL(join(projectFolder, '/')).href,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    // Files may leave wanted names out, and a warning for each takes longer than all the rest.
    logOverride: { 'import-is-undefined': 'silent' },
    // CommonJS files among the sources need a `require`; it only ever gets absolute paths and Node's own modules.
    banner: {
      js: `import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(${JSON.stringify(join(projectFolder, 'package.json'))});`,
    },
    plugins: [
      resolvePackages({ conditions, onLookup: (lookup) => lookups.set(`${lookup.from}\0${lookup.name}`, lookup) }),
      readSources({ compilerOptions: settings.compilerOptions, onRead: (file, hash) => hashes.set(file, hash) }),
    ],
  }).catch((failure: BuildFailure) => {
    if (!Array.isArray(failure.errors)) throw failure
    throw compileError(errorCode, failure.errors, projectFolder)
  })
  const inputs = [...hashes.keys()]
  const code = outputOf(result, '.mjs')
  const imports = importsOf(result.metafile)
  // What others export may change later, so a function cannot take it as a constant.
  const isWorthwhile = code.length >= shortest && [...lookups.values()].every(({ name }) => isOwnPackage(name))
  return {
    code,
    map: outputOf(result, '.map'),
    inputs,
    imports: [...new Set(imports.filter((path) => path.startsWith('file:')))],
    // The banner has one more.
    asFunction: isWorthwhile ? asFunction(code, imports.length + 1) : null,
    fingerprint: {
      files: {
        ...settings.hashFiles(new Set([projectFolder, ...inputs.map(dirname)])),
        ...hashAlternatives(result.metafile, projectFolder),
        ...Object.fromEntries(hashes),
      },
      packages: [...lookups.values()].map((lookup) => ({ ...lookup, folder: findPackage(lookup.name, lookup.from) })),
    },
  }
}

/** Below so many characters, compiling takes no longer than reading what was compiled. */
const shortest = 64 * 1024

/** What each import of the bundle leads to. */
const importsOf = ({ outputs }: Metafile): string[] =>
  Object.values(outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ kind }) => kind === 'import-statement')
    .map(({ path }) => path)

/** Where names are given, esbuild finds what they mean, and makes no object that finds it out when it is asked. */
const listing = (entries: readonly string[], names: readonly string[] | undefined): string => {
  const imports = entries.map((entry, index) => `import * as module${index} from ${JSON.stringify(entry)}`)
  const wanted = (index: number) =>
    names === undefined ? `module${index}` : `{ ${names.map((name) => `${name}: module${index}.${name}`).join(', ')} }`
  return [...imports, `export default [${entries.map((_, index) => wanted(index)).join(', ')}]`].join('\n')
}

const outputOf = ({ outputFiles }: BuildResult<{ write: false }>, ending: string): string =>
  outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''

/** `./x.js` was found as x.ts: would x.js come to be there, it would be meant. */
const hashAlternatives = ({ inputs }: Metafile, folder: string): Record<string, string | null> => {
  const alternatives = new Set<string>()
  for (const [input, { imports }] of Object.entries(inputs)) {
    for (const { original, path, external } of imports) {
      if (external || !original?.startsWith('.')) continue
      const literal = resolve(folder, dirname(input), original)
      if (literal !== resolve(folder, path)) alternatives.add(literal)
    }
  }
  return Object.fromEntries([...alternatives].map((file) => [file, hashFile(file)]))
}
