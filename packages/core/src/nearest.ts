/** Up to three of `names` that look most like `name`, the nearest first; none when nothing is near. */
export const nearest = (name: string, names: Iterable<string>): string[] => {
  // A third of the letters may be wrong: enough for a slip, too little for another word.
  const limit = Math.max(1, Math.floor(name.length / 3))
  const near: { readonly name: string; readonly distance: number }[] = []
  for (const other of names) {
    if (other === name || Math.abs(other.length - name.length) > limit) continue
    const distance = editDistance(name.toLowerCase(), other.toLowerCase())
    if (distance <= limit) near.push({ name: other, distance })
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
  return near.slice(0, 3).map((entry) => entry.name)
}

/**
 * The one of `names` that `name` was most likely meant to be, or null.
 *
 * @internal shared with the command line
 */
export const nearestName = (name: string, names: Iterable<string>): string | null => nearest(name, names)[0] ?? null

/** The hint that asks after the nearest of `names`, or undefined where none is near. */
export const didYouMean = (name: string, names: Iterable<string>): string | undefined => {
  const near = nearestName(name, names)
  return near === null ? undefined : `Did you mean ${near}?`
}

/** The hint that asks after the nearest of `names`, or else lists them, as far as a line holds them. */
export const amongHint = (name: string, names: readonly string[]): string | undefined => {
  const near = didYouMean(name, names)
  if (near !== undefined || names.length === 0) return near
  const shown = names.slice(0, 12).join(', ')
  return names.length > 12 ? `There are ${shown}, and ${names.length - 12} more.` : `There are ${shown}.`
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
