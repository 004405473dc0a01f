import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readHeader } from '../../src/scripts/header.js'
import { withParents } from '../../src/scripts/reparent.js'
import { failureOf } from '../project.js'
import { anyScript } from './script-arbitrary.js'

const path = 'versions/a.ts'

/** What changed between two texts: the shortest middle, without what both begin and end with. */
const difference = (before: string, after: string): readonly [string, string] => {
  let start = 0
  while (start < before.length && before[start] === after[start]) start++
  let end = 0
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end++
  return [before.slice(start, before.length - end), after.slice(start, after.length - end)]
}

test('whatever the script is like, its header says the new parent, and every character outside the old value stays', async () => {
  let changed = 0
  await fc.assert(
    fc.asyncProperty(anyScript, async (text) => {
      const header = await readHeader(text, path).catch(() => null)
      if (header === null) return
      // What a value may be made of; no part of the old parents can be taken for a part of the new one.
      const after = await withParents(text, header, ['ZZZZ']).catch(() => null)
      if (after === null) return
      changed++
      expect(await readHeader(after, path)).toEqual({ ...header, downRevision: ['ZZZZ'] })
      const [removed, added] = difference(text, after)
      expect(`'"\`null[](),\n\r as const${header.downRevision.join('')}`).toSatisfy((known: string) =>
        [...removed].every((character) => known.includes(character)),
      )
      expect(added).toMatch(/^['"]?ZZZZ['"]?$/)
    }),
    { numRuns: process.env.LONG ? 5000 : 300 },
  )
  expect(changed).toBeGreaterThan(50)
})

const script = (down: string, comment = 'Revises: 0001') => `/**
 * words
 *
 * Revision ID: 0003
 * ${comment}
 */
export const revision = '0003'
export const downRevision = ${down}
export const dependsOn = '0001'
export function upgrade() {}
// Revises: 0001
`

const reparented = async (text: string, parents: readonly string[] = ['0002']): Promise<string> =>
  withParents(text, await readHeader(text, path), parents)

describe('examples', () => {
  test('the comment that repeats the parents follows them, and no other comment', async () => {
    expect(await reparented(script("'0001'"))).toBe(script("'0002'", 'Revises: 0002'))
  })

  test('a comment that says something else is left alone', async () => {
    expect(await reparented(script("'0001'", 'Revises: see the plan'))).toBe(script("'0002'", 'Revises: see the plan'))
  })

  test('quotes, types, line ends and a byte order mark stay', async () => {
    const text = `\uFEFF${script('"0001" as const').replaceAll('\n', '\r\n')}`
    expect(await reparented(text)).toBe(text.replace('"0001"', '"0002"').replace('Revises: 0001', 'Revises: 0002'))
  })

  test('a base becomes one with a parent', async () => {
    expect(await reparented(script('null', 'Revises:'))).toBe(script("'0002'", 'Revises: 0002'))
  })

  test('characters beyond the first plane before the value do not move the place', async () => {
    const text = script("'0001'").replace('words', '🙂 größe 🙂')
    expect(await reparented(text)).toBe(text.replaceAll(/(downRevision = '|\* Revises: )0001/g, '$10002'))
  })

  test('a value that is exported under another name is left to its owner', async () => {
    const hidden = script("'0001'").replace('export const downRevision', 'const parent')
    const text = `${hidden}export { parent as downRevision }\n`
    expect(await failureOf(() => reparented(text))).toMatchObject({ code: 'INVALID_SCRIPT' })
  })
})
