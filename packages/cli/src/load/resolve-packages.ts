import { readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { dirname, isAbsolute, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ImportKind, OnResolveArgs, OnResolveResult, Plugin } from 'esbuild'
import { build } from './esbuild.js'
import type { PackageLookup } from './fingerprint.js'
import { historyModule, historyNamespace, mentionsDefineHistory } from './history-module.js'

interface ResolveOptions {
  readonly conditions: readonly string[]
  /** Called for every package name that decides where an import leads. */
  readonly onLookup: (lookup: Omit<PackageLookup, 'folder'>) => void
}

/** Resolved already by us; asks esbuild itself. */
const asked = Symbol('asked')
const ours = /^@ads\/migrate-[^/]+/

/**
 * What becomes part of a bundle and what stays outside: sources of the project are read, workspace packages among
 * them; what is installed stays outside, under the absolute address that the importing file would have got.
 * `@ads/migrate-*` always stays outside, and is the command line's own where the project has none.
 */
export const resolvePackages = ({ conditions, onLookup }: ResolveOptions): Plugin => ({
  name: 'packages',
  setup(esbuild) {
    const resolved = new Map<string, Promise<OnResolveResult | undefined>>()

    esbuild.onResolve({ filter: /^[^./]/ }, async (args) => {
      const { path, resolveDir, kind, pluginData } = args
      if (pluginData === asked || isAbsolute(path)) return undefined
      if (/^(file|data|https?):/.test(path) || isBuiltin(path)) return { path, external: true }
      onLookup({ from: resolveDir, name: packageName(path) })
      if (
        path === '@ads/migrate-core' &&
        isImport(kind) &&
        mentionsDefineHistory(await readFile(args.importer, 'utf8'))
      ) {
        return resolveHistory(args)
      }
      const key = [path, resolveDir, isImport(kind)].join('\0')
      const known = resolved.get(key) ?? (ours.test(path) ? resolveOurs(args) : resolveOther(args))
      resolved.set(key, known)
      return known
    })

    esbuild.onLoad({ filter: /.*/, namespace: historyNamespace }, ({ pluginData }) => ({
      contents: historyModule(pluginData),
      loader: 'js',
    }))

    const resolveHistory = async (args: OnResolveArgs): Promise<OnResolveResult | undefined> => {
      const core = await resolveOurs(args)
      if (!core?.path) return core
      const file = args.importer
      return { path: file, namespace: historyNamespace, pluginData: { file, core: core.path } }
    }

    const resolveOther = async ({ path, ...args }: OnResolveArgs): Promise<OnResolveResult | undefined> => {
      const found = await esbuild.resolve(path, {
        importer: args.importer,
        namespace: args.namespace,
        resolveDir: args.resolveDir,
        kind: args.kind,
        pluginData: asked,
      })
      // undefined leaves it to esbuild, which then finds the same, or complains with the place.
      if (found.errors.length > 0 || !isInstalled(found.path)) return undefined
      const installed = conditions.length > 0 ? await resolveAsNode(path, args.resolveDir, args.kind) : found.path
      return installed === null || isSource(installed) ? undefined : outside(installed, args.kind)
    }
  },
})

/** As Node would from the importing file, else from the command line's own installation. */
const resolveOurs = async ({ path, resolveDir, kind }: OnResolveArgs): Promise<OnResolveResult | undefined> => {
  const found =
    (await resolveAsNode(path, resolveDir, kind)) ??
    (await resolveAsNode(path, dirname(fileURLToPath(import.meta.url)), kind))
  if (found === null) {
    const text = `Could not resolve "${path}": it is not installed, or installed without its build`
    return { errors: [{ text }] }
  }
  // Data may be copied; there is nothing in it that two copies could disagree about.
  return found.endsWith('.json') ? { path: found } : outside(found, kind)
}

/** Where Node itself leads, which knows nothing of the project's conditions; null where to nothing. */
const resolveAsNode = async (path: string, resolveDir: string, kind: ImportKind): Promise<string | null> => {
  let found: string | null = null
  const specifier = JSON.stringify(path)
  await build({
    stdin: { contents: isImport(kind) ? `import ${specifier}` : `require(${specifier})`, resolveDir },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    mainFields: ['main'],
    conditions: [],
    logLevel: 'silent',
    plugins: [
      {
        name: 'ask',
        setup(esbuild) {
          esbuild.onLoad({ filter: /.*/ }, (args) => {
            found = args.path
            return { contents: '' }
          })
        },
      },
    ],
  }).catch(() => {})
  return found
}

const isImport = (kind: ImportKind): boolean => kind === 'import-statement' || kind === 'dynamic-import'

/** esbuild gives real paths, so a workspace package is not among them. */
const isInstalled = (path: string): boolean => path.includes(`${sep}node_modules${sep}`)

/** What Node 20 cannot import by itself is compiled, wherever it is. */
const isSource = (path: string): boolean => /\.(?:[cm]?tsx?|jsx|json)$/.test(path)

const outside = (path: string, kind: ImportKind): OnResolveResult => ({
  path: isImport(kind) ? pathToFileURL(path).href : path,
  external: true,
})

const packageName = (path: string): string => path.split('/', path.startsWith('@') ? 2 : 1).join('/')
