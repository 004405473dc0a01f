import { dirname, join } from 'node:path'
import ts from 'typescript'
import { root } from './documents.js'

/** What the compiler says of these texts, given by path relative to the root: one program, under the project's settings. */
export const compile = (texts: ReadonlyMap<string, string>): readonly string[] => {
  const files = new Map([...texts].map(([path, text]) => [join(root, path), text]))
  const folders = new Set([...files.keys()].flatMap(foldersOf))
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
  const host = ts.createCompilerHost(options)
  const { fileExists, directoryExists, getSourceFile, readFile } = host
  host.fileExists = (name) => files.has(name) || fileExists(name)
  host.readFile = (name) => files.get(name) ?? readFile(name)
  host.directoryExists = (name) => folders.has(name) || (directoryExists?.(name) ?? true)
  host.getSourceFile = (name, language, ...rest) => {
    const text = files.get(name)
    return text === undefined ? getSourceFile(name, language, ...rest) : ts.createSourceFile(name, text, language)
  }
  const program = ts.createProgram([...files.keys()], options, host)
  return [...files.keys()].flatMap((name) => {
    const file = program.getSourceFile(name)
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText }) => `${name.slice(root.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    )
  })
}

const foldersOf = (path: string): readonly string[] => {
  const folder = dirname(path)
  return folder === root ? [] : [folder, ...foldersOf(folder)]
}
