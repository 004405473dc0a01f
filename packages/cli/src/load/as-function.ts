/** What the function calls its own; no module may have names like these. */
const own = '$ads_migrate_'
const [load, missing] = [`${own}load`, `${own}missing`]

/**
 * A module that esbuild has printed, as an expression: a function that is given how to import, and what to do about a
 * name that is missing in what was imported, and gives the module's default export. All lines stay where they are.
 * `statements`: how many imports the module has, by which what only looks like one is noticed. Null for a module that
 * has such lines, that imports while it runs or asks where it is, and that exports what is elsewhere.
 */
export const asFunction = (code: string, statements: number): string | null => {
  const imports = [...code.matchAll(importStatement)].map(([, clause = '', address]) => ({ clause, address: address! }))
  const [exported, ...others] = [...code.matchAll(exportStatement)]
  if (imports.length !== statements || exported === undefined || others.length > 0) return null
  if (dynamic.test(code) || code.includes(own)) return null
  const body = code.replace(importStatement, '').replace(exportStatement, '\n\n')
  return `(async (${load}, ${missing}) => { 'use strict'; ${bindings(imports)};${body}\nreturn ${exported[1]}\n})`
}

const importStatement = /^import (?:([^"'`;\n]+) from )?("[^"\\\n]*");$/gm
const exportStatement = /^export \{\n {2}(\S+) as default\n\};$/gm
const dynamic = /\bimport\s*[.(]/

interface ImportStatement {
  /** What is between `import` and `from`. */
  readonly clause: string
  /** With its quotes. */
  readonly address: string
}

const bindings = (imports: readonly ImportStatement[]): string => {
  const addresses = [...new Set(imports.map(({ address }) => address))]
  const modules = addresses.map((address, i) => {
    const module = `${own}${i}`
    const clauses = imports.flatMap((statement) => (statement.address === address ? [statement.clause] : []))
    const whole = clauses.flatMap((clause) => /\* as (\S+)/.exec(clause)?.[1] ?? [])
    return [
      `const ${module} = await ${load}(${address})`,
      ...whole.map((name) => `const ${name} = ${module}`),
      `const { ${clauses.flatMap(namesIn).join(', ')} } = ${module}`,
    ]
  })
  return modules.flat().join('; ')
}

/** The names of a clause, as a pattern takes them from an object. */
const namesIn = (clause: string): readonly string[] => {
  const [, first] = /^([^\s{*,]+)/.exec(clause) ?? []
  const listed = /\{([^}]*)\}/.exec(clause)?.[1]?.split(',') ?? []
  const pairs = listed.map((each) => each.trim().split(' as ')).filter(([name]) => name !== '')
  return [...(first === undefined ? [] : [['default', first]]), ...pairs].map(
    ([name, local = name]) => `${name}: ${local} = ${missing}()`,
  )
}
