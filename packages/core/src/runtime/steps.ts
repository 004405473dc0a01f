import type { Step } from '../revisions/revision.js'

/** A step in Alembic's words: `Running upgrade 0001 -> 0002, add new_field`. */
export const stepLine = ({ direction, revision, from, to }: Step): string => {
  const { revision: id, downRevision, message } = revision
  const parents = downRevision.join(', ')
  const route = direction === 'downgrade' ? `${id} -> ${parents}` : `${parents} -> ${id}`
  const doc = message === '' ? '' : `, ${message}`
  return direction === 'stamp'
    ? `Running stamp_revision ${from.join(', ')} -> ${to.join(', ')}`
    : `Running ${direction} ${route}${doc}`
}
