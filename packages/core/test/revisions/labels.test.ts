import { expect, test } from 'vitest'
import { graphOf } from './graphs.js'

/** The revisions that carry the label `l`. */
const carriers = (text: string): string => {
  const graph = graphOf(text)
  return graph.ordered
    .map((each) => each.revision)
    .filter((id) => graph.labelsOf(id).includes('l'))
    .sort()
    .join(' ')
}

test('a label reaches a whole linear history, wherever it is declared', () => {
  expect(carriers('a1; a2 < a1 label l; a3 < a2')).toBe('a1 a2 a3')
  expect(carriers('a1; a2 < a1; a3 < a2 label l')).toBe('a1 a2 a3')
})

test('a label stops above the branch point where its branch begins', () => {
  expect(carriers('a0; a1 < a0; a2 < a1 label l; x < a0')).toBe('a1 a2')
})

test('a label reaches all branches above it, and the branch below it all the same', () => {
  expect(carriers('a1; a2 < a1 label l; b < a2; c < a2')).toBe('a1 a2 b c')
})

test('a label goes through merges upwards, and its branch still begins where it did', () => {
  expect(carriers('a; b < a; b1 < b; b2 < b1 label l; c < a; m < b2 c; d < m')).toBe('b b1 b2 d m')
})

test('a label stops above a merge', () => {
  expect(carriers('a; b; m < a b; c < m; d < c label l')).toBe('c d')
})

test('a dependent begins no branch, so the label passes what it depends on, unlike with Alembic', () => {
  expect(carriers('a; b < a; c < b; d < c label l; x dep b')).toBe('a b c d')
})

test('a label on a merge reaches what follows it only', () => {
  expect(carriers('a; b; m < a b label l; c < m')).toBe('c m')
})

test('dependents do not carry the labels of what they depend on', () => {
  expect(carriers('a label l; x dep a; y < x')).toBe('a')
})

test('revisions of several branches carry the labels of all', () => {
  const graph = graphOf('a; b < a label one; c < a label two; m < b c')
  expect(graph.labelsOf('a')).toEqual([])
  expect(graph.labelsOf('b')).toEqual(['one'])
  expect(graph.labelsOf('m')).toEqual(['one', 'two'])
})
