import type { ScriptHeader } from '@ads/migrate-core'
import { nearestName } from '@ads/migrate-core'
import { invalidScript } from './errors.js'
import { readDoc, readMessage } from './script-comment.js'

/** What an export was seen to be, by reading the text only. */
export type SeenExport =
  | { readonly literal: string | null | readonly string[] }
  | { readonly function: 'plain' | 'async' | 'generator' }
  | { readonly other: string }

type Rule = (seen: SeenExport) => string | null

const names = (seen: SeenExport) =>
  'literal' in seen && [seen.literal].flat().every((name) => name !== '')
    ? null
    : "must be written as a string, an array of strings, or null, for example 'abc', ['abc', 'def']"

const functionWord = (seen: SeenExport) =>
  'function' in seen && seen.function !== 'plain'
    ? `must be a plain function, not ${seen.function === 'async' ? 'an async' : 'a generator'} one: it records operations, which run later`
    : null

/** What a script may export, and what is wrong with an export that was seen. */
const rules: Readonly<Record<string, Rule>> = {
  revision: (seen) =>
    'literal' in seen && typeof seen.literal === 'string' && seen.literal !== ''
      ? null
      : "must be written as a string, for example 'abc'",
  downRevision: names,
  branchLabels: names,
  dependsOn: names,
  transaction: (seen) =>
    'literal' in seen && seen.literal === 'none' ? null : "must be 'none', or left out for a transaction of its own",
  upgrade: (seen) => functionWord(seen) ?? ('function' in seen ? null : 'must be a function written in this file'),
  downgrade: (seen) =>
    functionWord(seen) ??
    ('function' in seen || ('literal' in seen && seen.literal === null)
      ? null
      : 'must be a function written in this file, or null where there is no way back'),
}

/** Everything that a revision script may export. */
export const exportNames: readonly string[] = Object.keys(rules)

/** The header that these exports make. Throws `INVALID_SCRIPT` for one too many, one too few, or a wrong one. */
export const headerOf = (exports: ReadonlyMap<string, SeenExport>, text: string, path: string): ScriptHeader => {
  for (const [name, seen] of exports) {
    const wrong = Object.hasOwn(rules, name) ? rules[name]!(seen) : unknownExport(name)
    if (wrong) throw invalidScript(path, Object.hasOwn(rules, name) ? `\`${name}\` ${wrong}` : wrong)
  }
  for (const [name, example] of Object.entries(required)) {
    if (!exports.has(name)) throw invalidScript(path, `no export \`${name}\``, `Write ${example}.`)
  }
  const literal = (name: string) => {
    const seen = exports.get(name)
    return seen && 'literal' in seen ? [seen.literal].flat().filter((value) => value !== null) : []
  }
  const doc = readDoc(text)
  return {
    revision: literal('revision')[0]!,
    downRevision: literal('downRevision'),
    dependsOn: literal('dependsOn'),
    branchLabels: literal('branchLabels'),
    message: readMessage(doc),
    path,
    doc,
    transaction: exports.has('transaction') ? 'none' : 'default',
  }
}

const required = {
  revision: "export const revision = 'abc'",
  downRevision: "export const downRevision = 'abc', or null for a first revision",
  upgrade: 'export function upgrade(op: Op): void { … }',
}

/** What is wrong with an export that there is not. */
export const unknownExport = (name: string): string => {
  if (name === 'default') return 'a revision script has no default export'
  const nearest = nearestName(name, exportNames)
  return `unknown export \`${name}\`${nearest ? `; did you mean \`${nearest}\`?` : ''}`
}
