import { defineProject } from 'vitest/config'

const conditions = ['@ads/source']

export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // What needs the packages' tarballs has a command of its own: vitest.packed.config.ts.
  test: {
    name: 'cli',
    isolate: false,
    setupFiles: '../../vitest.setup.ts',
    globalSetup: './test/installed-packages.ts',
    include: ['test/**/*.test.ts'],
    exclude: ['test/packed/**'],
    testTimeout: 60_000,
  },
})
