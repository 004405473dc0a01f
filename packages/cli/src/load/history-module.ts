export const historyNamespace = 'ads-migrate-history'

/** Whether a file may call `defineHistory`: only then does it get a core that knows the file's folder. */
export const mentionsDefineHistory = (text: string): boolean => text.includes('defineHistory')

/**
 * A module that is core, except that its `defineHistory` takes a relative folder of scripts from `folder`: that of the
 * file that imports it. Only a bundler knows which file calls.
 */
export const historyModule = ({ folder, core }: { folder: string; core: string }): string => `
import { defineHistory as defineAnywhere } from ${JSON.stringify(core)}
import { resolve } from 'node:path'
export * from ${JSON.stringify(core)}
export const defineHistory = (input) =>
  defineAnywhere(typeof input?.scripts === 'string' ? { ...input, scripts: resolve(${JSON.stringify(folder)}, input.scripts) } : input)
`
