import { expect, test } from 'vitest'
import { Migrator, type MigratorOptions } from '../runtime/migrator.js'

/**
 * Registers one test with vitest: every revision goes up, down and up again over rows, its downgrade leads back, rows are
 * kept, and the models need no other revision. As `migrate test` does; a history of a folder is read with
 * `scriptDirectory` of the command line, a built one as it is.
 */
export const testHistory = (
  options: MigratorOptions,
  { timeout = 60_000 }: { readonly timeout?: number } = {},
): void => {
  test('the history goes up, down and up again, and makes what the models say', { timeout }, async () => {
    const { faults } = await new Migrator(options).test()
    expect(faults).toEqual([])
  })
}
