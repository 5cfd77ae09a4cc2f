import { sql } from 'kysely'
import { isHeldFound as held, overPayments, type Purger } from '#src/purgers/purger.sql.ts'

/** A device in a confirmed case of fraud is that case's, and goes with it (rules.md §3.2). */
const inConfirmedFraud =
  sql`exists (select from fraud_case_payments f join fraud_cases c on c.id = f.case_id where f.payment_id = p.id and (f.state = 'fraudulent' or (f.state = 'held' and c.state = 'applying')))`

export const devices: Purger = {
  category: 'device',
  kind: 'paym',
  over: (what) => overPayments(what, sql`p.created_at`, sql`p.device is not null`, inConfirmedFraud),
  erase:
    sql`update payments set device = null from found where payments.id = found.id and payments.device is not null and not found.is_kept and not ${held} returning payments.id`,
}
