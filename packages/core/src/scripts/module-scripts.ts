import { MigrateError } from '../errors.js'
import type { Op } from '../operations/op.js'
import type { Script, ScriptHeader, ScriptSource } from './script-source.js'

/** What a revision script exports, as `import * as revision from './0001_initial_schema.js'` gives it. */
export interface ScriptModule {
  readonly revision: string
  readonly downRevision: string | readonly string[] | null
  readonly branchLabels?: string | readonly string[]
  readonly dependsOn?: string | readonly string[]
  readonly transaction?: 'none'
  readonly upgrade: (op: Op) => void
  readonly downgrade?: ((op: Op) => void) | null
  /** Not an export of a script file: its message stands in its comment. */
  readonly message?: string
}

/** Revision scripts that are imported already: for a service that brings its history along, and for tests. */
export const moduleScripts = (modules: readonly ScriptModule[]): ScriptSource => {
  const scripts = modules.map(scriptOf)
  const byId = new Map(scripts.map((script) => [script.header.revision, script]))
  return {
    headers: async () => scripts.map(({ header }) => header),
    load: async (revisions) =>
      revisions.map((revision) => {
        const script = byId.get(revision)
        if (script !== undefined) return script
        throw new MigrateError('UNKNOWN_REVISION', `no script has the revision ${revision}`)
      }),
  }
}

const scriptOf = (module: ScriptModule): Script => {
  if (typeof module.revision !== 'string' || typeof module.upgrade !== 'function') {
    throw new MigrateError('INVALID_SCRIPT', 'a revision script exports `revision`, `downRevision` and `upgrade`')
  }
  const header: ScriptHeader = {
    revision: module.revision,
    downRevision: asList(module.downRevision),
    branchLabels: asList(module.branchLabels),
    dependsOn: asList(module.dependsOn),
    message: module.message ?? '',
    doc: module.message ?? '',
    path: null,
    transaction: module.transaction ?? 'default',
  }
  return { header, upgrade: module.upgrade, downgrade: module.downgrade }
}

const asList = (value: string | readonly string[] | null | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : (value ?? [])
