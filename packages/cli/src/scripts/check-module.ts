import type { Script, ScriptHeader } from '@ads/migrate-core'
import { invalidScript } from './errors.js'

/** A loaded module as the script that its header promised. Throws `INVALID_SCRIPT` where it is another. */
export const checkModule = (module: unknown, header: ScriptHeader): Script => {
  const path = header.path ?? header.revision
  const exports: Readonly<Record<string, unknown>> = Object(module)
  for (const [name, written] of promisedBy(header)) {
    const found = exports[name] ?? null
    if (written.length === 0 ? isNothing(found) : sayEqual(found, written)) continue
    const shown = written.length > 1 ? written : (written[0] ?? null)
    throw invalidScript(
      path,
      `\`${name}\` is ${JSON.stringify(found)} once the script has run, but ${JSON.stringify(shown)} is written`,
    )
  }
  const { upgrade, downgrade } = exports
  if (!isPlainFunction(upgrade)) throw invalidScript(path, '`upgrade` must be a plain function, not an async one')
  if (downgrade !== undefined && downgrade !== null && !isPlainFunction(downgrade)) {
    throw invalidScript(path, '`downgrade` must be a plain function, not an async one, or null')
  }
  return { header, upgrade, downgrade }
}

/** What each export has to say for the header to be right. */
const promisedBy = ({ revision, downRevision, branchLabels, dependsOn, transaction }: ScriptHeader) =>
  [
    ['revision', [revision]],
    ['downRevision', downRevision],
    ['branchLabels', branchLabels],
    ['dependsOn', dependsOn],
    ['transaction', transaction === 'none' ? ['none'] : []],
  ] as const

const isNothing = (found: unknown): boolean => found === null || (Array.isArray(found) && found.length === 0)

/** One name may be written by itself or in an array. */
const sayEqual = (found: unknown, written: readonly string[]): boolean =>
  Array.isArray(found)
    ? found.length === written.length && written.every((name, i) => found[i] === name)
    : written.length === 1 && found === written[0]

/** An async function or a generator has a tag of its own. */
const isPlainFunction = (value: unknown): value is Script['upgrade'] =>
  typeof value === 'function' && Object.prototype.toString.call(value) === '[object Function]'
