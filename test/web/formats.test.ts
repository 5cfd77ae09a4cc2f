import { describe, expect, test } from 'vitest'
import * as formats from '#src/web/formats.ts'

const at = (text: string) => new Date(text)
const now = at('2026-11-30T13:00:00Z') // 14:00 in Paris

describe('days and instants', () => {
  test.each([['2026-12-03', '3 déc. 2026', '3 Dec 2026'], ['2027-03-01', '1er mars 2027', '1 Mar 2027'], [
    '2026-11-21',
    '21 nov. 2026',
    '21 Nov 2026',
  ]])('%s', (day, fr, en) => {
    expect(formats.formatDay(day, 'fr')).toBe(fr)
    expect(formats.formatDay(day, 'en')).toBe(en)
  })

  test('an instant is said in Paris', () => {
    expect(formats.formatInstant(at('2026-12-03T13:05:00Z'), 'fr')).toBe('3 déc. 2026, 14:05')
    expect(formats.formatInstant(at('2026-07-03T23:30:00Z'), 'en')).toBe('4 Jul 2026, 01:30')
  })

  test('a delay that ends at midnight ends at 24:00 of the day before', () => {
    expect(formats.formatDeadline(at('2026-12-03T23:00:00Z'), 'fr')).toBe('3 déc. 2026, 24:00')
    expect(formats.formatDeadline(at('2026-07-31T22:00:00Z'), 'fr')).toBe('31 juil. 2026, 24:00')
    expect(formats.formatDeadline(at('2026-12-03T22:59:00Z'), 'fr')).toBe('3 déc. 2026, 23:59')
    expect(formats.formatDeadline(at('2026-12-03T23:00:01Z'), 'fr')).toBe('4 déc. 2026, 00:00')
  })

  test('midnight on the days when clocks change', () => {
    expect(formats.formatDeadline(at('2026-03-28T23:00:00Z'), 'fr')).toBe('28 mars 2026, 24:00')
    expect(formats.formatDeadline(at('2026-10-25T23:00:00Z'), 'fr')).toBe('25 oct. 2026, 24:00')
  })
})

describe('distances', () => {
  test.each([
    ['2026-12-03T23:00:00Z', 'dans 3 jours', 'in 3 days'],
    ['2026-11-30T11:00:00Z', 'il y a 2 h', '2 hours ago'],
    ['2026-11-30T12:59:31Z', 'maintenant', 'now'],
    ['2026-12-01T12:59:00Z', 'dans 23 h', 'in 23 hours'],
    ['2026-12-01T13:00:00Z', 'dans 1 jour', 'in 1 day'],
    ['2026-08-30T13:00:00Z', 'il y a 3 mois', '3 months ago'],
    ['2023-08-30T13:00:00Z', 'il y a 3 ans', '3 years ago'],
  ])('%s', (then, fr, en) => {
    expect(formats.formatDistance(at(then), now, 'fr').replaceAll('\u00a0', ' ')).toBe(fr)
    expect(formats.formatDistance(at(then), now, 'en')).toBe(en)
  })

  test('between calendar days, as one says it', () => {
    expect(formats.formatDayDistance('2026-12-01', now, 'fr')).toBe('demain')
    expect(formats.formatDayDistance('2026-11-30', now, 'fr')).toBe('aujourd’hui')
  })
})

test('figures', () => {
  const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')
  expect(plain(formats.formatNumber(-1284, 'fr'))).toBe('−1 284')
  expect(plain(formats.formatPercent(155, 'fr'))).toBe('1,55 %')
  expect(plain(formats.formatPercent(10_000, 'en'))).toBe('100%')
  expect(plain(formats.formatFileSize(1_843_000, 'fr'))).toBe('1,8 Mo')
  expect(plain(formats.formatFileSize(96_400, 'en'))).toBe('96 kB')
  expect(plain(formats.formatFileSize(12, 'fr'))).toBe('12 o')
  expect(plain(formats.formatLength(3 * 86_400_000 + 5, 'fr'))).toBe('3 jours')
})
