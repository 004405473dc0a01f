import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Runs commands in turn, so that a busy machine is as busy for each of them, and prints the median of several series
 * against the first. A contender: `{ args, cwd, prepare }`; `prepare` runs before it, untimed.
 */
export const compare = (title, contenders, { series = 3, rounds = 15 } = {}) => {
  const names = Object.keys(contenders)
  for (const name of names) run(contenders[name])
  const taken = Array.from({ length: series }, () => {
    const runs = names.map(() => [])
    for (let round = 0; round < rounds; round++) {
      for (const [i, name] of names.entries()) runs[i].push(run(contenders[name]))
    }
    return runs.map((each) => ({ wall: median(each.map(({ wall }) => wall)), cpu: mean(each.map(({ cpu }) => cpu)) }))
  })
  console.log(`${title} (median of ${series} series of ${rounds}, interleaved)`)
  for (const [i, name] of names.entries()) {
    const of = (key) => median(taken.map((each) => each[i][key]))
    const times = (key) => `${median(taken.map((each) => each[i][key] / each[0][key])).toFixed(2)}x`
    const cpu = Number.isNaN(of('cpu')) ? '' : `   of CPU time ${times('cpu')}  (${Math.round(of('cpu'))} ms)`
    console.log(`  ${name.padEnd(24)} ${times('wall')}  (${Math.round(of('wall'))} ms)${cpu}`)
  }
}

/** Runs one contender, timed. */
export const run = ({ args, cwd, prepare = () => {} }) => {
  prepare()
  const [began, used] = [performance.now(), childrenTime()]
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`)
  return { wall: performance.now() - began, cpu: childrenTime() - used }
}

/** Milliseconds that ended child processes took of any processor, in steps of 10; NaN where the system does not tell. */
const childrenTime = () => {
  try {
    const [user, system] = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ').slice(13, 15)
    return (Number(user) + Number(system)) * 10
  } catch {
    return Number.NaN
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
