import { createHash } from 'node:crypto'
import type { MerchantActor, StaffActor } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import type { DossierState, MerchantState, ReviewState } from '#src/platform/db.types.ts'
import { unit, type Tx } from '#src/platform/ctx.ts'
import { createMerchantKey } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { deliverMails } from '#src/notifications/deliverMails.ts'
import { noteAnswer } from '#src/requests/noteAnswer.ts'
import { openRequest } from '#src/requests/openRequest.ts'
import { startRequestClocks } from '#src/requests/startRequestClocks.ts'
import type { AskedPiece } from '#src/requests/askedPieces.ts'
import type { House } from '#test/support/house.ts'

/** One merchant whose pieces are asked for, from the inside: rows as the other rooms leave them. */
export type Case = { merchantId: string; dossierId: string; user: MerchantActor; analyst: StaffActor }
type CaseFacts = {
  dossier?: DossierState
  merchant?: MerchantState
  review?: ReviewState | null
  lang?: 'fr' | 'en'
  name?: string
  analyst?: StaffActor
}

const insertMerchant = async (tx: Tx, facts: CaseFacts, merchantId: string, userId: string): Promise<void> => {
  const { merchant = 'onboarding', lang = 'fr', name = 'Boulangerie Lenoir' } = facts
  await tx
    .db
    .insertInto('merchants')
    .values({
      id: merchantId,
      state: merchant,
      name,
      search_name: name.toLowerCase(),
      created_at: tx.now,
      state_changed_at: tx.now,
    })
    .execute()
  await createMerchantKey(tx, merchantId)
  await tx
    .db
    .insertInto('merchant_users')
    .values({
      id: userId,
      merchant_id: merchantId,
      email: `${userId.toLowerCase()}@lenoir.example`,
      password_hash: 'none',
      language: lang,
      activated_at: tx.now,
      last_contact_at: tx.now,
      created_at: tx.now,
    })
    .execute()
}

export const openCase = async (house: House, facts: CaseFacts = {}): Promise<Case> => {
  const { dossier = 'awaiting_documents', review = 'waiting' } = facts
  const analyst = facts.analyst ?? (await house.staff('analyst', 'Alix Martin'))
  const now = house.now()
  const ids = { merchantId: newId('mrch', now), dossierId: newId('doss', now), userId: newId('musr', now) }
  await unit(house.ctx(), async (tx) => {
    await insertMerchant(tx, facts, ids.merchantId, ids.userId)
    await tx
      .db
      .insertInto('dossiers')
      .values({
        id: ids.dossierId,
        merchant_id: ids.merchantId,
        state: dossier,
        created_at: now,
        updated_at: now,
      })
      .execute()
    if (review) {
      await tx
        .db
        .insertInto('review_items')
        .values({
          id: newId('revw', now),
          dossier_id: ids.dossierId,
          merchant_id: ids.merchantId,
          kind: 'new_dossier',
          state: review,
          ready_at: now,
          due_at: now,
          opened_at: now,
        })
        .execute()
    }
    await record(tx, 'merchant.signed_up', { subject: ids.merchantId, merchantId: ids.merchantId })
  })
  const user: MerchantActor = { kind: 'merchant', id: ids.userId, merchantId: ids.merchantId, name: 'Jeanne Lenoir' }
  return { merchantId: ids.merchantId, dossierId: ids.dossierId, user, analyst }
}

export const piece = (requirementKey: string, reason = 'missing', note = ''): AskedPiece => ({
  requirementKey,
  kind: requirementKey.split(':')[0]!,
  personId: null,
  reason,
  note,
})

type Asking = { purpose?: 'onboarding' | 'refresh'; pieces?: AskedPiece[]; message?: string }

/** Writes the request; its letter has not left. */
export const ask = async (
  house: House,
  one: Case,
  { purpose = 'onboarding', pieces = [piece('statutes')], message = '' }: Asking = {},
): Promise<string> => {
  const { id } = await unit(
    house.ctx(one.analyst),
    (tx) => openRequest(tx, { dossierId: one.dossierId, merchantId: one.merchantId, purpose, items: pieces, message }),
  )
  return id
}

export const deliver = async (house: House): Promise<void> => {
  await deliverMails(house.ctx())
  await startRequestClocks(house.ctx())
}

/** Writes the request at that instant, and its letter leaves at once. */
export const askAt = async (house: House, at: string, facts: CaseFacts & Asking = {}): Promise<Case & { requestId: string }> => {
  house.travel(at)
  const one = await openCase(house, facts)
  const requestId = await ask(house, one, facts)
  await deliver(house)
  return { ...one, requestId }
}

let files = 0

/** A piece as the documents room leaves it. */
export const receive = async (tx: Tx, one: Case, requirementKey: string): Promise<string> => {
  const id = newId('docu', tx.now)
  const sha256 = createHash('sha256').update(`${id}${++files}`).digest()
  await tx
    .db
    .insertInto('documents')
    .values({
      id,
      merchant_id: one.merchantId,
      dossier_id: one.dossierId,
      requirement_key: requirementKey,
      kind: requirementKey.split(':')[0]!,
      file_name: `${requirementKey}.pdf`,
      type: 'pdf',
      mime: 'application/pdf',
      byte_count: 10,
      sha256,
      page_count: 1,
      storage_key: id,
      uploaded_by: one.user.id,
      uploaded_at: tx.now,
    })
    .execute()
  await record(tx, 'document.received', { subject: id, merchantId: one.merchantId })
  return id
}

/** The merchant sends a piece from his pages. */
export const answer = (house: House, one: Case, requirementKey: string): Promise<string> =>
  unit(house.ctx(one.user), async (tx) => {
    const documentId = await receive(tx, one, requirementKey)
    await noteAnswer(tx, { dossierId: one.dossierId, requirementKey, documentId })
    return documentId
  })

/** The analyst's verdict on a piece, as the documents room leaves it. */
export const judge = (house: House, one: Case, documentId: string, state: 'accepted' | 'refused'): Promise<void> =>
  unit(house.ctx(one.analyst), async (tx) => {
    const refusal_reason = state === 'refused' ? 'unreadable' : null
    await tx
      .db
      .updateTable('documents')
      .set({ state, refusal_reason, decided_by: one.analyst.id, decided_at: tx.now })
      .where('id', '=', documentId)
      .execute()
    await record(tx, `document.${state}`, { subject: documentId, merchantId: one.merchantId })
  })

export const requestRow = (house: House, id: string) =>
  house.db.selectFrom('document_requests').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
export const merchantState = async (house: House, id: string) =>
  (await house.db.selectFrom('merchants').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
export const dossierState = async (house: House, id: string) =>
  (await house.db.selectFrom('dossiers').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
export const livingReview = (house: House, dossierId: string) =>
  house.db.selectFrom('review_items').selectAll().where('dossier_id', '=', dossierId).where('state', '<>', 'closed').executeTakeFirst()
export const mailsAbout = (house: House, subjectId: string) =>
  house.db.selectFrom('mails').selectAll().where('subject_id', '=', subjectId).orderBy('id').execute()
export const letterOf = async (house: House, subjectId: string, template: string) =>
  (await mailsAbout(house, subjectId)).find((mail) => mail.template === template)
export const eventsOf = async (house: House, subjectId: string) =>
  (await house.db.selectFrom('audit_events').select('event').where('subject_id', '=', subjectId).orderBy('id').execute()).map(({ event }) =>
    event
  )
