/** The SHA-256 of a text, as 64 hexadecimal digits. */
export const sha256 = async (text: string): Promise<string> => {
  if (node?.hash !== undefined) return node.hash('sha256', text)
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

interface NodeCrypto {
  readonly hash?: (algorithm: 'sha256', text: string) => string
}

interface Surroundings {
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown }
}

/** Node's own, where there is Node: it hashes a small text thirty times faster than what every engine has. */
const node = (globalThis as Surroundings).process?.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined
