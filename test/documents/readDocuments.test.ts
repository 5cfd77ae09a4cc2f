import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readDocuments } from '#src/documents/readDocuments.ts'
import { retryReading } from '#src/documents/retryReading.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { useReader } from '#src/platform/ocr.ts'
import { putFile } from '#src/platform/storage.ts'
import { openDossier, type Dossier } from '#test/reviews/dossiers.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { newPdf } from '#test/support/merchant.ts'
import { eventsOfPiece, pagesOf, paper, pieceRow, sendPiece } from './pieces.ts'

let house: House
let one: Dossier
let analyst: StaffActor
beforeAll(async () => {
  house = await openHouse()
  analyst = await house.staff('analyst')
})
beforeEach(async () => void (one = await openDossier(house, { pieces: null, dossier: 'draft', review: null })))
afterAll(async () => {
  await house.close()
})

const send = (wish: Parameters<typeof sendPiece>[2] = {}) => sendPiece(house, one, wish)

/** What lies in the store is no longer what was taken in: a file on which any reader breaks. */
const poison = async (id: string, bytes: Buffer): Promise<void> => {
  await putFile(id, (await findMerchantKey(house.db, one.merchantId))!, bytes)
  await house.db.updateTable('documents').set({ sha256: sha256(bytes) }).where('id', '=', id).execute()
}
const dead = (salt: string): Buffer => Buffer.from(`%PDF-1.7\nnothing of a document ${salt}`)
const minutes = 60_000

describe('reading', () => {
  it('takes the text of a PDF as it is, and reads a picture letter by letter', async () => {
    const [text, scan] = [
      await send({ kind: 'rib' }),
      await send({ kind: 'rib', quality: 'scan_jpeg', requirementKey: 'payout_account_proof' }),
    ]
    const report = await readDocuments(house.ctx())
    expect(report).toMatchObject({ done: 2, skipped: 0, failed: 0 })
    const [ownText] = await pagesOf(house, text)
    expect(ownText).toMatchObject({ page: 1, source: 'pdf_text', confidence: null, rotation_degrees: 0 })
    const [read] = await pagesOf(house, scan)
    expect(read).toMatchObject({ page: 1, source: 'ocr' })
    expect(read!.confidence).toBeGreaterThan(70)
    for (const page of [ownText!, read!]) expect(page.text.replace(/\s/g, '')).toContain('FR7630006000011234567890189')
    expect((read!.words as unknown as { text: string }[]).length).toBeGreaterThan(10)
    expect(await pieceRow(house, scan)).toMatchObject({
      reading_state: 'read',
      reading_error: null,
      pages_read: 1,
      reading_attempts: 1,
      state: 'received',
    })
    expect(await eventsOfPiece(house, scan)).toEqual(['document.received', 'document.reading_started', 'document.read'])
  }, 120_000)

  it('keeps every page of a piece of several', async () => {
    const id = await send({ kind: 'statuts' })
    await readDocuments(house.ctx())
    const { page_count: count } = await pieceRow(house, id)
    expect(count).toBeGreaterThan(1)
    expect((await pagesOf(house, id)).map(({ page }) => page)).toEqual(Array.from({ length: count }, (_, i) => i + 1))
  }, 60_000)

  it('done once is done: a second run finds nothing', async () => {
    const id = await send()
    await readDocuments(house.ctx())
    expect(await readDocuments(house.ctx())).toMatchObject({ done: 0, skipped: 0, failed: 0 })
    expect((await eventsOfPiece(house, id)).filter((event) => event === 'document.read')).toHaveLength(1)
  }, 60_000)

  it('a dry run says what it would read, and reads nothing', async () => {
    const id = await send()
    const { touched } = await readDocuments(house.ctx(undefined, { dryRun: true }))
    expect(touched).toEqual([{ subject: id, outcome: 'done', detail: null }])
    expect(await pieceRow(house, id)).toMatchObject({ reading_state: 'waiting' })
    await readDocuments(house.ctx())
  }, 60_000)
})

describe('a poisoned file', () => {
  it('fails alone, says why, and waits for a hand', async () => {
    const [before, bad, after] = [await send(), await send(), await send()]
    await poison(bad, dead('1'))
    expect(await readDocuments(house.ctx())).toMatchObject({ done: 2, failed: 1 })
    expect(await pieceRow(house, bad)).toMatchObject({
      reading_state: 'failed',
      reading_error: 'broken_pdf',
      reading_attempts: 1,
      state: 'received',
    })
    for (const id of [before, after]) expect(await pieceRow(house, id)).toMatchObject({ reading_state: 'read' })
    expect(await eventsOfPiece(house, bad)).toEqual(['document.received', 'document.reading_started', 'document.reading_failed'])
    expect(await readDocuments(house.ctx())).toMatchObject({ done: 0, failed: 0 })
  }, 60_000)

  it('is read when the cause is gone and somebody asks again', async () => {
    const id = await send()
    const { bytes } = await paper()
    await poison(id, dead('2'))
    await readDocuments(house.ctx())
    await poison(id, bytes)
    await retryReading(house.ctx(analyst), id)
    expect(await pieceRow(house, id)).toMatchObject({ reading_state: 'waiting', reading_attempts: 0, reading_error: null })
    expect(await readDocuments(house.ctx())).toMatchObject({ done: 1 })
    expect(await pieceRow(house, id)).toMatchObject({ reading_state: 'read', reading_error: null })
    expect((await eventsOfPiece(house, id)).slice(2)).toEqual([
      'document.reading_failed',
      'document.reading_retried',
      'document.reading_started',
      'document.read',
    ])
  }, 60_000)

  it('whose bytes are not those that were received fails too', async () => {
    const id = await send()
    await putFile(id, (await findMerchantKey(house.db, one.merchantId))!, dead('3'))
    for (let attempt = 1; attempt <= 3; attempt++) await readDocuments(house.ctx())
    expect(await pieceRow(house, id)).toMatchObject({ reading_state: 'failed', reading_attempts: 3 })
  }, 60_000)

  it('is tried again by those who judge, and only where it failed', async () => {
    const id = await send()
    await expect(retryReading(house.ctx(analyst), id)).rejects.toMatchObject({ status: 409 })
    await poison(id, dead('4'))
    await readDocuments(house.ctx())
    for (const role of ['agent', 'auditor', 'administrator'] as const)
      await expect(retryReading(house.ctx(await house.staff(role)), id)).rejects.toMatchObject({ status: 403 })
    await expect(retryReading(house.ctx(analyst), 'docu_000000000000000000000000')).rejects.toMatchObject({ status: 404 })
    expect(await pieceRow(house, id)).toMatchObject({ reading_state: 'failed' })
  }, 60_000)
})

describe('a reader that died', () => {
  const takenAway = (id: string, minutesAgo: number, attempts = 1) =>
    house
      .db
      .updateTable('documents')
      .set({
        reading_state: 'reading',
        reading_attempts: attempts,
        reading_seen_at: new Date(house.now().getTime() - minutesAgo * minutes),
      })
      .where('id', '=', id)
      .execute()

  it('leaves what it held to another once it was silent for ten minutes, not before', async () => {
    const id = await send()
    await takenAway(id, 9)
    expect(await readDocuments(house.ctx())).toMatchObject({ done: 0 })
    house.forward(2 * minutes)
    expect(await readDocuments(house.ctx())).toMatchObject({ done: 1 })
    expect(await pieceRow(house, id)).toMatchObject({ reading_state: 'read', reading_attempts: 2 })
  }, 60_000)

  it('three times over the same piece is enough', async () => {
    const id = await send()
    await takenAway(id, 11, 3)
    expect(await readDocuments(house.ctx())).toMatchObject({ failed: 1 })
    expect(await pieceRow(house, id)).toMatchObject({ reading_state: 'failed', reading_error: 'reading_interrupted' })
  }, 60_000)

  it('its pages are not read again', async () => {
    const id = await send({ kind: 'statuts' })
    await readDocuments(house.ctx())
    await house.db.updateTable('document_pages').set({ text: 'read before' }).where('document_id', '=', id).where('page', '=', 1).execute()
    await house.db.deleteFrom('document_pages').where('document_id', '=', id).where('page', '>', 1).execute()
    await takenAway(id, 11)
    await readDocuments(house.ctx())
    const [first, second] = await pagesOf(house, id)
    expect(first?.text).toBe('read before')
    expect(second?.text).not.toBe('')
  }, 60_000)
})

it('two workers at once read each piece once', async () => {
  // the engine itself, which takes its time: the other comes by while it reads
  useReader(null)
  const ids: string[] = []
  for (let left = 5; left > 0; left--) ids.push(await send({ bytes: await newPdf('Compte courant, bordereau') }))
  const reports = await Promise.all([readDocuments(house.ctx()), readDocuments(house.ctx())])
  expect(reports.map(({ done }) => done).reduce((a, b) => a + b)).toBe(5)
  expect(reports.flatMap(({ touched }) => touched.map(({ subject }) => subject)).sort()).toEqual(ids.toSorted())
  for (const id of ids) expect((await eventsOfPiece(house, id)).filter((event) => event === 'document.reading_started')).toHaveLength(1)
}, 120_000)
