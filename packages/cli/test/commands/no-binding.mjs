// Preloaded into a command: makes the native part of the driver impossible to find, as after an install whose build
// step was skipped.
import Module from 'node:module'

const load = Module._extensions['.node']
Module._extensions['.node'] = (module, path) => {
  if (/better_sqlite3/.test(path)) {
    throw Object.assign(new Error(`Could not locate the bindings file. Tried: ${path}`), { code: 'ERR_DLOPEN_FAILED' })
  }
  return load(module, path)
}
