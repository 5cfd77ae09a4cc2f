import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkDocuments } from '#src/checks/checkDocuments.ts'
import { correctField } from '#src/checks/correctField.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { reconsiderDocument } from '#src/documents/reconsiderDocument.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { eventsOfPiece, pieceRow } from '#test/documents/pieces.ts'
import { openDossier } from '#test/reviews/dossiers.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { checksOf, overallOf, overridesOf, sendChecked } from './checked.ts'

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

const withOld = async (): Promise<string> => sendChecked(house, await openDossier(house, { pieces: null }), { flaw: 'old' })
const address = (id: string): string => `/console/documents/${id}`
const bench = async (id: string): Promise<string> => (await client.get(address(id))).text.replaceAll('\u00a0', ' ')
const why = 'Avis redemandé ce jour par téléphone : identique.'

describe('a piece that failed', () => {
  it('is not accepted without words: the form comes back open, and says what for', async () => {
    const id = await withOld()
    expect(await overallOf(house, id)).toBe('fail')
    for (const form of [{}, { why: '' }, { why: '  \n ' }] as Record<string, string>[]) {
      const answer = await client.post(`${address(id)}/accept`, { page: '1', ...form })
      expect(answer.status).toBe(422)
      expect(answer.text).toContain('Dites en quelques mots pourquoi elle convient')
      expect(answer.text).toMatch(/<details class="refuse" name="verdict" data-bench-act open>[\s\S]*?name="why"/)
    }
    expect([await pieceRow(house, id), await overridesOf(house, id)]).toMatchObject([{ state: 'received', decided_by: null }, []])
  })

  it.each([['too many', 'mot '.repeat(300)], ['signs nobody types', 'a\u202eb'], ['a nul', 'a\u0000b']])(
    '%s: 422, and nothing kept',
    async (_what, words) => {
      const id = await withOld()
      expect((await client.post(`${address(id)}/accept`, { why: words })).status).toBe(422)
      expect([(await pieceRow(house, id)).state, await overridesOf(house, id)]).toEqual(['received', []])
    },
  )

  it('is accepted with words: kept for each check that failed, with who and when, and shown', async () => {
    const id = await withOld()
    const failed = (await checksOf(house, id)).filter(({ verdict, is_warning: isWarning }) => verdict === 'fail' && !isWarning).map((
      { check_id },
    ) => check_id)
    expect(failed).toEqual(['age'])
    expect((await client.post(`${address(id)}/accept`, { why })).status).toBe(303)
    expect(await overridesOf(house, id)).toMatchObject(
      failed.map((check) => ({ check_id: check, reason: why, overridden_by: analyst.id, overridden_at: house.now() })),
    )
    expect(await pieceRow(house, id)).toMatchObject({ state: 'accepted', decided_by: analyst.id })
    const text = await bench(id)
    for (const said of ['Acceptée malgré un désaccord : ancienneté à la réception.', why, 'Alix Martin'])
      expect([said, text.includes(said)]).toEqual([said, true])
  })

  it('the history names the checks in the open and keeps the words under the merchant’s key', async () => {
    const id = await withOld()
    await acceptDocument(house.ctx(analyst), id, { why })
    const { entries } = await readHistory(house.db, { subjectId: id })
    expect(entries[0]).toMatchObject({ event: 'document.accepted', data: { overridden: ['age'] }, personal: { reason: why } })
    expect(JSON.stringify(await house.db.selectFrom('audit_events').select('data').where('subject_id', '=', id).execute())).not.toContain(
      'téléphone',
    )
  })

  it('sent twice it is accepted once, and overridden once', async () => {
    const id = await withOld()
    const both = await Promise.all([client.post(`${address(id)}/accept`, { why }), client.post(`${address(id)}/accept`, { why })])
    expect(both.map(({ status }) => status).sort()).toEqual([303, 409])
    // judged a moment ago is what stands in the way, not the words that lack
    expect((await client.post(`${address(id)}/accept`, {})).status).toBe(409)
    expect(await overridesOf(house, id)).toHaveLength(1)
    expect((await eventsOfPiece(house, id)).filter((event) => event === 'document.accepted')).toHaveLength(1)
  })
})

describe('a piece on which nothing failed', () => {
  it('is accepted without a word, and words said all the same override nothing', async () => {
    const one = await openDossier(house, { pieces: null })
    const [id, other] = [
      await sendChecked(house, one),
      await sendChecked(house, one, { kind: 'rib', requirementKey: 'payout_account_proof' }),
    ]
    await acceptDocument(house.ctx(analyst), id)
    await acceptDocument(house.ctx(analyst), other, { why })
    for (const piece of [id, other])
      expect([(await pieceRow(house, piece)).state, await overridesOf(house, piece)]).toEqual(['accepted', []])
    expect(await bench(id)).not.toContain('Acceptée malgré')
  })

  it('a warning alone asks for no reason', async () => {
    const id = await sendChecked(house, await openDossier(house, { pieces: null }))
    await house.db.updateTable('documents').set({ warnings: ['pdf_script'] }).where('id', '=', id).execute()
    await house.db.insertInto('checks_due').values({ dossier_id: (await pieceRow(house, id)).dossier_id }).execute()
    await checkDocuments(house.ctx())
    expect((await checksOf(house, id)).find(({ check_id: check }) => check === 'scripts_in_file')).toMatchObject({
      verdict: 'fail',
      is_warning: true,
    })
    await acceptDocument(house.ctx(analyst), id)
    expect(await overridesOf(house, id)).toEqual([])
  })
})

describe('a verdict taken back', () => {
  it('leaves the override on record, and no longer says it of the piece', async () => {
    const id = await withOld()
    await acceptDocument(house.ctx(analyst), id, { why })
    house.forward(60_000)
    await reconsiderDocument(house.ctx(analyst), id)
    expect(await overridesOf(house, id)).toHaveLength(1)
    expect(await bench(id)).not.toContain(why)
  })

  it('accepted anew, it asks for words anew: the new ones are shown', async () => {
    const id = await withOld()
    await acceptDocument(house.ctx(analyst), id, { why })
    house.forward(60_000)
    await reconsiderDocument(house.ctx(analyst), id)
    await expect(acceptDocument(house.ctx(analyst), id)).rejects.toMatchObject({ status: 422, fields: { why: 'documents:accept.say_why' } })
    await acceptDocument(house.ctx(analyst), id, { why: 'Le greffe confirme par courriel.' })
    expect((await overridesOf(house, id)).map(({ reason }) => reason)).toEqual([why, 'Le greffe confirme par courriel.'])
    const text = await bench(id)
    expect([text.includes('Le greffe confirme par courriel.'), text.includes(why)]).toEqual([true, false])
  })

  it('put right in between, it is accepted as any other: nothing was let pass this time', async () => {
    const id = await withOld()
    await acceptDocument(house.ctx(analyst), id, { why })
    house.forward(60_000)
    await reconsiderDocument(house.ctx(analyst), id)
    await correctField(house.ctx(analyst), id, { field: 'issued_on', nth: 0, value: '01/03/2026' })
    await checkDocuments(house.ctx())
    await acceptDocument(house.ctx(analyst), id)
    expect(await bench(id)).not.toContain('Acceptée malgré')
  })
})

it('the reason proposed for refusing is that of the check, with its words; and may be changed', async () => {
  const id = await withOld()
  const text = await bench(id)
  expect(text).toMatch(/value="too_old"[^>]* checked/)
  expect(text).toContain('La pièce est trop ancienne')
  expect((await client.post(`${address(id)}/refuse`, { reason: 'mismatch', note: 'Autre chose.' })).status).toBe(303)
  expect(await pieceRow(house, id)).toMatchObject({ state: 'refused', refusal_reason: 'mismatch' })
})
