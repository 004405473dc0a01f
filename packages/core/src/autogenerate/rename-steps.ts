/** One thing under its old name and its new one. */
export type Renaming = readonly [from: string, to: string]

/**
 * The renamings one after another, each onto a name that is free by then: names that change places go through one in
 * passing, and so does what keeps a name that another gets. `taken`: every name there is; `wanted`: every name there is
 * to be. Gives the steps, and what gave its name away without getting a new one.
 */
export const renameSteps = (
  renamings: readonly Renaming[],
  taken: readonly string[],
  wanted: readonly string[],
): { readonly steps: readonly Renaming[]; readonly evicted: ReadonlyMap<string, string> } => {
  const steps: Renaming[] = []
  const evicted = new Map<string, string>()
  const names = new Set(taken)
  const holder = (name: string, except: string) =>
    [...names].find((each) => each !== except && fold(each) === fold(name)) ?? null
  const rename = (from: string, to: string) => {
    steps.push([from, to])
    names.delete(from)
    names.add(to)
  }
  const freeName = (name: string): string => {
    let free = `${name}_renamed`
    while (holder(free, '') !== null || wanted.some((each) => fold(each) === fold(free))) free += '_'
    return free
  }
  let pending = renamings.filter(([from, to]) => from !== to)
  const movers = new Set(pending.map(([from]) => from))
  for (const [from, to] of pending) {
    const name = holder(to, from)
    if (name === null || movers.has(name)) continue
    const free = freeName(name)
    evicted.set(name, free)
    rename(name, free)
  }
  while (pending.length > 0) {
    const next = pending.find(([from, to]) => holder(to, from) === null)
    if (next !== undefined) {
      rename(...next)
      pending = pending.filter((each) => each !== next)
      continue
    }
    const [from, to] = pending[0]!
    const free = freeName(from)
    rename(from, free)
    pending = [[free, to], ...pending.slice(1)]
  }
  return { steps, evicted }
}

/** Databases that fold case take names for equal that differ in it. */
const fold = (name: string): string => name.toLowerCase()
