import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance, nearestName } from '../src/nearest.js'

const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') })

test('edit distance is nothing only for equal words, the same both ways, and at most one more for one letter more', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a))
      expect(editDistance(a, b) === 0).toBe(a === b)
      expect(editDistance(a, `${b}x`)).toBeLessThanOrEqual(editDistance(a, b) + 1)
    }),
  )
})

test('one letter added, removed, replaced or swapped is a distance of one', () => {
  expect(['upgrad', 'uppgrade', 'upgrate', 'pugrade', 'upgraed'].map((slip) => editDistance('upgrade', slip))).toEqual([
    1, 1, 1, 1, 1,
  ])
})

test('suggests what a slip was meant to be, and nothing for another word', () => {
  const names = ['upgrade', 'downgrade', 'revision', 'downRevision']
  expect(nearestName('upgarde', names)).toBe('upgrade')
  expect(nearestName('down_revision', names)).toBe('downRevision')
  expect(nearestName('DOWNGRADE', names)).toBe('downgrade')
  expect(nearestName('table', names)).toBe(null)
  expect(nearestName('x', [])).toBe(null)
})
