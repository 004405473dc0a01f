import type { MigrationEvent, Op } from '@ads/migrate-core'
import { integer } from '@ads/migrate-core/schema'
import { describe, expect, it } from 'vitest'
import { chain, testDatabase } from './database.js'
import { gatherUnhandled } from './unhandled.js'

const create = (name: string) => (op: Op) => op.createTable(name, { id: integer().primaryKey() })

describe('a listener', () => {
  it.each<readonly [string, () => void]>([
    [
      'throws',
      () => {
        throw new Error('deaf')
      },
    ],
    ['rejects', () => Promise.reject(new Error('deaf'))],
  ])('that %s is told everything and stops nothing', async (_, listen) => {
    const unhandled = gatherUnhandled()
    const database = testDatabase()
    const heard: string[] = []
    const onEvent = (event: MigrationEvent) => {
      heard.push('step' in event ? `${event.kind} ${event.step.revision.revision}` : event.kind)
      return listen()
    }
    const { heads } = await database.migrator(chain(create('a'), create('b')), { onEvent }).upgrade()
    expect(heads).toEqual(['r2'])
    expect(heard).toEqual(['stepStarted r1', 'stepFinished r1', 'stepStarted r2', 'stepFinished r2'])
    expect(database.query('SELECT version_num FROM alembic_version')).toEqual([{ version_num: 'r2' }])
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(unhandled).toEqual([])
  })
})
