/** Whether an import is of this tool or of Kysely: both are the same for as long as they are installed. */
export const isOwnPackage = (name: string): boolean => /^(?:@ads\/migrate-[^/]+|kysely)(?:\/|$)/.test(name)
