/** The hint that asks after the nearest of `candidates`, or undefined where none is near. */
export const didYouMean = (name: string, candidates: Iterable<string>): string | undefined => {
  let nearest: string | undefined
  let least = Math.floor(name.length / 3) + 2
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < least) [nearest, least] = [candidate, distance]
  }
  return nearest === undefined ? undefined : `Did you mean ${nearest}?`
}

/** How many characters have to be added, taken away or replaced to make `b` of `a`. */
const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
