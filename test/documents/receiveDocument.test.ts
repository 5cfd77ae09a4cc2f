import { PDFDocument } from 'pdf-lib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDocument } from '#src/documents/openDocument.ts'
import { inspectFiles, receiveDocument } from '#src/documents/receiveDocument.ts'
import { withdrawDocument } from '#src/documents/withdrawDocument.ts'
import { sendPieces } from '#src/dossiers/sendPieces.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { conflict } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit } from '#src/platform/ctx.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { getFile } from '#src/platform/storage.ts'
import { refuseDocument } from '#src/documents/refuseDocument.ts'
import { dossierRow, eventsOf, openDossier, type Dossier } from '#test/reviews/dossiers.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { eventsOfPiece, paper, pieceRow, sendPiece, takeIn } from './pieces.ts'

let house: House
let analyst: StaffActor
beforeAll(async () => {
  house = await openHouse()
  analyst = await house.staff('analyst')
})
afterAll(async () => {
  await house.close()
})

const piecesOf = (one: Dossier) =>
  house.db.selectFrom('documents').selectAll().where('dossier_id', '=', one.dossierId).orderBy('id').execute()
const draft = () => openDossier(house, { dossier: 'draft', pieces: null, review: null })
const send = (one: Dossier, bytes: Buffer, more: Partial<Parameters<typeof takeIn>[2]> = {}) =>
  takeIn(house, one, {
    requirementKey: 'registration_proof',
    kind: 'registration_proof',
    personId: null,
    fileName: 'kbis.pdf',
    bytes,
    ...more,
  })

describe('a piece that is taken in', () => {
  it('leaves its row, its event, a new version of the dossier, and a sealed file that opens again', async () => {
    const one = await draft()
    const { version } = await dossierRow(house, one.dossierId)
    const { bytes } = await paper()
    const { id } = await send(one, bytes, { fileName: '../Mes papiers/Avis Sirène.PDF' })
    expect(await pieceRow(house, id)).toMatchObject({
      state: 'received',
      reading_state: 'waiting',
      type: 'pdf',
      mime: 'application/pdf',
      page_count: 1,
      byte_count: bytes.length,
      file_name: 'Avis Sirène.pdf',
      uploaded_by: one.user.id,
      warnings: [],
      requirement_key: 'registration_proof',
      merchant_id: one.merchantId,
    })
    expect(await eventsOfPiece(house, id)).toEqual(['document.received'])
    expect((await dossierRow(house, one.dossierId)).version).toBe(version + 1)
    expect((await openDocument(house.ctx(analyst), id)).bytes.equals(bytes)).toBe(true)
    expect(await eventsOfPiece(house, id)).toEqual(['document.received', 'document.opened'])
  })

  it('is a picture by its bytes, whatever its name says', async () => {
    const one = await draft()
    const { bytes } = await paper({ kind: 'fr_cni_e', quality: 'photo_jpeg' })
    const { id } = await send(one, bytes, { fileName: 'carte.pdf' })
    expect(await pieceRow(house, id)).toMatchObject({ type: 'jpeg', mime: 'image/jpeg', file_name: 'carte.jpg' })
  })

  it('takes the place of a refused one, and stands beside one nobody judged', async () => {
    const one = await openDossier(house, { pieces: null })
    const [refused, unjudged] = [await sendPiece(house, one, { seed: 1 }), await sendPiece(house, one, { seed: 2 })]
    await refuseDocument(house.ctx(analyst), refused, { reason: 'too_old', note: '' })
    const fresh = await sendPiece(house, one, { seed: 3 })
    expect(Object.fromEntries((await piecesOf(one)).map(({ id, state }) => [id, state]))).toEqual({
      [refused]: 'superseded',
      [unjudged]: 'received',
      [fresh]: 'received',
    })
    expect(await eventsOfPiece(house, refused)).toEqual(['document.received', 'document.refused', 'document.superseded'])
  })
})

const pdfOf = async (pages: number): Promise<Buffer> => {
  const doc = await PDFDocument.create()
  for (let page = 0; page < pages; page++) doc.addPage([300, 400])
  return Buffer.from(await doc.save())
}
const wide = (): Promise<Buffer> =>
  sharp({ create: { width: 7_200, height: 7_000, channels: 3, background: '#fff' } }).png({ compressionLevel: 9 }).toBuffer()
const torn = async (): Promise<Buffer> => {
  const whole = await sharp({
    create: { width: 800, height: 600, channels: 3, background: '#fff', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  })
    .png()
    .toBuffer()
  return whole.subarray(0, whole.length / 3)
}

describe('a file that is refused names its cause, and nothing of it is kept', () => {
  it.each<[string, () => Buffer | Promise<Buffer>]>([
    ['empty', () => Buffer.alloc(0)],
    ['too_big', () => Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(10 * 1024 * 1024)])],
    ['unknown_type', () => Buffer.from('Bonjour, voici mon Kbis.')],
    ['executable', () => Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
    ['archive', () => Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(60)])],
    ['heic', () => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(40)])],
    ['broken_pdf', () => Buffer.from('%PDF-1.7\nthis is none')],
    ['too_many_pages', () => pdfOf(31)],
    ['too_many_pixels', wide],
    ['broken_picture', torn],
  ])('%s', async (cause, make) => {
    const one = await draft()
    const before = await eventsOf(house, one.merchantId)
    const { version } = await dossierRow(house, one.dossierId)
    await expect(send(one, await make())).rejects.toMatchObject({ status: 422, code: cause, fields: { file: `documents:file.${cause}` } })
    expect(await piecesOf(one)).toEqual([])
    expect(await eventsOf(house, one.merchantId)).toEqual(before)
    expect((await dossierRow(house, one.dossierId)).version).toBe(version)
  })
})

describe('the very file sent before', () => {
  it('is refused, for another line too; not once it was taken back, and not to another merchant', async () => {
    const one = await draft()
    const { bytes } = await paper()
    const first = await send(one, bytes)
    const again = { status: 422, fields: { file: 'documents:file.same_as_before' } }
    await expect(send(one, bytes)).rejects.toMatchObject(again)
    await expect(send(one, bytes, { requirementKey: 'activity_proof', kind: 'activity_proof' })).rejects.toMatchObject(again)
    expect(await piecesOf(one)).toHaveLength(1)
    await send(await draft(), bytes)
    await withdrawDocument(house.ctx(one.user), first.id)
    await send(one, bytes)
    expect((await piecesOf(one)).map(({ state }) => state).sort()).toEqual(['received', 'withdrawn'])
  })

  it('sent twice at the same moment is taken once', async () => {
    const one = await draft()
    const { bytes } = await paper()
    const outcomes = await Promise.allSettled([send(one, bytes), send(one, bytes), send(one, bytes)])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await piecesOf(one)).toHaveLength(1)
  })
})

describe('what is not his', () => {
  it('the dossier of another merchant is 404', async () => {
    const [one, other] = [await draft(), await draft()]
    const { bytes } = await paper()
    await expect(send(one, bytes, { dossierId: other.dossierId })).rejects.toMatchObject({ status: 404 })
    await expect(send(one, bytes, { dossierId: newId('doss', house.now()) })).rejects.toMatchObject({ status: 404 })
    expect([...(await piecesOf(one)), ...(await piecesOf(other))]).toEqual([])
  })

  it('a line that is not on his list is 404; one that is closed, 409', async () => {
    const [one, other] = [await draft(), await draft()]
    const files = [await paper()]
    const key = (whose: Dossier) => `identity_document:${whose.personId}`
    await expect(sendPieces(house.ctx(one.user), { requirementKey: key(other), files })).rejects.toMatchObject({ status: 404 })
    await expect(sendPieces(house.ctx(one.user), { requirementKey: 'no_such_piece', files })).rejects.toMatchObject({ status: 404 })
    const sent = await openDossier(house, { pieces: null })
    await expect(sendPieces(house.ctx(sent.user), { requirementKey: key(sent), files })).rejects.toMatchObject({
      status: 409,
      code: 'piece_not_expected',
    })
    expect(await sendPieces(house.ctx(one.user), { requirementKey: key(one), files })).toEqual({ count: 1 })
  })
})

describe('the file and the row stand and fall together', () => {
  const isStored = async (one: Dossier, id: string): Promise<boolean> =>
    getFile(id, (await findMerchantKey(house.db, one.merchantId))!).then(() => true, () => false)

  it('a unit that fails later leaves neither', async () => {
    const one = await draft()
    const { bytes } = await paper()
    let id = ''
    const [inspected] = await inspectFiles([{ fileName: 'a.pdf', bytes }])
    const failing = unit(house.ctx(one.user), async (tx) => {
      id = (await receiveDocument(tx, {
        merchantId: one.merchantId,
        dossierId: one.dossierId,
        requirementKey: 'statutes',
        kind: 'statutes',
        personId: null,
        ...inspected!,
      }))
        .id
      throw conflict('state_has_changed')
    })
    await expect(failing).rejects.toMatchObject({ status: 409 })
    expect(await piecesOf(one)).toEqual([])
    expect(await isStored(one, id)).toBe(false)
  })

  it('one that is taken back loses its file, and only its own merchant takes it back', async () => {
    const [one, other] = [await draft(), await draft()]
    const id = await sendPiece(house, one)
    expect(await isStored(one, id)).toBe(true)
    await expect(withdrawDocument(house.ctx(other.user), id)).rejects.toMatchObject({ status: 404 })
    await withdrawDocument(house.ctx(one.user), id)
    expect(await isStored(one, id)).toBe(false)
    await expect(openDocument(house.ctx(analyst), id)).rejects.toMatchObject({ status: 404 })
    await expect(withdrawDocument(house.ctx(one.user), id)).rejects.toMatchObject({ status: 409 })
  })

  it('what has been before us is not taken back', async () => {
    const one = await openDossier(house, { pieces: null, dossier: 'awaiting_documents' })
    const id = await sendPiece(house, one)
    await expect(withdrawDocument(house.ctx(one.user), id)).rejects.toMatchObject({ status: 409, code: 'document_was_submitted' })
  })
})
