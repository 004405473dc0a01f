import { writeFileSync } from 'node:fs'
import { library } from '../../tsup.config.base.js'

/** What only a command needs is bundled, since start-up is mostly the reading of modules; core is loaded by the config anyway. */
export default library({
  entry: ['src/main.ts', 'src/index.ts', 'src/make-help-texts.ts'],
  noExternal: [/^yargs/, 'get-tsconfig'],
  external: ['@ads/migrate-core', 'esbuild', 'oxc-parser', 'kysely', 'better-sqlite3'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  // What `--help` prints, so that it need not be made each time.
  onSuccess: async () => {
    const { makeHelpTexts } = await import(new URL('./dist/make-help-texts.js', import.meta.url).href)
    writeFileSync(new URL('./dist/help.json', import.meta.url), JSON.stringify(await makeHelpTexts()))
  },
})
