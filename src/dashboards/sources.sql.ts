import { sql, type RawBuilder } from 'kysely'
import { addDays, parisDay } from '#src/kernel/calendar.ts'
import type { QueueId } from './queue.ts'

// Each queue as rows of one shape: id, link_id (what its page goes by), merchant_id, is_open, arrived_at, due_at (null: no clock runs),
// decided_at, decided_by, holder_id, key (scenario, list, kind…), verdict ('wrong': it came to nothing; 'right'; null: says nothing).
// Whatever is open, and whatever was decided since an instant: so the arrivals of a period are among them too, and no statement reads what
// is long over.

type Source = (since: Date, now: Date) => RawBuilder<unknown>

/** The midnight on which a day of Paris ends. */
const endOf = (column: string): RawBuilder<Date> => sql<Date>`((${sql.ref(column)} + 1)::timestamp at time zone 'Europe/Paris')`
const none = sql`null::text`

/** Files that wait for us, from when they came (back) to us. Who parked or proposed one is seen where it waits then. */
const reviews: Source = (since) =>
  sql`
  select i.id, i.dossier_id as link_id, i.merchant_id, i.state = 'open' as is_open, i.ready_at as arrived_at, case when i.state = 'open' then i.due_at end as due_at, i.closed_at as decided_at,
    case when i.state = 'closed' then (select d.decided_by from decisions d where d.review_item_id = i.id and d.state = 'taken' order by d.id desc limit 1) end as decided_by, case when i.state = 'open' then i.owner_id end as holder_id, i.kind::text as key, ${none} as verdict
  from review_items i where i.state <> 'closed' or i.closed_at >= ${since}`

/** Decisions that wait for the second person. */
const proposals: Source = (since) =>
  sql`
  select d.id, d.dossier_id as link_id, f.merchant_id, d.state = 'proposed' as is_open, d.proposed_at as arrived_at, null::timestamptz as due_at, case when d.state <> 'proposed' then d.decided_at end as decided_at, d.decided_by, ${none} as holder_id, d.verdict::text as key, ${none} as verdict
  from decisions d join dossiers f on f.id = d.dossier_id where d.proposed_at is not null and (d.state = 'proposed' or d.state in ('taken', 'declined') and d.decided_at >= ${since})`

/** Rounds of pieces asked of merchants; the clock of thirty days runs while the merchant has them. */
const requests: Source = (since) =>
  sql`
  select r.id, r.id as link_id, r.merchant_id, r.closed_at is null as is_open, r.opened_at as arrived_at, case when r.state = 'open' then r.due_at end as due_at, r.closed_at as decided_at, ${none} as decided_by, r.opened_by as holder_id, r.purpose::text as key, ${none} as verdict
  from document_requests r where r.closed_at is null or r.closed_at >= ${since}`

/** Pieces to be judged, of files that wait for us; a piece is with us from when it was sent and the file was. */
const documents: Source = (since) =>
  sql`
  select o.id, o.id as link_id, o.merchant_id, true as is_open, greatest(o.uploaded_at, i.ready_at) as arrived_at, null::timestamptz as due_at, null::timestamptz as decided_at, ${none} as decided_by, i.owner_id as holder_id, o.kind as key, ${none} as verdict
  from documents o join review_items i on i.dossier_id = o.dossier_id and i.state = 'open' where o.state = 'received'
  union all
  select o.id, o.id, o.merchant_id, false, greatest(o.uploaded_at, f.submitted_at), null, o.decided_at, o.decided_by, null, o.kind, null
  from documents o join dossiers f on f.id = o.dossier_id where o.decided_at >= ${since} and o.state in ('accepted', 'refused', 'superseded')`

const hits: Source = (since) =>
  sql`
  select h.id, h.id as link_id, h.merchant_id, h.state in ('open', 'unsure', 'proposed') as is_open, h.opened_at as arrived_at, h.due_at, h.closed_at as decided_at, h.decided_by, h.held_by as holder_id, h.list_code as key,
    case h.state when 'different' then 'wrong' when 'same' then 'right' end as verdict
  from screening_hits h where h.state in ('open', 'unsure', 'proposed') or h.closed_at >= ${since}`

/** A duplicate says nothing of its scenario (src/alerts/alertCounts.sql.ts). */
const alerts: Source = (since) =>
  sql`
  select a.id, a.id as link_id, a.merchant_id, a.state in ('new', 'triage') as is_open, a.raised_at as arrived_at, a.due_at, coalesce(a.closed_at, a.escalated_at) as decided_at, coalesce(a.closed_by, a.escalated_by) as decided_by,
    case when a.state = 'triage' then a.owner_id end as holder_id, a.scenario as key, case when a.state = 'closed' and a.close_reason <> 'duplicate' then 'wrong' when a.state = 'escalated' then 'right' end as verdict
  from alerts a where a.state in ('new', 'triage') or a.state in ('closed', 'escalated') and coalesce(a.closed_at, a.escalated_at) >= ${since}`

/**
 * From when one was opened until it is handed over. What the circle makes of one moves nothing here, so it says nothing of how it ended
 * . One that is taken up again is open since it was first.
 */
const amlCases: Source = (since) =>
  sql`
  select c.id, c.id as link_id, c.merchant_id, c.state <> 'concluded' as is_open, c.opened_at as arrived_at, case when c.state <> 'concluded' then ${endOf('c.due_on')} end as due_at, c.concluded_at as decided_at, c.concluded_by as decided_by, case when c.state <> 'concluded' then c.owner_id end as holder_id,
    c.origin::text as key, ${none} as verdict
  from aml_cases c where c.state <> 'concluded' or c.concluded_at >= ${since}`

const fraud: Source = (since) =>
  sql`
  select c.id, c.id as link_id, c.merchant_id, c.closed_at is null as is_open, c.opened_at as arrived_at, null::timestamptz as due_at, c.closed_at as decided_at,
    (select d.decided_by from fraud_decisions d where d.case_id = c.id and d.state = 'taken' order by d.id desc limit 1) as decided_by, case when c.closed_at is null then c.owner_id end as holder_id, c.reason::text as key, ${none} as verdict
  from fraud_cases c where c.closed_at is null or c.closed_at >= ${since}`

/** Of the live world; the network's day counts while nothing was sent to it. A returned debit takes no answer. */
const disputes: Source = (since) =>
  sql`
  select d.id, d.id as link_id, d.merchant_id, d.closed_at is null as is_open, d.created_at as arrived_at, case when d.network <> 'sepa' and d.state in ('open', 'engaged', 'under_review') then ${endOf('d.due_on')} end as due_at, d.closed_at as decided_at, ${none} as decided_by, case when d.closed_at is null then d.owner_id end as holder_id, d.network as key,
    ${none} as verdict
  from disputes d where d.mode = 'live' and (d.closed_at is null or d.closed_at >= ${since})`

const resolutions: Source = (since) =>
  sql`
  select r.id, r.dispute_id as link_id, r.merchant_id, r.closed_at is null as is_open, r.engaged_at as arrived_at, case when r.closed_at is null and r.suspended_on is null then ${endOf('r.due_on')} end as due_at, r.closed_at as decided_at, r.represented_by as decided_by, ${none} as holder_id, ${none} as key, ${none} as verdict
  from resolutions r where r.mode = 'live' and (r.closed_at is null or r.closed_at >= ${since})`

const rights: Source = (since) =>
  sql`
  select r.id, r.id as link_id, r.merchant_id, r.closed_at is null as is_open, r.recorded_at as arrived_at, case when r.closed_at is null and r.suspended_on is null then ${endOf('r.due_on')} end as due_at, r.closed_at as decided_at, r.closed_by as decided_by, case when r.closed_at is null then r.owner_id end as holder_id, r.kind::text as key,
    ${none} as verdict
  from rights_requests r where r.closed_at is null or r.closed_at >= ${since}`

/** Files whose periodic review has fallen due and is not done; when one is done its line names the next, so ends are not counted. */
const renewals: Source = (_, now) =>
  sql`
  select p.dossier_id as id, p.dossier_id as link_id, p.merchant_id, true as is_open, (p.due_on::timestamp at time zone 'Europe/Paris') as arrived_at, ${endOf('p.due_on')} as due_at, null::timestamptz as decided_at, ${none} as decided_by, ${none} as holder_id, p.risk::text as key, ${none} as verdict
  from periodic_reviews p where not p.is_dormant and p.due_on < ${addDays(parisDay(now), 1)}::date`

/**
 * Reserves of the contract, from when they were placed until they are let go; the last day is their clock. No other title is counted, nor
 * what one took over.
 */
const releases: Source = (since) =>
  sql`
  select h.id, h.id as link_id, h.merchant_id, h.state in ('proposed', 'active', 'release_proposed') as is_open, coalesce(h.decided_at, h.proposed_at) as arrived_at, case when h.state in ('active', 'release_proposed') then ${endOf('h.release_on')} end as due_at, h.closed_at as decided_at, h.release_decided_by as decided_by,
    ${none} as holder_id, h.state::text as key, ${none} as verdict
  from holds h where h.title = 'contract_reserve' and (h.state in ('proposed', 'active', 'release_proposed') or h.state = 'released' and h.closed_at >= ${since})`

/** Seventy-two hours to the first notice (GDPR 33). */
const dataBreaches: Source = (since) =>
  sql`
  select b.id, b.id as link_id, ${none} as merchant_id, b.closed_at is null as is_open, b.aware_at as arrived_at,
    case when b.closed_at is null and b.is_notified is distinct from false and not exists (select from data_breach_notices n where n.breach_id = b.id and n.phase = 'initial') then b.aware_at + interval '72 hours' end as due_at,
    b.closed_at as decided_at, b.closed_by as decided_by, ${none} as holder_id, b.risk::text as key, ${none} as verdict
  from data_breaches b where b.closed_at is null or b.closed_at >= ${since}`

export const sources: Record<QueueId, Source> = {
  reviews,
  proposals,
  requests,
  documents,
  hits,
  alerts,
  aml_cases: amlCases,
  fraud,
  disputes,
  resolutions,
  rights,
  renewals,
  releases,
  data_breaches: dataBreaches,
}
