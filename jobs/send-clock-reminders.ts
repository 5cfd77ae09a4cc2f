import type { Job } from '#src/platform/job.ts'
import { sendClockReminders } from '#src/requests/sendClockReminders.ts'

/** Reminders are due at 09:00 in Paris; asked every half hour, so that a clock that starts late is not forgotten for a day. */
export default { queue: 'sweeps', every: '5,35 * * * *', run: (ctx) => sendClockReminders(ctx) } satisfies Job
