import type { FoundChanges } from '@ads/migrate-core'
import { describeOperation } from '@ads/migrate-core/operations'
import type { Session } from '../session.js'

/** What autogenerate found, and what it left out. */
export const tellFound = ({ operations, skippedDrops, unwritten, notes }: FoundChanges, session: Session): void => {
  for (const operation of operations) session.notice(`Detected: ${describeOperation(operation)}`)
  for (const operation of skippedDrops) {
    session.notice(`Left out: ${describeOperation(operation)} (it would lose data; ask for it with --allow-drops)`)
  }
  for (const table of unwritten) {
    session.notice(`Not written: ${table} also differs in a type, default, nullability or constraint`)
  }
  for (const note of notes) session.notice(`Note: ${note}`)
}
