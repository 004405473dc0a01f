// The public declarations of each entry of the published packages, as files that a reviewer reads in every change:
// `node scripts/api.mjs` writes them from the build, with --check it ends with 1 where they are not what it would write.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import { publishedPackages, root } from './published.mjs'

/** The declarations of one entry, its name first; a fault where the declarations do not compile. */
const readApi = ({ directory, entry, types }) => {
  if (!existsSync(join(directory, types))) throw new Error(`${entry} is not built: pnpm build`)
  const folder = mkdtempSync(join(tmpdir(), 'ads-migrate-api-'))
  const unexported = new Set()
  const faults = []
  try {
    const config = ExtractorConfig.prepare({
      configObject: configuration({ directory, types, folder }),
      configObjectFullPath: undefined,
      packageJsonFullPath: join(directory, 'package.json'),
    })
    Extractor.invoke(config, {
      localBuild: true,
      messageCallback: (message) => {
        message.handled = true
        if (message.messageId === 'ae-forgotten-export') unexported.add(/"(\w+)"/.exec(message.text)[1])
        else if (message.category === 'Compiler') faults.push(message.text)
        else if (message.logLevel === ExtractorLogLevel.Error) faults.push(message.text)
      },
    })
    if (faults.length > 0) throw new Error(`${entry}: ${faults.join('\n')}`)
    return describe(entry, readFileSync(join(folder, 'entry.api.md'), 'utf8'), unexported)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const configuration = ({ directory, types, folder }) => ({
  projectFolder: directory,
  newlineKind: 'lf',
  mainEntryPointFilePath: join(directory, types),
  compiler: {
    overrideTsconfig: {
      compilerOptions: {
        target: 'es2023',
        lib: ['es2023'],
        types: ['node'],
        module: 'nodenext',
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: true,
      },
      files: [join(directory, types)],
    },
  },
  apiReport: {
    enabled: true,
    includeForgottenExports: true,
    reportFileName: 'entry.api.md',
    reportFolder: folder,
    reportTempFolder: join(folder, 'temp'),
  },
  docModel: { enabled: false },
  dtsRollup: { enabled: false },
  tsdocMetadata: { enabled: false },
  messages: {
    extractorMessageReporting: {
      default: { logLevel: 'none' },
      'ae-forgotten-export': { logLevel: 'warning', addToApiReportFile: false },
    },
    compilerMessageReporting: { default: { logLevel: 'error' } },
    tsdocMessageReporting: { default: { logLevel: 'none' } },
  },
})

/** The report without what is the same in all of them; what only types lead to is listed, since nobody can import it. */
const describe = (entry, report, unexported) => {
  const code = /```ts\n([\s\S]*?)```/.exec(report)[1]
  const lines = code.split('\n').filter((line) => !/^\s*\/\/ \((undocumented|No @packageDocumentation.*)\)$/.test(line))
  const names = [...unexported].sort()
  const note =
    names.length > 0
      ? [`Named by these types, and not exported: ${names.map((name) => `\`${name}\``).join(', ')}.`, '']
      : []
  return [
    `# \`${entry}\``,
    '',
    'Written by `pnpm api`.',
    '',
    ...note,
    '```ts',
    lines.join('\n').replaceAll('// @public (undocumented)', '// @public').trim(),
    '```',
    '',
  ].join('\n')
}

/** Where the declarations of each entry are kept, and what they are. */
const readAll = () =>
  publishedPackages.flatMap(({ name, directory, manifest }) =>
    Object.entries(manifest.exports)
      .filter(([, { types }]) => types)
      .map(([path, { types }]) => ({
        file: join(directory, 'api', `${[basename(directory), ...path.split('/').slice(1)].join('-')}.api.md`),
        text: readApi({ directory, types, entry: [name, ...path.split('/').slice(1)].join('/') }),
      })),
  )

const entries = readAll()
const kept = publishedPackages
  .map(({ directory }) => join(directory, 'api'))
  .flatMap((folder) => (existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []))
const stale = kept.filter((file) => !entries.some((entry) => entry.file === file))

if (process.argv.includes('--check')) {
  const differing = entries.filter(({ file, text }) => !existsSync(file) || readFileSync(file, 'utf8') !== text)
  for (const file of [...differing.map((entry) => entry.file), ...stale]) {
    console.error(
      `${relative(root, file)} is not what the packages declare. If the change is meant, write it: pnpm api`,
    )
    process.exitCode = 1
  }
} else {
  for (const file of stale) rmSync(file)
  for (const { file, text } of entries) {
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
  }
}
