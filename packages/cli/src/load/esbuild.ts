import { createRequire } from 'node:module'

/** The compiler, by `require`: to import it, Node would first look through all of its text for what it exports. */
export const { build, transform } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild')
