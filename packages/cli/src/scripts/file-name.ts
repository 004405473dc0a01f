import { MigrateError, type NewScript, nearestName } from '@ads/migrate-core'
import { dateParts } from './create-date.js'

export interface FileNaming {
  /** With `{revision}`, `{slug}` (`{slug:60}`: longer), `{year}`, `{month}`, `{day}`, `{hour}`, `{minute}`, `{second}`. */
  readonly fileTemplate?: string | undefined
  /** IANA time zone that the date is told in; UTC where left out. */
  readonly timezone?: string | undefined
}

/**
 * The file name of a new script. Throws `CONFIG_INVALID` for a template or time zone that there is not, `INVALID_SCRIPT`
 * where the name would leave the folder or would not be read back as a script.
 */
export const fileNameOf = (
  { header, createDate }: NewScript,
  {
    fileTemplate = '{revision}_{slug}',
    timezone = 'UTC',
    mayNest = false,
  }: FileNaming & { readonly mayNest?: boolean },
): string => {
  const slug = slugOf(header.message)
  const { timeZoneName: _, ...date } = dateParts(createDate, timezone)
  const parts: Record<string, string> = { revision: header.revision, slug, ...date }
  const fill = (template: string): string =>
    template.replaceAll(/\{(\w*)(?::(\d+))?\}/g, (_, part: string, length?: string) =>
      part === 'slug' && length ? slugOf(header.message, Number(length)) : (parts[part] ?? unknownPart(part, parts)),
    )
  // Only the template makes folders, whatever the parts hold.
  const names = (mayNest ? fileTemplate.split('/') : [fileTemplate]).map(fill)
  const last = names.pop()!
  const name = `${slug === '' ? last.replace(/_+$/, '') : last}.ts`
  if (!isScriptName(name) || [...names, name].some((each) => !isPlainName(each))) {
    throw new MigrateError(
      'INVALID_SCRIPT',
      `a script cannot be called ${JSON.stringify([...names, name].join('/'))}`,
      {
        hint: mayNest
          ? 'Its revision and its file template must make plain names, not beginning with a dot or __.'
          : 'Its revision and its file template must make the plain name of one file, not beginning with a dot or __.',
      },
    )
  }
  return [...names, name].join('/')
}

const isPlainName = (name: string): boolean => /^(?!\.|__|node_modules$)[^/\\:\0]+$/.test(name)

/** Whether a file of a folder of scripts is a script: not a declaration, a template, or hidden. */
export const isScriptName = (name: string): boolean =>
  /\.(?:ts|mts|js|mjs)$/.test(name) && !/^(?:\.|__)|\.d\.m?ts$|\.template\.m?[jt]s$/.test(name)

/** The words of a message joined with `_`, no longer than asked, as Alembic does it: cut at the last whole word. */
export const slugOf = (message: string, length = 40): string => {
  const slug = [...(message.match(/[\p{L}\p{N}_]+/gu) ?? []).join('_').toLowerCase()]
  if (slug.length <= length) return slug.join('')
  const cut = slug.slice(0, length)
  return `${(cut.includes('_') ? cut.slice(0, cut.lastIndexOf('_')) : cut.slice(0, length - 1)).join('')}_`
}

const unknownPart = (part: string, parts: Readonly<Record<string, string>>): never => {
  const known = Object.keys(parts).filter((name) => name !== 'literal')
  const nearest = nearestName(part, known)
  throw new MigrateError(
    'CONFIG_INVALID',
    `fileTemplate has no {${part}}${nearest ? `; did you mean {${nearest}}?` : ''}`,
    {
      hint: `It has ${known.map((name) => `{${name}}`).join(', ')}.`,
    },
  )
}
