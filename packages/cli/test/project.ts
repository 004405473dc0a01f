import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** The folder of a new project with these files, which is gone after the test, or after all with `afterAll`. */
export const makeProject = (
  files: Readonly<Record<string, string>>,
  whenDone: (clear: () => void) => void = onTestFinished,
): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ads-migrate-test-')))
  whenDone(() => rmSync(folder, { recursive: true, force: true }))
  addFiles(folder, files)
  return folder
}

export const addFiles = (folder: string, files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

export const link = (folder: string, name: string, target: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  symlinkSync(target, join(folder, name))
}

/** A package as an installer puts it: a file of JavaScript under node_modules. */
export const installed = (name: string, code: string, more: Readonly<Record<string, unknown>> = {}) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({
    name,
    type: 'module',
    exports: { '.': './index.js' },
    ...more,
  }),
  [`node_modules/${name}/index.js`]: code,
})

/** A core small enough to see what a script or a config got from it. */
export const smallCore = installed(
  '@ads/migrate-core',
  `export const defineHistory = (input) => ({ versionTable: {}, ...input })
export const defineConfig = (config) => config
export const where = import.meta.url
export default 'core'`,
)

/** What the call throws; fails where it does not. */
export const failureOf = async (call: () => unknown): Promise<Error & { code?: string; hint?: string | null }> => {
  try {
    await call()
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a failure')
}
