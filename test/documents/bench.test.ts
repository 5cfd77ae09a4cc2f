import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkDocuments } from '#src/checks/checkDocuments.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { readDocuments } from '#src/documents/readDocuments.ts'
import { refuseDocument } from '#src/documents/refuseDocument.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { roles } from '#src/kernel/permissions.ts'
import { claimReview } from '#src/reviews/claimReview.ts'
import { proposeDecision } from '#src/reviews/proposeDecision.ts'
import { openDossier, type Dossier, type DossierWish } from '#test/reviews/dossiers.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { eventsOfPiece, pieceRow, sendPiece } from './pieces.ts'

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

const bench = (id: string): string => `/console/documents/${id}`
const withPiece = async (wish: DossierWish = {}, piece: Parameters<typeof sendPiece>[2] = {}): Promise<{ one: Dossier; id: string }> => {
  const one = await openDossier(house, { pieces: null, ...wish })
  return { one, id: await sendPiece(house, one, piece) }
}
/** As a browser reads it. */
const plain = (text: string): string => text.replaceAll('&#x3D;', '=').replaceAll('\u00a0', ' ')
const look = async (path: string): Promise<string> => plain((await client.get(path)).text)
const count = async (id: string, event: string): Promise<number> => (await eventsOfPiece(house, id)).filter((one) => one === event).length

describe('who', () => {
  it.each(roles)('%s', async (role) => {
    const { id } = await withPiece()
    const reader = await house.clientOf(await house.staff(role))
    const reads = role === 'analyst' || role === 'officer' || role === 'auditor'
    for (const path of ['', '/pages/1', '/reading', '/file'])
      expect([path, (await reader.get(bench(id) + path)).status]).toEqual([path, reads ? 200 : 403])
    const judges = role === 'analyst' || role === 'officer'
    expect((await reader.post(`${bench(id)}/accept`)).status).toBe(judges ? 303 : 403)
    for (const [act, form] of [['refuse', { reason: 'expired' }], ['reconsider', {}], ['retry', {}]] as const)
      if (!judges) expect((await reader.post(`${bench(id)}/${act}`, form)).status).toBe(403)
    expect(await pieceRow(house, id)).toMatchObject({ state: judges ? 'accepted' : 'received' })
    if (!reads) expect(await eventsOfPiece(house, id)).toEqual(['document.received'])
  })

  it('nobody comes in without a session', async () => {
    const { id } = await withPiece()
    for (const path of ['', '/pages/1', '/reading', '/file']) expect((await (await house.client()).get(bench(id) + path)).status).toBe(303)
  })

  it('an auditor reads and is told why he does not judge', async () => {
    const { id } = await withPiece()
    const { text } = await (await house.clientOf(await house.staff('auditor'))).get(bench(id))
    expect(text).toContain('Votre rôle lit les pièces sans les juger.')
    expect(text).not.toContain(`action="${bench(id)}/accept"`)
  })
})

describe('what is none of ours', () => {
  it('is 404 wherever one asks for it', async () => {
    for (const id of [newId('docu', house.now()), 'docu_x', '%00', "docu_'%20or%201=1"]) {
      for (const path of ['', '/pages/1', '/reading', '/file'])
        expect([id, path, (await client.get(bench(id) + path)).status]).toEqual([id, path, 404])
      for (const act of ['accept', 'refuse', 'reconsider', 'retry'])
        expect((await client.post(`${bench(id)}/${act}`, { reason: 'expired' })).status).toBe(404)
    }
  })

  it('is 404 once the merchant took it back', async () => {
    const { id } = await withPiece()
    await house.db.updateTable('documents').set({ state: 'withdrawn' }).where('id', '=', id).execute()
    for (const path of ['', '/pages/1', '/reading', '/file']) expect((await client.get(bench(id) + path)).status).toBe(404)
  })
})

describe('the history says who looked', () => {
  it('once a view, whatever belongs to it', async () => {
    const { id } = await withPiece({}, { kind: 'statuts', requirementKey: 'statutes' })
    for (const path of ['', '/pages/1', '/pages/2', '/pages/1?size=large', '/reading', '?page=2']) await client.get(bench(id) + path)
    expect(await count(id, 'document.opened')).toBe(1)
    await client.get(bench(id))
    expect(await count(id, 'document.opened')).toBe(2)
  })

  it('of each person his own', async () => {
    const { id } = await withPiece()
    await client.get(bench(id))
    await (await house.clientOf(officer)).get(`${bench(id)}/pages/1`)
    const events = await house
      .db
      .selectFrom('audit_events')
      .select('actor_id')
      .where('subject_id', '=', id)
      .where('event', '=', 'document.opened')
      .orderBy('id')
      .execute()
    expect(events.map(({ actor_id }) => actor_id)).toEqual([analyst.id, officer.id])
  })

  it.each(['/pages/1', '/reading', '?page=1'])('of %s asked for by itself too, once in a few hours', async (path) => {
    const { id } = await withPiece()
    for (const _ of [1, 2]) await client.get(bench(id) + path)
    expect(await count(id, 'document.opened')).toBe(1)
    house.forward(5 * 3_600_000)
    await (await house.clientOf(analyst)).get(bench(id) + path)
    expect(await count(id, 'document.opened')).toBe(2)
    client = await house.clientOf(analyst)
  })

  it('of every copy that leaves', async () => {
    const { id } = await withPiece()
    for (const _ of [1, 2]) await client.get(`${bench(id)}/file`)
    expect(await eventsOfPiece(house, id)).toEqual(['document.received', 'document.downloaded', 'document.downloaded'])
  })
})

describe('pictures and copies', () => {
  it('a page is a WebP of the size asked for, never run, never kept', async () => {
    const { id } = await withPiece()
    const [page, large] = [await client.get(`${bench(id)}/pages/1`), await client.get(`${bench(id)}/pages/1?size=large`)]
    for (const { status, headers, text } of [page, large]) {
      expect([status, headers.get('content-type'), headers.get('x-content-type-options'), headers.get('cache-control')]).toEqual([
        200,
        'image/webp',
        'nosniff',
        'private, no-store',
      ])
      expect(headers.get('content-security-policy')).toContain('sandbox')
      expect(text.slice(0, 4)).toBe('RIFF')
    }
    expect(large.text.length).toBeGreaterThan(page.text.length)
  })

  it('outside the piece there is none', async () => {
    const { id } = await withPiece()
    for (const page of ['0', '2', '-1', '1.5', '01', 'x', '999999999999', '1%00'])
      expect([page, (await client.get(`${bench(id)}/pages/${page}`)).status]).toEqual([page, 404])
  })

  it('a copy is the file as it came, under its own name, to be saved', async () => {
    const { id } = await withPiece({}, { fileName: 'Kbis à jour "été".pdf' })
    const { headers, text } = await client.get(`${bench(id)}/file`)
    expect(headers.get('content-type')).toBe('application/pdf')
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[^"]+"; filename\*=UTF-8''Kbis%20%C3%A0%20jour/)
    expect(text.startsWith('%PDF')).toBe(true)
  })
})

describe('the bench', () => {
  // what was sent so far is nobody's concern here, and would take long to read
  beforeAll(async () => {
    await house
      .db
      .updateTable('documents')
      .set({ reading_state: 'failed', reading_error: 'broken_pdf' })
      .where('reading_state', '=', 'waiting')
      .execute()
  })

  it('holds what is declared against what was read', async () => {
    const { one, id } = await withPiece({}, { kind: 'rib', requirementKey: 'payout_account_proof' })
    await readDocuments(house.ctx())
    await checkDocuments(house.ctx())
    const text = await look(bench(id))
    for (
      const said of [
        'Relevé d’identité bancaire',
        'FR76 3000 6000 0112 3456 7890 189',
        'AGRIFRPP',
        'Jeanne Lenoir',
        'Texte du PDF lui-même',
        '<mark>',
        `href="/console/dossiers/${one.dossierId}"`,
        'Boulangerie Lenoir',
      ]
    ) expect([said, text.includes(said)]).toEqual([said, true])
    expect(text).toContain('data-box="iban.0"')
    expect(text).not.toContain('data-poll-url="/console/documents')
  })

  it('shows how far the reading is, and asks for itself until it is over', async () => {
    const { id } = await withPiece()
    expect(await look(bench(id))).toContain(`data-poll-url="${bench(id)}/reading?page=1"`)
    const waiting = (await client.get(`${bench(id)}/reading`)).text
    expect(waiting).toContain('En attente de lecture')
    expect(waiting).not.toContain('<html')
    await readDocuments(house.ctx())
    expect((await client.get(`${bench(id)}/reading`)).text).toContain('data-poll-url')
    await checkDocuments(house.ctx())
    const read = (await client.get(`${bench(id)}/reading`)).text
    expect(read).toContain('RÉPERTOIRE SIRENE')
    expect(read).not.toContain('data-poll-url')
  })

  it('left alone while it asks again, keeps nobody signed in', async () => {
    const { id } = await withPiece()
    const [idle, awake] = [await house.clientOf(analyst), await house.clientOf(analyst)]
    for (let i = 0; i < 2; i++) {
      house.forward(10 * 60_000)
      await idle.get(`${bench(id)}/reading`, { 'x-poll': '1' })
      await awake.get(`${bench(id)}?page=1`)
    }
    expect([(await idle.get(bench(id))).status, (await awake.get(bench(id))).status]).toEqual([303, 200])
    client = await house.clientOf(analyst)
    await readDocuments(house.ctx())
  })

  it('says why a reading failed, and tries again', async () => {
    const { id } = await withPiece()
    await house
      .db
      .updateTable('documents')
      .set({ reading_state: 'failed', reading_error: 'broken_pdf', reading_attempts: 1 })
      .where('id', '=', id)
      .execute()
    expect(await look(bench(id))).toContain('La lecture s’est arrêtée : le PDF est abîmé.')
    expect(await client.post(`${bench(id)}/retry`, { page: '1' })).toMatchObject({ status: 303, location: `${bench(id)}?page=1` })
    expect(await pieceRow(house, id)).toMatchObject({ reading_state: 'waiting', reading_error: null })
    expect((await client.post(`${bench(id)}/retry`)).status).toBe(409)
    await readDocuments(house.ctx())
  })

  it('an error it has no words for is no hole', async () => {
    const { id } = await withPiece()
    await house.db.updateTable('documents').set({ reading_state: 'failed', reading_error: 'enoent' }).where('id', '=', id).execute()
    expect((await client.get(bench(id))).text).toContain('La lecture n’a pas abouti.')
  })

  it('warns of what a PDF carries', async () => {
    const { id } = await withPiece()
    await house.db.updateTable('documents').set({ warnings: ['pdf_script', 'pdf_attachment'] }).where('id', '=', id).execute()
    const { text } = await client.get(bench(id))
    expect([text.includes('contient un programme'), text.includes('transporte d’autres fichiers')]).toEqual([true, true])
  })

  it('leads round the pieces of the dossier', async () => {
    const { one, id } = await withPiece()
    const next = await sendPiece(house, one, { kind: 'rib', requirementKey: 'payout_account_proof' })
    const { text } = await client.get(bench(id))
    expect(text).toMatch(new RegExp(`<a class="button button-quiet" href="${bench(next)}" data-key="ArrowRight">`))
    expect(text).toMatch(new RegExp(`<a class="button button-plain" href="${bench(next)}" data-key="n">`))
    expect(text).toContain('Une autre est à examiner.')
  })

  it('numbers two files of one line, and the pages of one file', async () => {
    const { one, id } = await withPiece({}, { kind: 'statuts', requirementKey: 'statutes', documentKind: 'statutes' })
    await sendPiece(house, one, { kind: 'statuts', seed: 2, requirementKey: 'statutes' })
    const text = await look(`${bench(id)}?page=2`)
    expect(text).toMatch(/Statuts à jour, \d sur 2/)
    expect(text).toContain(`href="${bench(id)}?page=2" aria-current="page"`)
    expect(text).toContain(`${bench(id)}/pages/2`)
    for (const page of ['0', '99', 'x', ''])
      expect(await look(`${bench(id)}?page=${page}`)).toContain(`href="${bench(id)}?page=1" aria-current="page"`)
  })

  it('reads in English as well', async () => {
    const { id } = await withPiece()
    await house.db.updateTable('staff').set({ language: 'en' }).where('id', '=', officer.id).execute()
    const { text } = await (await house.clientOf(officer)).get(bench(id))
    expect([text.includes('Declared, read, checked'), text.includes('Accept')]).toEqual([true, true])
  })
})

describe('a verdict', () => {
  it('leads to the next piece to judge, and after the last to the dossier', async () => {
    const { one, id } = await withPiece()
    const rib = await sendPiece(house, one, { kind: 'rib', requirementKey: 'payout_account_proof' })
    expect(await client.post(`${bench(id)}/accept`, { page: '1' })).toMatchObject({ status: 303, location: bench(rib) })
    expect(await client.post(`${bench(rib)}/refuse`, { reason: 'mismatch', note: 'L’IBAN n’est pas celui déclaré.' })).toMatchObject({
      status: 303,
      location: `/console/dossiers/${one.dossierId}`,
    })
    const { text } = await client.get(bench(rib))
    for (const said of ['Ne correspond pas au déclaré', 'L’IBAN n’est pas celui déclaré.', 'Alix Martin', 'Revenir sur ce verdict'])
      expect([said, text.includes(said)]).toEqual([said, true])
    expect(await client.post(`${bench(rib)}/reconsider`, { page: '1' })).toMatchObject({ status: 303, location: `${bench(rib)}?page=1` })
    expect(await pieceRow(house, rib)).toMatchObject({ state: 'received' })
  })

  it.each([
    ['no reason', { note: 'Elle ne va pas.' }, 'f-reason-error'],
    ['a reason of no list', { reason: 'because', note: 'Elle ne va pas.' }, 'f-reason-error'],
    ['« other » without words', { reason: 'other', note: '' }, 'f-note-error'],
    ['too many words', { reason: 'expired', note: 'mot '.repeat(400) }, 'f-note-error'],
    ['signs nobody types', { reason: 'expired', note: 'a\u202eb' }, 'f-note-error'],
  ])('%s: the form comes back open, with what was typed and what is wrong', async (_why, form, error) => {
    const { id } = await withPiece()
    const answer = await client.post(`${bench(id)}/refuse`, form)
    expect(answer.status).toBe(422)
    for (
      const said of [
        error,
        '<details class="refuse" name="verdict" data-bench-act open>',
        ...(form.note.length > 0 && form.note.length < 100 && !form.note.includes('\u202e') ? [form.note] : []),
      ]
    ) expect([said, answer.text.includes(said)]).toEqual([said, true])
    expect(await pieceRow(house, id)).toMatchObject({ state: 'received' })
  })

  it('somebody was quicker: 409, and the bench as it now is', async () => {
    const { id } = await withPiece()
    await acceptDocument(house.ctx(officer), id)
    const answer = await client.post(`${bench(id)}/accept`)
    expect(answer.status).toBe(409)
    for (const said of ['Une autre personne tient ce dossier', 'Claire Morel a pris le dossier', 'Acceptée'])
      expect([said, answer.text.includes(said)]).toEqual([said, true])
    const own = await withPiece()
    await acceptDocument(house.ctx(analyst), own.id)
    const again = await client.post(`${bench(own.id)}/accept`)
    expect(again.status).toBe(409)
    for (const said of ['Vous avez agi dans un autre onglet', 'Revenir sur ce verdict'])
      expect([said, again.text.includes(said)]).toEqual([said, true])
  })

  it('the file is in a colleague’s hands: said before, and refused all the same', async () => {
    const { one, id } = await withPiece()
    await claimReview(house.ctx(officer), one.reviewId)
    const { text } = await client.get(bench(id))
    expect(text).toContain('Le dossier est entre les mains de Claire Morel.')
    expect(text).not.toContain(`action="${bench(id)}/accept"`)
    expect((await client.post(`${bench(id)}/accept`)).status).toBe(409)
    expect(await pieceRow(house, id)).toMatchObject({ state: 'received' })
  })

  it.each(
    [
      ['draft', { dossier: 'draft', review: null }, 'Le marchand n’a pas encore envoyé son dossier.'],
      ['decided', { dossier: 'rejected', review: null }, 'Le dossier est décidé'],
      ['lapsed', { dossier: 'lapsed', review: null }, 'Le délai du marchand est passé'],
    ] as const,
  )('a dossier that is %s: no button, and why', async (_state, wish, why) => {
    const { id } = await withPiece(wish)
    const { text } = await client.get(bench(id))
    expect([text.includes(why), text.includes(`action="${bench(id)}/accept"`)]).toEqual([true, false])
  })

  it('a piece that was replaced is still looked at, and judged no more', async () => {
    const { one, id } = await withPiece()
    await refuseDocument(house.ctx(analyst), id, { reason: 'too_old', note: '' })
    const fresh = await sendPiece(house, one, { seed: 5 })
    const { text } = await client.get(bench(id))
    expect(text).toContain('Une pièce plus récente l’a remplacée.')
    expect(text).not.toContain(`action="${bench(id)}/reconsider"`)
    expect((await client.get(bench(fresh))).text).not.toContain(`href="${bench(id)}"`)
  })

  it('on a proposed dossier: what it voids is said first', async () => {
    const one = await openDossier(house, { isPep: true })
    const id = await sendPiece(house, one, { kind: 'accounts', requirementKey: 'accounts' })
    await proposeDecision(house.ctx(officer), one.dossierId, { verdict: 'reject', ground: 'vigilance', reason: 'Fonds inexpliqués.' })
    expect((await (await house.clientOf(officer)).get(bench(id))).text).toContain(
      'A decision is proposed on this dossier: a verdict voids it.',
    )
  })
})
