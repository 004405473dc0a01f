import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { library } from '../../tsup.config.base.js'

/** CommonJS inside of a bundle asks for Node's own modules by it. */
const banner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"

/** What only a command needs is bundled, since start-up is mostly the reading of modules; core is loaded by the config anyway. */
export default library({
  entry: ['src/main.ts', 'src/index.ts', 'src/make-help-texts.ts'],
  noExternal: [/^yargs/, 'get-tsconfig'],
  external: ['@ads/migrate-core', 'esbuild', 'oxc-parser', 'kysely', 'better-sqlite3'],
  banner: { js: banner },
  // What `--help` prints, so that it need not be made each time.
  onSuccess: async () => {
    const { makeHelpTexts } = await import(new URL('./dist/make-help-texts.js', import.meta.url).href)
    writeFileSync(new URL('./dist/help.json', import.meta.url), JSON.stringify(await makeHelpTexts()))
    // Each start would make a `require` for each file, where hardly one asks for it.
    const dist = new URL('./dist/', import.meta.url)
    for (const name of readdirSync(dist).filter((name) => name.endsWith('.js'))) {
      const text = readFileSync(new URL(name, dist), 'utf8')
      const rest = text.replace(`${banner}\n`, '')
      if (!/\brequire\b/.test(rest)) writeFileSync(new URL(name, dist), rest)
    }
  },
})
