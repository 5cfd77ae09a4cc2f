import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDocument } from '#src/documents/openDocument.ts'
import { refuseDocument } from '#src/documents/refuseDocument.ts'
import { changePerson } from '#src/dossiers/changePerson.ts'
import { addPerson } from '#src/dossiers/addPerson.ts'
import { removePerson } from '#src/dossiers/removePerson.ts'
import { readDossierOfMerchant } from '#src/dossiers/readDossier.sql.ts'
import { saveCompany } from '#src/dossiers/saveCompany.ts'
import { savePayoutAccount } from '#src/dossiers/savePayoutAccount.ts'
import { submitDossier } from '#src/dossiers/submitDossier.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { readKnown, type Known } from '#src/knownFiles/readKnown.sql.ts'
import { listSections } from '#src/knownFiles/caseSections.page.ts'
import { readWhen, stepsAround } from '#src/knownFiles/when.ts'
import { addNote } from '#src/notes/addNote.ts'
import { forgetMerchantKey } from '#src/platform/merchant-keys.ts'
import { declineDecision } from '#src/reviews/declineDecision.ts'
import { proposeDecision } from '#src/reviews/proposeDecision.ts'
import { translator } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { account, company, openAccount, person, sendEveryPiece, signEverything, type Signed } from '#test/support/merchant.ts'

let house: House
let one: Signed
let analyst: StaffActor
let officer: StaffActor
let dossierId = ''
let [anne, paul, piece] = ['', '', '']
const siret = company().siret

/** A month of a file's life, some of it minutes around the end of January in Paris. */
beforeAll(async () => {
  house = await openHouse({ at: '2026-01-30T09:00:00Z' })
  await house.url()
  ;[analyst, officer] = [await house.staff('analyst', 'Alix Martin'), await house.staff('officer', 'Claire Morel')]
  one = await openAccount(house)
  dossierId = (await readDossierOfMerchant(house.db, one.merchantId)).dossier.id
  house.travel('2026-01-30T10:00:00Z')
  await saveCompany(house.ctx(one.actor), company({ siret }))
  house.travel('2026-01-31T22:59:00Z') // 23:59 in Paris, still January
  anne = (await addPerson(house.ctx(one.actor), person()))!.id
  paul = (await addPerson(
    house.ctx(
      one.actor,
    ),
    person({ givenNames: 'Paul', role: 'associe', capitalBps: 0, votesBps: 0, isBeneficialOwner: false }),
  ))!
    .id
  house.travel('2026-01-31T23:01:00Z') // 00:01, February
  await changePerson(house.ctx(one.actor), { ...person({ address: '9 rue Neuve, 35000 Rennes' }), id: anne })
  await removePerson(house.ctx(one.actor), paul)
  await savePayoutAccount(house.ctx(one.actor), account)
  house.travel('2026-02-10T10:00:00Z')
  await saveCompany(house.ctx(one.actor), company({ siret, city: 'Brest', postcode: '29200' }))
  await sendEveryPiece(house, one)
  await signEverything(house, one)
  await submitDossier(house.ctx(one.actor))
  piece = (await readDossierOfMerchant(house.db, one.merchantId)).documents[0]!.id
  house.travel('2026-02-20T10:00:00Z')
  await openDocument(house.ctx(analyst), piece)
  await refuseDocument(house.ctx(analyst), piece, { reason: 'unreadable', note: 'Le verso manque.' })
  await addNote(house.ctx(analyst), { merchantId: one.merchantId, subjectId: dossierId, body: 'À rappeler lundi.', files: [] })
  house.travel('2026-02-25T10:00:00Z')
  await proposeDecision(house.ctx(analyst), dossierId, { verdict: 'reject', ground: 'vigilance', reason: 'Activité non étayée.' })
  house.travel('2026-02-28T23:30:00Z') // 1 March in Paris
  await declineDecision(house.ctx(officer), dossierId, { reason: 'Demander le bail d’abord.' })
  house.travel('2026-03-05T09:00:00Z')
})
afterAll(() => house.close())

const known = (day: string): Promise<Known> => readKnown(house.db, dossierId, readWhen(day, '', house.now()).until)

describe('what was declared', () => {
  it('is nothing the day before anybody came', async () => expect((await known('2026-01-29')).events).toEqual([]))

  it('is the company as it was then, not as it is', async () => {
    expect((await known('2026-01-30')).then.company?.values).toMatchObject({ name: 'Boulangerie Lenoir', city: 'Quimper', siret })
    expect((await known('2026-02-09')).then.company?.values['city']).toBe('Quimper')
    const { then, now } = await known('2026-02-10')
    expect([then.company?.values['city'], now.company?.values['city']]).toEqual(['Brest', 'Brest'])
  })

  it('ends with the day of Paris, a minute before and a minute after midnight', async () => {
    const january = (await known('2026-01-31')).then
    expect(january.people.map(({ id, values }) => [id, values['address']])).toEqual([[anne, '3 rue du Port, 29000 Quimper'], [
      paul,
      '3 rue du Port, 29000 Quimper',
    ]])
    expect(january.account).toBeNull()
    const february = (await known('2026-02-01')).then
    expect(february.people.map(({ id, values }) => [id, values['address']])).toEqual([[anne, '9 rue Neuve, 35000 Rennes']])
    expect(february.account?.values['iban']).toBe(account.iban)
  })

  it('can be asked for to the instant', async () => {
    const at = readWhen('', '2026-01-31T22:59:00.000Z', house.now())
    expect(at).toMatchObject({ day: '2026-01-31', isInstant: true })
    expect((await readKnown(house.db, dossierId, at.until)).then.people).toHaveLength(2)
    expect((await readKnown(house.db, dossierId, readWhen('', '2026-01-31T22:58:59.999Z', house.now()).until)).then.people).toEqual([])
  })
})

describe('what was made of it', () => {
  it('is the verdict of then, who had looked, and the note', async () => {
    const before = await known('2026-02-19')
    expect([before.then.pieces.find(({ id }) => id === piece)?.state, before.then.looks, before.notes]).toEqual(['received', [], []])
    const { then, notes } = await known('2026-02-20')
    expect(then.pieces.find(({ id }) => id === piece)).toMatchObject({
      state: 'refused',
      refusal: 'unreadable',
      note: 'Le verso manque.',
      judgedBy: { name: 'Alix Martin' },
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(then.looks).toMatchObject([{ who: { name: 'Alix Martin' }, subjectId: piece, what: 'opened', times: 1 }])
    expect(notes.map(({ body }) => body)).toEqual(['À rappeler lundi.'])
  })

  it('is the proposal while it waited, and its end once it had one', async () => {
    expect((await known('2026-02-24')).then).toMatchObject({ state: 'submitted', decisions: [] })
    for (const day of ['2026-02-25', '2026-02-28'])
      expect((await known(day)).then).toMatchObject({
        state: 'proposed',
        decisions: [{
          state: 'proposed',
          verdict: 'reject',
          reason: 'Activité non étayée.',
          proposedBy: { name: 'Alix Martin' },
          decidedAt: null,
        }],
      })
    expect((await known('2026-03-01')).then).toMatchObject({
      state: 'submitted',
      decisions: [{ state: 'declined', decidedBy: { name: 'Claire Morel' }, said: 'Demander le bail d’abord.' }],
    })
  })

  it('is the risk and the contract of then', async () => {
    const { then } = await known('2026-02-10')
    expect([then.rating?.level, then.contract?.state]).toEqual([
      (await house.db.selectFrom('dossiers').select('risk').where('id', '=', dossierId).executeTakeFirstOrThrow()).risk,
      'signed',
    ])
    expect((await known('2026-02-09')).then.contract).toBeNull()
  })

  it('accounts for everything that stands in the tables today', async () => expect((await known('2026-03-05')).gaps).toEqual([]))
})

describe('the days', () => {
  it('on which something changed are steps', async () => {
    const { days } = await known('2026-03-05')
    expect(days).toEqual(['2026-01-30', '2026-01-31', '2026-02-01', '2026-02-10', '2026-02-20', '2026-02-25', '2026-03-01'])
    expect(stepsAround(days, '2026-02-10')).toEqual({ previous: '2026-02-01', next: '2026-02-20' })
    expect(stepsAround(days, '2026-02-15')).toEqual({ previous: '2026-02-10', next: '2026-02-20' })
    expect(stepsAround(days, '2026-01-01')).toEqual({ previous: null, next: '2026-01-30' })
  })

  const now = new Date('2026-03-29T10:00:00Z')
  it.each([
    ['a day that is over', '2026-02-28', '', '2026-02-28T23:00:00.000Z', '2026-02-28'],
    ['a leap day', '2024-02-29', '', '2024-02-29T23:00:00.000Z', '2024-02-29'],
    ['the day clocks go forward', '2026-03-28', '', '2026-03-28T23:00:00.000Z', '2026-03-28'],
    ['today', '2026-03-29', '', '2026-03-29T10:00:00.001Z', '2026-03-29'],
    ['a day to come', '2027-01-01', '', '2026-03-29T10:00:00.001Z', '2026-03-29'],
    ['nothing', '', '', '2026-03-29T10:00:00.001Z', '2026-03-29'],
    ['no day', '2026-02-30', '', '2026-03-29T10:00:00.001Z', '2026-03-29'],
    ['words', 'hier', 'demain', '2026-03-29T10:00:00.001Z', '2026-03-29'],
    ['an instant', '', '2026-02-28T23:30:00.000Z', '2026-02-28T23:30:00.001Z', '2026-03-01'],
    ['an instant to come', '', '2199-01-01T00:00:00.000Z', '2026-03-29T10:00:00.001Z', '2026-03-29'],
  ])('%s', (_name, on, at, until, day) => expect(readWhen(on, at, now)).toMatchObject({ until: new Date(until), day }))
})

describe('the page', () => {
  const get = async (actor: StaffActor, query = '', id = dossierId) =>
    (await house.clientOf(actor)).get(`/console/dossiers/${id}/as-of${query}`)

  it.each([
    '?on=abc',
    '?on=2026-02-30',
    '?on=2026-01-31x',
    '?at=hier',
    '?at=9999-12-31T23:59:59.999999Z',
    '?on=0000-01-01',
    '?on=%27;drop',
  ])('of no date (%s) it shows nothing, and names the field', async (query) => {
    const { status, text } = await get(officer, query)
    expect([status, text.includes('Connu à la fin du'), text.includes('Quimper')]).toEqual([422, true, false])
  })

  it('says what was known, marks what is another thing now, and leads on', async () => {
    const { status, text } = await get(officer, '?on=2026-01-31')
    expect(status).toBe(200)
    const wanted = [
      'Quimper',
      'Depuis : Brest',
      'Depuis : 9 rue Neuve, 35000 Rennes',
      'Retirée du dossier depuis',
      'as-of?on=2026-02-01',
      'Brouillon',
      'Depuis : À l’examen',
    ]
    expect(wanted.filter((words) => !text.replace(/[\u00a0\u202f]/g, ' ').replaceAll('&#x3D;', '=').includes(words))).toEqual([])
    expect(text).not.toContain('Le verso manque')
  })

  it('is there for whoever reads files, and the reading is an event', async () => {
    for (const role of ['analyst', 'agent', 'auditor'] as const)
      expect((await get(await house.staff(role), '?on=2026-02-20')).status).toBe(200)
    expect((await get(await house.staff('administrator'))).status).toBe(403)
    const events = await house
      .db
      .selectFrom('audit_events')
      .select(['data', 'subject_id'])
      .where('event', '=', 'dossier.known_opened')
      .orderBy('id', 'desc')
      .limit(1)
      .execute()
    expect(events).toEqual([{ subject_id: dossierId, data: { until: '2026-02-20T23:00:00.000Z' } }])
  })

  it.each(['?on[]=1', '?at=%00'])('stands %s', async (query) => expect((await get(officer, query)).status).toBe(200))
  it.each(['?on=2199-01-01', '?on=2026-03-06', '?at=2026-03-05T09:00:01.000Z', '?on=2026-01-31&on=2026-02-01'])(
    'shows nothing under a day that has not come, nor under two: %s',
    async (query) => expect((await get(officer, query)).status).toBe(422),
  )
  it.each(['', '?on=2026-03-05'])('says that today is as of now: %s', async (query) => {
    const { text } = await get(officer, query)
    expect([text.includes('Tel qu’à présent'), text.includes('À la fin du')]).toEqual([true, false])
  })
  it('is nowhere for no dossier', async () => {
    expect((await get(officer, '', `doss_${'0'.repeat(24)}`)).status).toBe(404)
    expect((await get(officer, '', 'x')).status).toBe(404)
  })
})

describe('who was searched', () => {
  it('is told apart from whoever has the same name, by what each is in the file', async () => {
    const proof = (role: string, personId: string | null) => ({
      subject: { role, personId },
      version: { name: 'Anne Lenoir' },
      search: null,
      lists: [],
      hits: [],
    })
    const screening = [proof('person', anne), proof('payout_holder', null), proof('company', null)] as unknown as Known['screening']
    const visit = { t: translator('fr'), lang: 'fr' } as Visit
    const [searched] = listSections(visit, { ...await known('2026-01-31'), screening }, true)
    expect(searched!.groups.map(({ title }) => title)).toEqual([
      'Anne Lenoir · Représentant, Bénéficiaire effectif',
      'Anne Lenoir · Titulaire du compte de reversement',
      'Anne Lenoir · Client',
    ])
  })
})

describe('what cannot be told is named', () => {
  it('where a row was written beside the history', async () => {
    await house.db.updateTable('companies').set({ city: 'Nantes' }).where('dossier_id', '=', dossierId).execute()
    expect((await known('2026-03-05')).gaps).toEqual([{ code: 'unaccounted', part: 'company', personId: '', fields: ['city'] }])
    expect((await (await house.clientOf(officer)).get(`/console/dossiers/${dossierId}/as-of`)).text).toContain(
      'L’historique n’explique pas',
    )
    await house.db.updateTable('companies').set({ city: 'Brest' }).where('dossier_id', '=', dossierId).execute()
  })

  it('where something was erased since: the history does not bring it back', async () => {
    await house.db.updateTable('people').set({ address: '', birth_date: null }).where('id', '=', anne).execute()
    const { then, isThinner, gaps } = await known('2026-02-01')
    expect([isThinner, then.people[0]?.values['address'], then.people[0]?.values['given_names']]).toEqual([true, undefined, 'Anne'])
    expect(gaps.filter(({ code }) => code === 'words_erased')).toEqual([{
      code: 'words_erased',
      part: 'person',
      personId: anne,
      fields: ['birth_date', 'address'],
    }])
    const { text } = await (await house.clientOf(officer)).get(`/console/dossiers/${dossierId}/as-of?on=2026-02-01`)
    expect(text).not.toContain('1980')
    expect(text).toContain('Anne Lenoir')
    await house
      .db
      .updateTable('people')
      .set({ address: '9 rue Neuve, 35000 Rennes', birth_date: '1980-12-01' })
      .where('id', '=', anne)
      .execute()
    await house.db.updateTable('dossiers').set({ is_erased: true }).where('id', '=', dossierId).execute()
    await expect(known('2026-01-31')).rejects.toMatchObject({ status: 409, code: 'dossier_is_erased' })
    await house.db.updateTable('dossiers').set({ is_erased: false }).where('id', '=', dossierId).execute()
  })

  it('where the words are gone with the key: no value of today is shown in their place', async () => {
    await house
      .db
      .updateTable('merchant_keys')
      .set({ wrapped_key: null, destroyed_at: house.now() })
      .where('merchant_id', '=', one.merchantId)
      .execute()
    forgetMerchantKey(one.merchantId)
    const { then, gaps } = await known('2026-01-31')
    expect([then.company?.values, then.people[0]?.values]).toEqual([{}, {}])
    expect(gaps.filter(({ code }) => code === 'words_erased')).toMatchObject([
      { part: 'company', fields: expect.arrayContaining(['city', 'name']) },
      { part: 'person', personId: anne },
      { part: 'person', personId: paul },
    ])
    const { text } = await (await house.clientOf(officer)).get(`/console/dossiers/${dossierId}/as-of?on=2026-01-31`)
    expect(text).toContain('Effacé depuis')
    for (const words of ['Quimper', 'Brest', 'Anne']) expect(text).not.toContain(words)
  })
})
