import { moduleScripts } from '@ads/migrate-core'
import { testHistory } from '@ads/migrate-core/testing'
import { sqlite } from '@ads/migrate-dialect-sqlite'
import { schema } from '@ads/models'
import history from '../history.js'
import { scripts } from './revisions.js'

testHistory({ dialect: sqlite(), history: { ...history, scripts: moduleScripts(scripts) }, schema })
