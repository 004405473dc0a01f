import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineHistory, type HistoryInput } from '../../src/runtime/history.js'
import { defaultNaming } from '../../src/schema/naming.js'

/** What defineHistory throws for an input that the compiler would not let pass. */
const refusal = (input: object) => {
  try {
    defineHistory({ scripts: './versions', ...input } as HistoryInput)
  } catch (error) {
    return error as Error & { readonly code: string; readonly hint: string }
  }
  throw new Error('it was accepted')
}

const places = [
  { place: 'defineHistory', keys: ['naming', 'versionTable', 'transaction', 'template'], wrap: (part: object) => part },
  { place: 'defineHistory: naming', keys: Object.keys(defaultNaming), wrap: (naming: object) => ({ naming }) },
  {
    place: 'defineHistory: versionTable',
    keys: ['name', 'schema', 'column'],
    wrap: (versionTable: object) => ({ versionTable }),
  },
]

describe.each(places)('$place', ({ place, keys, wrap }) => {
  it('refuses a key with a letter swapped, with the key that was meant', () => {
    const slips = keys.flatMap((key) =>
      Array.from({ length: key.length - 1 }, (_, i) => ({
        key,
        slip: key.slice(0, i) + key[i + 1]! + key[i]! + key.slice(i + 2),
      })).filter(({ slip }) => !keys.includes(slip)),
    )
    expect(slips.length).toBeGreaterThan(0)
    for (const { key, slip } of slips) {
      const error = refusal(wrap({ [slip]: 'x' }))
      expect(error.code).toBe('CONFIG_INVALID')
      expect(error.message).toBe(`${place} has no key "${slip}"`)
      expect(error.hint).toMatch(new RegExp(`^Did you mean ${key}\\? It takes .*${key}`))
    }
  })

  it('refuses any key that it does not take, and says what it takes', () => {
    const all = places[0]!.keys.concat('scripts', keys)
    fc.assert(
      fc.property(
        fc.string().filter((key) => !all.includes(key) && key !== '__proto__'),
        (key) => {
          const error = refusal(wrap({ [key]: 'x' }))
          expect(error.code).toBe('CONFIG_INVALID')
          expect(error.message).toBe(`${place} has no key "${key}"`)
          for (const known of keys) expect(error.hint).toContain(known)
        },
      ),
    )
  })
})

describe('the version table', () => {
  it.each([
    ['name', { name: '' }],
    ['name', ''],
    ['column', { column: '' }],
    ['schema', { schema: '' }],
    ['column', { column: 7 }],
    ['name', { name: null }],
  ])('has no %s that is %j', (key, versionTable) => {
    expect(refusal({ versionTable })).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(`^defineHistory: the ${key} of the version table is `),
    })
  })

  it("is named as it is said, and else as Alembic's", () => {
    const tableOf = (versionTable?: HistoryInput['versionTable']) =>
      defineHistory({ scripts: '.', ...(versionTable === undefined ? {} : { versionTable }) }).versionTable
    expect(tableOf()).toEqual({ table: { schema: null, name: 'alembic_version' }, column: 'version_num' })
    expect(tableOf('v')).toEqual({ table: { schema: null, name: 'v' }, column: 'version_num' })
    expect(tableOf({ schema: 's', column: 'c' })).toEqual({
      table: { schema: 's', name: 'alembic_version' },
      column: 'c',
    })
  })
})
