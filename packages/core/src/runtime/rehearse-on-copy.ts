import { isMigrateError } from '../errors.js'
import { copyDatabase } from './back-up.js'
import { type Context, withConnection } from './context.js'
import { runSteps } from './run-steps.js'
import type { StepResult } from './take-steps.js'

/** How an upgrade went on a copy of the database. */
export interface Rehearsal {
  /** The bytes of the copy. */
  readonly bytes: number
  /** What writing the copy took, in milliseconds. */
  readonly copyMs: number
  /** The steps that were taken, with the time that each really took. */
  readonly steps: readonly StepResult[]
  readonly durationMs: number
  /** What stopped it; null where it went through. */
  readonly failure: { readonly code: string; readonly message: string; readonly hint: string | null } | null
}

/**
 * Upgrades a copy of the database, which is removed afterwards whatever happens; the database itself is only read.
 * Throws `NO_COPY`, `DATABASE_NOT_FOUND`, `INTERRUPTED`.
 */
export const rehearse = async (
  context: Context,
  target: string,
  { folder = null }: { readonly folder?: string | null | undefined } = {},
): Promise<Rehearsal> => {
  const began = performance.now()
  const copy = await withConnection(context, 'read', (connection) =>
    copyDatabase(context, connection, { folder, label: 'rehearsal', isTemporary: true }),
  )
  const started = performance.now()
  const steps: StepResult[] = []
  let failure: Rehearsal['failure'] = null
  try {
    const onEvent: Context['onEvent'] = (event) => {
      context.onEvent(event)
      if (event.kind !== 'stepFinished') return
      const { direction, revision, from, to } = event.step
      steps.push({ direction, revision: revision.revision, from, to, durationMs: event.durationMs })
    }
    await runSteps({ ...context, address: copy.address, onEvent }, 'upgrade', target)
  } catch (error) {
    if (!isMigrateError(error) || error.code === 'INTERRUPTED') throw error
    const { code, message, hint } = error
    failure = { code, message, hint }
  } finally {
    await copy.remove()
  }
  return {
    bytes: copy.bytes,
    copyMs: started - began,
    steps,
    durationMs: steps.reduce((sum, { durationMs }) => sum + durationMs, 0),
    failure,
  }
}
