import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate } from '../in-process.js'
import { makeSmallProject, scriptFile } from '../small-project.js'

const long = process.env.LONG !== undefined

const scripts = {
  ...scriptFile('r1', { upgrade: "op.execute('CREATE TABLE t (a INTEGER DEFAULT 1)') // why", downgrade: '' }),
  ...scriptFile('r2', {
    downRevision: ['r1'],
    upgrade: "op.run('fill', async (db) => { await db.insertInto('t').values({ a: 2 }).execute() })",
    downgrade: '',
  }),
}

/** Each byte becomes another of its kind, so that most of what comes out still is a script. */
const flipped = (text: string, at: number): string => {
  const char = text[at]!
  const other = /\d/.test(char)
    ? String((Number(char) + 1) % 10)
    : /[a-y]/i.test(char)
      ? String.fromCharCode(char.charCodeAt(0) + 1)
      : char === ' '
        ? '  '
        : char === '\n'
          ? '\n\n'
          : `${char}${char}`
  return text.slice(0, at) + other + text.slice(at + 1)
}

test('no byte of an applied script is changed without a word of check, and none that changes what it does is gone on from', {
  timeout: 3_600_000,
}, async () => {
  const cwd = makeSmallProject(scripts)
  expect((await migrate(['upgrade', 'head'], { cwd })).code).toBe(0)
  const pending = scriptFile('r3', { downRevision: ['r2'], upgrade: "op.execute('CREATE TABLE never (n)')" })
  for (const [name, text] of Object.entries(pending)) writeFileSync(join(cwd, name), text)
  const files = Object.keys(scripts)
  const counts = { refused: 0, noted: 0 }
  for (const [i, file] of files.entries()) {
    const revision = `r${i + 1}`
    const original = readFileSync(join(cwd, file), 'utf8')
    const step = long ? 1 : Math.ceil(original.length / 24)
    for (let at = 0; at < original.length; at += step) {
      writeFileSync(join(cwd, file), flipped(original, at))
      const place = `${file} at ${at}: ${original.slice(Math.max(0, at - 8), at)}»${original[at]}«`
      const check = await migrate(['check', '--json'], { cwd })
      const told = JSON.parse(check.stdout)
      const said = [...(told.integrity ?? []), ...(told.notes ?? []), told.error?.message ?? ''].map((each) =>
        JSON.stringify(each),
      )
      expect(
        said.some((each) => each.includes(revision) || each.includes(file)),
        `${place}\n${check.stdout}`,
      ).toBe(true)
      const isRefused = (told.integrity ?? []).length > 0 || told.error !== undefined
      counts[isRefused ? 'refused' : 'noted']++
      if (isRefused) {
        const upgrade = await migrate(['upgrade', 'head'], { cwd })
        expect(upgrade.code, place).not.toBe(0)
        expect((await migrate(['current'], { cwd })).stdout, place).not.toContain('r3')
      }
    }
    writeFileSync(join(cwd, file), `\uFEFF${original.replaceAll('\n', '\r\n')}`)
    const same = JSON.parse((await migrate(['check', '--json'], { cwd })).stdout)
    expect(same).toMatchObject({ integrity: [], notes: [], pending: ['r3'] })
    writeFileSync(join(cwd, file), original)
  }
  console.log(`bytes changed: ${JSON.stringify(counts)}`)
  expect(counts.refused).toBeGreaterThan(10)
  expect(counts.noted).toBeGreaterThan(0)
})
