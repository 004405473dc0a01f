import type { Argv } from 'yargs'
import type { CommandBody } from './session.js'

/** What the command line knows of a command before it runs; its module is loaded only then. */
export interface Command {
  readonly name: string
  /** Its positional arguments, as yargs writes them. */
  readonly usage: string
  readonly aliases?: readonly string[]
  readonly describe: string
  readonly options: (parser: Argv) => Argv
  readonly load: () => Promise<CommandBody<never>>
}
