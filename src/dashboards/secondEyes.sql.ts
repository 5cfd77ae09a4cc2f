import { sql, type RawBuilder } from 'kysely'
import type { Permission } from '#src/kernel/permissions.ts'
import type { ReadDb } from '#src/platform/db.ts'

/** What waits for the second of two people, but for decisions on dossiers, which have their own list (src/reviews/queue.sql.ts). */
export const secondKinds = [
  'fraud',
  'hits',
  'holds',
  'breaches',
  'corrections',
  'erasures',
  'rectifications',
  'ratings',
  'rating_table',
  'thresholds',
  'screening_settings',
  'retention',
  'legal_holds',
] as const
export type SecondKind = (typeof secondKinds)[number]

type Source = { permission: Permission; href: (id: string) => string; rows: (isCircle: boolean) => RawBuilder<unknown> }

const whole = (columns: string, from: string): RawBuilder<unknown> => sql`select ${sql.raw(columns)} from ${sql.raw(from)}`

/** Each by the partial index of what is proposed, which is never much. Of money kept by law nobody outside the circle is told (X-06). */
export const secondSources: Record<SecondKind, Source> = {
  fraud: {
    permission: 'fraud.decide',
    href: (id) => `/console/fraud-cases/${id}`,
    rows: () =>
      whole(
        'd.case_id as id, c.merchant_id, d.proposed_by, d.proposed_at',
        `fraud_decisions d join fraud_cases c on c.id = d.case_id where d.state = 'proposed'`,
      ),
  },
  hits: {
    permission: 'screening.decide',
    href: (id) => `/console/screening/hits/${id}`,
    rows: () => whole('id, merchant_id, proposed_by, proposed_at', `screening_hits where state = 'proposed'`),
  },
  holds: {
    permission: 'holds.decide',
    href: (id) => `/console/holds/${id}`,
    rows: (isCircle) =>
      sql`select id, merchant_id, case state when 'proposed' then proposed_by else release_proposed_by end, case state when 'proposed' then proposed_at else release_proposed_at end from holds where state in ('proposed', 'release_proposed') and (${isCircle} or title = 'contract_reserve')`,
  },
  breaches: {
    permission: 'holds.decide',
    href: (id) => `/console/breaches/${id}`,
    rows: () => whole('id, merchant_id, proposed_by, proposed_at', `breaches where state = 'proposed'`),
  },
  corrections: {
    permission: 'corrections.decide',
    href: (id) => `/console/corrections/${id}`,
    rows: () =>
      sql`select id, merchant_id, case state when 'proposed' then proposed_by else undo_proposed_by end, case state when 'proposed' then proposed_at else undo_proposed_at end from corrections where state in ('proposed', 'undo_proposed')`,
  },
  erasures: {
    permission: 'rights.decide',
    href: (id) => `/console/rights/${id}`,
    rows: () =>
      whole(
        'e.request_id, r.merchant_id, e.proposed_by, e.proposed_at',
        `erasures e join rights_requests r on r.id = e.request_id where e.state = 'proposed'`,
      ),
  },
  rectifications: {
    permission: 'rights.decide',
    href: (id) => `/console/rectifications/${id}`,
    rows: () =>
      whole(
        'e.id, r.merchant_id, e.proposed_by, e.proposed_at',
        `rectifications e join rights_requests r on r.id = e.request_id where e.state = 'proposed'`,
      ),
  },
  ratings: {
    permission: 'ratings.decide',
    href: (id) => `/console/ratings/${id}`,
    rows: () => whole('merchant_id, merchant_id, proposed_by, proposed_at', `rating_overrides where state = 'proposed'`),
  },
  rating_table: {
    permission: 'ratings.decide',
    href: () => '/console/ratings/table',
    rows: () => whole('id, null::text, proposed_by, proposed_at', `risk_tables where state = 'proposed'`),
  },
  thresholds: {
    permission: 'thresholds.decide',
    href: (id) => `/console/monitoring/${id}`,
    rows: () => whole('scenario::text, null::text, proposed_by, proposed_at', `scenario_versions where state = 'proposed'`),
  },
  screening_settings: {
    permission: 'screening.decide',
    href: () => '/console/screening/settings',
    rows: () => whole('id::text, null::text, proposed_by, proposed_at', `screening_settings where state = 'proposed'`),
  },
  retention: {
    permission: 'retention.decide',
    href: (id) => `/console/retention/${id}`,
    rows: () => whole('category::text, null::text, proposed_by, proposed_at', `retention_policies where state = 'proposed'`),
  },
  legal_holds: {
    permission: 'legal_holds.decide',
    href: (id) => `/console/legal-holds/${id}`,
    rows: () => whole('id, merchant_id, lift_proposed_by, lift_proposed_at', `legal_holds where state = 'lift_proposed'`),
  },
}

export type Waiting = { kind: SecondKind; id: string; merchantName: string | null; proposerName: string; proposedAt: Date }

/** Of these kinds what somebody else than this person proposed, the longest there first. */
export const listForSecond = async (
  db: ReadDb,
  { kinds, staffId, isCircle }: { kinds: readonly SecondKind[]; staffId: string; isCircle: boolean },
  limit: number,
): Promise<Waiting[]> => {
  if (kinds.length === 0) return []
  const all = kinds.map((kind) =>
    sql`(select ${sql.lit(kind)}::text as kind, w.* from (${secondSources[kind].rows(isCircle)}) as w (id, merchant_id, proposed_by, proposed_at))`
  )
  return (await sql<Waiting>`select w.kind, w.id, m.name as "merchantName", s.name as "proposerName", w.proposed_at as "proposedAt"
    from (${sql.join(all, sql` union all `)}) w join staff s on s.id = w.proposed_by left join merchants m on m.id = w.merchant_id
    where w.proposed_by <> ${staffId} order by w.proposed_at, w.id limit ${limit}`
    .execute(db))
    .rows
}
