import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalOperations } from '../../src/scripts/canonical-operations.js'
import { hostileNames } from '../../src/testing/hostile.js'
import { renderableArbitrary } from '../autogenerate/random-operations.js'

const names = fc.oneof(fc.stringMatching(/^[a-z]{1,9}$/), fc.constantFrom(...hostileNames))
const operations = renderableArbitrary(names)
const numRuns = process.env.LONG ? 2_000 : 150

type Data = Readonly<Record<string, unknown>>
const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)

/** The value with every object in it changed by `change`, which is told the name that the object stands under. */
const mapData = (value: unknown, change: (data: Data, name: string) => Data, name = ''): unknown => {
  if (Array.isArray(value)) return value.map((each) => mapData(each, change, name))
  if (!isData(value)) return value
  return change(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapData(each, change, key)])), name)
}

/** Every place in the data, as the way to it. */
const placesIn = (value: unknown): readonly (readonly (string | number)[])[] => {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [[]]
  const inside = Object.entries(value).flatMap(([key, each]) => placesIn(each).map((place) => [key, ...place]))
  return Array.isArray(value) ? [[], ...inside] : inside
}

const changeAt = (value: unknown, [key, ...rest]: readonly (string | number)[]): unknown => {
  if (key === undefined) return changed(value)
  if (Array.isArray(value)) return value.map((each, i) => (i === Number(key) ? changeAt(each, rest) : each))
  return { ...(value as Data), [key]: changeAt((value as Data)[key], rest) }
}

const changed = (value: unknown): unknown => {
  if (typeof value === 'string') return `${value}x`
  if (typeof value === 'number') return value + 1 === value ? 0 : value + 1
  if (typeof value === 'bigint') return value + 1n
  if (typeof value === 'boolean') return !value
  if (value instanceof Uint8Array) return Uint8Array.from([...value, 0])
  // An array says also how long it is.
  return Array.isArray(value) ? [...value, null] : 'x'
}

test('whatever is changed about operations changes their text', () => {
  fc.assert(
    fc.property(operations, fc.nat(), (list, choice) => {
      const places = placesIn(list)
      const place = places[choice % places.length]!
      expect(canonicalOperations(changeAt(list, place)), place.join('.')).not.toBe(canonicalOperations(list))
    }),
    { numRuns },
  )
})

test('operations in another order have another text', () => {
  fc.assert(
    fc.property(operations, fc.nat(), (list, choice) => {
      fc.pre(list.length > 1)
      const at = choice % (list.length - 1)
      const swapped = [...list.slice(0, at), list[at + 1]!, list[at]!, ...list.slice(at + 2)]
      const isSame = canonicalOperations([list[at]]) === canonicalOperations([list[at + 1]])
      expect(canonicalOperations(swapped) === canonicalOperations(list)).toBe(isSame)
    }),
    { numRuns },
  )
})

test('the order in which the fields of an operation were written makes no difference', () => {
  fc.assert(
    fc.property(operations, (list) => {
      const turned = mapData(list, (data) => Object.fromEntries(Object.entries(data).reverse()))
      expect(canonicalOperations(turned)).toBe(canonicalOperations(list))
    }),
    { numRuns },
  )
})

test('a field that operations get later makes no difference to scripts that do not use it', () => {
  const open = ['changes', 'options', 'engine']
  fc.assert(
    fc.property(operations, fc.constantFrom(null, false, undefined), (list, nothing) => {
      const later = mapData(list, (data, name) => (open.includes(name) ? data : { ...data, aNewField: nothing }))
      expect(canonicalOperations(later)).toBe(canonicalOperations(list))
    }),
    { numRuns },
  )
})

test('what is left out, what is removed and what is false are three changes', () => {
  const change = (changes: object) =>
    canonicalOperations([{ kind: 'alterColumn', table: { schema: null, name: 't' }, column: 'c', changes }])
  const texts = [
    {},
    { default: null },
    { default: { value: null } },
    { default: { value: false } },
    { nullable: false },
  ]
  expect(new Set(texts.map(change)).size).toBe(5)
})

test('the text is JSON with its fields in order, written the same in every version: hashes of it are in logs', () => {
  const row = { b: 1n, a: null, '10': new Uint8Array([1]), '9': true, é: 'it’s "so"', ['__proto__']: 0.5 }
  expect(canonicalOperations([{ rows: [row], kind: 'bulkInsert', run: () => {}, later: false }])).toBe(
    '[{"kind":"bulkInsert","rows":[{"9":true,"10":{"bytes":[1]},"__proto__":0.5,"a":null,"b":{"bigint":"1"},"é":"it’s \\"so\\""}]}]',
  )
})
