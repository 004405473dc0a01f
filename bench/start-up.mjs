// Start-up of the command line beside the floor, interleaved in one run: the median of several series, as ratios.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'ads-bench-'))
const file = join(folder, 'ads.db')
const migrate = join(root, 'packages/cli/bin/migrate.js')
const url = ['--url', `sqlite:///${file}`]
execFileSync(process.execPath, [migrate, 'upgrade', 'head', '-q', ...url], { cwd: root })

const contenders = {
  floor: [join(root, 'bench/floor.mjs'), file],
  '--help': [migrate, '--help'],
  heads: [migrate, 'heads'],
  current: [migrate, 'current', ...url],
  history: [migrate, 'history'],
  check: [migrate, 'check', ...url],
}

const time = (args) => {
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root })
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`)
  return performance.now() - started
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

const [series, rounds] = [3, 15]
const ratios = new Map(Object.keys(contenders).map((name) => [name, []]))
const times = new Map(Object.keys(contenders).map((name) => [name, []]))
for (const args of Object.values(contenders)) time(args)
for (let i = 0; i < series; i++) {
  const measured = new Map(Object.keys(contenders).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, args] of Object.entries(contenders)) measured.get(name).push(time(args))
  }
  const floor = median(measured.get('floor'))
  for (const [name, values] of measured) {
    ratios.get(name).push(median(values) / floor)
    times.get(name).push(median(values))
  }
}
console.log(`start-up, median of ${series} series of ${rounds}, against the floor:`)
for (const [name, values] of ratios) {
  console.log(`  ${name.padEnd(8)} ${median(values).toFixed(2)}x  (${Math.round(median(times.get(name)))} ms)`)
}
rmSync(folder, { recursive: true })
