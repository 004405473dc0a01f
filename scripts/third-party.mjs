// The licences of the packages that are bundled into the command line: node scripts/third-party.mjs writes them.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './published.mjs'

const cli = join(root, 'packages/cli')
const file = join(cli, 'THIRD-PARTY-NOTICES.txt')

/** The packages whose code is in the build, as the comments of its bundler name them, with where each is installed. */
const bundledPackages = () => {
  const dist = join(cli, 'dist')
  const found = new Map()
  for (const name of readdirSync(dist).filter((entry) => entry.endsWith('.js'))) {
    const text = readFileSync(join(dist, name), 'utf8')
    for (const [, folder, bundled] of text.matchAll(/^\/\/ (.*\/node_modules\/((?:@[^/\n]+\/)?[^/\n]+))\//gm)) {
      found.set(bundled, join(cli, folder))
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1))
}

const licencesText = () => {
  const parts = bundledPackages().map(([name, folder]) => {
    const { license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const licence = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
    if (!licence) throw new Error(`${name} is bundled into the command line, and has no licence file: ${folder}`)
    return `${name} (${license})\n\n${readFileSync(join(folder, licence), 'utf8').trim()}\n`
  })
  return ['The command line contains code of these packages.\n', ...parts].join(`\n${'-'.repeat(80)}\n\n`)
}

/** Says so where the build bundles something else than the file says. */
export const thirdPartyFaults = () =>
  existsSync(file) && readFileSync(file, 'utf8') === licencesText()
    ? []
    : ['packages/cli/THIRD-PARTY-NOTICES.txt is not what the build contains; write it anew with: pnpm notices']

if (process.argv[1] === import.meta.filename) writeFileSync(file, licencesText())
