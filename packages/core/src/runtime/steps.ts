import type { Step } from '../revisions/revision.js'

/**
 * A step in Alembic's words: `Running upgrade 0001 -> 0002, add new_field`.
 *
 * @internal shared with the command line
 */
export const stepLine = ({ direction, revision, from, to }: Step): string => {
  const { revision: id, downRevision, message } = revision
  const parents = downRevision.join(', ')
  const route = direction === 'downgrade' ? `${id} -> ${parents}` : `${parents} -> ${id}`
  const doc = message === '' ? '' : `, ${message}`
  const [left, entered] = [from.filter((row) => !to.includes(row)), to.filter((row) => !from.includes(row))]
  return direction === 'stamp'
    ? `Running stamp_revision ${left.join(', ')} -> ${entered.join(', ')}`
    : `Running ${direction} ${route}${doc}`
}
