import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const root = join(import.meta.dirname, '../../../..')

/** The address of each published package's tarball, by name. */
export type Tarballs = Readonly<Record<string, string>>

/** What else is to be there, as a user would name it beside the tarballs. */
export type Others = Readonly<Record<string, string>>

/** Installs tarballs and other packages into an empty folder. */
export type Install = (folder: string, tarballs: Tarballs, others: Others) => void

export const packAll = (folder: string): Tarballs =>
  JSON.parse(execFileSync(process.execPath, [join(root, 'scripts/pack.mjs'), folder], { encoding: 'utf8' }))

/** As a user does it: the ordinary client, the registry, and better-sqlite3 compiled where it has no binary. */
export const installWithNpm: Install = (folder, tarballs, others) => {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const wanted = [...Object.values(tarballs), ...Object.entries(others).map(([name, range]) => `${name}@${range}`)]
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', ['install', ...flags, ...wanted], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** As a user of pnpm does it, which builds nothing that nobody has approved. */
export const installWithPnpm: Install = (folder, tarballs, others) => {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const wanted = [...Object.values(tarballs), ...Object.entries(others).map(([name, range]) => `${name}@${range}`)]
  const flags = ['--prefer-offline', '--loglevel=error']
  execFileSync('pnpm', ['add', ...flags, ...wanted], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
}

/**
 * The variables under which better-sqlite3's install script takes the native part that this workspace has built, as it
 * takes one from its releases where these can be reached: what is tried is who runs the script, and when.
 */
export const prebuiltDriver = (folder: string): Readonly<Record<string, string>> => {
  const installed = realpathSync(join(root, 'node_modules/better-sqlite3'))
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  const { platform, arch, versions } = process
  const name = `better-sqlite3-v${version}-node-v${versions.modules}-${platform}-${arch}.tar.gz`
  execFileSync('tar', ['-czf', join(folder, name), '-C', installed, 'build/Release/better_sqlite3.node'])
  return { npm_config_better_sqlite3_local_prebuilds: folder }
}

/**
 * Without the registry: the tarballs unpacked, and beside them nothing but what their manifests and the user name, from
 * this workspace. What a package needs and does not declare is not found.
 */
export const installFromWorkspace: Install = (folder, tarballs, others) => {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const declared = new Set(Object.keys(others))
  for (const [name, tarball] of Object.entries(tarballs)) {
    const target = join(folder, 'node_modules', name)
    mkdirSync(target, { recursive: true })
    execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', target])
    const { bin = {}, ...manifest } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'))
    for (const needed of neededBy(manifest)) declared.add(needed)
    for (const [command, file] of Object.entries<string>(bin)) {
      link(join(folder, 'node_modules/.bin', command), join(target, file))
    }
  }
  for (const name of declared) if (!(name in tarballs)) link(join(folder, 'node_modules', name), inWorkspace(name))
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

const neededBy = ({ dependencies, peerDependencies, peerDependenciesMeta }: Manifest): readonly string[] => [
  ...Object.keys(dependencies ?? {}),
  ...Object.keys(peerDependencies ?? {}).filter((name) => peerDependenciesMeta?.[name]?.optional !== true),
]

const inWorkspace = (name: string): string => {
  const places = ['', 'packages/cli', 'packages/core', 'packages/dialect-sqlite']
  const found = places.map((place) => join(root, place, 'node_modules', name)).find(existsSync)
  if (found === undefined) throw new Error(`${name} is not installed in this workspace`)
  return realpathSync(found)
}

const link = (path: string, target: string): void => {
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path)
}
