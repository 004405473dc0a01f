import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describePartWay, parsePartNote, partNote, partWays, unknownPart } from '../../src/runtime/part-notes.js'

const noteOf = fc.record({
  direction: fc.constantFrom('upgrade' as const, 'downgrade' as const),
  number: fc.integer({ min: 1, max: 99 }),
  total: fc.integer({ min: 1, max: 99 }),
  state: fc.constantFrom('begun' as const, 'done' as const, 'not done' as const),
  detail: fc.string({ unit: 'binary' }),
})

test('a note is read as it was written, whatever the part does', () => {
  fc.assert(
    fc.property(noteOf, (note) => {
      expect(parsePartNote(partNote(note))).toEqual(note)
    }),
  )
})

const entry = (direction: 'upgrade' | 'stamp' | 'failed' | 'part', revision: string, note: string | null = null) => ({
  direction,
  revision,
  note,
  operationsHash: null,
  sourceHash: null,
})
const part = (number: number, state: 'begun' | 'done' | 'not done', revision = 'r1') =>
  entry('part', revision, partNote({ direction: 'upgrade', number, total: 3, state, detail: 'x' }))

test('what was noted of a revision counts until it is through, or somebody says where the database is', () => {
  const begun = [
    part(1, 'done'),
    part(2, 'begun'),
    entry('failed', 'r1', 'upgrade: part 2 of 3 done: no'),
    part(2, 'not done'),
  ]
  const [partWay] = partWays(begun)
  expect([...partWay!.states]).toEqual([
    [1, 'done'],
    [2, 'not done'],
  ])
  expect(unknownPart(partWay!)).toBeNull()
  expect(describePartWay(partWay!)).toBe('the upgrade of r1 stopped part-way: 1 of 3 parts are done')
  expect(partWays([...begun, entry('upgrade', 'r1')])).toEqual([])
  expect(partWays([...begun, entry('upgrade', 'r0')])).toHaveLength(1)
  expect(partWays([...begun, entry('stamp', 'r7')])).toEqual([])
  const [again] = partWays([...begun, part(2, 'begun'), part(1, 'done', 'r2')])
  expect(unknownPart(again!)).toBe(2)
})
