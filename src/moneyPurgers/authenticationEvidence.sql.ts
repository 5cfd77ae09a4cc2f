import { sql } from 'kysely'
import { isHeldFound as held, overPayments, type Purger } from '#src/purgers/purger.sql.ts'

/** That the payer authenticated stays with the payment (`auth_state`, when); what opened his bank's page goes. */
export const authenticationEvidence: Purger = {
  category: 'authentication_evidence',
  kind: 'paym',
  over: (what) =>
    overPayments(what, sql`p.auth_requested_at`, sql`(p.auth_token is not null or p.auth_return_url is not null)`, sql`false`),
  erase:
    sql`update payments set auth_token = null, auth_return_url = null from found where payments.id = found.id and not found.is_kept and not ${held} returning payments.id`,
}
