import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'

/** What an unpacked package gets wrong beyond what publint and attw look at, a line each. */
export const tarballFaults = (folder, manifest) => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  return [
    ...['LICENSE', 'README.md'].filter((name) => !files.includes(name)).map((name) => `${name} is missing`),
    ...files.filter((file) => !isWanted(file, manifest)).map((file) => `${file} should not be there`),
    ...installScripts(manifest),
    ...unresolvedRanges(manifest),
    ...openRanges(manifest),
    ...files.filter((file) => file.endsWith('.map')).flatMap((file) => mapFaults(folder, file)),
    ...reachable(folder, files, manifest).flatMap((file) => undeclared(folder, file, manifest)),
  ]
}

const isWanted = (file, { files }) =>
  ['package.json', 'LICENSE', 'README.md', 'CHANGELOG.md'].includes(file) ||
  (files.some((wanted) => file === wanted || file.startsWith(`${wanted}/`)) && !/(^|\/)test\/|\.test\./.test(file))

/** Installing a package must run nothing of ours. */
const installScripts = ({ scripts = {} }) =>
  ['preinstall', 'install', 'postinstall', 'prepare']
    .filter((name) => name in scripts)
    .map((name) => `package.json has a script ${name}`)

const unresolvedRanges = ({ dependencies, peerDependencies, optionalDependencies }) =>
  Object.entries({ ...dependencies, ...peerDependencies, ...optionalDependencies })
    .filter(([, range]) => /^(workspace|catalog|link|file):/.test(range))
    .map(([name, range]) => `package.json depends on ${name} ${range}, which only this workspace knows`)

/** A peer of ours is bounded: `changeset version` writes `>=2.0.0` for a new major where a range was written out. */
const openRanges = ({ peerDependencies }) =>
  Object.entries(peerDependencies ?? {})
    .filter(([, range]) => !/^[\^~]|</.test(range))
    .map(([name, range]) => `package.json takes every ${name} ${range}, also one that does not exist yet`)

/** A map leads to a file of the package, or has the text in itself; what a bundled package's own map lacks is not ours. */
const mapFaults = (folder, file) => {
  const { sources, sourcesContent = [], sourceRoot = '' } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  return sources
    .filter((source, index) => {
      const target = resolve(folder, dirname(file), sourceRoot, source)
      const isOurs = !source.includes('/node_modules/')
      return isOurs && typeof sourcesContent[index] !== 'string' && !(target.startsWith(folder) && existsSync(target))
    })
    .map((source) => `${file} leads to ${source}, which is not in the package`)
}

/** All of the JavaScript, and the declarations that the public ones lead to (attw says where one is missing). */
const reachable = (folder, files, { exports }) => {
  const found = new Set(files.filter((file) => /^dist\/.*\.js$/.test(file)))
  const visit = (file) => {
    if (found.has(file) || !files.includes(file)) return
    found.add(file)
    for (const path of importsOf(folder, file).filter(isRelative)) {
      visit(join(dirname(file), path).replace(/\.js$/, '.d.ts'))
    }
  }
  for (const { types } of Object.values(exports)) if (types) visit(join(types))
  return [...found]
}

/** Another package that is imported, by code or by types, is one that the manifest names. */
const undeclared = (folder, file, { name, dependencies, peerDependencies }) => {
  const declared = new Set([name, ...Object.keys(dependencies ?? {}), ...Object.keys(peerDependencies ?? {})])
  return importsOf(folder, file)
    .filter((path) => !isRelative(path) && !isBuiltin(path))
    .map((path) => path.split('/', path.startsWith('@') ? 2 : 1).join('/'))
    .filter((imported) => !declared.has(imported))
    .map((imported) => `${file} imports ${imported}, which package.json does not name`)
}

const isRelative = (path) => path.startsWith('.')

const importsOf = (folder, file) => {
  const text = readFileSync(join(folder, file), 'utf8')
  const paths = []
  const visit = (node) => {
    const specifier =
      node.moduleSpecifier ??
      (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments[0] : null) ??
      (ts.isImportTypeNode(node) ? node.argument.literal : null)
    if (specifier && ts.isStringLiteralLike(specifier)) paths.push(specifier.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false))
  return [...new Set(paths)]
}
