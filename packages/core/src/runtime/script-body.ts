import { renderOperations } from '../autogenerate/render.js'
import type { RenderItem } from '../autogenerate/render-item.js'
import type { Operation } from '../operations/operation.js'
import type { ScriptBody } from '../scripts/write-script.js'
import type { Context } from './context.js'
import { callHook, type RevisionChanges } from './process-revision.js'

/** The functions of a script that makes these changes. Throws `HOOK_FAILED`, and `NOT_RENDERABLE`. */
export const bodyOf = (
  { renderItem }: Pick<Context, 'renderItem'>,
  changes: RevisionChanges,
  remarks: ReadonlyMap<Operation, string>,
): ScriptBody => {
  const hook: RenderItem = (item) => callHook('renderItem', () => renderItem(item))
  const upgrade = renderOperations(changes.upgrade, remarks, hook)
  const downgrade = renderOperations(changes.downgrade, remarks, hook)
  const modules = new Map(upgrade.modules)
  for (const [module, names] of downgrade.modules) {
    modules.set(module, new Set([...(modules.get(module) ?? []), ...names]))
  }
  return {
    upgrade: upgrade.lines,
    downgrade: downgrade.lines,
    imports: new Set([...upgrade.imports, ...downgrade.imports]),
    modules,
  }
}
