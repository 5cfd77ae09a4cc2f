import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkDocuments } from '#src/checks/checkDocuments.ts'
import { correctField } from '#src/checks/correctField.ts'
import { corrected } from '#src/checks/corrected.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { roles } from '#src/kernel/permissions.ts'
import { claimReview } from '#src/reviews/claimReview.ts'
import { proposeDecision } from '#src/reviews/proposeDecision.ts'
import { eventsOfPiece } from '#test/documents/pieces.ts'
import { dossierRow, openDossier, type Dossier, type DossierWish } from '#test/reviews/dossiers.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { card, correctionsOf, dueOf, findingOf, overallOf, sendChecked, verdictOf } from './checked.ts'
import { type Change, make, seal, td1, verdictsOf, wrongDigit } from './pieces.ts'

let house: House
let analyst: StaffActor
let officer: StaffActor
let client: Client
beforeAll(async () => {
  house = await openHouse()
  analyst = await house.staff('analyst', 'Alix Martin')
  officer = await house.staff('officer', 'Claire Morel')
  client = await house.clientOf(analyst)
})
afterAll(async () => {
  await house.close()
})

let seed = 100
/** A notice whose date is too old, in a dossier before us. */
const withOld = async (wish: DossierWish = {}): Promise<{ one: Dossier; id: string }> => {
  const one = await openDossier(house, { pieces: null, ...wish })
  return { one, id: await sendChecked(house, one, { flaw: 'old' }) }
}
const post = (id: string, form: Record<string, string>, as = client) =>
  as.post(`/console/documents/${id}/fields`, { field: 'issued_on', nth: '0', value: '01/03/2026', page: '1', ...form })
const bench = async (id: string): Promise<string> => (await client.get(`/console/documents/${id}`)).text.replaceAll('\u00a0', ' ')

describe('a reading put right', () => {
  it('stands beside the machine’s, with who; the checks are made anew', async () => {
    const { one, id } = await withOld()
    const machine = (await findingOf(house, id))!.fields
    expect([await verdictOf(house, id, 'age'), await overallOf(house, id)]).toEqual(['fail', 'fail'])
    const { version } = await dossierRow(house, one.dossierId)
    expect(await post(id, {})).toMatchObject({ status: 303, location: `/console/documents/${id}?page=1` })
    expect(await correctionsOf(house, id)).toMatchObject([{
      field: 'issued_on',
      nth: 0,
      value: '01/03/2026',
      corrected_by: analyst.id,
      corrected_at: house.now(),
      withdrawn_at: null,
    }])
    expect([await dueOf(house), (await dossierRow(house, one.dossierId)).version]).toEqual([[one.dossierId], version + 1])
    await checkDocuments(house.ctx())
    expect([await verdictOf(house, id, 'age'), await overallOf(house, id)]).toEqual(['pass', 'pass'])
    // the machine's own reading is kept as it was
    expect((await findingOf(house, id))!.fields).toEqual(machine)
    const text = await bench(id)
    for (
      const said of [
        'Alix Martin',
        '1 lecture corrigée à la main',
        'à la main',
        'class="read-value is-replaced"',
        'Revenir à la lecture du programme',
      ]
    ) expect([said, text.includes(said)]).toEqual([said, true])
  })

  it('is told in the history by who, what was before and after under the merchant’s key', async () => {
    const { id } = await withOld()
    await correctField(house.ctx(analyst), id, { field: 'issued_on', nth: 0, value: '01/03/2026' })
    await correctField(house.ctx(officer), id, { field: 'issued_on', nth: 0, value: '28/02/2026' }).catch(() => {})
    const { entries } = await readHistory(house.db, { subjectId: id })
    expect(entries[0]).toMatchObject({
      event: 'document.field_corrected',
      data: { field: 'issued_on', nth: 0 },
      personal: { changes: [{ field: 'piece_issued_on', after: '01/03/2026' }] },
    })
    const raw = await house.db.selectFrom('audit_events').select(['event', 'actor_id', 'data']).where('subject_id', '=', id).execute()
    expect(raw.find(({ event }) => event === 'document.field_corrected')).toMatchObject({ actor_id: analyst.id })
    expect(JSON.stringify(raw)).not.toContain('01/03/2026')
  })

  it('is taken back by an empty value, or by the machine’s own: its verdict is back too', async () => {
    const { id } = await withOld()
    const machine =
      ((await findingOf(house, id))!.fields as unknown as { name: string; value: string }[]).find(({ name }) => name === 'issued_on')!.value
    for (const value of ['', '   ', machine]) {
      await correctField(house.ctx(analyst), id, { field: 'issued_on', nth: 0, value: '01/03/2026' })
      await checkDocuments(house.ctx())
      expect(await verdictOf(house, id, 'age')).toBe('pass')
      await post(id, { value })
      await checkDocuments(house.ctx())
      expect([await verdictOf(house, id, 'age'), (await correctionsOf(house, id)).filter(({ withdrawn_at: at }) => at === null)]).toEqual([
        'fail',
        [],
      ])
    }
    expect(await correctionsOf(house, id)).toHaveLength(3)
    expect((await eventsOfPiece(house, id)).filter((event) => event === 'document.correction_withdrawn')).toHaveLength(3)
  })

  it('a second one takes the place of the first, which stays on record', async () => {
    const { id } = await withOld()
    await correctField(house.ctx(analyst), id, { field: 'issued_on', nth: 0, value: '01/03/2026' })
    await correctField(house.ctx(analyst), id, { field: 'issued_on', nth: 0, value: '28 février 2026' })
    expect((await correctionsOf(house, id)).map(({ value, withdrawn_at: at }) => [value, at === null])).toEqual([['01/03/2026', false], [
      '28 février 2026',
      true,
    ]])
    await checkDocuments(house.ctx())
    expect(await verdictOf(house, id, 'age')).toBe('pass')
    const { entries } = await readHistory(house.db, { subjectId: id })
    expect(entries.find(({ event }) => event === 'document.field_corrected')).toMatchObject({
      personal: { changes: [{ before: '01/03/2026', after: '28 février 2026' }] },
    })
  })

  it('sent twice, at once or one after the other, is kept once', async () => {
    const { id } = await withOld()
    const send = () => correctField(house.ctx(analyst), id, { field: 'issued_on', nth: 0, value: '01/03/2026' })
    await Promise.all([send(), send(), send()])
    await send()
    expect(await correctionsOf(house, id)).toHaveLength(1)
    expect((await eventsOfPiece(house, id)).filter((event) => event === 'document.field_corrected')).toHaveLength(1)
    await Promise.all([post(id, { value: '' }), post(id, { value: '' })])
    expect((await eventsOfPiece(house, id)).filter((event) => event === 'document.correction_withdrawn')).toHaveLength(1)
  })

  it('a field that the machine missed is added', async () => {
    const { id } = await withOld()
    await correctField(house.ctx(analyst), id, { field: 'vat_number', nth: 0, value: 'FR45 732829320' })
    await checkDocuments(house.ctx())
    expect(await verdictOf(house, id, 'vat_key')).toBe('fail')
  })

  it('voids a proposal that was made on the old verdicts', async () => {
    const one = await openDossier(house, { isPep: true })
    const id = await sendChecked(house, one, { flaw: 'old' })
    await proposeDecision(house.ctx(analyst), one.dossierId, { verdict: 'reject', ground: 'vigilance', reason: 'Fonds inexpliqués.' })
    await correctField(house.ctx(analyst), id, { field: 'issued_on', nth: 0, value: '01/03/2026' })
    expect(await dossierRow(house, one.dossierId)).toMatchObject({ state: 'submitted' })
  })
})

describe('what is typed', () => {
  it.each(
    [
      ['a field of no list', { field: 'password' }, 422],
      ['no field', { field: '' }, 422],
      ['the prototype', { field: '__proto__' }, 422],
      ['a long field', { field: 'x'.repeat(5_000) }, 422],
      ['nth below', { nth: '-1' }, 422],
      ['nth above', { nth: '51' }, 422],
      ['nth of no number', { nth: '1e3' }, 422],
      ['nth left out', { nth: '' }, 422],
      ['too long', { value: 'a'.repeat(401) }, 422],
      ['a control sign', { value: 'a\u0007b' }, 422],
      ['a nul', { value: 'a\u0000b' }, 422],
      ['writing turned round', { value: 'a\u202eb' }, 422],
      ['a line break', { value: 'a\nb' }, 422],
      ['no date', { value: 'hier' }, 422],
      ['a day that is none', { value: '31/02/2026' }, 422],
      ['a date among words', { value: 'le 01/03/2026 ou le 02/03/2026' }, 422],
    ] as const,
  )('%s: refused, and nothing kept', async (_what, form, status) => {
    const { id } = await withOldOnce()
    const answer = await post(id, form)
    expect(answer.status).toBe(status)
    expect(answer.text).toContain('error-summary')
    expect(await correctionsOf(house, id)).toEqual([])
  })

  let once: Promise<{ one: Dossier; id: string }> | null = null
  const withOldOnce = () => (once ??= withOld())

  it('what is wrong with a date is said beside its form, which stays open with what was typed', async () => {
    const { id } = await withOldOnce()
    const { text } = await post(id, { value: '31/02/2026' })
    expect(text).toContain('Saisissez une date')
    expect(text).toContain('value="31/02/2026"')
    expect(text).toMatch(/<details class="correct" open>/)
  })

  it('is shown as text, never as what it looks like', async () => {
    const { id } = await withOld()
    await correctField(house.ctx(analyst), id, { field: 'seat', nth: 0, value: '<script>alert(1)</script>' })
    await checkDocuments(house.ctx())
    expect(await bench(id)).not.toContain('<script>alert(1)')
  })

  it('on what is none of ours, 404', async () => {
    for (const id of [newId('docu', house.now()), 'docu_x', '%00']) expect((await post(id, {})).status).toBe(404)
    const { id } = await withOld()
    await house.db.updateTable('documents').set({ state: 'withdrawn' }).where('id', '=', id).execute()
    expect((await post(id, {})).status).toBe(404)
  })
})

describe('who and when', () => {
  it.each(roles)('%s', async (role) => {
    const { id } = await withOld()
    const may = role === 'analyst' || role === 'officer'
    expect((await post(id, {}, await house.clientOf(await house.staff(role)))).status).toBe(may ? 303 : 403)
    if (!may)
      await expect(correctField(house.ctx(await house.staff(role)), id, { field: 'issued_on', nth: 0, value: '01/03/2026' }))
        .rejects
        .toMatchObject({ status: 403 })
    expect(await correctionsOf(house, id)).toHaveLength(may ? 1 : 0)
  })

  it('a merchant and a job correct nothing', async () => {
    const { one, id } = await withOld()
    for (const actor of [one.user, undefined])
      await expect(correctField(house.ctx(actor), id, { field: 'issued_on', nth: 0, value: '01/03/2026' })).rejects.toMatchObject({
        status: 403,
      })
  })

  it('a piece that was replaced: 409, and the bench offers no form', async () => {
    const { id } = await withOld()
    await house.db.updateTable('documents').set({ state: 'superseded' }).where('id', '=', id).execute()
    expect((await post(id, {})).status).toBe(409)
    expect(await bench(id)).not.toContain(`action="/console/documents/${id}/fields"`)
    expect(await correctionsOf(house, id)).toEqual([])
  })

  it.each([['a draft', { dossier: 'draft', review: null }], ['a decided dossier', { dossier: 'rejected', review: null }]] as const)(
    '%s: 409, and the bench offers no form',
    async (_what, wish) => {
      const { id } = await withOld(wish)
      expect((await post(id, {})).status).toBe(409)
      expect(await bench(id)).not.toContain(`action="/console/documents/${id}/fields"`)
    },
  )

  it('a dossier in a colleague’s hands: 409, what was typed is shown', async () => {
    const { one, id } = await withOld()
    await claimReview(house.ctx(officer), one.reviewId)
    const { status, text } = await post(id, { value: '02/03/2026' })
    expect(status).toBe(409)
    expect(text).toContain('Claire Morel')
    expect(text).toContain('<blockquote>02/03/2026</blockquote>')
    expect(await correctionsOf(house, id)).toEqual([])
  })
})

/** The same piece with that field typed by hand. */
const typed = (base: Parameters<typeof make>[0], change: Change, ...corrections: { field: string; nth: number; value: string }[]) => {
  const facts = make(base, change)
  return verdictsOf({ ...facts, piece: corrected(facts.piece, corrections) })
}
const by = (field: string, value: string) => ({ field, nth: 0, value })

describe('typing never mends an altered piece', () => {
  it('a wrong check digit stays wrong, whatever is typed over its number and dates', () => {
    for (const name of ['document_number', 'birth_date', 'expires_on'] as const) {
      const found = typed(
        'card',
        { mrz: wrongDigit(td1, name) },
        by('document_number', 'X4RTBPFW4'),
        by('birth_date', '13/07/1990'),
        by('expires_on', '11/02/2030'),
      )
      expect([found.of('mrz_check_digits'), found.overall]).toEqual(['fail', 'fail'])
    }
  })

  it('an altered code stays altered', () => {
    const found = typed(
      'bill',
      { seals: [seal({ signature: 'invalid' })] },
      by('holder', 'MME MARTIN MAËLYS-GAËLLE'),
      by('address_line', '33 RUE DES LILAS'),
      by('postcode_city', '75012 PARIS'),
    )
    expect([found.of('seal'), found.overall]).toEqual(['fail', 'fail'])
  })

  it('what a genuine code says is not typed away', () => {
    const found = typed(
      'bill',
      { seals: [seal({ data: { ...seal().data, 10: 'M/DURAND/PAUL' } })] },
      by('holder', 'MME MARTIN MAËLYS-GAËLLE'),
    )
    expect([found.of('name_matches'), found.overall]).toEqual(['fail', 'fail'])
  })

  it('a date that the zone proves and the declaration denies stays denied', () => {
    const wrong: Change = { values: { birth_date: '1960-07-13' }, zone: { birth_date: '1960-07-13' } }
    expect(typed('card', wrong).of('birth_matches')).toBe('fail')
    const found = typed('card', wrong, by('birth_date', '13/07/1990'))
    expect([found.of('birth_matches'), found.of('mrz_agrees'), found.overall]).toEqual(['unknown', 'fail', 'fail'])
  })

  it('an expiry typed later than the zone proves is a contradiction', () => {
    const expired: Change = { values: { expires_on: '2026-11-21' }, zone: { expires_on: '2026-11-21' } }
    const found = typed('card', expired, by('expires_on', '21/11/2031'))
    expect([found.of('not_expired'), found.of('mrz_agrees'), found.overall]).toEqual(['unknown', 'fail', 'fail'])
  })

  it('another person’s name in the zone is not typed away', () => {
    const other: Change = { values: { family_name: 'DURAND', given_names: 'PAUL' }, zone: { family_name: 'DURAND', given_names: 'PAUL' } }
    const found = typed('card', other, by('family_name', 'MARTIN'), by('given_names', 'Maëlys-Gaëlle'))
    expect([found.of('name_matches'), found.of('mrz_agrees'), found.overall]).toEqual(['unknown', 'fail', 'fail'])
  })

  it('a letter misread in print, the zone agreeing: typing it makes the pass', () => {
    const misread: Change = { values: { family_name: 'MARTlM' } }
    expect(typed('card', misread).overall).toBe('unknown')
    expect(typed('card', misread, by('family_name', 'MARTIN')).overall).toBe('pass')
  })

  it('a number filed elsewhere is found by the one that the zone proves', async () => {
    const [one, other] = [await openDossier(house, { pieces: null }), await openDossier(house, { pieces: null, name: 'Épicerie du Canal' })]
    const wish = { seed: ++seed }
    const [first, second] = [await sendChecked(house, one, card(one, wish)), await sendChecked(house, other, card(other, wish))]
    await correctField(house.ctx(analyst), second, { field: 'document_number', nth: 0, value: 'ZZZZ99999' })
    await checkDocuments(house.ctx())
    for (const id of [first, second]) expect(await verdictOf(house, id, 'same_number_elsewhere')).toBe('fail')
  })

  it('what passes by hand says so: on the piece, and on the check', async () => {
    const { id } = await withOld()
    await correctField(house.ctx(analyst), id, { field: 'issued_on', nth: 0, value: '01/03/2026' })
    await checkDocuments(house.ctx())
    await acceptDocument(house.ctx(analyst), id)
    const text = await bench(id)
    const row = /id="check-age"[\s\S]*?<\/tbody>/.exec(text)![0]
    expect([
      row.includes('<span class="source">à la main</span>'),
      row.includes('Alix Martin'),
      text.includes('1 lecture corrigée à la main'),
    ])
      .toEqual([true, true, true])
  })
})
