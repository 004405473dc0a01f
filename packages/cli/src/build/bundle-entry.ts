import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { BuildFailure, Metafile, Plugin } from 'esbuild'
import { build } from '../load/esbuild.js'
import { compileError } from '../load/load-error.js'
import { readSettings } from '../load/project-settings.js'
import { asksWhereItIs } from '../load/read-sources.js'
import { invalidScript } from '../scripts/errors.js'

/**
 * The module, which imports `scripts`, and all that it imports, as one: what it imports by `import()` is run when that
 * is called. Only `@ads/migrate-core/schema` and Node's own modules stay outside. Throws `INVALID_SCRIPT` with the place
 * of what cannot be compiled, found or brought along.
 */
export const bundleEntry = async (
  entry: string,
  { projectFolder, scripts }: { readonly projectFolder: string; readonly scripts: readonly string[] },
): Promise<string> => {
  const { metafile, outputFiles } = await build({
    stdin: { contents: entry, resolveDir: projectFolder, sourcefile: 'history', loader: 'js' },
    absWorkingDir: projectFolder,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: readSettings().customConditions([projectFolder, ...new Set(scripts.map(dirname))]),
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    define: Object.fromEntries(
      ['import.meta.url', 'import.meta.filename', 'import.meta.dirname', '__filename', '__dirname'].map((name) => [
        name,
        placeMark,
      ]),
    ),
    plugins: [leaveOutside],
  }).catch((failure: BuildFailure) => {
    if (!Array.isArray(failure.errors)) throw failure
    throw compileError('INVALID_SCRIPT', failure.errors, projectFolder)
  })
  const code = outputFiles[0]!.text
  if (code.includes(placeMark)) throw knowsItsPlace(metafile, projectFolder)
  return requiresNode(metafile) ? `${requireLine}${code}` : code
}

const schemaEntry = '@ads/migrate-core/schema'

/** What a module that defines a history takes of core, where only what it was given is wanted. */
const definitions =
  'export const defineHistory = (input) => input\nexport const defineTemplate = (template) => template\n'

const leaveOutside: Plugin = {
  name: 'outside',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^@ads\/migrate-/ }, async ({ path, importer }) => {
      if (path === schemaEntry) return { path, external: true, sideEffects: false }
      if (path === '@ads/migrate-core' && /\bdefine(?:History|Template)\b/.test(await readFile(importer, 'utf8'))) {
        return { path, namespace: 'definitions' }
      }
      const text = `A revision script cannot bring ${path} into a built history`
      const note = `Revision scripts use ${schemaEntry}; of other packages of @ads/migrate they take types only.`
      return { errors: [{ text, notes: [{ text: note }] }] }
    })
    esbuild.onLoad({ filter: /.*/, namespace: 'definitions' }, () => ({ contents: definitions, loader: 'js' }))
  },
}

const placeMark = '__placeOfARevisionScript'

/** Beside the built history are none of the files that a script may look for beside itself. */
const knowsItsPlace = ({ inputs }: Metafile, folder: string) => {
  const files = Object.keys(inputs).filter((name) => name !== 'history')
  const file = files.find((name) => asksWhereItIs.test(readFileSync(resolve(folder, name), 'utf8')))
  return invalidScript(
    resolve(folder, file ?? files[0] ?? ''),
    'it asks where its file is, and a built history is somewhere else',
    'Write what it reads into the script, or into a module that it imports.',
  )
}

/** What is CommonJS among the bundled code may call for Node's own modules. */
const requiresNode = ({ outputs }: Metafile): boolean =>
  Object.values(outputs).some(({ imports }) =>
    imports.some(({ kind, external }) => external && kind === 'require-call'),
  )

const requireLine = `import { createRequire as __createRequire } from 'node:module'\nconst require = __createRequire(import.meta.url)\n`
