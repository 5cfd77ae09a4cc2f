import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '#src/kernel/actor.ts'
import { isLacking } from '#src/dossiers/checklist.ts'
import { findDossierOfMerchant, lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { moveDossier } from '#src/dossiers/moveDossier.ts'
import { readDossierOfMerchant } from '#src/dossiers/readDossier.sql.ts'
import { mostFilesOfLine, sendPieces } from '#src/dossiers/sendPieces.ts'
import { openLines, wantedItems } from '#src/dossiers/wantedPieces.ts'
import { situationOf } from '#src/dossiers/situation.ts'
import { switchOffMerchant } from '#src/merchants/switchOffMerchant.ts'
import { unit } from '#src/platform/ctx.ts'
import { parkReview } from '#src/reviews/parkReview.ts'
import { openRequest } from '#src/requests/openRequest.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { newPdf, openAccount, submitted, tellAll, type Signed } from '#test/support/merchant.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const fileOf = ({ merchantId }: Signed) => readDossierOfMerchant(house.db, merchantId)
const pdf = async (fileName = 'piece.pdf') => ({ fileName, bytes: await newPdf() })
const send = async (signed: Signed, requirementKey: string, files?: { fileName: string; bytes: Buffer }[]) =>
  sendPieces(house.ctx(signed.actor), { requirementKey, files: files ?? [await pdf()] })
const told = async (): Promise<Signed> => {
  const signed = await openAccount(house)
  await tellAll(house, signed)
  return signed
}

/** A request for these lines, as an analyst's act leaves the file. */
const ask = async (signed: Signed, keys: string[]) => {
  const dossier = (await findDossierOfMerchant(house.db, signed.merchantId))!
  const analyst = await house.staff('analyst')
  await unit(house.ctx(analyst), async (tx) => {
    await moveDossier(tx, await lockDossier(tx.db, dossier.id), 'ask')
    const items = keys.map((key) => ({ requirementKey: key, kind: key.split(':')[0]!, personId: null, reason: 'unreadable', note: '' }))
    await openRequest(tx, { dossierId: dossier.id, merchantId: signed.merchantId, purpose: 'onboarding', message: 'Bonjour', items })
    await parkReview(tx, dossier.id)
  })
}

describe('pieces of a draft', () => {
  it('several files for one line, all or none', async () => {
    const signed = await told()
    await send(signed, 'registration_proof', [await pdf('b.pdf'), await pdf('a.pdf')])
    const line = (await fileOf(signed)).checklist.find(({ requirement }) => requirement.key === 'registration_proof')!
    expect(line).toMatchObject({ state: 'received' })
    expect(line.documents.map(({ file_name }) => file_name)).toEqual(['a.pdf', 'b.pdf'])
    await expect(send(signed, 'statutes', [await pdf(), { fileName: 'x.pdf', bytes: Buffer.from('MZ no document') }]))
      .rejects
      .toMatchObject({ status: 422 })
    expect((await fileOf(signed)).documents.filter(({ requirement_key }) => requirement_key === 'statutes')).toEqual([])
  })

  it('the very same file is refused; too many for one line too; none at all', async () => {
    const signed = await told()
    const same = await pdf()
    await send(signed, 'statutes', [same])
    await expect(send(signed, 'statutes', [same])).rejects.toMatchObject({ status: 422, fields: { file: 'documents:file.same_as_before' } })
    await expect(send(signed, 'statutes', [])).rejects.toMatchObject({ fields: { file: 'dossiers:pieces.problem.no_file' } })
    const many = await Promise.all(Array.from({ length: mostFilesOfLine }, () => pdf()))
    await expect(send(signed, 'statutes', many)).rejects.toMatchObject({ fields: { file: 'dossiers:pieces.problem.too_many' } })
  })

  it('a line that is on no list of his is not found', async () => {
    const signed = await told()
    for (const key of ['nonsense', 'identity_document:pers_of_another', ''])
      await expect(send(signed, key)).rejects.toMatchObject({ status: 404 })
    const nothing = await openAccount(house)
    await expect(send(nothing, 'statutes')).rejects.toMatchObject({ status: 404 })
  })
})

describe('pieces that were asked for', () => {
  it('answered in full, the file is before us again', async () => {
    const signed = await submitted(house)
    await expect(send(signed, 'statutes')).rejects.toMatchObject({ status: 409, code: 'piece_not_expected' })
    await ask(signed, ['statutes', 'other:lettre'])
    const file = await fileOf(signed)
    expect(wantedItems(file).map(({ requirement_key }) => requirement_key).sort()).toEqual(['other:lettre', 'statutes'])
    expect(file.checklist.find(({ requirement }) => requirement.key === 'other:lettre')).toMatchObject({
      state: 'missing',
      requirement: { level: 'required', reason: 'dossiers:requirements.asked' },
    })
    expect(situationOf(file, false)).toBe('asked')
    await send(signed, 'statutes')
    expect((await fileOf(signed)).dossier.state).toBe('awaiting_documents')
    await send(signed, 'other:lettre')
    const after = await fileOf(signed)
    expect([after.dossier.state, after.request?.state]).toEqual(['submitted', 'answered'])
    expect(wantedItems(after)).toEqual([])
    expect(await house.db.selectFrom('review_items').select(['state', 'kind']).where('merchant_id', '=', signed.merchantId).execute())
      .toEqual([{ state: 'open', kind: 'answered_request' }])
    await expect(send(signed, 'statutes')).rejects.toMatchObject({ status: 409 })
  })

  it('switched off, only what was asked can be sent, and it opens the way back', async () => {
    const signed = await submitted(house)
    await ask(signed, ['statutes'])
    const dossier = (await findDossierOfMerchant(house.db, signed.merchantId))!
    await unit(house.ctx(system('deactivate-overdue-merchants')), async (tx) => {
      await moveDossier(tx, await lockDossier(tx.db, dossier.id), 'lapse')
      await switchOffMerchant(tx, signed.merchantId, 'deactivate')
    })
    const file = await fileOf(signed)
    expect(openLines(file).map(({ requirement }) => requirement.key)).toEqual(['statutes'])
    expect(situationOf(file, wantedItems(file).length === 0)).toBe('deactivated')
    await expect(send(signed, 'rbe_extract')).rejects.toMatchObject({ status: 409, code: 'piece_not_expected' })
    await send(signed, 'statutes')
    const after = await fileOf(signed)
    expect(after.dossier.state).toBe('submitted')
    expect(situationOf(after, wantedItems(after).length === 0)).toBe('unlocking')
    expect(openLines(after)).toEqual([])
  })

  it('a refused merchant sends nothing', async () => {
    const signed = await submitted(house)
    await house.db.updateTable('merchants').set({ state: 'rejected' }).where('id', '=', signed.merchantId).execute()
    expect(openLines(await fileOf(signed))).toEqual([])
    expect((await fileOf(signed)).checklist.some(isLacking)).toBe(false)
    await expect(send(signed, 'statutes')).rejects.toMatchObject({ status: 409 })
  })
})
