import { messageOf } from '../errors.js'
import type { Operation } from '../operations/operation.js'
import { recordOperations } from '../operations/recorder.js'
import type { NamingConvention } from '../schema/naming.js'
import { canonicalOperations } from './canonical-operations.js'
import { inScript } from './in-script.js'
import { neutralQuery } from './neutral-query.js'
import type { RecordedHash, Script } from './script-source.js'
import { sha256 } from './sha256.js'

/** What a script sees while it records, beside its own text. */
export interface HashContext {
  /** The dialect's name, for a script that asks for it. */
  readonly dialect: string
  readonly naming: NamingConvention
}

/**
 * Records both directions of a script, and hashes what they record. A query of Kysely counts by what it says, a data
 * step by its description. Throws `INVALID_SCRIPT` and the like for an upgrade that cannot be recorded, naming revision and
 * file.
 */
export const operationsHash = (script: Script, { dialect, naming }: HashContext): Promise<RecordedHash> =>
  inScript(script.header, async () => {
    let hasAsked = false
    const context = {
      get dialect() {
        hasAsked = true
        return dialect
      },
      naming,
      compile: neutralQuery,
    }
    const upgrade = await recordOperations(script.upgrade, context)
    const { downgrade } = script
    // What is derived follows from the upgrade.
    const back = downgrade === undefined ? 'derived' : downgrade && (await recordedOrRefusal(downgrade, context))
    return {
      operations: await sha256(canonicalOperations([upgrade, back])),
      hasDataSteps: [upgrade, back].some((each) => Array.isArray(each) && each.some(isDataStep)),
      dialect: hasAsked ? dialect : null,
    }
  })

/** A downgrade that throws stands in nobody's way before somebody downgrades; until then it counts by what it throws. */
const recordedOrRefusal = async (
  ...[downgrade, context]: Parameters<typeof recordOperations>
): Promise<readonly Operation[] | { readonly throws: string }> => {
  try {
    return await recordOperations(downgrade, context)
  } catch (error) {
    return { throws: messageOf(error) }
  }
}

const isDataStep = ({ kind }: Operation): boolean => kind === 'run'
