/** The name among `names` that `name` was most likely meant to be, or null when none is near. */
export const nearestName = (name: string, names: readonly string[]): string | null => {
  let nearest: string | null = null
  // A third of the letters may be wrong: enough for a slip, too little for another word.
  let limit = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of names) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < limit) {
      nearest = candidate
      limit = distance
    }
  }
  return nearest
}

/** How many letters have to be added, removed, replaced or swapped with the next to turn `a` into `b`. */
export const editDistance = (a: string, b: string): number => {
  let previous: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? previous[j - 2]! + 1 : Infinity
      next.push(Math.min(replaced, swapped, row[j]! + 1, next[j - 1]! + 1))
    }
    previous = row
    row = next
  }
  return row[b.length]!
}
