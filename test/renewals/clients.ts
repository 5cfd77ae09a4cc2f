import type { StaffActor } from '#src/kernel/actor.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { system } from '#src/kernel/actor.ts'
import { readDossier } from '#src/dossiers/readDossier.sql.ts'
import { lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { deliverMails } from '#src/notifications/deliverMails.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { noteExpiries } from '#src/renewals/noteExpiries.ts'
import { openPeriodicReviews } from '#src/renewals/openPeriodicReviews.ts'
import { remindExpiringDocuments } from '#src/renewals/remindExpiringDocuments.ts'
import { scheduleReview } from '#src/renewals/scheduleReview.ts'
import { startRequestClocks } from '#src/requests/startRequestClocks.ts'
import type { House } from '#test/support/house.ts'
import { documentsOf, openDossier, type Dossier, type DossierWish } from '#test/reviews/dossiers.ts'

/** A validated merchant whose identity card expires, from the inside: rows as the other rooms leave them. */
export type Renewing = Dossier & { cardKey: string; cardId: string }

const validated: DossierWish = { dossier: 'validated', merchant: 'validated', review: null }

/** What the checks room says once it has read the pieces: those of `dates` expire. */
export const say = (house: House, one: Dossier, dates: Record<string, Day | null>): Promise<void> =>
  unit(house.ctx(), async (tx) => {
    await lockDossier(tx.db, one.dossierId)
    const { documents } = await readDossier(tx.db, one.dossierId)
    const pieces = documents.map(({ id, requirement_key, state }) => ({
      documentId: id,
      requirementKey: requirement_key,
      state,
      expiresOn: dates[id] ?? null,
    }))
    await noteExpiries(tx, { dossierId: one.dossierId, merchantId: one.merchantId, pieces })
  })

export const openRenewing = async (house: House, expiresOn: Day, wish: DossierWish = {}): Promise<Renewing> => {
  const one = await openDossier(house, { ...validated, ...wish })
  const card = (await documentsOf(house, one.dossierId)).find(({ kind }) => kind === 'identity_document')!
  await say(house, one, { [card.id]: expiresOn })
  return { ...one, cardKey: card.requirement_key, cardId: card.id }
}

/** Validated today, its next look dated. */
export const openReviewed = async (house: House, wish: DossierWish = {}): Promise<Dossier> => {
  const one = await openDossier(house, { ...validated, ...wish })
  await unit(house.ctx(), async (tx) => scheduleReview(tx, await lockDossier(tx.db, one.dossierId)))
  return one
}

type JobFacts = { dryRun?: boolean }
export const remind = (house: House, at: string | null = null, facts: JobFacts = {}) => {
  if (at) house.travel(at)
  return remindExpiringDocuments(house.ctx(system('remind-expiring-documents'), facts))
}
export const review = (house: House, at: string | null = null, facts: JobFacts = {}) => {
  if (at) house.travel(at)
  return openPeriodicReviews(house.ctx(system('open-periodic-reviews'), facts))
}

export const leave = async (house: House): Promise<void> => {
  await deliverMails(house.ctx())
  await startRequestClocks(house.ctx())
}

export const expiryOf = (house: House, documentId: string) =>
  house.db.selectFrom('document_expiries').selectAll().where('document_id', '=', documentId).executeTakeFirst()
export const noticesOf = (house: House, documentId: string) =>
  house.db.selectFrom('expiry_notices').select(['rung', 'state']).where('document_id', '=', documentId).orderBy('rung', 'desc').execute()
export const lettersOf = async (house: House, one: Dossier) =>
  (await house.db.selectFrom('mails').select('template').where('merchant_id', '=', one.merchantId).orderBy('id').execute()).map((
    { template },
  ) => template)
export const requestOf = (house: House, one: Dossier) =>
  house.db.selectFrom('document_requests').selectAll().where('dossier_id', '=', one.dossierId).orderBy('id', 'desc').executeTakeFirst()
export const itemsOf = (house: House, requestId: string) =>
  house
    .db
    .selectFrom('document_request_items')
    .select(['requirement_key', 'reason', 'person_id'])
    .where('request_id', '=', requestId)
    .orderBy('id')
    .execute()
export const reviewOf = (house: House, one: Dossier) =>
  house.db.selectFrom('periodic_reviews').selectAll().where('dossier_id', '=', one.dossierId).executeTakeFirstOrThrow()

/** A row put otherwise, as no use case would leave it. */
export const put = (house: House, one: Dossier, merchant: 'validated' | 'suspended' | 'onboarding' | 'deactivated' | 'closed') =>
  unit(house.ctx(), async (tx) => {
    await tx.db.updateTable('merchants').set({ state: merchant }).where('id', '=', one.merchantId).execute()
    await record(tx, 'merchant.tested', { subject: one.merchantId, merchantId: one.merchantId })
  })

/** A piece judged by hand, as the documents room leaves it. */
export const accept = (house: House, one: Dossier, documentId: string, by: StaffActor, state: 'accepted' | 'refused' = 'accepted') =>
  unit(house.ctx(by), async (tx) => {
    const refusal_reason = state === 'refused' ? 'unreadable' : null
    await tx
      .db
      .updateTable('documents')
      .set({ state, refusal_reason, decided_by: by.id, decided_at: tx.now })
      .where('id', '=', documentId)
      .execute()
    await record(tx, `document.${state}`, { subject: documentId, merchantId: one.merchantId })
  })
