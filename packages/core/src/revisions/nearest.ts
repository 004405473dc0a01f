/** Up to three of `names` that look most like `name`, the nearest first; none when nothing is near. */
export function nearest(name: string, names: Iterable<string>): string[] {
  const limit = Math.max(1, Math.floor(name.length / 3))
  const near: { name: string; distance: number }[] = []
  for (const other of names) {
    if (other === name || Math.abs(other.length - name.length) > limit) continue
    const distance = editDistance(name.toLowerCase(), other.toLowerCase())
    if (distance <= limit) near.push({ name: other, distance })
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
  return near.slice(0, 3).map((entry) => entry.name)
}

/** Insertions, deletions and replacements between two texts, one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const here = [row]
    for (let column = 1; column <= b.length; column++) {
      const replaced = above[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1)
      here.push(Math.min(replaced, above[column]! + 1, here[column - 1]! + 1))
    }
    above = here
  }
  return above[b.length]!
}
