import { library } from '../../tsup.config.base.js'

/** Everything that a command needs is bundled, since start-up is mostly the reading of modules. */
export default library({
  entry: ['src/main.ts', 'src/index.ts'],
  noExternal: [/^yargs/, /^@ads\/migrate-core/, 'get-tsconfig'],
  external: ['esbuild', 'oxc-parser', 'kysely', 'better-sqlite3'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
})
