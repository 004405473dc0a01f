import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { root } from './install.js'

const { tarballFaults } = await import(pathToFileURL(join(root, 'scripts/tarball-faults.mjs')).href)

const faultsOf = (files: Readonly<Record<string, string>>, manifest: object): readonly string[] => {
  const folder = mkdtempSync(join(tmpdir(), 'ads-migrate-faults-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries({ ...files, 'package.json': JSON.stringify(manifest) })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return tarballFaults(folder, manifest)
}

const manifest = {
  name: 'good',
  files: ['dist', 'src'],
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  peerDependencies: { kysely: '>=0.28 <0.30' },
}

const files = {
  LICENSE: '',
  'README.md': '',
  'src/index.ts': '',
  'dist/index.js': "import 'node:fs'\nconst later = () => import('kysely')\nconst text = \"import 'nothing'\"\n",
  'dist/index.js.map': JSON.stringify({ sources: ['../src/index.ts', 'made'], sourcesContent: [null, ''] }),
  'dist/index.d.ts': "export type { Kysely } from 'kysely'\nexport * from './inside.js'\n",
  'dist/inside.d.ts': "export type Own = import('good').Own\n",
  'dist/private.d.ts': "import 'something'\n",
}

test('a package that has what it needs, and nothing else, has no faults', () => {
  expect(faultsOf(files, manifest)).toEqual([])
})

test('each thing that an installer would stumble over is named', () => {
  const { LICENSE: _, ...unlicensed } = files
  const bad = {
    ...unlicensed,
    'notes.txt': '',
    'src/index.test.ts': '',
    'dist/index.js': "const later = () => import('@scope/undeclared/entry')\n",
    'dist/inside.d.ts': "export type Other = import('other').Other\n",
    'dist/inside.d.ts.map': JSON.stringify({ sources: ['../src/inside.ts', '../../outside.ts'] }),
  }
  const found = faultsOf(bad, {
    ...manifest,
    scripts: { build: 'tsup', postinstall: 'node .' },
    dependencies: { yargs: 'catalog:' },
    peerDependencies: { kysely: '>=0.28' },
  })
  expect(found.toSorted()).toEqual([
    'LICENSE is missing',
    'dist/index.js imports @scope/undeclared, which package.json does not name',
    'dist/inside.d.ts imports other, which package.json does not name',
    'dist/inside.d.ts.map leads to ../../outside.ts, which is not in the package',
    'dist/inside.d.ts.map leads to ../src/inside.ts, which is not in the package',
    'notes.txt should not be there',
    'package.json depends on yargs catalog:, which only this workspace knows',
    'package.json has a script postinstall',
    'package.json takes every kysely >=0.28, also one that does not exist yet',
    'src/index.test.ts should not be there',
  ])
})
