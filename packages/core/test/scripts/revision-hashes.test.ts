import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultNaming } from '../../src/schema.js'
import { type HashMemory, type RememberedHash, revisionHashes } from '../../src/scripts/revision-hashes.js'
import type { KnownHashes, Script, ScriptSource } from '../../src/scripts/script-source.js'
import { sourceHash } from '../../src/scripts/source-hash.js'
import { scriptOf } from './scripts.js'

/** A source of these scripts that notes which of them are loaded. */
const sourceOf = (scripts: readonly Script[], known?: Readonly<Record<string, KnownHashes>>) => {
  const loaded: string[] = []
  const source: ScriptSource = {
    headers: async () => scripts.map(({ header }) => header),
    load: async (revisions) => {
      loaded.push(...revisions)
      return revisions.map((revision) => scripts.find(({ header }) => header.revision === revision)!)
    },
    ...(known === undefined ? {} : { hashes: async (revisions) => revisions.map((revision) => known[revision]!) }),
  }
  return { source, loaded }
}

const recorded = { operations: 'known', hasDataSteps: false, dialect: null }
const script = (revision: string) => scriptOf((op) => op.execute(revision), null, revision)
const hashes = (source: ScriptSource, ...revisions: string[]) =>
  revisionHashes(source, revisions, { dialect: 'none', naming: defaultNaming })

test('only scripts whose hashes are not known are loaded, and the order is that asked for', async () => {
  const { source, loaded } = sourceOf(['a', 'b', 'c'].map(script), {
    a: { source: 'A', recorded: null },
    b: { source: 'B', recorded },
    c: { source: 'C', recorded: null },
  })
  const [c, b, a] = await hashes(source, 'c', 'b', 'a')
  expect(loaded).toEqual(['c', 'a'])
  expect([c?.source, b?.source, a?.source]).toEqual(['C', 'B', 'A'])
  expect(b?.operations).toBe('known')
  expect(await hashes(sourceOf(['a', 'c'].map(script)).source, 'a', 'c')).toEqual([
    { ...a, source: null },
    { ...c, source: null },
  ])
})

test('a hash that holds for another dialect is computed again', async () => {
  const known = (dialect: string) => ({ a: { source: null, recorded: { ...recorded, dialect } } })
  const same = sourceOf([script('a')], known('none'))
  expect((await hashes(same.source, 'a'))[0]?.operations).toBe('known')
  const other = sourceOf([script('a')], known('other'))
  expect((await hashes(other.source, 'a'))[0]?.operations).toMatch(/^[0-9a-f]{64}$/)
  expect([same.loaded, other.loaded]).toEqual([[], ['a']])
})

test('a script whose text says all is recorded once for each text, and any other each time', async () => {
  const kept = new Map<string, RememberedHash>()
  const memory: HashMemory = {
    get: (revision) => kept.get(revision),
    keep: async (found) => {
      for (const [revision, hash] of found) kept.set(revision, hash)
    },
  }
  const loadedFor = async (a: Partial<KnownHashes>, b: Partial<KnownHashes>) => {
    const known = { a: { source: 'A', recorded: null, ...a }, b: { source: 'B', recorded: null, ...b } }
    const { source, loaded } = sourceOf(['a', 'b'].map(script), known)
    const found = await revisionHashes(source, ['a', 'b'], { dialect: 'none', naming: defaultNaming }, memory)
    expect(found.map(({ operations }) => operations)).toEqual(
      (await hashes(sourceOf(['a', 'b'].map(script)).source, 'a', 'b')).map(({ operations }) => operations),
    )
    return loaded
  }
  const all = { isSelfContained: true }
  expect(await loadedFor(all, {})).toEqual(['a', 'b'])
  expect(await loadedFor(all, {})).toEqual(['b'])
  expect(await loadedFor(all, all)).toEqual(['b'])
  expect(await loadedFor(all, all)).toEqual([])
  expect(await loadedFor({ ...all, source: 'A, edited' }, all)).toEqual(['a'])
  expect(await loadedFor({ ...all, source: null }, all)).toEqual(['a'])
})

test('the text decides for a script with code of its own, where there is a text', async () => {
  const step = (revision: string) => scriptOf((op) => op.run('x', async () => {}), null, revision)
  const { source } = sourceOf([script('a'), step('b'), step('c')], {
    a: { source: 'A', recorded: null },
    b: { source: 'B', recorded: null },
    c: { source: null, recorded: null },
  })
  expect((await hashes(source, 'a', 'b', 'c')).map(({ decides }) => decides)).toEqual([
    'operations',
    'source',
    'operations',
  ])
})

test('line ends and a byte order mark make no difference to the hash of a text, and everything else does', async () => {
  const lines = fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '\t', 'é', '😀') }), { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(lines, lines, async (a, b) => {
      const [text, other] = [a.join('\n'), b.join('\n')]
      const hash = await sourceHash(text)
      expect(await sourceHash(a.join('\r\n'))).toBe(hash)
      expect(await sourceHash(`\uFEFF${text}`)).toBe(hash)
      expect((await sourceHash(other)) === hash).toBe(other === text)
    }),
  )
  expect(await sourceHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})
