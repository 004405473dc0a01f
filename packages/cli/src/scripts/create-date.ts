/** A date as a script tells it: ISO 8601, in an IANA time zone. */
export const createDateIn = (timezone: string, date: Date): string => {
  const format = new Intl.DateTimeFormat('en-US', { ...fields, timeZone: timezone })
  const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]))
  const { year, month, day, hour, minute, second, timeZoneName = '' } = parts
  const offset = timeZoneName.replace('GMT', '').replace('+00:00', '') || 'Z'
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`
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
