import type { Script } from '../../src/scripts/script-source.js'

/** A loaded script with these functions. */
export const scriptOf = (
  upgrade: Script['upgrade'],
  downgrade: Script['downgrade'] = null,
  revision = '0001',
): Script => ({
  header: {
    revision,
    downRevision: [],
    dependsOn: [],
    branchLabels: [],
    message: '',
    doc: '',
    path: null,
    transaction: 'default',
  },
  upgrade,
  downgrade,
})
