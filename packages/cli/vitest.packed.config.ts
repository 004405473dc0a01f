import { defineConfig } from 'vitest/config'

/** The packages as their users get them, from tarballs of the build: `pnpm test:packed`. */
export default defineConfig({
  root: import.meta.dirname,
  test: { name: 'packed', include: ['test/packed/**/*.test.ts'], testTimeout: 600_000, hookTimeout: 1_800_000 },
})
