import { defineProject } from 'vitest/config'

const conditions = ['@ads/source']

export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { name: 'models', isolate: false, include: ['test/**/*.test.ts'] },
})
