const brand = Symbol.for('@ads/migrate:error')

/** What every error that a user can meet carries, whichever copy of core threw it. */
export interface ErrorDetails {
  /** What to do about it, in a sentence. */
  readonly hint?: string | undefined
  readonly cause?: unknown
  /** What programs may want to know besides, as plain data; it stands in the JSON of the error. */
  readonly data?: Readonly<Record<string, unknown>>
}

/**
 * An error that a user can do something about. `code` tells machines which one it is, `hint` tells people what to do.
 * Everything else that is thrown is a bug.
 */
export class MigrateError extends Error {
  readonly code: string
  readonly hint: string | null
  readonly data: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'MigrateError'
    this.code = code
    this.hint = details.hint ?? null
    this.data = details.data ?? {}
    Object.defineProperty(this, brand, { value: true })
  }
}

/** Whether `error` is one of ours, also when another copy of core made it. */
export const isMigrateError = (error: unknown): error is MigrateError =>
  typeof error === 'object' && error !== null && brand in error

/** What was thrown, in words. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
