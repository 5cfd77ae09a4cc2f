import { notFound } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { lockDossier, type DossierRow } from '#src/dossiers/dossiers.sql.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { accountChangeLifecycle, last4Of, type DeclineReason } from './accountChange.ts'
import { changeAccountChange, findAccountChange, lockAccountChange, type AccountChangeRow } from './accountChanges.sql.ts'

export type Decided = { change: AccountChangeRow; dossier: DossierRow; to: AccountChangeRow['state']; event: string }

/** Dossier, then change; the step that the actor takes of it. 404, 403, or 409 where somebody took one a moment ago. */
export const lockForStep = async (tx: Tx, id: string, action: 'accept' | 'decline' | 'withdraw'): Promise<Decided> => {
  const found = await findAccountChange(tx.db, id)
  if (!found) throw notFound()
  const dossier = await lockDossier(tx.db, found.dossier_id)
  const change = await lockAccountChange(tx.db, id)
  const { to, event } = step(accountChangeLifecycle, change.state, action, tx.actor)
  return { change, dossier, to, event }
}

type Ending = { accountId?: string; reason?: DeclineReason; note?: string }

/** The row, its event, and a letter to each user of the merchant: the one whose login was stolen is among them. */
export const endChange = async (tx: Tx, { change, to, event }: Decided, { accountId, reason, note = '' }: Ending = {}): Promise<void> => {
  const { id, merchant_id: merchantId, dossier_id: dossierId, iban, state: from } = change
  await changeAccountChange(tx.db, id, {
    state: to,
    decided_by: tx.actor.id,
    decided_at: tx.now,
    account_id: accountId ?? null,
    reason: reason ?? null,
    note,
  })
  await record(tx, event, {
    subject: id,
    merchantId,
    data: { dossierId, from, to, ...(reason ? { reason } : {}), ...(accountId ? { accountId } : {}) },
    personal: { last4: last4Of(iban), ...(note ? { note } : {}) },
  })
  const outcome = to as Exclude<typeof to, 'asked'>
  await writeToMerchant(tx, merchantId, {
    template: 'account_change_decided',
    subjectId: id,
    dedupeKey: `account_change_decided:${id}`,
    values: { outcome, reason: reason ?? null, last4: last4Of(iban), decidedAt: tx.now },
  })
}
