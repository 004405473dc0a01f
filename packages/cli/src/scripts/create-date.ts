import { MigrateError } from '@ads/migrate-core'

/** A date as a script tells it: ISO 8601, in an IANA time zone. Throws `CONFIG_INVALID` for a zone that is none. */
export const createDateIn = (timezone: string, date: Date): string => {
  const { year, month, day, hour, minute, second, timeZoneName = '' } = dateParts(date, timezone)
  const offset = timeZoneName.replace('GMT', '').replace('+00:00', '') || 'Z'
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`
}

/** The date's parts in an IANA time zone, by their names, as digits. Throws `CONFIG_INVALID` for a zone that is none. */
export const dateParts = (date: Date, timezone: string): Record<string, string> => {
  try {
    const format = new Intl.DateTimeFormat('en-US', { ...fields, timeZone: timezone })
    return Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]))
  } catch (cause) {
    throw new MigrateError('CONFIG_INVALID', `there is no time zone ${JSON.stringify(timezone)}`, {
      hint: 'Names are like UTC and Europe/Paris.',
      cause,
    })
  }
}

const fields = {
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'longOffset',
} as const
