import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkDocuments } from '#src/checks/checkDocuments.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { withdrawDocument } from '#src/documents/withdrawDocument.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { eventsOfPiece, pagesOf, paper, pieceRow, putWords, sendPiece } from '#test/documents/pieces.ts'
import { documentsOf, openDossier } from '#test/reviews/dossiers.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { card, checksOf, correctionsOf, dueOf, findingOf, overallOf, readAndCheck, sendChecked, sendRead, verdictOf } from './checked.ts'
import { td1 } from './pieces.ts'

let house: House
let analyst: StaffActor
let client: Client
beforeAll(async () => {
  house = await openHouse()
  analyst = await house.staff('analyst', 'Alix Martin')
  client = await house.clientOf(analyst)
})
afterAll(async () => {
  await house.close()
})

/** Every test sends the same papers, which are read once: what the one before knew of a card's number is forgotten. */
beforeEach(() => house.db.updateTable('document_findings').set({ number_digest: null }).execute())

const open = () => openDossier(house, { pieces: null })
const bench = async (id: string): Promise<string> => (await client.get(`/console/documents/${id}`)).text.replaceAll('\u00a0', ' ')
/** As when anything of the file changed. */
const again = async (dossierId: string): Promise<void> => {
  await house.db.insertInto('checks_due').values({ dossier_id: dossierId }).execute()
  expect(await checkDocuments(house.ctx())).toMatchObject({ failed: 0 })
}
const checked = async (id: string): Promise<number> =>
  (await eventsOfPiece(house, id)).filter((event) => event === 'document.checked').length

/** The database notices what a form changed; here the form is left out. */
const edit = (work: (db: House['db']) => Promise<unknown>): Promise<void> =>
  unit(house.ctx(), async (tx) => {
    await work(tx.db as unknown as House['db'])
    await record(tx, 'dossier.company_saved', { subject: 'a fixture' })
  })

describe('a piece that came', () => {
  it('is read, understood and compared: its finding, its checks the worst first, one event', async () => {
    const one = await open()
    const id = await sendPiece(house, one)
    await readAndCheck(house)
    expect(await findingOf(house, id)).toMatchObject({
      dossier_id: one.dossierId,
      type: 'avis_sirene',
      verdict: 'pass',
      proposed_refusal: null,
      found_at: house.now(),
    })
    const checks = await checksOf(house, id)
    expect(checks.map(({ position }) => position)).toEqual(checks.map((_, at) => at))
    expect(checks.find(({ check_id }) => check_id === 'siren_matches')).toMatchObject({
      verdict: 'pass',
      declared: '732829320',
      read: '732829320',
      why: 'number_same',
      fields: ['siren'],
    })
    expect(await checked(id)).toBe(1)
    const [event] = await house
      .db
      .selectFrom('audit_events')
      .select(['data', 'merchant_id'])
      .where('subject_id', '=', id)
      .where('event', '=', 'document.checked')
      .execute()
    expect(event).toMatchObject({
      merchant_id: one.merchantId,
      data: { dossierId: one.dossierId, type: 'avis_sirene', verdict: 'pass', failed: [], unknown: [] },
    })
    // what was read stays out of the history
    expect(JSON.stringify(event)).not.toContain('732829320')
  })

  it.each(
    [
      ['an expired card', 'not_expired', 'expired', { kind: 'fr_cni_e', flaw: 'expired' }],
      ['another person’s card', 'name_matches', 'wrong_person', { kind: 'fr_cni_e', flaw: 'wrong_name' }],
      ['another company’s notice', 'siren_matches', 'wrong_company', { flaw: 'wrong_company' }],
      ['an old notice', 'age', 'too_old', { flaw: 'old' }],
      ['another account', 'iban_matches', 'mismatch', { kind: 'rib', flaw: 'wrong_iban', requirementKey: 'payout_account_proof' }],
      ['a RIB for a notice', 'kind', 'wrong_kind', { kind: 'rib' }],
    ] as const,
  )('%s fails %s, and its reason is proposed', async (_what, check, reason, wish) => {
    const one = await open()
    const id = await sendChecked(house, one, 'kind' in wish && wish.kind === 'fr_cni_e' ? card(one, wish) : wish)
    expect(await verdictOf(house, id, check)).toBe('fail')
    expect(await findingOf(house, id)).toMatchObject({ verdict: 'fail', proposed_refusal: reason })
    expect((await checksOf(house, id))[0]).toMatchObject({ verdict: 'fail', is_warning: false })
  })

  it('once is once: a second run finds nothing, asked again it changes nothing', async () => {
    const one = await open()
    const id = await sendChecked(house, one)
    const before = [await findingOf(house, id), await checksOf(house, id)]
    house.forward(60_000)
    expect(await checkDocuments(house.ctx())).toMatchObject({ done: 0, skipped: 0, failed: 0 })
    await house.db.insertInto('checks_due').values({ dossier_id: one.dossierId }).execute()
    expect(await checkDocuments(house.ctx())).toMatchObject({ done: 0, skipped: 1, failed: 0 })
    expect([await findingOf(house, id), await checksOf(house, id)]).toEqual(before)
    expect(await checked(id)).toBe(1)
    expect(await dueOf(house)).toEqual([])
  })

  it('a dry run tells, and keeps nothing', async () => {
    const one = await open()
    const id = await sendRead(house, one)
    expect(await checkDocuments(house.ctx(undefined, { dryRun: true }))).toMatchObject({
      done: 1,
      touched: [{ subject: one.dossierId, outcome: 'done' }],
    })
    expect([await findingOf(house, id), await dueOf(house), await checked(id)]).toEqual([undefined, [one.dossierId], 0])
    await checkDocuments(house.ctx())
  })

  it('two workers at once do it once', async () => {
    const one = await open()
    const ids = [
      await sendRead(house, one),
      await sendRead(house, one, card(one)),
      await sendRead(house, one, { kind: 'rib', requirementKey: 'payout_account_proof' }),
    ]
    const reports = await Promise.all([1, 2, 3].map(() => checkDocuments(house.ctx())))
    expect(reports.map(({ failed }) => failed)).toEqual([0, 0, 0])
    expect(reports.reduce((sum, { done }) => sum + done, 0)).toBe(1)
    for (const id of ids) expect([await overallOf(house, id), await checked(id)]).toEqual(['pass', 1])
    expect(await dueOf(house)).toEqual([])
  })
})

describe('what the file says changed', () => {
  const edits: [
    what: string,
    check: 'seat_matches' | 'name_matches' | 'iban_matches',
    send: (one: Awaited<ReturnType<typeof open>>) => Parameters<typeof sendPiece>[2],
    change: (one: Awaited<ReturnType<typeof open>>) => Promise<void>,
  ][] = [
    [
      'the company',
      'seat_matches',
      () => ({}),
      (one) =>
        edit((db) =>
          db
            .updateTable('companies')
            .set({ address_line1: '4 place Bellecour', postcode: '69002', city: 'Lyon' })
            .where('dossier_id', '=', one.dossierId)
            .execute()
        ),
    ],
    [
      'the person',
      'name_matches',
      (one) => card(one),
      (one) => edit((db) => db.updateTable('people').set({ family_name: 'Berthier' }).where('id', '=', one.personId).execute()),
    ],
    [
      'the account',
      'iban_matches',
      () => ({ kind: 'rib', requirementKey: 'payout_account_proof' }),
      (one) =>
        edit((db) =>
          db.updateTable('payout_accounts').set({ iban: 'FR1420041010050500013M02606' }).where('dossier_id', '=', one.dossierId).execute()
        ),
    ],
  ]
  it.each(edits)('%s: its pieces are compared anew, and not read again', async (_what, check, send, change) => {
    const one = await open()
    const id = await sendChecked(house, one, send(one))
    expect(await verdictOf(house, id, check)).toBe('pass')
    await change(one)
    expect(await dueOf(house)).toEqual([one.dossierId])
    expect(await bench(id)).toContain('Nouvelle vérification en cours.')
    await checkDocuments(house.ctx())
    expect(await verdictOf(house, id, check)).toBe('fail')
    expect(await bench(id)).not.toContain('Nouvelle vérification en cours.')
    expect((await eventsOfPiece(house, id)).filter((event) => event === 'document.read' || event === 'document.checked')).toEqual([
      'document.read',
      'document.checked',
      'document.checked',
    ])
  })

  it('while the checks run: what counts at the end is what the file says then', async () => {
    const one = await open()
    const id = await sendRead(house, one)
    await Promise.all([
      checkDocuments(house.ctx()),
      edit((db) =>
        db.updateTable('companies').set({ siren: '404833048', siret: '40483304800022' }).where('dossier_id', '=', one.dossierId).execute()
      ),
      checkDocuments(house.ctx()),
    ])
    await checkDocuments(house.ctx())
    expect([await verdictOf(house, id, 'siren_matches'), await dueOf(house)]).toEqual(['fail', []])
  })
})

describe('a piece that counts no longer', () => {
  it('taken back between reading and checking: nothing is compared', async () => {
    const one = await openDossier(house, { pieces: null, dossier: 'draft', review: null })
    const id = await sendRead(house, one)
    const [, report] = await Promise.all([withdrawDocument(house.ctx(one.user), id), checkDocuments(house.ctx())])
    expect(report.failed).toBe(0)
    await checkDocuments(house.ctx())
    expect([await findingOf(house, id), await checksOf(house, id), (await pieceRow(house, id)).state]).toEqual([undefined, [], 'withdrawn'])
  })

  it('taken back after: what was read of it goes with it, names and corrections too', async () => {
    const one = await openDossier(house, { pieces: null, dossier: 'awaiting_documents', review: 'waiting' })
    house.forward(1_000)
    const id = await sendChecked(house, one, card(one))
    await client.post(`/console/documents/${id}/fields`, { field: 'family_name', nth: '0', value: 'LENOIRE', page: '1' })
    expect(await correctionsOf(house, id)).toHaveLength(1)
    await withdrawDocument(house.ctx(one.user), id)
    await checkDocuments(house.ctx())
    expect([await findingOf(house, id), await checksOf(house, id), await correctionsOf(house, id)]).toEqual([undefined, [], []])
  })

  it('replaced: its finding stays as it was', async () => {
    const one = await open()
    const id = await sendChecked(house, one, { flaw: 'old' })
    await house.db.updateTable('documents').set({ state: 'superseded' }).where('id', '=', id).execute()
    const before = await findingOf(house, id)
    await edit((db) => db.updateTable('companies').set({ name: 'Boulangerie du Port' }).where('dossier_id', '=', one.dossierId).execute())
    await checkDocuments(house.ctx())
    expect(await findingOf(house, id)).toEqual(before)
  })
})

describe('the same piece at another merchant', () => {
  it('the same file fails on both sides, with a link from each to the other', async () => {
    const { bytes } = await paper()
    const [one, other] = [await open(), await openDossier(house, { pieces: null, name: 'Épicerie du Canal' })]
    const first = await sendChecked(house, one, { bytes })
    expect(await verdictOf(house, first, 'same_file_elsewhere')).toBe('pass')
    const second = await sendChecked(house, other, { bytes })
    expect(await verdictOf(house, second, 'same_file_elsewhere')).toBe('fail')
    await checkDocuments(house.ctx())
    expect(await verdictOf(house, first, 'same_file_elsewhere')).toBe('fail')
    for (const id of [first, second]) expect(await overallOf(house, id)).toBe('fail')
    for (const [here, there, whose] of [[first, second, 'Épicerie du Canal'], [second, first, 'Boulangerie Lenoir']] as const) {
      const text = await bench(here)
      expect(text).toContain(`href="/console/documents/${there}"`)
      expect(text).toContain(`La pièce de ${whose}`)
    }
  })

  it('the same document number, another file: a fail on both sides, until one of them goes', async () => {
    const [one, other] = [
      await open(),
      await openDossier(house, { pieces: null, dossier: 'draft', review: null, name: 'Épicerie du Canal' }),
    ]
    const first = await sendChecked(house, one, card(one))
    expect(await overallOf(house, first)).toBe('pass')
    const second = await sendChecked(house, other, card(other))
    await checkDocuments(house.ctx())
    for (const id of [first, second])
      expect([
        await verdictOf(house, id, 'same_number_elsewhere'),
        await verdictOf(house, id, 'same_file_elsewhere'),
        await overallOf(house, id),
      ])
        .toEqual(['fail', 'pass', 'fail'])
    expect(await bench(first)).toContain(`href="/console/documents/${second}"`)
    // kept as a keyed fingerprint: the number itself stands in no column beside it
    expect((await findingOf(house, first))!.number_digest).toEqual((await findingOf(house, second))!.number_digest)
    await withdrawDocument(house.ctx(other.user), second)
    await checkDocuments(house.ctx())
    expect([await verdictOf(house, first, 'same_number_elsewhere'), await overallOf(house, first)]).toEqual(['pass', 'pass'])
  })

  it('the same merchant may send the same card for two people’s lines: no sign of fraud by itself', async () => {
    const one = await open()
    const [front, again] = [await sendChecked(house, one, card(one)), await sendChecked(house, one, card(one))]
    for (const id of [front, again]) expect(await verdictOf(house, id, 'same_number_elsewhere')).toBe('pass')
  })
})

describe('what cannot be compared', () => {
  it('fails alone: the other dossiers are compared, it stays due and is told of', async () => {
    const [bad, good] = [await open(), await open()]
    const [poisoned, sound] = [await sendRead(house, bad), await sendRead(house, good)]
    await sql`alter table document_findings add constraint poisoned check (document_id <> ${sql.lit(poisoned)})`.execute(house.db)
    const report = await checkDocuments(house.ctx())
    expect(report.touched.map(({ subject, outcome }) => [subject, outcome]).sort()).toEqual(
      [[bad.dossierId, 'failed'], [good.dossierId, 'done']].sort(),
    )
    expect([await overallOf(house, sound), await findingOf(house, poisoned), await dueOf(house)]).toEqual(['pass', undefined, [
      bad.dossierId,
    ]])
    expect(await bench(poisoned)).toContain('Vérification en cours')
    await sql`alter table document_findings drop constraint poisoned`.execute(house.db)
    await checkDocuments(house.ctx())
    expect([await overallOf(house, poisoned), await dueOf(house)]).toEqual(['pass', []])
  })

  it('a piece that the program breaks off over cannot tell, alone; mended, it is understood at the next occasion', async () => {
    const one = await open()
    const [poisoned, sound] = [await sendRead(house, one, card(one)), await sendRead(house, one)]
    const words = (await pagesOf(house, poisoned))[0]?.words
    const put = (value: unknown) => putWords(house, poisoned, value)
    await put([{ text: null, box: 'nowhere' }])
    expect(await checkDocuments(house.ctx())).toMatchObject({ done: 1, failed: 0 })
    expect([await overallOf(house, sound), await dueOf(house)]).toEqual(['pass', []])
    expect(await findingOf(house, poisoned)).toMatchObject({
      type: 'other',
      verdict: 'unknown',
      proposed_refusal: null,
      understood_reading_at: null,
    })
    expect((await checksOf(house, poisoned)).map(({ check_id, verdict, why }) => [check_id, verdict, why])).toEqual([
      ['kind', 'unknown', 'understanding_broken'],
      ['same_file_elsewhere', 'pass', 'file_alone'],
      ['legible', 'pass', 'text_of_file'],
      ['scripts_in_file', 'pass', 'plain_file'],
    ])
    const page = await bench(poisoned)
    expect(page).toContain('Le programme n’a pas su comprendre cette pièce')
    expect(page).toContain('Une erreur du programme l’a empêché de comprendre cette pièce.')
    // asked again it breaks off again, and says so once
    await again(one.dossierId)
    expect([await checked(poisoned), await checked(sound)]).toEqual([1, 1])
    await put(words)
    await again(one.dossierId)
    expect([await overallOf(house, poisoned), (await findingOf(house, poisoned))!.type, await checked(poisoned), await checked(sound)])
      .toEqual(['pass', 'fr_cni_e', 2, 1])
  })

  it('a card whose understanding breaks off after it was accepted keeps the day on which it expires, and its number', async () => {
    const one = await open()
    const id = await sendChecked(house, one, card(one))
    await acceptDocument(house.ctx(analyst), id)
    await checkDocuments(house.ctx())
    const expiry = () =>
      house.db.selectFrom('document_expiries').select(['expires_on', 'state']).where('document_id', '=', id).executeTakeFirst()
    const [before, digest] = [await expiry(), (await findingOf(house, id))!.number_digest]
    expect([before?.state, digest]).toEqual(['running', expect.anything()])
    await putWords(house, id, [{ text: null, box: 'nowhere' }])
    await house.db.updateTable('document_findings').set({ understood_reading_at: null }).where('document_id', '=', id).execute()
    await again(one.dossierId)
    expect([await overallOf(house, id), await expiry(), (await findingOf(house, id))!.number_digest]).toEqual(['unknown', before, digest])
  })

  it('a check that breaks off cannot tell, alone: the others answer, and it is made anew at the next occasion', async () => {
    const one = await open()
    const [id, sound] = [await sendChecked(house, one, card(one)), await sendChecked(house, one)]
    // a zone without its lines: two checks read them, the others do without
    await house
      .db
      .updateTable('document_findings')
      .set({ mrz: JSON.stringify({ ...td1, lines: null }) })
      .where('document_id', '=', id)
      .execute()
    await again(one.dossierId)
    const checks = await checksOf(house, id)
    expect(
      checks
        .filter(({ verdict }) => verdict !== 'pass')
        .map(({ check_id, verdict, why, declared, read }) => [check_id, verdict, why, declared, read])
        .sort(),
    )
      .toEqual(
        [['name_matches', 'unknown', 'check_broken', null, null], ['mrz_check_digits', 'unknown', 'check_broken', null, null]].sort(),
      )
    expect(checks.length).toBeGreaterThan(8)
    expect([await overallOf(house, id), await overallOf(house, sound), await dueOf(house)]).toEqual(['unknown', 'pass', []])
    expect(await bench(id)).toContain('Ce contrôle n’a pas pu être mené')
    await again(one.dossierId)
    expect(await overallOf(house, id)).toBe('pass')
  })

  it('a piece that could not be read is no finding, and the rest is compared', async () => {
    const one = await open()
    const [unread, sound] = [
      await sendPiece(house, one),
      await sendRead(house, one, { kind: 'rib', requirementKey: 'payout_account_proof' }),
    ]
    await house
      .db
      .updateTable('documents')
      .set({ reading_state: 'failed', reading_error: 'ocr_timeout' })
      .where('id', '=', unread)
      .execute()
    await checkDocuments(house.ctx())
    expect([await findingOf(house, unread), await overallOf(house, sound)]).toEqual([undefined, 'pass'])
  })
})

it('what a person decided stays, whatever the program finds later', async () => {
  const one = await open()
  const id = await sendChecked(house, one)
  await acceptDocument(house.ctx(analyst), id)
  await edit((db) =>
    db.updateTable('companies').set({ siren: '404833048', siret: '40483304800022' }).where('dossier_id', '=', one.dossierId).execute()
  )
  await checkDocuments(house.ctx())
  expect(await overallOf(house, id)).toBe('fail')
  expect((await documentsOf(house, one.dossierId)).map(({ state }) => state)).toEqual(['accepted'])
})
