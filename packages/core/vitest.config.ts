import { defineProject } from 'vitest/config'

const conditions = ['@ads/source']

export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'core',
    isolate: false,
    setupFiles: '../../vitest.setup.ts',
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
  },
})
