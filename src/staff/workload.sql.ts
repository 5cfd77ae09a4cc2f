import { sql } from 'kysely'
import type { ReviewKind } from '#src/platform/db.types.ts'
import type { ReadDb } from '#src/platform/db.ts'

/** Nobody needs to know that there are more than a thousand to know that there are many. */
export const workloadCap = 1_000

export type KindLoad = { kind: ReviewKind; open: number; late: number; oldestAt: Date | null }

const kinds = sql`unnest(enum_range(null::review_kind)) as kind`
const risks = sql`unnest(enum_range(null::risk_level)) as risk`
/** Of one kind and one risk, so that an index in that order answers each. */
const items = sql`review_items where state = 'open' and review_items.kind = kind.kind and review_items.risk = risk.risk`

/** What is open of each kind, how much of it is past its service level, and since when the oldest waits; counted up to the cap. */
export const readWorkload = async (db: ReadDb, now: Date): Promise<KindLoad[]> => {
  const { rows } = await sql<KindLoad>`
    select kind.kind, least(sum(load.open), ${workloadCap})::int as open, least(sum(load.late), ${workloadCap})::int as late,
      min(load.oldest) as "oldestAt"
    from ${kinds} cross join ${risks} cross join lateral (
      select (select count(*) from (select 1 from ${items} limit ${workloadCap}) found) as open,
        (select count(*) from (select 1 from ${items} and due_at < ${now} limit ${workloadCap}) found) as late,
        (select ready_at from ${items} order by ready_at limit 1) as oldest
    ) load
    group by kind.kind order by kind.kind`
    .execute(db)
  return rows
}
