import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isParty } from '#src/kernel/lifecycle.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { recordedPieces, saveItems, type Asked } from './askedPieces.ts'
import { baseDays, type RequestOrigin, type RequestPurpose } from './request.ts'
import { insertRequest, lockLivingRequest } from './requests.sql.ts'
import { reopenRequest } from './reopenRequest.ts'
import { writeAsking } from './writeAsking.ts'

/** `origin`: a person asks, unless said otherwise. */
export type NewRequest = { dossierId: string; merchantId: string; purpose: RequestPurpose; origin?: RequestOrigin } & Asked

const openNew = async (tx: Tx, { dossierId, merchantId, purpose, origin = 'analyst', items, message }: NewRequest): Promise<string> => {
  const id = newId('dreq', tx.now)
  await insertRequest(tx.db, {
    id,
    dossier_id: dossierId,
    merchant_id: merchantId,
    purpose,
    origin,
    message,
    opened_by: tx.actor.id,
    opened_at: tx.now,
    base_days: baseDays,
  })
  await saveItems(tx, id, items)
  const { data: pieces, personal } = recordedPieces({ items, message })
  await record(tx, 'document_request.opened', {
    subject: id,
    merchantId,
    data: { dossierId, purpose, origin, days: baseDays, ...pieces },
    personal,
  })
  await writeAsking(tx, { request: { id, merchant_id: merchantId, purpose }, template: 'documents_requested', days: baseDays, message })
  return id
}

/**
 * Asks a merchant for pieces: one letter that lists them, and a clock of 30 days that starts when it leaves (rules.md §1.9). A request
 * that was answered and is still with us is given back instead, with what was refused and what is new. The caller holds the dossier's
 * lock and moves the dossier.
 */
export const openRequest = async (tx: Tx, input: NewRequest): Promise<{ id: string }> => {
  if (!isParty(tx.actor, ['analyst', 'officer', 'system'])) throw forbidden()
  if (input.items.length === 0) throw invalid({ items: 'requests:field.no_items' })
  const living = await lockLivingRequest(tx.db, input.dossierId)
  if (!living) return { id: await openNew(tx, input) }
  if (living.state !== 'answered') throw conflict('request_is_open')
  await reopenRequest(tx, living, input)
  return { id: living.id }
}
