import { defineConfig } from 'vitest/config'

const conditions = ['@ads/source']

/**
 * Tests read the packages' source, never their build, so none of them can pass on a stale one. The files of a package
 * share the modules that a worker has loaded (`isolate: false`): to load them for each file took a fifth of the time.
 */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: ['packages/*/vitest.config.ts'],
    // The default leaves one core idle, which on a machine of two is half of it.
    maxWorkers: '100%',
  },
})
