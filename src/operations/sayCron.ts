type Translate = (key: string, values?: Record<string, unknown>) => string

const at = (minute: string, hour: string): string => `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`

/** The shapes in which the house writes its schedules, and how each is said. */
const shapes: readonly [RegExp, (found: string[], t: Translate) => string][] = [
  [/^\* \* \* \* \*$/, (_, t) => t('operations:cron.every', { count: 1 })],
  [/^\*\/(\d+) \* \* \* \*$/, ([every], t) => t('operations:cron.every', { count: Number(every) })],
  [/^(\d+) \* \* \* \*$/, ([minute], t) => t('operations:cron.hourly', { minute: Number(minute) })],
  [/^(\d+),(\d+) \* \* \* \*$/, ([one, other], t) => t('operations:cron.twice_hourly', { one: Number(one), other: Number(other) })],
  [
    /^(\d+) \*\/(\d+) \* \* \*$/,
    ([minute, every], t) => t('operations:cron.every_hours', { count: Number(every), minute: Number(minute) }),
  ],
  [
    /^(\d+) (\d+)-(\d+) \* \* \*$/,
    ([minute, from, to], t) => t('operations:cron.hours', { from: at(minute!, from!), to: at(minute!, to!) }),
  ],
  [/^(\d+) (\d+) \* \* \*$/, ([minute, hour], t) => t('operations:cron.daily', { time: at(minute!, hour!) })],
]

/** « Toutes les 5 minutes ». A schedule of another shape is shown as it is written; none at all: the job runs when it is rung. */
export const sayCron = (cron: string | null, t: Translate): string => {
  if (cron === null) return t('operations:when_rung')
  for (const [shape, say] of shapes) {
    const found = shape.exec(cron)
    if (found) return say(found.slice(1), t)
  }
  return cron
}
