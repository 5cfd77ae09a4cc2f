import { addDays, endOfParisDay, parisDay } from '#src/kernel/calendar.ts'
import type { Clock, Segment } from '../components.ts'
import type { Translate } from '../i18n.ts'

type Facts = { daysAgo: number; length: number; segments: Segment[]; isPaused?: boolean }

const sum = (segments: Segment[], owner?: Segment['owner']) =>
  segments.filter((one) => !owner || one.owner === owner).reduce((total, { days }) => total + days, 0)

/** A clock as a room would read it from its table, on the days of the example. */
export const exampleClock = (t: Translate, now: Date, { daysAgo, length, segments, isPaused = false }: Facts): Clock => {
  const startedOn = addDays(parisDay(now), -daysAgo)
  const lastDay = addDays(startedOn, length + sum(segments, 'ours'))
  const endsAt = endOfParisDay(lastDay)
  const merchantDays = sum(segments, 'merchant')
  const rungs = [7, 21, 28].filter((day) => day < length).map((day) => ({
    day,
    on: addDays(startedOn, day + (day > 9 ? sum(segments, 'ours') : 0)),
    sent: day <= merchantDays,
  }))
  return {
    label: t('styleguide:clock.label'),
    startedOn,
    lastDay,
    endsAt,
    isPaused,
    isLate: now >= endsAt,
    merchantDays,
    ourDays: sum(segments, 'ours'),
    totalDays: length,
    daysLeft: Math.max(0, length - merchantDays),
    hoursLeft: Math.max(0, Math.floor((endsAt.getTime() - now.getTime()) / 3_600_000)),
    rungs,
    segments,
  }
}

export const exampleClocks = (t: Translate, now: Date) => ({
  running: exampleClock(t, now, {
    daysAgo: 18,
    length: 30,
    segments: [{ owner: 'merchant', days: 9 }, { owner: 'ours', days: 3 }, { owner: 'merchant', days: 6 }],
  }),
  paused: exampleClock(t, now, {
    daysAgo: 12,
    length: 30,
    isPaused: true,
    segments: [{ owner: 'merchant', days: 10 }, { owner: 'ours', days: 2 }],
  }),
  lastDay: exampleClock(t, now, { daysAgo: 30, length: 30, segments: [{ owner: 'merchant', days: 30 }] }),
  late: exampleClock(t, now, { daysAgo: 34, length: 30, segments: [{ owner: 'merchant', days: 30 }] }),
})
