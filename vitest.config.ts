import { defineConfig } from 'vitest/config'

const conditions = ['@ads/source']

/** Tests read the packages' source, never their build, so none of them can pass on a stale one. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: ['packages/*/vitest.config.ts'],
    // The default leaves one core idle, which on a machine of two is half of it.
    maxWorkers: '100%',
  },
})
