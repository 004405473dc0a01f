import { dirname } from 'node:path'

export const historyNamespace = 'ads-migrate-history'

/** Whether a file may call `defineHistory`: only then does it get a core that knows the file's folder. */
export const mentionsDefineHistory = (text: string): boolean => text.includes('defineHistory')

/** The key under which a history says which file defined it. */
const historyFileKey = Symbol.for('@ads/migrate:history-file')

/** The file that defined the history; null for one that was not read from a file. */
export const historyFile = (history: object): string | null =>
  (history as { readonly [historyFileKey]?: string })[historyFileKey] ?? null

/**
 * A module that is core, except that its `defineHistory` takes relative folders of scripts from the folder of `file`,
 * which imports it, and keeps that file's name. Only a bundler knows which file calls.
 */
export const historyModule = ({ file, core }: { file: string; core: string }): string => `
import { defineHistory as defineAnywhere } from ${JSON.stringify(core)}
import { resolve } from 'node:path'
export * from ${JSON.stringify(core)}
const absolute = (folder) => (typeof folder === 'string' ? resolve(${JSON.stringify(dirname(file))}, folder) : folder)
const withFolders = (scripts) => (Array.isArray(scripts) ? scripts.map(absolute) : absolute(scripts))
export const defineHistory = (input) => ({
  ...defineAnywhere(input?.scripts === undefined ? input : { ...input, scripts: withFolders(input.scripts) }),
  [Symbol.for(${JSON.stringify(Symbol.keyFor(historyFileKey))})]: ${JSON.stringify(file)},
})
`
