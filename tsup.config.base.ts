import { defineConfig, type Options } from 'tsup'

/** How every package makes its JavaScript; the declarations come from tsc, with maps to the source. */
export const library = (options: Options): ReturnType<typeof defineConfig> =>
  defineConfig({
    format: 'esm',
    target: 'node20',
    platform: 'node',
    outDir: 'dist',
    sourcemap: true,
    splitting: true,
    clean: true,
    dts: false,
    silent: true,
    ...options,
  })
