import { defineProject } from 'vitest/config'

const conditions = ['@ads/source']

export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'dialect-postgres-spike',
    isolate: false,
    setupFiles: '../../vitest.setup.ts',
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
  },
})
