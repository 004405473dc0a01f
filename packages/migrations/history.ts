import { defineHistory } from '@ads/migrate-core'
import template from './revision.template.js'

/** The history of the ads database, for the command line and for services. */
export const history = defineHistory({ scripts: './versions', template })
export default history
