import { parisDay } from '#src/kernel/calendar.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { nextNoticeOn } from './expiry.ts'
import { findLastRung, listDormantExpiries, updateExpiry } from './expiries.sql.ts'
import { listDormantReviews, updatePeriodicReview } from './periodicReviews.sql.ts'

// What comes due while an account is not validated is asked of nobody: the job that meets it once puts it to sleep, so that it costs
// nothing every day after; the account that is validated again wakes it, and what was missed is due at once.

const wakeExpiries = async (tx: Tx, merchantId: string): Promise<void> => {
  for (const { document_id: id, dossier_id: dossierId, expires_on: expiresOn } of await listDormantExpiries(tx.db, merchantId)) {
    const next = nextNoticeOn(expiresOn, await findLastRung(tx.db, id), parisDay(tx.now))
    await updateExpiry(tx.db, id, { state: 'running', next_notice_on: next })
    await record(tx, 'document.expiry_resumed', { subject: id, merchantId, data: { dossierId, expiresOn, next } })
  }
}

/** The account is validated, for the first time or again. */
export const wakeRenewals = async (tx: Tx, merchantId: string): Promise<void> => {
  await wakeExpiries(tx, merchantId)
  for (const { dossier_id: dossierId, due_on: dueOn } of await listDormantReviews(tx.db, merchantId)) {
    await updatePeriodicReview(tx.db, dossierId, { is_dormant: false })
    await record(tx, 'dossier.review_resumed', { subject: dossierId, merchantId, data: { dueOn } })
  }
}
