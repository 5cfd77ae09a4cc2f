import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changePerson } from '#src/dossiers/changePerson.ts'
import { readDossierOfMerchant } from '#src/dossiers/readDossier.sql.ts'
import { removePerson } from '#src/dossiers/removePerson.ts'
import { savePayoutAccount } from '#src/dossiers/savePayoutAccount.ts'
import { sendPieces } from '#src/dossiers/sendPieces.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { askForDocuments } from '#src/reviews/askForDocuments.ts'
import { obstaclesOf, fourEyesReasons } from '#src/reviews/decision.ts'
import { takeNextReview } from '#src/reviews/takeNextReview.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { validateDossier } from '#src/reviews/validateDossier.ts'
import { identifyEverybody } from '#test/identification/measures.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { account, newPdf, person, signEverything, submitted, type Signed } from '#test/support/merchant.ts'

// What a merchant changes while he answers a request must not slip past those who decide (audit of 2026-11-26).

let house: House
let analyst: StaffActor
beforeAll(async () => {
  house = await openHouse()
  analyst = await house.staff('analyst')
})
afterAll(async () => {
  await house.close()
})

const fileOf = ({ merchantId }: Signed) => readDossierOfMerchant(house.db, merchantId)

/** Everything accepted but one piece, which is asked for. */
const asked = async (said: Parameters<typeof submitted>[1] = {}): Promise<{ signed: Signed; key: string }> => {
  const signed = await submitted(house, said)
  await takeNextReview(house.ctx(analyst))
  const { documents, dossier } = await fileOf(signed)
  for (const piece of documents) await acceptDocument(house.ctx(analyst), piece.id)
  await identifyEverybody(house, dossier.id, analyst)
  const key = 'activity_proof'
  await askForDocuments(house.ctx(analyst), dossier.id, { items: [{ key, reason: 'to_renew', note: '' }], message: '' })
  return { signed, key }
}

const answer = async ({ signed, key }: Awaited<ReturnType<typeof asked>>): Promise<void> => {
  await sendPieces(house.ctx(signed.actor), { requirementKey: key, files: [{ fileName: 'preuve.pdf', bytes: await newPdf() }] })
}

describe('edits while a request is out', () => {
  it('another account: the accepted proof is to be judged again, the contract to be signed again', async () => {
    const one = await asked()
    const { signed } = one
    await savePayoutAccount(house.ctx(signed.actor), { ...account, iban: 'DE89370400440532013000', holder: 'Quelqu’un d’autre' })
    await answer(one)
    const file = await fileOf(signed)
    expect(file.dossier.state).toBe('submitted')
    expect(file.documents.filter(({ state }) => state === 'received').map(({ kind }) => kind).sort()).toEqual([
      'activity_proof',
      'payout_account_proof',
    ])
    expect(file.contract).toBeNull()
    expect(obstaclesOf(file, '2026-03-02')).toEqual(['pieces_unsettled', 'contract_unsigned'])
    await signEverything(house, signed)
    expect(obstaclesOf(await fileOf(signed), '2026-03-02')).toEqual(['pieces_unsettled'])
  })

  it('nobody left who represents the company: it is not validated', async () => {
    const one = await asked()
    const { signed } = one
    const { people } = await fileOf(signed)
    await removePerson(house.ctx(signed.actor), people[0]!.id)
    await answer(one)
    const file = await fileOf(signed)
    for (const piece of file.documents.filter(({ state }) => state === 'received')) await acceptDocument(house.ctx(analyst), piece.id)
    expect(obstaclesOf(await fileOf(signed), '2026-03-02')[0]).toBe('file_incomplete')
    await expect(validateDossier(house.ctx(analyst), file.dossier.id, { reason: '' })).rejects.toMatchObject({
      status: 409,
      code: 'file_incomplete',
    })
  })

  it('a politically exposed person who is declared one no longer still calls for two people', async () => {
    const one = await asked({ person: { isPep: true, pepFunction: 'Députée' } })
    const { signed } = one
    const { people } = await fileOf(signed)
    await changePerson(house.ctx(signed.actor), { ...person(), id: people[0]!.id })
    expect(fourEyesReasons(await fileOf(signed))).toContain('pep')
  })
})
