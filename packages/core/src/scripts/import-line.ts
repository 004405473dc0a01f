/** The import of these names, sorted, as formatters have it. What begins with `type ` is one. */
export const importLine = (names: Iterable<string>, module: string): string => {
  const sorted = [...names].sort((a, b) => byLetter(bare(a), bare(b)))
  const isTypes = sorted.every((name) => name.startsWith('type '))
  const line = isTypes
    ? `import type { ${sorted.map(bare).join(', ')} } from '${module}'`
    : `import { ${sorted.join(', ')} } from '${module}'`
  return line.length <= 120 ? line : `import {\n${sorted.map((name) => `  ${name},\n`).join('')}} from '${module}'`
}

const bare = (name: string): string => name.replace(/^type /, '')

/** As sorted imports are: by letter, upper case first where only the case differs. */
const byLetter = (a: string, b: string): number => {
  const [lowerA, lowerB] = [a.toLowerCase(), b.toLowerCase()]
  if (lowerA !== lowerB) return lowerA < lowerB ? -1 : 1
  return a < b ? -1 : 1
}
