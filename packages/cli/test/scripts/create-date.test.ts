import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDateIn } from '../../src/scripts/create-date.js'

const zones = ['UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'America/St_Johns']

test('a date in any time zone is the same moment, to the second', () => {
  const date = fc.date({ min: new Date('1980-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(fc.constantFrom(...zones), date, (zone, given) => {
      const written = createDateIn(zone, given)
      expect(written).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/)
      expect(Date.parse(written)).toBe(Math.floor(given.getTime() / 1000) * 1000)
    }),
  )
})

test('it is told in the hours of the zone, midnight as 00', () => {
  const date = new Date('2026-11-22T23:00:05.999Z')
  expect(zones.slice(0, 4).map((zone) => createDateIn(zone, date))).toEqual([
    '2026-11-22T23:00:05Z',
    '2026-11-23T00:00:05+01:00',
    '2026-11-22T18:00:05-05:00',
    '2026-11-23T04:30:05+05:30',
  ])
})
