import { defineConfig, type Options } from 'tsup'

/** How every package makes its JavaScript; the declarations come from tsc, with maps to the source. */
export const library = (options: Options): ReturnType<typeof defineConfig> =>
  defineConfig({
    format: 'esm',
    target: 'node20',
    platform: 'node',
    outDir: 'dist',
    // The code is readable as it is, and Node would read the map of each module that is loaded behind a script.
    sourcemap: false,
    splitting: true,
    clean: true,
    dts: false,
    silent: true,
    // Node 20 knows them, and a pattern that is made anew at each call takes longer than what it is asked.
    esbuildOptions: (esbuild) => {
      esbuild.supported = { 'regexp-unicode-property-escapes': true }
    },
    ...options,
  })
