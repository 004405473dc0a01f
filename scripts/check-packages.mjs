// Looks at the published packages as an installer gets them; ends with 1 where anything is found.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { changesetFaults } from './changeset-faults.mjs'
import { packAll } from './pack.mjs'
import { root } from './published.mjs'
import { tarballFaults } from './tarball-faults.mjs'
import { thirdPartyFaults } from './third-party.mjs'

const run = promisify(execFile)

/** What is wrong with one tarball, a line each. */
const faultsOf = async (tarball, folder) => {
  mkdirSync(folder)
  await run('tar', ['-xzf', tarball, '-C', folder])
  const packed = join(folder, 'package')
  const manifest = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8'))
  const found = await Promise.all([
    publintFaults(tarball, manifest),
    attwFaults(tarball),
    tarballFaults(packed, manifest),
  ])
  return found.flat()
}

const publintFaults = async (tarball, manifest) => {
  const { buffer, byteOffset, byteLength } = readFileSync(tarball)
  const { messages } = await publint({
    strict: true,
    pack: { tarball: buffer.slice(byteOffset, byteOffset + byteLength) },
  })
  return messages.map((message) => `publint: ${formatMessage(message, manifest, { color: false }) ?? message.code}`)
}

/** The packages are ES modules only, so what CommonJS without `require` of them would see is not looked at. */
const attwFaults = async (tarball) => {
  const args = [tarball, '--profile', 'esm-only', '--format', 'json']
  const { stdout } = await run(join(root, 'node_modules/.bin/attw'), args, { maxBuffer: 2 ** 26 }).catch((failure) => {
    if (!failure.stdout) throw failure
    return failure
  })
  const { analysis, problems } = JSON.parse(stdout)
  if (analysis?.types === false || !problems) return ['attw: the package has no types']
  const ignored = new Set(['node10', 'node16-cjs'])
  const kinds = Object.values(problems).flat()
  return kinds
    .filter(({ resolutionKind }) => !ignored.has(resolutionKind))
    .map(({ kind, entrypoint, resolutionKind }) => `attw: ${kind} ${entrypoint ?? ''} ${resolutionKind ?? ''}`.trim())
}

const folder = mkdtempSync(join(tmpdir(), 'ads-migrate-check-'))
try {
  const tarballs = Object.entries(await packAll(folder))
  const faults = await Promise.all(
    tarballs.map(async ([name, tarball], index) =>
      (await faultsOf(tarball, join(folder, String(index)))).map((fault) => `${name}: ${fault}`),
    ),
  )
  const all = [...faults.flat(), ...thirdPartyFaults(), ...changesetFaults()]
  for (const fault of all) console.error(fault)
  if (all.length > 0) process.exitCode = 1
  else console.log(`${tarballs.length} packages are fit to be published.`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
