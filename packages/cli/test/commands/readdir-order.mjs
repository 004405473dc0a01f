// Preloaded into a command: gives the names of a folder in another order, as another file system may.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const orders = {
  plain: (names) => names,
  reversed: (names) => [...names].reverse(),
  rotated: (names) => [...names.slice(names.length / 2), ...names.slice(0, names.length / 2)],
}
const order = orders[process.env.READDIR_ORDER]
const { readdir } = fs.promises
fs.promises.readdir = async (...args) => order(await readdir(...args))
syncBuiltinESMExports()
