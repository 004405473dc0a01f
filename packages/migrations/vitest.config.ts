import { defineProject } from 'vitest/config'

const conditions = ['@ads/source']

export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { name: 'migrations', isolate: false, include: ['test/**/*.test.ts'], testTimeout: 60_000 },
})
