import type { Command } from './command.js'

/** What a command line asks for: a command with its options, or a text to print. */
export type ParsedArguments =
  | { readonly command: Command; readonly options: Readonly<Record<string, unknown>> }
  | { readonly text: string }
