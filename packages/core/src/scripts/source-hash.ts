import { sha256 } from './sha256.js'

/** The hash of a script's text. What a checkout does to line ends, and an editor's byte order mark, make no difference. */
export const sourceHash = (text: string): Promise<string> =>
  sha256(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'))
