import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './published.mjs'

const [bundled, bundler] = ['@ads/migrate-core', '@ads/migrate-cli']

/**
 * The command line contains core, so a release of core alone would leave its users with the old one. Changesets does
 * not know that: to it, the one is only a peer of the other.
 */
export const changesetFaults = () => {
  const released = pendingReleases()
  if (!released.has(bundled) || released.has(bundler)) return []
  return [`.changeset: ${bundled} is to be released without ${bundler}, which contains it: name both (pnpm changeset)`]
}

const pendingReleases = () => {
  const folder = join(root, '.changeset')
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => readFileSync(join(folder, name), 'utf8'))
  const heads = texts.map((text) => /^---\n([\s\S]*?)\n---/.exec(text)?.[1] ?? '')
  return new Set(heads.flatMap((head) => [...head.matchAll(/^['"]?(@?[^'":]+)['"]?\s*:/gm)].map(([, name]) => name)))
}
