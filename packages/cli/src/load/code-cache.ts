import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Script } from 'node:vm'
import { type CachedBundle, writeWhole } from './module-cache.js'

/**
 * What a bundle exports by default, from what V8 compiled of it in an earlier process: of ES modules Node 20 keeps
 * nothing, and compiling a long history takes most of the time of loading it. Null where the bundle has to be imported:
 * one that was not kept as a function, and one from whose imports something is missing. Throws what the bundle throws.
 * https://nodejs.org/docs/latest-v20.x/api/vm.html#scriptcreatecacheddata
 */
export const runCompiled = async ({ file }: CachedBundle): Promise<unknown> => {
  const text = read(`${file}.js`)?.toString()
  const compiled = text === undefined ? null : compile(text, file)
  if (compiled === null) return null
  const run: BundleFunction = compiled.script.runInThisContext()
  try {
    const exported = await run(load, missing)
    // By the next turn, the functions that are of use have been called, and are compiled with the rest.
    if (!compiled.isKept) setImmediate(keepCode, compiled)
    return exported
  } catch (error) {
    if (error !== absent) throw error
    return null
  }
}

type BundleFunction = (load: (address: string) => Promise<unknown>, missing: () => never) => Promise<unknown>

const load = (address: string): Promise<unknown> => import(/* @vite-ignore */ address)

const absent = new Error('an import is missing')
const missing = (): never => {
  throw absent
}

interface Compiled {
  readonly script: Script
  readonly text: string
  /** Where its code is, or is to be. */
  readonly file: string
  readonly isKept: boolean
}

const compile = (text: string, bundle: string): Compiled | null => {
  const file = `${bundle}.v8`
  const code = whole(read(file), text)
  try {
    const script = new Script(text, {
      filename: pathToFileURL(bundle).href,
      ...(code === null ? {} : { cachedData: code }),
    })
    return { script, text, file, isKept: code !== null && !script.cachedDataRejected }
  } catch {
    // not what was written
    return null
  }
}

const keepCode = ({ script, text, file }: Compiled): void => {
  try {
    const code = script.createCachedData()
    writeWhole(dirname(file), basename(file), Buffer.concat([seal(text, code), code]))
  } catch {
    // read-only, full: compiled again next time
  }
}

/** The code after its seal, where both are whole: V8 looks only at how long the text is, and runs any code. */
const whole = (content: Buffer | null, text: string): Buffer | null => {
  const code = content?.subarray(sealLength)
  return code !== undefined && seal(text, code).equals(content!.subarray(0, sealLength)) ? code : null
}

const sealLength = 32
const seal = (text: string, code: Uint8Array): Buffer => createHash('sha256').update(text).update(code).digest()

const read = (file: string): Buffer | null => {
  try {
    return readFileSync(file)
  } catch {
    return null
  }
}
