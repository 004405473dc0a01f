import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const packages = fileURLToPath(new URL('../..', import.meta.url))

test('the models bring no Kysely and no module of Node along', async () => {
  const { code, inputs, imports } = await bundle()
  expect(inputs).toContain('models/src/campaigns.ts')
  expect(
    inputs.filter((file) => !/^(models\/src\/|core\/src\/((?:errors|nearest)\.ts$|schema(\.ts$|\/)))/.test(file)),
  ).toEqual([])
  expect(imports).toEqual([])
  expect(code).not.toMatch(/kysely|node:|\bfs\b|\brequire\(/)
})

test('the models load where there is nothing but JavaScript', async () => {
  const { code } = await bundle()
  const tables = runInNewContext(`${code}; [...models.schema.schema.tables.keys()].join()`, {})
  expect(tables.split(',')).toHaveLength(7)
})

const bundle = async () => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: "export * from '@ads/models'", resolveDir: join(packages, 'models') },
    absWorkingDir: packages,
    bundle: true,
    write: false,
    metafile: true,
    format: 'iife',
    globalName: 'models',
    platform: 'neutral',
    conditions: ['@ads/source'],
    logLevel: 'silent',
  })
  return {
    code: outputFiles[0]!.text,
    inputs: Object.keys(metafile.inputs).filter((file) => file !== '<stdin>'),
    imports: Object.values(metafile.outputs).flatMap((output) => output.imports),
  }
}
