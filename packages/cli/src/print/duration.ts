/** A time as people say it: `12 ms`, `1.5 s`, `3 min 20 s`. */
export const duration = (ms: number): string => {
  if (ms < 1000) return `${Math.max(1, Math.round(ms))} ms`
  return ms < 60_000
    ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
}

/** A time as programs read it: milliseconds with at most three decimals, which is as fine as it is measured. */
export const milliseconds = (ms: number): number => Math.round(ms * 1000) / 1000

/** Steps, or whatever took time, as documents say them. */
export const timed = <T extends { readonly durationMs: number }>(taken: T): T => ({
  ...taken,
  durationMs: milliseconds(taken.durationMs),
})

/** A size as people say it: `512 bytes`, `12 kB`, `3.4 MB`. */
export const size = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} bytes`
  if (bytes < 1e6) return `${Math.round(bytes / 1000)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
