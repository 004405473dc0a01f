import { integer } from '@ads/migrate-core/schema'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { testDatabase } from './database.js'

const printed = (message: string): Promise<string> =>
  testDatabase()
    .migrator([
      {
        revision: 'r1',
        downRevision: null,
        message,
        upgrade: (op) => op.createTable('users', { id: integer().primaryKey() }),
      },
    ])
    .script('upgrade', 'head')
    .then(({ sql }) => sql)

const lines = (script: string): readonly string[] => script.split(/\r\n|[\r\n\u2028\u2029]/)

it('a message with line breaks is printed as one comment line', async () => {
  const script = lines(await printed('first\nDELETE FROM users;\r\n-- and\rmore'))
  expect(script).toContain('-- Running upgrade  -> r1, first DELETE FROM users; -- and more')
  expect(script.filter((line) => line.includes('DELETE FROM users'))).toHaveLength(1)
})

it('a message changes one comment line of a script, and nothing else', async () => {
  const about = (line: string) => line.startsWith('-- Running upgrade')
  const plain = lines(await printed('plain'))
  expect(plain.filter(about)).toHaveLength(1)
  const unit = fc.oneof(fc.constantFrom('\n', '\r', '\r\n', '\u2028', '\u2029', ';', "'", '--', '*/'), fc.string())
  await fc.assert(
    fc.asyncProperty(fc.array(unit), async (parts) => {
      const script = lines(await printed(parts.join('')))
      expect(script).toHaveLength(plain.length)
      for (const [i, line] of script.entries()) {
        if (about(plain[i]!)) expect(line).toSatisfy(about)
        else expect(line).toBe(plain[i])
      }
    }),
  )
})
