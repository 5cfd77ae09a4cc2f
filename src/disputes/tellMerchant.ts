import { endOfParisDay } from '#src/kernel/calendar.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { DisputeRow } from './disputes.sql.ts'

const about = ({ id, amount_cents: cents, currency, category }: DisputeRow) => ({
  sum: { cents, currency },
  category,
  link: `/merchant/disputes/${id}`,
})

/** The test world has no payers, and writes to nobody; nor does a dispute that is hidden from its merchant (rules.md X-03). */
const isReal = ({ mode, hidden_at: hiddenAt }: DisputeRow): boolean => mode === 'live' && hiddenAt === null

/** A bank's return of a debit cannot be answered: it has no date that binds. */
const isFinal = ({ network }: DisputeRow): boolean => network === 'sepa'

/** To the merchant: his payer contests, why, and until when he may answer. */
export const tellOpened = async (tx: Tx, dispute: DisputeRow): Promise<void> => {
  if (!isReal(dispute)) return
  const { id, merchant_id: merchantId, merchant_due_on: dueOn } = dispute
  const values = { ...about(dispute), dueAt: endOfParisDay(dueOn), isFinal: isFinal(dispute) }
  await writeToMerchant(tx, merchantId, { template: 'dispute_opened', subjectId: id, dedupeKey: `dispute_opened:${id}`, values })
}

/** The network named another date than the one he was told. */
export const tellNewDate = async (tx: Tx, dispute: DisputeRow): Promise<void> => {
  if (!isReal(dispute) || isFinal(dispute)) return
  const { id, merchant_id: merchantId, merchant_due_on: dueOn } = dispute
  await writeToMerchant(tx, merchantId, {
    template: 'dispute_date',
    subjectId: id,
    dedupeKey: `dispute_date:${id}:${dueOn}`,
    values: { ...about(dispute), dueAt: endOfParisDay(dueOn) },
  })
}

/** That it is over, and what that means: won, he was credited; lost, there is no further appeal (seed 001). */
export const tellEnded = async (tx: Tx, dispute: DisputeRow): Promise<void> => {
  const { id, merchant_id: merchantId, won_cents: wonCents, cause, state, currency } = dispute
  if (!isReal(dispute) || isFinal(dispute) || cause === 'fraud') return
  const outcome = cause === 'expired' || cause === 'accepted' ? cause : (state as 'won' | 'partly_won' | 'lost')
  await writeToMerchant(tx, merchantId, {
    template: 'dispute_ended',
    subjectId: id,
    dedupeKey: `dispute_ended:${id}`,
    values: { ...about(dispute), outcome, won: { cents: wonCents ?? 0, currency } },
  })
}
