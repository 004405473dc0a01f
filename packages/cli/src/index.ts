/** The command line as a function, and its folder of scripts for services that run TypeScript. */
export type { Io } from './io.js'
export { run } from './run.js'
export { type ScriptDirectoryOptions, scriptDirectory } from './scripts/directory.js'
