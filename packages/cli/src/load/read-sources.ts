import { readFileSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Loader, OnLoadResult, Plugin, TransformFailure } from 'esbuild'
import type { TsConfigJson } from 'get-tsconfig'
import { transform } from './esbuild.js'
import { hashText } from './fingerprint.js'

interface ReadOptions {
  readonly compilerOptions: (folder: string) => TsConfigJson.CompilerOptions
  /** Called with each file and the hash of exactly the content that is compiled. */
  readonly onRead: (file: string, hash: string) => void
}

/** A file whose text asks where it is. */
export const asksWhereItIs = /\bimport\s*\.\s*meta\b|\b__dirname\b|\b__filename\b/

/** Reads source files. One that asks where it is gets the answer that it would get outside of a bundle. */
export const readSources = ({ compilerOptions, onRead }: ReadOptions): Plugin => ({
  name: 'sources',
  setup(esbuild) {
    esbuild.onLoad({ filter: /\.(?:[cm]?[jt]s|[jt]sx|json)$/ }, ({ path }): OnLoadResult | Promise<OnLoadResult> => {
      const content = readFileSync(path)
      onRead(path, hashText(content))
      const contents = content.toString('utf8').replace(/^\uFEFF/, '')
      const loader = loaderOf(path)
      if (loader === 'json' || !asksWhereItIs.test(contents)) return { contents, loader }
      return locate(path, contents, loader, compilerOptions(dirname(path)))
    })
  },
})

const loaderOf = (path: string): Loader => {
  const extension = extname(path).replace(/^\.[cm]/, '.')
  return extension === '.json' ? 'json' : (extension.slice(1) as Loader)
}

const locate = async (
  path: string,
  contents: string,
  loader: Loader,
  options: TsConfigJson.CompilerOptions,
): Promise<OnLoadResult> => {
  const [url, filename, folder] = [pathToFileURL(path).href, path, dirname(path)].map((text) => JSON.stringify(text))
  try {
    const { code } = await transform(contents, {
      loader,
      target: 'node20',
      sourcefile: path,
      sourcemap: 'inline',
      sourcesContent: false,
      charset: 'utf8',
      tsconfigRaw: { compilerOptions: settingsOf(options) },
      define: {
        'import.meta.url': url!,
        'import.meta.filename': filename!,
        'import.meta.dirname': folder!,
        __filename: filename!,
        __dirname: folder!,
      },
    })
    return { contents: code, loader: 'js' }
  } catch (failure) {
    return { errors: (failure as TransformFailure).errors }
  }
}

/** The options that change what code does, by the names that esbuild has for them. */
const settingsOf = (options: TsConfigJson.CompilerOptions) => {
  const names = [
    'experimentalDecorators',
    'useDefineForClassFields',
    'verbatimModuleSyntax',
    'alwaysStrict',
    'strict',
    'target',
  ] as const
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])))
}
