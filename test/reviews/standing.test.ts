import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { refuseDocument } from '#src/documents/refuseDocument.ts'
import { deliverMails } from '#src/notifications/deliverMails.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { noteAnswer } from '#src/requests/noteAnswer.ts'
import { startRequestClocks } from '#src/requests/startRequestClocks.ts'
import { askForDocuments } from '#src/reviews/askForDocuments.ts'
import { validateDossier } from '#src/reviews/validateDossier.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { documentsOf, insertPiece, openDossier, type Dossier, type DossierWish } from './dossiers.ts'

let house: House
let analyst: StaffActor
let client: Client
beforeAll(async () => {
  house = await openHouse()
  analyst = await house.staff('analyst', 'Alix Martin')
  client = await house.clientOf(analyst)
})
afterAll(() => house.close())

/** Asked, sent, and sent back: every piece of the request is before us. */
const answered = async (wish: DossierWish, isValidated: boolean): Promise<{ one: Dossier; pieces: string[]; requestId: string }> => {
  const one = await openDossier(house, wish)
  if (isValidated) await validateDossier(house.ctx(analyst), one.dossierId, { reason: '' })
  const keys = [...new Set((await documentsOf(house, one.dossierId)).map(({ requirement_key }) => requirement_key))]
  await askForDocuments(house.ctx(analyst), one.dossierId, {
    items: keys.map((key) => ({ key, reason: 'unreadable' as const, note: '' })),
    message: '',
  })
  await deliverMails(house.ctx())
  await startRequestClocks(house.ctx())
  const send = (requirementKey: string): Promise<string> =>
    unit(house.ctx(one.user), async (tx) => {
      const documentId = await insertPiece(tx, one, { requirementKey })
      await record(tx, 'document.received', { subject: documentId, merchantId: one.merchantId })
      await noteAnswer(tx, { dossierId: one.dossierId, requirementKey, documentId })
      return documentId
    })
  const pieces: string[] = []
  for (const key of keys) pieces.push(await send(key))
  const { id } = await house
    .db
    .selectFrom('document_requests')
    .select('id')
    .where('dossier_id', '=', one.dossierId)
    .executeTakeFirstOrThrow()
  return { one, pieces, requestId: id }
}

const pageOf = async ({ dossierId }: Dossier): Promise<string> => (await client.get(`/console/dossiers/${dossierId}`)).text
/** The button that stands out, and the sentence beside it. */
const headOf = (text: string) => ({
  primary: /<a class="button button-primary"[^>]*>(?:<svg[^]*?<\/svg>)?<span>([^<]*)/.exec(text)?.[1] ?? null,
  stand: /<p class="stand">([^<]*)/.exec(text)?.[1] ?? '',
})

describe('the one thing to do on a validated merchant’s renewal', () => {
  it('is to look at the next piece, then to accept the answers, then nothing', async () => {
    const { one, pieces } = await answered({}, true)
    expect(headOf(await pageOf(one))).toMatchObject({ primary: 'Examiner la pièce suivante' })
    for (const piece of pieces) await acceptDocument(house.ctx(analyst), piece)
    expect(headOf(await pageOf(one))).toMatchObject({
      primary: 'Accepter les réponses',
      stand: expect.stringContaining('acceptez les réponses'),
    })
    expect((await client.post(`/console/dossiers/${one.dossierId}/accept-answers`)).status).toBe(303)
    expect(headOf(await pageOf(one))).toMatchObject({ primary: null })
  })

  it('is the same for one who was suspended', async () => {
    const { one, pieces } = await answered({}, true)
    await house.db.updateTable('merchants').set({ state: 'suspended' }).where('id', '=', one.merchantId).execute()
    expect(headOf(await pageOf(one))).toMatchObject({ primary: 'Examiner la pièce suivante' })
    for (const piece of pieces) await acceptDocument(house.ctx(analyst), piece)
    expect(headOf(await pageOf(one))).toMatchObject({ primary: 'Accepter les réponses' })
  })

  it('is to ask again where one will not do, and says that the clock stands still', async () => {
    const { one, pieces } = await answered({}, true)
    for (const piece of pieces.slice(1)) await acceptDocument(house.ctx(analyst), piece)
    await refuseDocument(house.ctx(analyst), pieces[0]!, { reason: 'unreadable', note: '' })
    expect(headOf(await pageOf(one))).toMatchObject({
      primary: 'Demander des pièces',
      stand: expect.stringContaining('Le délai du marchand est arrêté'),
    })
  })

  it('is nothing on one that waits for nobody, nor on one that waits for the merchant', async () => {
    const one = await openDossier(house)
    await validateDossier(house.ctx(analyst), one.dossierId, { reason: '' })
    expect(headOf(await pageOf(one))).toMatchObject({ primary: null })
    await askForDocuments(house.ctx(analyst), one.dossierId, {
      items: [{ key: 'activity_proof', reason: 'to_renew', note: '' }],
      message: '',
    })
    expect(headOf(await pageOf(one))).toMatchObject({ primary: null })
  })
})

describe('an answered request with a piece refused', () => {
  it('says on the dossier and on its own page that the clock stands still', async () => {
    const { one, pieces, requestId } = await answered({ pieces: 'refused' }, false)
    for (const piece of pieces.slice(1)) await acceptDocument(house.ctx(analyst), piece)
    expect((await client.get(`/console/requests/${requestId}`)).text).toContain('Le marchand a tout envoyé. Le délai est en pause')
    await refuseDocument(house.ctx(analyst), pieces[0]!, { reason: 'unreadable', note: '' })
    expect(headOf(await pageOf(one)).stand).toContain(
      'il manque une pièce. Le délai du marchand est arrêté tant que la demande ne lui est pas renvoyée.',
    )
    expect((await client.get(`/console/requests/${requestId}`)).text).toContain('une pièce est refusée. Le délai est arrêté')
  })
  it('a file that never was asked about has no clock to speak of', async () => {
    const { stand } = headOf(await pageOf(await openDossier(house, { pieces: 'refused' })))
    expect(stand).toContain('il manque')
    expect(stand).not.toContain('délai')
  })
})
