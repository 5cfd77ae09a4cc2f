import type { InHand } from '#src/owners/owner.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record, type EventFacts } from '#src/platform/record.ts'
import type { FraudCaseState } from './fraudCase.ts'
import { updateCase, type FraudCaseRow } from './fraudCases.sql.ts'

type Step = { to: FraudCaseState; event: string }
/** `closedAt`: null opens again what was closed. `owner`: in whose hands it is from now on. */
type Said = { closedAt?: Date | null; owner?: InHand; data?: EventFacts['data']; reason?: string }

/** A step that the caller has found in the lifecycle, under the case's lock: the row, then its event. */
export const moveCase = async (
  tx: Tx,
  one: FraudCaseRow,
  { to, event }: Step,
  { closedAt, owner, data = {}, reason }: Said = {},
): Promise<void> => {
  await updateCase(tx.db, one.id, { state: to, ...(closedAt === undefined ? {} : { closed_at: closedAt }), ...owner })
  await record(tx, event, {
    subject: one.id,
    merchantId: one.merchant_id,
    data: { from: one.state, to, ...data },
    ...(reason === undefined ? {} : { personal: { reason } }),
  })
}
