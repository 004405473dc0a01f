import type { Script, ScriptHeader } from '@ads/migrate-core'
import { invalidScript } from './errors.js'
import { exportNames, unknownExport } from './script-exports.js'

/** A loaded module as the script that its header promised. Throws `INVALID_SCRIPT` where it is another. */
export const checkModule = (module: unknown, header: ScriptHeader): Script => {
  const path = header.path ?? header.revision
  const exports: Readonly<Record<string, unknown>> = Object(module)
  const stranger = Object.keys(exports).find((name) => !exportNames.includes(name))
  if (stranger) throw invalidScript(path, unknownExport(stranger))
  for (const [name, written] of Object.entries(promised(header))) {
    const found = JSON.stringify(exports[name] ?? null)
    if (!written.includes(found)) {
      throw invalidScript(path, `\`${name}\` is ${found} once the script has run, but ${written[0]} is written`)
    }
  }
  const { upgrade, downgrade } = exports
  if (!isPlainFunction(upgrade)) throw invalidScript(path, '`upgrade` must be a plain function, not an async one')
  if (downgrade !== undefined && downgrade !== null && !isPlainFunction(downgrade)) {
    throw invalidScript(path, '`downgrade` must be a plain function, not an async one, or null')
  }
  return { header, upgrade, downgrade }
}

/** The JSON of each export that the header was made from: one name may be written by itself or in an array. */
const promised = ({ revision, downRevision, branchLabels, dependsOn, transaction }: ScriptHeader) => ({
  revision: [JSON.stringify(revision)],
  downRevision: spellings(downRevision),
  branchLabels: spellings(branchLabels),
  dependsOn: spellings(dependsOn),
  transaction: [transaction === 'none' ? '"none"' : 'null'],
})

const spellings = (names: readonly string[]): string[] => [
  ...(names.length === 0 ? ['null'] : names.length === 1 ? [JSON.stringify(names[0])] : []),
  JSON.stringify(names),
]

/** An async function or a generator has a tag of its own. */
const isPlainFunction = (value: unknown): value is Script['upgrade'] =>
  typeof value === 'function' && Object.prototype.toString.call(value) === '[object Function]'
