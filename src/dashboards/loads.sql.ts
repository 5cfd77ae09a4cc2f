import { sql, type RawBuilder } from 'kysely'
import type { QueueId } from './queue.ts'
import { sources } from './sources.sql.ts'

/** How a queue stands for one person. `oldestAt`: an instant as text, for it is asked with others (`askTogether`). */
export type Load = { open: number; late: number; mine: number; oldestAt: string | null }

/** The same rows as the dashboards count, and no past: what a figure says is what the list behind it holds. */
export const loadOf = (queue: QueueId, staffId: string, now: Date): RawBuilder<Load> =>
  sql`select count(*)::int as open, (count(*) filter (where r.due_at <= ${now}))::int as late, (count(*) filter (where r.holder_id = ${staffId}))::int as mine, min(r.arrived_at) as "oldestAt"
    from (${sources[queue](now, now)}) r where r.is_open`
