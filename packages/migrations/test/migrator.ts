import { Migrator, moduleScripts, type ScriptModule } from '@ads/migrate-core'
import { sqlite } from '@ads/migrate-dialect-sqlite'
import { schema } from '@ads/models'
import history from '../history.js'
import { scripts } from './revisions.js'
import type { TemporaryDatabase } from './temporary-database.js'

/** A migrator of the database along the real history, or along some of its revisions, with the models. */
export const migratorOf = ({ url }: TemporaryDatabase, modules: readonly ScriptModule[] = scripts): Migrator =>
  new Migrator({ dialect: sqlite(), history: { ...history, scripts: moduleScripts(modules) }, url, schema })
