import type { Context } from './context.js'

/** Names the scripts that import code which may change without them: what they do may then change unseen. */
export const importNotes = async (
  { scripts }: Pick<Context, 'scripts'>,
  revisions: readonly string[],
): Promise<readonly string[]> => {
  const known = (await scripts.hashes?.(revisions)) ?? []
  return known.flatMap(({ imports = [] }, i) =>
    imports.length === 0
      ? []
      : [
          `revision ${revisions[i]} imports ${imports.join(', ')}: it is not reproducible, since what it does changes with that code`,
        ],
  )
}
