// Start-up of the command line beside the floor: on the history of packages/migrations, and on histories of hundreds
// and thousands of files. Usage: node bench/start-up.mjs [rounds]
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { compare, run } from './compare.mjs'
import { idOf, inFolder, makeProject, migrate } from './project.mjs'

const root = join(import.meta.dirname, '..')
const rounds = Number(process.argv[2] ?? 15)

/** Each command, warm and without a cache, in a project whose database is stamped. */
const contenders = (cwd, file, commands) => {
  const cache = join(cwd, 'node_modules/.cache/ads-migrate')
  const url = ['--url', `sqlite:///${file}`]
  return {
    floor: { args: [join(root, 'bench/floor.mjs'), file], cwd },
    ...Object.fromEntries(
      commands.flatMap((command) => {
        const args = [migrate, command, ...(command.startsWith('-') ? [] : url)]
        const cold = { args, cwd, prepare: () => rmSync(cache, { recursive: true, force: true }) }
        return command.startsWith('-')
          ? [[command, { args, cwd }]]
          : [
              [command, { args, cwd }],
              [`${command}, no cache`, cold],
            ]
      }),
    ),
  }
}

inFolder((folder) => {
  const file = join(folder, 'ads.db')
  run({ args: [migrate, 'upgrade', 'head', '-q', '--url', `sqlite:///${file}`], cwd: root })
  compare('this project', contenders(root, file, ['--help', 'heads', 'current', 'history', 'check']), { rounds })
})
for (const [count, commands] of [
  [500, ['heads', 'current', 'history']],
  [3000, ['heads']],
]) {
  inFolder((folder) => {
    const file = makeProject(folder, count)
    run({ args: [migrate, 'stamp', idOf(count), '-q'], cwd: folder })
    compare(`${count} files`, contenders(folder, file, commands), { rounds })
  })
}
