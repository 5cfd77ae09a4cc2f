import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { reconsiderDocument } from '#src/documents/reconsiderDocument.ts'
import { refuseDocument } from '#src/documents/refuseDocument.ts'
import { changePerson } from '#src/dossiers/changePerson.ts'
import type { PersonInput } from '#src/dossiers/person.ts'
import { recordIdentification } from '#src/identification/recordIdentification.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { askForDocuments } from '#src/reviews/askForDocuments.ts'
import { readDossier } from '#src/dossiers/readDossier.sql.ts'
import { obstaclesOf } from '#src/reviews/decision.ts'
import { documentsOf, eventsDuring, insertPiece, openDossier, type Dossier, type DossierWish } from '#test/reviews/dossiers.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { up as migrate } from '#migrations/2026-11-28-0900_create_identification_measures.ts'
import { measuresIn, standing } from './measures.ts'

let house: House
let analyst: StaffActor
beforeAll(async () => {
  house = await openHouse()
  analyst = await house.staff('analyst', 'Alix Martin')
})
afterAll(() => house.close())

const keyOf = (one: Dossier): string => `identity_document:${one.personId}`
const addCard = (one: Dossier, said: { requirementKey?: string; personId?: string } = {}): Promise<string> =>
  unit(house.ctx(), async (tx) => {
    await record(tx, 'document.received', { subject: 'a fixture' })
    return insertPiece(tx, one, { requirementKey: keyOf(one), personId: one.personId, ...said })
  })
const open = (wish: DossierWish = {}) => openDossier(house, { pieces: null, ...wish })
const accept = (id: string) => acceptDocument(house.ctx(analyst), id)
const reconsider = (id: string) => reconsiderDocument(house.ctx(analyst), id)
const refuse = (id: string) => refuseDocument(house.ctx(analyst), id, { reason: 'expired', note: '' })

describe('the verdict on an identity document', () => {
  it('accepted: the copy is a measure, in the same unit, by who accepted it', async () => {
    const one = await open()
    const id = await addCard(one)
    expect(await eventsDuring(house, one.merchantId, () => accept(id))).toEqual([
      'review.claimed',
      'document.accepted',
      'identification.recorded',
    ])
    expect(await measuresIn(house, one)).toMatchObject([{
      measure: 1,
      document_id: id,
      is_automatic: true,
      evidence: '',
      verified_by: analyst.id,
      verified_at: house.now(),
    }])
  })

  it('taken back: the measure goes with it; accepted anew it comes back; refused it stays away', async () => {
    const one = await open()
    const id = await addCard(one)
    await accept(id)
    expect(await eventsDuring(house, one.merchantId, () => reconsider(id))).toEqual(['document.reconsidered', 'identification.withdrawn'])
    expect(await standing(house, one)).toEqual([])
    await accept(id)
    expect(await standing(house, one)).toEqual([1])
    await reconsider(id)
    await refuse(id)
    expect(await standing(house, one)).toEqual([])
    expect((await measuresIn(house, one)).map(({ withdrawn_by }) => withdrawn_by)).toEqual([analyst.id, analyst.id])
  })

  it('both sides of a card are one copy; when one side falls, the other carries it', async () => {
    const one = await open()
    const [front, back] = [await addCard(one), await addCard(one)]
    await accept(front)
    expect(await eventsDuring(house, one.merchantId, () => accept(back))).toEqual(['document.accepted'])
    await reconsider(front)
    expect((await measuresIn(house, one)).filter(({ withdrawn_at }) => withdrawn_at === null)).toMatchObject([{
      measure: 1,
      document_id: back,
    }])
  })

  it('proves no more than the copy: neither its certification nor anything else', async () => {
    const one = await openDossier(house, { measures: [] })
    const card = (await documentsOf(house, one.dossierId)).find(({ kind }) => kind === 'identity_document')!
    await reconsider(card.id)
    await accept(card.id)
    expect(await standing(house, one)).toEqual([1])
  })

  it('no other piece is one, nor the card of an owner who does not act', async () => {
    const one = await open()
    const bill = await addCard(one, { requirementKey: `proof_of_address:${one.personId}` })
    expect(await eventsDuring(house, one.merchantId, () => accept(bill))).toEqual(['review.claimed', 'document.accepted'])
    await house.db.updateTable('people').set({ is_representative: false }).where('id', '=', one.personId).execute()
    expect(await eventsDuring(house, one.merchantId, async () => accept(await addCard(one)))).toEqual(['document.accepted'])
    expect(await standing(house, one)).toEqual([])
  })

  it('a measure noted by hand on a piece falls with the piece; one without stays', async () => {
    const one = await open()
    const id = await addCard(one)
    await accept(id)
    const said = { personId: one.personId, evidence: 'Vu' }
    await recordIdentification(house.ctx(analyst), one.dossierId, { ...said, measure: 2, documentId: id })
    await recordIdentification(house.ctx(analyst), one.dossierId, { ...said, measure: 5 })
    expect(await standing(house, one)).toEqual([1, 2, 5])
    await reconsider(id)
    expect(await standing(house, one)).toEqual([5])
  })
})

describe('a card that is asked for anew', () => {
  const askCard = (one: Dossier) =>
    askForDocuments(house.ctx(analyst), one.dossierId, { items: [{ key: keyOf(one), reason: 'expired', note: '' }], message: '' })

  it('before validation: its copy is none any more, the other measures stand', async () => {
    const one = await openDossier(house)
    await askCard(one)
    expect(await standing(house, one)).toEqual([6])
  })

  it('of a validated merchant: who was identified stays so, when it leaves and when the new one is judged', async () => {
    const one = await openDossier(house, { dossier: 'validated', merchant: 'validated' })
    expect((await eventsDuring(house, one.merchantId, () => askCard(one))).filter((event) => event.startsWith('identification.'))).toEqual(
      [],
    )
    expect(await standing(house, one)).toEqual([1, 6])
    const id = await addCard(one)
    expect(await eventsDuring(house, one.merchantId, () => accept(id))).toEqual(['document.accepted'])
    await reconsider(id)
    await refuse(id)
    expect(await standing(house, one)).toEqual([1, 6])
  })
})

describe('the merchant edits the person', () => {
  const said: PersonInput = {
    kind: 'natural',
    role: 'exploitant',
    isBeneficialOwner: false,
    isSignatory: false,
    representsPersonId: '',
    givenNames: 'Jeanne',
    familyName: 'Lenoir',
    usageName: '',
    birthDate: '1984-05-12',
    birthPlace: 'Lyon',
    birthCountry: 'FR',
    nationality: 'FR',
    address: '12 rue des Halles, 75001 Paris',
    companyName: '',
    companySiren: '',
    capitalBps: 0,
    votesBps: 0,
    controlNature: '',
    ownerSince: '',
    isPep: false,
    pepFunction: '',
  }
  const edit = (one: Dossier, change: Partial<PersonInput>) => changePerson(house.ctx(one.user), { id: one.personId, ...said, ...change })
  const awaiting = () => openDossier(house, { dossier: 'awaiting_documents', review: 'waiting' })

  it('another name is another person: nothing that identified the one he was counts', async () => {
    const one = await awaiting()
    await edit(one, { familyName: 'Durand' })
    expect(await standing(house, one)).toEqual([])
    expect((await measuresIn(house, one)).map(({ withdrawn_by }) => withdrawn_by)).toEqual([one.user.id, one.user.id])
    expect(obstaclesOf(await readDossier(house.db, one.dossierId), '2026-03-02')).toContain('identification_lacking')
  })

  it('another address: his card is to be judged again, and its copy with it; what was said by hand stands', async () => {
    const one = await awaiting()
    await edit(one, { address: '3 rue du Port, 29000 Quimper' })
    expect(await standing(house, one)).toEqual([6])
  })

  it('a new person beside him is to be identified too', async () => {
    const one = await openDossier(house)
    const other = {
      ...(await house.db.selectFrom('people').selectAll().where('id', '=', one.personId).executeTakeFirstOrThrow()),
      id: `${one.personId.slice(0, -2)}zz`,
      given_names: 'Paul',
    }
    await house.db.insertInto('people').values(other).execute()
    expect(obstaclesOf(await readDossier(house.db, one.dossierId), '2026-03-02')).toContain('identification_lacking')
  })
})

describe('cards that were accepted before measures were kept', () => {
  it('count as the copies they are', async () => {
    const one = await openDossier(house, { measures: [] })
    const card = (await documentsOf(house, one.dossierId)).find(({ kind }) => kind === 'identity_document')!
    await sql`drop table identification_measures`.execute(house.database.db)
    await migrate(house.database.db)
    expect(await measuresIn(house, one)).toMatchObject([{
      id: `iden_${card.id.slice(5)}`,
      measure: 1,
      is_automatic: true,
      document_id: card.id,
      verified_by: card.decided_by,
    }])
  })
})
