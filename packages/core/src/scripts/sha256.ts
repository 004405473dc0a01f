/** The SHA-256 of a text, as 64 hexadecimal digits. */
export const sha256 = async (text: string): Promise<string> => {
  if (node !== undefined) return node.createHash('sha256').update(text).digest('hex')
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

interface NodeCrypto {
  readonly createHash: (name: 'sha256') => {
    readonly update: (text: string) => { readonly digest: (encoding: 'hex') => string }
  }
}

interface Surroundings {
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown }
}

/** Node's own, where there is Node: it hashes a small text thirty times faster than what every engine has. */
const node = (globalThis as Surroundings).process?.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined
