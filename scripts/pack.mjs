// Packs the published packages as they would be published: node scripts/pack.mjs FOLDER prints { name: tarball }.
import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { publishedPackages } from './published.mjs'

const run = promisify(execFile)

/** The tarball of each published package, by name; they are put into the folder. */
export const packAll = async (folder) =>
  Object.fromEntries(
    await Promise.all(
      publishedPackages.map(async ({ name, directory }) => {
        const args = ['pack', '--pack-destination', resolve(folder), '--json']
        const { stdout } = await run('pnpm', args, { cwd: directory })
        // The address is absolute since pnpm 9.
        return [name, join(JSON.parse(stdout).filename)]
      }),
    ),
  )

if (process.argv[1] === import.meta.filename)
  console.log(JSON.stringify(await packAll(process.argv[2] ?? '.'), null, 2))
