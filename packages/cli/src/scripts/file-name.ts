import { MigrateError, type NewScript, nearestName } from '@ads/migrate-core'

export interface FileNaming {
  /** With `{revision}`, `{slug}`, `{year}`, `{month}`, `{day}`, `{hour}`, `{minute}`, `{second}`. */
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
  { fileTemplate = '{revision}_{slug}', timezone = 'UTC' }: FileNaming,
): string => {
  const slug = slugOf(header.message)
  const parts: Record<string, string> = { revision: header.revision, slug, ...dateParts(createDate, timezone) }
  const filled = fileTemplate.replaceAll(/\{(\w*)\}/g, (_, part: string) => parts[part] ?? unknownPart(part, parts))
  const name = `${slug === '' ? filled.replace(/_+$/, '') : filled}.ts`
  if (/[/\\:\0]/.test(name) || !isScriptName(name)) {
    throw new MigrateError('INVALID_SCRIPT', `a script cannot be called ${JSON.stringify(name)}`, {
      hint: 'Its revision and its file template must make the plain name of one file, not beginning with a dot or __.',
    })
  }
  return name
}

/** Whether a file of a folder of scripts is a script: not a declaration, a template, or hidden. */
export const isScriptName = (name: string): boolean =>
  /\.(?:ts|mts|js|mjs)$/.test(name) && !/^(?:\.|__)|\.d\.m?ts$|\.template\.m?[jt]s$/.test(name)

/** The words of a message joined with `_`, at most 40 characters, as Alembic does it: cut at the last whole word. */
export const slugOf = (message: string): string => {
  const slug = [...(message.match(/[\p{L}\p{N}_]+/gu) ?? []).join('_').toLowerCase()]
  if (slug.length <= 40) return slug.join('')
  const cut = slug.slice(0, 40)
  return `${(cut.includes('_') ? cut.slice(0, cut.lastIndexOf('_')) : cut.slice(0, 39)).join('')}_`
}

const dateParts = (date: Date, timezone: string): Record<string, string> => {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    return Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]))
  } catch (cause) {
    throw new MigrateError('CONFIG_INVALID', `there is no time zone ${JSON.stringify(timezone)}`, {
      hint: 'Names are like UTC and Europe/Paris.',
      cause,
    })
  }
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
