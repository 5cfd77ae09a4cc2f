import { createHash } from 'node:crypto'
import type { MerchantActor } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { readDossier } from '#src/dossiers/readDossier.sql.ts'
import { touchDossier } from '#src/dossiers/touchDossier.ts'
import type { DocumentState, DossierState, MerchantState, ReviewState } from '#src/platform/db.types.ts'
import { unit, type Tx } from '#src/platform/ctx.ts'
import { createMerchantKey } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { openReview } from '#src/reviews/openReview.ts'
import type { House } from '#test/support/house.ts'

/** A merchant whose dossier is before us, from the inside: rows as the merchant area leaves them. */
export type Dossier = { merchantId: string; dossierId: string; personId: string; reviewId: string; user: MerchantActor }
export type DossierWish = {
  name?: string
  isPep?: boolean
  /** A trade that is high risk by itself. */
  isRisky?: boolean
  dossier?: DossierState
  merchant?: MerchantState
  review?: ReviewState | null
  /** The state of the piece of every required line; null: none was sent. */
  pieces?: DocumentState | null
  isSigned?: boolean
  /**
   * How he who acts was identified at a distance (R561-5-2); by default by two measures: his card's copy where it is accepted, and an
   * advanced signature.
   */
  measures?: readonly number[]
}

const insertMerchant = async (
  tx: Tx,
  one: Dossier,
  { name = 'Boulangerie Lenoir', merchant = 'onboarding' }: DossierWish,
): Promise<void> => {
  await tx
    .db
    .insertInto('merchants')
    .values({
      id: one.merchantId,
      state: merchant,
      name,
      search_name: name.toLowerCase(),
      created_at: tx.now,
      state_changed_at: tx.now,
    })
    .execute()
  await createMerchantKey(tx, one.merchantId)
  await tx
    .db
    .insertInto('merchant_users')
    .values({
      id: one.user.id,
      merchant_id: one.merchantId,
      email: `${one.user.id.toLowerCase()}@lenoir.example`,
      password_hash: 'none',
      activated_at: tx.now,
      last_contact_at: tx.now,
      created_at: tx.now,
    })
    .execute()
}

const insertDossier = async (
  tx: Tx,
  one: Dossier,
  { name = 'Boulangerie Lenoir', dossier = 'submitted', isRisky = false, isPep = false }: DossierWish,
): Promise<void> => {
  const submitted = dossier === 'draft' ? null : tx.now
  await tx
    .db
    .insertInto('dossiers')
    .values({
      id: one.dossierId,
      merchant_id: one.merchantId,
      state: dossier,
      submitted_at: submitted,
      created_at: tx.now,
      updated_at: tx.now,
    })
    .execute()
  await tx
    .db
    .insertInto('companies')
    .values({
      dossier_id: one.dossierId,
      legal_form: 'ei',
      name,
      siren: '732829320',
      siret: '73282932000074',
      address_line1: '12 rue des Halles',
      postcode: '75001',
      city: 'Paris',
      activity: 'Boulangerie',
      naf: '10.71C',
      mcc: isRisky ? '7995' : '5462',
      website: 'https://lenoir.example',
      expected_monthly_cents: 1_200_000,
      expected_ticket_cents: 850,
      updated_at: tx.now,
    })
    .execute()
  await tx
    .db
    .insertInto('people')
    .values({
      id: one.personId,
      dossier_id: one.dossierId,
      kind: 'natural',
      is_representative: true,
      is_beneficial_owner: true,
      role: 'exploitant',
      given_names: 'Jeanne',
      family_name: 'Lenoir',
      birth_date: '1984-05-12',
      birth_place: 'Lyon',
      birth_country: 'FR',
      nationality: 'FR',
      address: '12 rue des Halles, 75001 Paris',
      is_pep: isPep,
      pep_function: isPep ? 'Députée' : '',
      capital_bps: 10_000,
      votes_bps: 10_000,
      created_at: tx.now,
    })
    .execute()
  await tx
    .db
    .insertInto('payout_accounts')
    .values({
      id: newId('pacc', tx.now),
      dossier_id: one.dossierId,
      iban: 'FR7630006000011234567890189',
      bic: 'AGRIFRPP',
      holder: 'Jeanne Lenoir',
      created_at: tx.now,
    })
    .execute()
  await record(tx, 'dossier.submitted', { subject: one.dossierId, merchantId: one.merchantId })
  await touchDossier(tx, one.dossierId)
}

const insertContract = async (tx: Tx, one: Dossier): Promise<void> => {
  const id = newId('ctrc', tx.now)
  const sha256 = createHash('sha256').update(id).digest()
  await tx
    .db
    .insertInto('contracts')
    .values({
      id,
      dossier_id: one.dossierId,
      merchant_id: one.merchantId,
      wording: '1',
      state: 'signed',
      dossier_version: 1,
      signer_person_id: one.personId,
      merchant_user_id: one.user.id,
      storage_key: id,
      sha256,
      signed_sha256: sha256,
      code_entered_at: tx.now,
      signed_at: tx.now,
      ip: '127.0.0.1',
      created_at: tx.now,
    })
    .execute()
}

let files = 0

export type PieceWish = {
  requirementKey: string
  kind?: string
  personId?: string | null
  state?: DocumentState
  readingState?: 'waiting' | 'read' | 'failed'
}

/** A piece as the documents room leaves it, without its file. */
export const insertPiece = async (
  tx: Tx,
  one: Dossier,
  { requirementKey, kind = requirementKey.split(':')[0]!, personId = null, state = 'received', readingState = 'read' }: PieceWish,
  by = 'staf_none',
): Promise<string> => {
  const id = newId('docu', tx.now)
  const isJudged = state === 'accepted' || state === 'refused'
  await tx
    .db
    .insertInto('documents')
    .values({
      id,
      merchant_id: one.merchantId,
      dossier_id: one.dossierId,
      requirement_key: requirementKey,
      kind,
      person_id: personId,
      file_name: `${kind}.pdf`,
      type: 'pdf',
      mime: 'application/pdf',
      byte_count: 1_000,
      sha256: createHash('sha256').update(`${id}${++files}`).digest(),
      page_count: 1,
      storage_key: id,
      uploaded_by: one.user.id,
      uploaded_at: tx.now,
      state,
      reading_state: readingState,
      pages_read: 1,
      decided_by: isJudged ? by : null,
      decided_at: isJudged ? tx.now : null,
      refusal_reason: state === 'refused' ? 'unreadable' : null,
    })
    .execute()
  return id
}

const sendPieces = async (tx: Tx, one: Dossier, state: DocumentState, by: string): Promise<void> => {
  const { checklist } = await readDossier(tx.db, one.dossierId)
  for (const { requirement } of checklist.filter((line) => line.requirement.level === 'required')) {
    await insertPiece(
      tx,
      one,
      { requirementKey: requirement.key, kind: requirement.kind, personId: requirement.personId ?? null, state },
      by,
    )
  }
}

const insertReview = async (tx: Tx, one: Dossier, state: ReviewState): Promise<string> => {
  const { id } = await openReview(tx, { dossierId: one.dossierId, merchantId: one.merchantId, kind: 'new_dossier' })
  if (state !== 'open') await tx.db.updateTable('review_items').set({ state }).where('id', '=', id).execute()
  return id
}

const insertMeasures = async (tx: Tx, one: Dossier, measures: readonly number[], by: string): Promise<void> => {
  const copy = await tx
    .db
    .selectFrom('documents')
    .select('id')
    .where('dossier_id', '=', one.dossierId)
    .where('kind', '=', 'identity_document')
    .where('state', '=', 'accepted')
    .executeTakeFirst()
  for (const measure of measures) {
    const isCopy = measure === 1 && copy !== undefined
    await tx
      .db
      .insertInto('identification_measures')
      .values({
        id: newId('iden', tx.now),
        dossier_id: one.dossierId,
        person_id: one.personId,
        measure,
        document_id: isCopy ? copy.id : null,
        evidence: isCopy ? '' : 'Vu par l’analyste.',
        is_automatic: isCopy,
        verified_by: by,
        verified_at: tx.now,
      })
      .execute()
  }
}

/** By default: submitted, complete, every piece accepted, he who acts identified twice, the contract signed, open in the queue. */
export const openDossier = async (house: House, wish: DossierWish = {}): Promise<Dossier> => {
  const now = house.now()
  const merchantId = newId('mrch', now)
  const user: MerchantActor = { kind: 'merchant', id: newId('musr', now), merchantId, name: 'Jeanne Lenoir' }
  const one: Dossier = { merchantId, dossierId: newId('doss', now), personId: newId('pers', now), reviewId: '', user }
  const { pieces = 'accepted', isSigned = true, review = 'open' } = wish
  const judge = pieces === 'accepted' || pieces === 'refused' || wish.measures?.length ? await house.staff('analyst') : null
  const measures = wish.measures ?? (pieces === 'accepted' ? [1, 6] : [])
  await unit(house.ctx(), async (tx) => {
    await insertMerchant(tx, one, wish)
    await insertDossier(tx, one, wish)
    if (isSigned) await insertContract(tx, one)
    if (pieces) await sendPieces(tx, one, pieces, judge?.id ?? '')
    if (judge) await insertMeasures(tx, one, measures, judge.id)
    if (review) one.reviewId = await insertReview(tx, one, review)
  })
  return one
}

export const reviewRow = (house: House, id: string) =>
  house.db.selectFrom('review_items').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
export const dossierRow = (house: House, id: string) =>
  house.db.selectFrom('dossiers').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
export const merchantRow = (house: House, id: string) =>
  house.db.selectFrom('merchants').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
export const decisionsOf = (house: House, dossierId: string) =>
  house.db.selectFrom('decisions').selectAll().where('dossier_id', '=', dossierId).orderBy('id').execute()
export const documentsOf = (house: House, dossierId: string) =>
  house.db.selectFrom('documents').selectAll().where('dossier_id', '=', dossierId).orderBy('id').execute()
export const eventsOf = async (house: House, merchantId: string): Promise<string[]> =>
  (await house.db.selectFrom('audit_events').select('event').where('merchant_id', '=', merchantId).orderBy('id').execute()).map((
    { event },
  ) => event)
/** What a work left in the history, and nothing else. */
export const eventsDuring = async (house: House, merchantId: string, work: () => Promise<unknown>): Promise<string[]> => {
  const before = (await eventsOf(house, merchantId)).length
  await work()
  return (await eventsOf(house, merchantId)).slice(before)
}
