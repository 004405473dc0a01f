import { type MigrationEvent, stepLine } from '@ads/migrate-core'
import type { Session } from '../session.js'

/** Tells what a migrator is doing, a line each; long histories on a terminal with how far it has come. */
export const progressPrinter =
  (session: Session) =>
  (event: MigrationEvent): void => {
    if (event.kind === 'waiting') session.notice(`Waiting for another migrator of ${event.database} …`)
    if (event.kind === 'stepStarted') {
      const { step, index, total } = event
      const place = session.io.isTerminal && total > 1 ? `[${index + 1}/${total}] ` : ''
      session.notice(`${place}${stepLine(step)}`)
    }
  }
