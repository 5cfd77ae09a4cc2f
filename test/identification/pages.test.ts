import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import type { Role } from '#src/kernel/permissions.ts'
import { claimReview } from '#src/reviews/claimReview.ts'
import { documentsOf, dossierRow, openDossier, type Dossier, type DossierWish } from '#test/reviews/dossiers.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { measuresIn, standing } from './measures.ts'

let house: House
const people = {} as Record<Role, StaffActor>
const clients = {} as Record<Role, Client>
const names: Record<Role, string> = {
  analyst: 'Alix Martin',
  officer: 'Claire Morel',
  agent: 'Sam Petit',
  auditor: 'Odile Rey',
  administrator: 'Max Roux',
}
beforeAll(async () => {
  house = await openHouse()
  for (const role of Object.keys(names) as Role[]) {
    people[role] = await house.staff(role, names[role])
    clients[role] = await house.clientOf(people[role])
  }
})
afterAll(() => house.close())

const page = ({ dossierId }: Dossier, name = ''): string => `/console/dossiers/${dossierId}${name && `/${name}`}`
const open = (wish: DossierWish = {}) => openDossier(house, { measures: [1], ...wish })
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ').replace(/&#x27;/g, '’')
const lacking = (text: string, said: string[]): string[] => said.filter((one) => !plain(text).includes(plain(one)))
const shown = async (one: Dossier, who: Role = 'analyst') => (await clients[who].get(page(one))).text
const ticketIn = (text: string): string => /record-identification[\s\S]*?name="ticket" value="([^"]+)"/.exec(text)?.[1] ?? ''
const form = (one: Dossier, said: Record<string, string> = {}) => ({
  person: one.personId,
  measure: '2',
  evidence: 'Certifiée par notaire, le 27 février.',
  document: '',
  ...said,
})
const note = (one: Dossier, said: Record<string, string> = {}, who: Role = 'analyst') =>
  clients[who].post(page(one, 'record-identification'), form(one, said))
const back = (one: Dossier, said: Record<string, string>, who: Role = 'analyst') =>
  clients[who].post(page(one, 'withdraw-identification'), said)

describe('the card of a dossier', () => {
  it('says who acts, what is noted, by whom, on which piece, and what is lacking', async () => {
    const one = await open()
    const card = (await documentsOf(house, one.dossierId)).find(({ kind }) => kind === 'identity_document')!
    const text = await shown(one)
    expect(lacking(text, [
      'Identification à distance',
      'Jeanne Lenoir',
      '1 mesure sur 2',
      'Il manque une mesure distincte',
      '1 · Copie d’un document officiel',
      'Suit le verdict de la pièce',
      `href="/console/documents/${card.id}"`,
    ]))
      .toEqual([])
    expect(lacking(text, ['2 · Copie vérifiée et certifiée par un tiers indépendant', 'n’est pas une signature avancée', 'name="ticket"']))
      .toEqual([])
    // What is noted already is not offered again.
    expect(text).not.toContain('<option value="1"')
  })

  it('why one cannot validate, in the same words; once it is noted, one can', async () => {
    const one = await open()
    const why = 'Il faut deux mesures d’identification à distance pour Jeanne Lenoir'
    expect(lacking(await shown(one), [why, 'reste à identifier à distance : Jeanne Lenoir'])).toEqual([])
    const early = await clients.analyst.post(page(one, 'validate'), {
      version: String((await dossierRow(house, one.dossierId)).version),
      reason: '',
    })
    expect([
      early.status,
      lacking(early.text, [
        'L’identification n’est pas complète',
        'deux mesures distinctes d’identification à distance (R561-5-2) pour Jeanne Lenoir',
      ]),
    ])
      .toEqual([409, []])
    expect(await note(one)).toMatchObject({ status: 303, location: page(one) })
    const after = await shown(one)
    expect(lacking(after, [
      'La mesure est notée',
      '2 mesures sur 2',
      'Certifiée par notaire, le 27 février.',
      'constaté par Alix Martin',
      'Tout est examiné',
      `${page(one, 'validate')}"`,
    ]))
      .toEqual([])
    expect(after).not.toContain(why)
  })

  it('the page that proposes offers no validation meanwhile, and says whom it wants', async () => {
    const one = await open({ isPep: true })
    const { text } = await clients.analyst.get(page(one, 'propose'))
    expect(lacking(text, ['Il faut deux mesures d’identification à distance pour Jeanne Lenoir'])).toEqual([])
    expect(text).not.toContain('value="validate"')
  })

  it('in English', async () => {
    const one = await open()
    const client = await house.clientOf(people.officer)
    await client.post('/console/language', { lang: 'en', language: 'en' })
    const { text } = await client.get(page(one))
    expect(lacking(text, [
      'Remote identification',
      '1 measure of 2',
      'One more distinct measure is needed',
      '1 · Copy of an official document',
      'Note a measure',
      'Two measures of remote identification are needed for Jeanne Lenoir',
    ]))
      .toEqual([])
    await house.db.updateTable('staff').set({ language: 'fr' }).where('id', '=', people.officer.id).execute()
  })

  it('says why there is no form: a reader, another’s hands, a draft, a decided file', async () => {
    const one = await open()
    const none = async (text: string, why: string) =>
      expect([lacking(text, [why]), text.includes('/record-identification"')]).toEqual([[], false])
    await none(await shown(one, 'auditor'), 'Votre rôle lit ce dossier sans le modifier')
    await none(await shown(one, 'agent'), 'Votre rôle lit ce dossier sans le modifier')
    await claimReview(house.ctx(people.officer), one.reviewId)
    await none(await shown(one), 'Claire Morel tient ce dossier')
    await none(await shown(await open({ dossier: 'draft', review: null })), 'Le marchand remplit encore son dossier')
    await none(await shown(await open({ dossier: 'rejected', merchant: 'rejected', review: null })), 'Le dossier n’est pas devant nous')
    // Who may not open pieces reads their names.
    expect(await shown(one, 'agent')).not.toMatch(/Pièce.{0,3}<a href/)
  })

  it('the history tells it in words', async () => {
    const one = await open()
    await note(one)
    expect(lacking(await shown(one), [
      'a noté une mesure d’identification de Jeanne Lenoir : Copie vérifiée et certifiée par un tiers indépendant',
    ]))
      .toEqual([])
  })
})

describe('the forms', () => {
  it('a form that was sent twice does it once', async () => {
    const one = await open()
    const ticket = ticketIn(await shown(one))
    expect(ticket).not.toBe('')
    const both = await Promise.all([note(one, { ticket }), note(one, { ticket })])
    expect(both.map(({ status }) => status)).toEqual([303, 303])
    expect(await standing(house, one)).toEqual([1, 2])
  })

  it('from another window: told, with what was typed given back', async () => {
    const one = await open()
    await note(one)
    const late = await note(one, { evidence: 'Une seconde étude' })
    expect([
      late.status,
      lacking(late.text, ['Vous avez agi dans un autre onglet', 'a noté une mesure d’identification', 'Une seconde étude']),
    ])
      .toEqual([409, []])
  })

  it.each(
    [
      ['no measure', { measure: '' }, 'measure'],
      ['a seventh', { measure: '7' }, 'measure'],
      ['words for a number', { measure: "1' or 1=1" }, 'measure'],
      ['no evidence', { evidence: ' ' }, 'evidence'],
      ['too long', { evidence: 'a'.repeat(2_001) }, 'evidence'],
      ['controls', { evidence: 'a\u0000b' }, 'evidence'],
      ['a right-to-left mark', { evidence: 'a\u202eb' }, 'evidence'],
      ['no such piece', { document: 'docu_x' }, 'document'],
      ['a copy without its piece', { measure: '1' }, 'document'],
    ] as const,
  )('%s: the form again, open, its error named and what was typed still there', async (_what, said, name) => {
    const one = await open({ measures: [6] })
    const { status, text } = await note(one, { evidence: 'Bien vu', ...said })
    expect(status).toBe(422)
    expect(lacking(text, [
      `href="#f-${name}-${one.personId}"`,
      `id="f-${name}-${one.personId}"`,
      'Jeanne Lenoir, ',
      'details class="fold" open',
    ]))
      .toEqual([])
    if (!('evidence' in said)) expect(text).toContain('Bien vu</textarea>')
    expect(await standing(house, one)).toEqual([6])
  })

  it('what is not on the file is 404: another’s person, his measure, nonsense', async () => {
    const [one, other] = [await open(), await open()]
    const [theirs] = await measuresIn(house, other)
    for (const person of [other.personId, 'pers_x', '../../etc', '<b>'])
      expect([person, (await note(one, { person })).status]).toEqual([person, 404])
    for (const identification of [theirs!.id, 'iden_x', "' or 1=1"])
      expect([identification, (await back(one, { identification, reason: 'x' })).status]).toEqual([identification, 404])
    for (const id of ['doss_x', `doss_${'0'.repeat(24)}`])
      expect((await clients.analyst.post(`/console/dossiers/${id}/record-identification`, form(one))).status).toBe(404)
    expect((await note(one, { document: (await documentsOf(house, other.dossierId))[0]!.id })).status).toBe(422)
    const astray = await note(one, { person: other.personId, evidence: '' })
    expect([astray.status, lacking(astray.text, ['Ce qui le prouve : '])]).toEqual([422, []])
  })

  it('taken back with a reason; without one the form again', async () => {
    const one = await open({ measures: [1, 6] })
    const six = (await measuresIn(house, one)).find(({ measure }) => measure === 6)!
    const empty = await back(one, { identification: six.id, reason: '' })
    expect([empty.status, lacking(empty.text, [`href="#f-reason-${six.id}"`, `id="f-reason-${six.id}"`])]).toEqual([422, []])
    expect(await back(one, { identification: six.id, reason: 'Certificat révoqué' })).toMatchObject({ status: 303, location: page(one) })
    expect(lacking(await shown(one), ['La mesure est retirée', 'Certificat révoqué', '1 mesure sur 2'])).toEqual([])
    const again = await back(one, { identification: six.id, reason: 'Encore' })
    expect([again.status, lacking(again.text, ['Vous avez agi dans un autre onglet', 'Encore'])]).toEqual([409, []])
  })

  it.each(['agent', 'auditor', 'administrator'] as const)('not for an %s; a stranger signs in first', async (role) => {
    const one = await open()
    const [row] = await measuresIn(house, one)
    expect((await note(one, {}, role)).status).toBe(403)
    expect((await back(one, { identification: row!.id, reason: 'x' }, role)).status).toBe(403)
    expect((await (await house.client()).post(page(one, 'record-identification'), form(one))).location).toContain('/console/sign-in')
    expect(await standing(house, one)).toEqual([1])
  })

  it('what was typed is text, whatever it says', async () => {
    const one = await open()
    await note(one, { evidence: '<img src=x onerror=alert(1)>' })
    expect(await shown(one)).not.toContain('<img src=x')
  })
})
