import type { Clock } from '#src/web/components.ts'
import type { Translate } from '#src/web/i18n.ts'
import type { RequestClock } from './ledger.ts'

/** A request's clock as `{{> clock}}` and `{{> clock-inline}}` draw it. Other rooms draw it with this too. */
export const clockModel = (clock: RequestClock, t: Translate): Clock => ({
  ...clock,
  label: t(clock.isPaused ? 'requests:clock.paused' : clock.isLate ? 'requests:clock.ended' : 'requests:clock.ends'),
  rungs: clock.rungs.map(({ day, on, sent }) => ({ day, on, sent })),
})
