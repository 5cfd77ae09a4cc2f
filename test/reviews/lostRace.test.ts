import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { addNote } from '#src/notes/addNote.ts'
import { refuseDocument } from '#src/documents/refuseDocument.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { claimReview } from '#src/reviews/claimReview.ts'
import { overrideGap } from '#src/reviews/overrideGap.ts'
import { proposeDecision } from '#src/reviews/proposeDecision.ts'
import { validateDossier } from '#src/reviews/validateDossier.ts'
import { withdrawOverride } from '#src/reviews/withdrawOverride.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { documentsOf, dossierRow, openDossier, type Dossier } from './dossiers.ts'

let house: House
const people = {} as Record<'analyst' | 'officer' | 'second', StaffActor>
const clients = {} as Record<'analyst' | 'officer' | 'second', Client>
beforeAll(async () => {
  house = await openHouse()
  people.analyst = await house.staff('analyst', 'Alix Martin')
  people.officer = await house.staff('officer', 'Claire Morel')
  people.second = await house.staff('officer', 'Nadia Lopes')
  for (const name of ['analyst', 'officer', 'second'] as const) clients[name] = await house.clientOf(people[name])
})
afterAll(() => house.close())

const page = (one: Dossier, name = ''): string => `/console/dossiers/${one.dossierId}${name && `/${name}`}`
const versionOf = async (one: Dossier): Promise<string> => String((await dossierRow(house, one.dossierId)).version)
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ')
const lacking = (text: string, said: string[]): string[] => said.filter((one) => !plain(text).includes(plain(one)))
/** Somebody lets a gap pass and takes it back: nothing is as the form saw it, and everything is as it was. */
const stir = async (one: Dossier): Promise<void> => {
  const requirementKey = (await documentsOf(house, one.dossierId))[0]!.requirement_key
  await overrideGap(house.ctx(people.officer), one.dossierId, { requirementKey, reason: 'Vu' })
  await withdrawOverride(house.ctx(people.officer), one.dossierId, { requirementKey })
}
const yours = 'Ce que vous aviez écrit'
const reason = 'Un motif long, que l’on ne tape pas deux fois.'

describe('what was typed survives a lost race', () => {
  it.each([['reject', { ground: 'incomplete' }], ['propose', { verdict: 'reject', ground: 'incomplete' }], ['reconsider', {}], [
    'validate',
    {},
  ]])('%s', async (act, more) => {
    const one = await openDossier(house, { isPep: act === 'propose', pieces: 'refused' })
    const version = await versionOf(one)
    await stir(one)
    const { status, text } = await clients.officer.post(page(one, act), { version, reason, ...more })
    expect(status).toBe(409)
    expect(lacking(text, [yours, reason, ...(act === 'propose' ? ['Vous proposez de'] : [])])).toEqual([])
  })

  it('an asking that is still open: the form again, filled in, on the version that is now', async () => {
    const one = await openDossier(house, { pieces: 'refused' })
    const version = await versionOf(one)
    await stir(one)
    const [key, other] = [...new Set((await documentsOf(house, one.dossierId)).map(({ requirement_key }) => requirement_key))]
    const form = {
      version,
      piece: [key!, other!],
      [`reason:${key}`]: 'too_old',
      [`reason:${other}`]: 'unreadable',
      [`note:${key}`]: 'Celle de mars, merci',
      message: 'Bonjour Madame',
    }
    for (const path of ['ask-for-documents', 'ask-for-documents/preview']) {
      const { status, text } = await clients.analyst.post(page(one, path), form)
      expect([path, status]).toEqual([path, 409])
      expect(lacking(text, [
        'Le dossier a changé pendant que vous décidiez',
        'Celle de mars, merci',
        'Bonjour Madame',
        `name="version" value="${await versionOf(one)}"`,
        'value="too_old" selected',
      ]))
        .toEqual([])
    }
    expect((await clients.analyst.post(page(one, 'ask-for-documents'), { ...form, version: await versionOf(one) })).status).toBe(303)
    const late = await clients.analyst.post(page(one, 'ask-for-documents'), { ...form, version: await versionOf(one) })
    expect(late.status).toBe(409)
    expect(lacking(late.text, [yours, 'Celle de mars, merci', 'Bonjour Madame', 'Trop ancienne'])).toEqual([])
  })

  it('words for a piece that came meanwhile stand above the form', async () => {
    const one = await openDossier(house, { pieces: 'refused' })
    const [piece] = await documentsOf(house, one.dossierId)
    const version = await versionOf(one)
    await stir(one)
    await house
      .db
      .updateTable('documents')
      .set({ state: 'received', decided_by: null, decided_at: null, refusal_reason: null })
      .where('id', '=', piece!.id)
      .execute()
    const key = piece!.requirement_key
    const { text } = await clients.analyst.post(page(one, 'ask-for-documents'), {
      version,
      piece: key,
      [`reason:${key}`]: 'too_old',
      [`note:${key}`]: 'Une note de trop',
      message: '',
    })
    expect(lacking(text, [yours, 'Une note de trop', 'Examinez d’abord ce qui est arrivé'])).toEqual([])
  })

  it('nothing typed, nothing given back', async () => {
    const one = await openDossier(house)
    await claimReview(house.ctx(people.officer), one.reviewId)
    expect((await clients.analyst.post(`/console/reviews/${one.reviewId}/claim`)).text).not.toContain(yours)
  })
})

describe('the letter read over', () => {
  it('is refused as the act itself would be', async () => {
    const one = await openDossier(house, { pieces: 'refused' })
    const preview = (form: Record<string, string>) => clients.analyst.post(page(one, 'ask-for-documents/preview'), form)
    const version = await versionOf(one)
    expect((await preview({ version, piece: 'zzz', 'reason:zzz': 'missing' })).status).toBe(422)
    expect((await preview({ version: '999', piece: 'activity_proof', 'reason:activity_proof': 'missing' })).status).toBe(409)
    expect((await preview({ version, piece: 'activity_proof', 'reason:activity_proof': 'missing' })).status).toBe(200)
    await claimReview(house.ctx(people.officer), one.reviewId)
    expect((await preview({ version, piece: 'activity_proof', 'reason:activity_proof': 'missing' })).status).toBe(409)
    const received = await openDossier(house, { pieces: 'received' })
    const early = await clients.analyst.post(page(received, 'ask-for-documents/preview'), {
      version: await versionOf(received),
      piece: 'activity_proof',
      'reason:activity_proof': 'missing',
    })
    expect([early.status, lacking(early.text, ['Examinez d’abord ce qui est arrivé'])]).toEqual([422, []])
  })
})

describe('who was quicker is told truly', () => {
  it('oneself, in another tab', async () => {
    const one = await openDossier(house)
    const version = await versionOf(one)
    await validateDossier(house.ctx(people.analyst), one.dossierId, { reason: '' })
    const { text } = await clients.analyst.post(page(one, 'reject'), { version, reason, ground: 'incomplete' })
    expect(lacking(text, ['Vous avez agi dans un autre onglet', 'Alix Martin (vous, dans un autre onglet) a validé le dossier'])).toEqual(
      [],
    )
    expect(text).not.toContain('rouvrez-le')
  })

  it('not a colleague whose act came before it', async () => {
    const one = await openDossier(house, { pieces: 'received' })
    const [piece] = await documentsOf(house, one.dossierId)
    await acceptDocument(house.ctx(people.officer), piece!.id)
    house.forward(60_000)
    await house.db.updateTable('review_items').set({ owner_id: null, owner_active_at: null }).where('id', '=', one.reviewId).execute()
    const version = await versionOf(one)
    await refuseDocument(house.ctx(people.analyst), (await documentsOf(house, one.dossierId))[1]!.id, { reason: 'unreadable', note: '' })
    const { text } = await clients.analyst.post(page(one, 'reject'), { version, reason, ground: 'incomplete' })
    expect(lacking(text, ['Alix Martin (vous, dans un autre onglet) a refusé'])).toEqual([])
  })

  it('long after, and the merchant too', async () => {
    const one = await openDossier(house)
    house.forward(3 * 3_600_000)
    const back = await house.clientOf(people.analyst)
    const { text } = await back.post(page(one, 'reject'), { version: '999', reason, ground: 'incomplete' })
    for (const name of ['analyst', 'officer', 'second'] as const) clients[name] = await house.clientOf(people[name])
    expect(lacking(text, ['a envoyé', 'il y a 3 h'])).toEqual([])
  })

  it('where something is missing nobody was quicker', async () => {
    const one = await openDossier(house, { pieces: 'received' })
    await claimReview(house.ctx(people.analyst), one.reviewId)
    const { status, text } = await clients.analyst.post(page(one, 'validate'), { version: await versionOf(one) })
    expect(status).toBe(409)
    expect(/il y a[^.]*\.<\/span><\/div><\/div>/.test(text)).toBe(false)
  })

  it('one’s own proposal: the dossier says why', async () => {
    const one = await openDossier(house, { isPep: true })
    const { id: proposal } = await proposeDecision(house.ctx(people.officer), one.dossierId, { verdict: 'validate', reason: 'Vu' })
    const { status, text } = await clients.officer.post(page(one, 'confirm'), { version: await versionOf(one), proposal })
    expect(status).toBe(403)
    expect(
      lacking(text, ['Celle qui décide n’est pas celle qui a proposé', 'Il faut une seconde personne : vous avez proposé', one.dossierId]),
    )
      .toEqual([])
    const declined = await clients.officer.post(page(one, 'decline'), { version: await versionOf(one), reason, proposal })
    expect([declined.status, lacking(declined.text, [yours, reason])]).toEqual([403, []])
  })
})

describe('what changed since the proposal', () => {
  it('is a note too, in its words', async () => {
    const one = await openDossier(house, { isPep: true })
    const write = (body: string) =>
      addNote(house.ctx(people.analyst), { merchantId: one.merchantId, subjectId: one.dossierId, body, files: [] })
    await write('Avant la proposition')
    house.forward(60_000)
    await proposeDecision(house.ctx(people.officer), one.dossierId, { verdict: 'validate', reason: 'Vu' })
    house.forward(60_000)
    expect(lacking((await clients.second.get(page(one, 'confirm'))).text, ['Rien n’a changé depuis la proposition'])).toEqual([])
    await write('Le dirigeant est cité ce matin dans la presse.')
    const { text } = await clients.second.get(page(one, 'confirm'))
    expect(lacking(text, ['Alix Martin</strong> a écrit une note', 'Le dirigeant est cité ce matin dans la presse.'])).toEqual([])
    expect(text).not.toContain('Avant la proposition')
  })
})
