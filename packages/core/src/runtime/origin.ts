/** Who works where, as far as it is known. */
export interface Origin {
  readonly actor: string | null
  readonly host: string | null
}

interface OperatingSystem {
  readonly hostname: () => string
  readonly userInfo: () => { readonly username: string }
}

interface Surroundings {
  readonly process?: {
    readonly getBuiltinModule?: (name: string) => unknown
    readonly env?: Readonly<Record<string, string | undefined>>
  }
}

/** Asked without an import, since core runs also where there is no Node. */
export const origin = (): Origin => {
  const { process } = globalThis as Surroundings
  const os = process?.getBuiltinModule?.('node:os') as OperatingSystem | undefined
  const { USER, USERNAME, HOSTNAME } = process?.env ?? {}
  return {
    // A container may run as a user that has no name.
    actor: orNull(() => os?.userInfo().username) ?? USER ?? USERNAME ?? null,
    host: orNull(() => os?.hostname()) ?? HOSTNAME ?? null,
  }
}

const orNull = (ask: () => string | undefined): string | null => {
  try {
    return ask() ?? null
  } catch {
    return null
  }
}
