import { PDFDocument } from 'pdf-lib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeProblem, newCode, normaliseCode } from '#src/contracts/contract.ts'
import { findContract } from '#src/contracts/contracts.sql.ts'
import { draftContract } from '#src/contracts/draftContract.ts'
import { openContractFile } from '#src/contracts/keepContractFile.ts'
import { printable } from '#src/contracts/printable.ts'
import { sendContractCode } from '#src/contracts/sendContractCode.ts'
import { signContract } from '#src/contracts/signContract.ts'
import { findDossierOfMerchant, listPeople } from '#src/dossiers/dossiers.sql.ts'
import { saveCompany } from '#src/dossiers/saveCompany.ts'
import { savePayoutAccount } from '#src/dossiers/savePayoutAccount.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { account, codeIn, company, letterOf, openAccount, sendEveryPiece, signEverything, submitted, tellAll,
  type Signed } from '#test/support/merchant.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const minute = 60_000
const dossierOf = async ({ merchantId }: Signed) => (await findDossierOfMerchant(house.db, merchantId))!
const contractOf = async (signed: Signed) => findContract(house.db, (await dossierOf(signed)).id)
const draft = async (signed: Signed) =>
  draftContract(house.ctx(signed.actor), { signerId: (await listPeople(house.db, (await dossierOf(signed)).id))[0]!.id })
const sign = (signed: Signed, code: string) => signContract(house.ctx(signed.actor), { code, ip: '192.0.2.7', userAgent: 'Navigateur' })
const codeOf = async (signed: Signed) => codeIn(await letterOf(house, 'contract_code', signed.email))
const ready = async (): Promise<Signed> => {
  const signed = await openAccount(house)
  await tellAll(house, signed)
  return signed
}
const wordsOf = async (bytes: Buffer): Promise<string> => {
  const pdf = await openPdf(bytes)
  const text = Array.from({ length: pdf.pageCount }, (_, i) => pdf.pageText(i + 1)).join('\n')
  pdf.close()
  return text.replace(/\s+/g, ' ')
}

describe('the code', () => {
  it('has six figures, and is read with the blanks people type', () => {
    for (let i = 0; i < 200; i++) expect(newCode()).toMatch(/^\d{6}$/)
    expect(normaliseCode(' 123 456 ')).toBe('123456')
  })
  it('is none, expired or spent', () => {
    const at = new Date('2026-03-02T09:00:00Z')
    const code = { code_fingerprint: Buffer.from('x'), code_expires_at: new Date(at.getTime() + 1), code_attempts: 0 }
    expect(codeProblem(code, at)).toBeNull()
    expect(codeProblem({ ...code, code_expires_at: at }, at)).toBe('expired')
    expect(codeProblem({ ...code, code_attempts: 5 }, at)).toBe('spent')
    expect(codeProblem({ ...code, code_fingerprint: null }, at)).toBe('none')
  })
})

describe('what a page can print', () => {
  it.each([
    ['Łukasz Świątek', 'Łukasz Świątek'],
    ['L’Odet – 12 €', 'L’Odet – 12 €'],
    ['Œuvre', 'Œuvre'],
    ['a\nb\tc', 'a b c'],
    ['e\u0301', 'é'],
    ['漢', '?'],
    ['<script>', '<script>'],
  ])('%s → %s', (typed, printed) => {
    expect(printable(typed)).toBe(printed)
  })
})

describe('the contract', () => {
  it('waits for company, people and account', async () => {
    const signed = await openAccount(house)
    await saveCompany(house.ctx(signed.actor), company())
    await expect(draftContract(house.ctx(signed.actor), { signerId: 'pers_x' })).rejects.toMatchObject({
      status: 409,
      code: 'contract_not_ready',
    })
  })

  it('is drawn from the file, for a signer who may sign', async () => {
    const signed = await ready()
    await expect(draftContract(house.ctx(signed.actor), { signerId: 'pers_somebody_else' })).rejects.toMatchObject({
      status: 422,
      fields: { signer: 'contracts:problem.signer' },
    })
    await draft(signed)
    const contract = (await contractOf(signed))!
    const bytes = await openContractFile(house.db, signed.merchantId, contract.storage_key, contract.sha256)
    expect(sha256(bytes)).toEqual(contract.sha256)
    const text = await wordsOf(bytes)
    for (
      const part of [
        'Boulangerie Lenoir',
        'Lenoir Anne',
        'FR14 2004 1010 0505 0001 3M02 606',
        '12 000,00 €',
        'préavis d’un mois',
        'cadre-2026-11',
        'Note in English',
      ]
    ) expect(text).toContain(part)
    expect((await PDFDocument.load(bytes)).getPageCount()).toBeLessThanOrEqual(4)
  })

  it('names from anywhere in Europe, and lines too long, are drawn letter for letter', async () => {
    const signed = await openAccount(house)
    await tellAll(house, signed, {
      company: { name: 'Ωμέγα Łódź <script>alert(1)</script>', activity: 'x'.repeat(300), addressLine1: '’; drop table merchants; --' },
      person: { givenNames: 'Ян', familyName: 'Ščerbić' },
    })
    await draft(signed)
    const contract = (await contractOf(signed))!
    const bytes = await openContractFile(house.db, signed.merchantId, contract.storage_key, contract.sha256)
    const text = await wordsOf(bytes)
    for (const part of ['Ωμέγα Łódź <script>alert(1)</script>', 'Ščerbić Ян']) expect(text).toContain(part)
    expect(bytes.length).toBeLessThan(80_000)
  })

  it('signs that no font of ours has are refused where they are typed, and never signed', async () => {
    const signed = await openAccount(house)
    await expect(saveCompany(house.ctx(signed.actor), company({ name: '漢字', tradeName: 'مخبز', city: '🏙' }))).rejects.toMatchObject({
      status: 422,
      fields: { name: 'dossiers:problem.letters', tradeName: 'dossiers:problem.letters', city: 'dossiers:problem.letters' },
    })
    await tellAll(house, signed)
    await house.db.updateTable('people').set({ family_name: '漢字' }).where('dossier_id', '=', (await dossierOf(signed)).id).execute()
    await expect(draft(signed)).rejects.toMatchObject({ status: 409, code: 'contract_letters' })
  })

  it('is signed with the code, and keeps the proof', async () => {
    const signed = await ready()
    await draft(signed)
    await sendContractCode(house.ctx(signed.actor))
    const sentAt = house.now()
    house.forward(3 * minute)
    await sign(signed, await codeOf(signed))
    const contract = (await contractOf(signed))!
    expect(contract).toMatchObject({
      state: 'signed',
      code_sent_at: sentAt,
      code_entered_at: house.now(),
      ip: '192.0.2.7',
      user_agent: 'Navigateur',
      code_fingerprint: null,
    })
    const bytes = await openContractFile(house.db, signed.merchantId, contract.signed_storage_key!, contract.signed_sha256!)
    const text = await wordsOf(bytes)
    expect(text.replace(/ /g, '')).toContain(contract.sha256.toString('hex'))
    for (const part of ['Preuve de signature', signed.email, '192.0.2.7', 'cadre-2026-11', sentAt.toISOString(), house.now().toISOString()])
      expect(text).toContain(part)
    // The bytes that were signed are still what they were.
    expect(sha256(await openContractFile(house.db, signed.merchantId, contract.storage_key, contract.sha256))).toEqual(contract.sha256)
    await expect(sign(signed, '123456')).rejects.toMatchObject({ status: 409, code: 'contract_is_signed' })
    await expect(draft(signed)).rejects.toMatchObject({ code: 'contract_is_signed' })
  })

  it('five wrong codes spend it, the count survives the refusals; another code works', async () => {
    const signed = await ready()
    await draft(signed)
    await expect(sign(signed, '123456')).rejects.toMatchObject({ fields: { code: 'contracts:problem.code_none' } })
    await sendContractCode(house.ctx(signed.actor))
    const right = await codeOf(signed)
    const wrong = right === '111111' ? '222222' : '111111'
    for (let i = 0; i < 5; i++)
      await expect(sign(signed, wrong)).rejects.toMatchObject({ status: 422, fields: { code: 'contracts:problem.code_wrong' } })
    expect(await contractOf(signed)).toMatchObject({ code_attempts: 5 })
    await expect(sign(signed, right)).rejects.toMatchObject({ fields: { code: 'contracts:problem.code_spent' } })
    house.forward(1000)
    await sendContractCode(house.ctx(signed.actor))
    await sign(signed, await codeOf(signed))
    expect(await contractOf(signed)).toMatchObject({ state: 'signed' })
  })

  it('the code lives ten minutes, and the one before it is dead', async () => {
    const signed = await ready()
    await draft(signed)
    await sendContractCode(house.ctx(signed.actor))
    const first = await codeOf(signed)
    house.forward(10 * minute)
    await expect(sign(signed, first)).rejects.toMatchObject({ fields: { code: 'contracts:problem.code_expired' } })
    await sendContractCode(house.ctx(signed.actor))
    const second = await codeOf(signed)
    if (first !== second) await expect(sign(signed, first)).rejects.toMatchObject({ fields: { code: 'contracts:problem.code_wrong' } })
    house.forward(10 * minute - 1000)
    await sign(signed, second)
  })

  it('typed twice at once, it is signed once', async () => {
    const signed = await ready()
    await draft(signed)
    await sendContractCode(house.ctx(signed.actor))
    const code = await codeOf(signed)
    const tries = await Promise.allSettled([1, 2, 3].map(() => sign(signed, code)))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(
      await house
        .db
        .selectFrom('mails')
        .select('id')
        .where('template', '=', 'contract_signed')
        .where('to_address', '=', signed.email)
        .execute(),
    )
      .toHaveLength(1)
  })

  it('an edit before sending asks to sign again; the same words typed again do not', async () => {
    const signed = await ready()
    await signEverything(house, signed)
    const before = await contractOf(signed)
    await savePayoutAccount(house.ctx(signed.actor), account)
    expect(await contractOf(signed)).toEqual(before)
    await savePayoutAccount(house.ctx(signed.actor), { ...account, holder: 'Lenoir SARL' })
    expect(await contractOf(signed)).toBeNull()
    expect(await house.db.selectFrom('contracts').select('state').where('id', '=', before!.id).executeTakeFirst()).toEqual({
      state: 'superseded',
    })
    await signEverything(house, signed)
    expect(await contractOf(signed)).toMatchObject({ state: 'signed' })
  })

  it('sending pieces leaves it signed', async () => {
    const signed = await ready()
    await signEverything(house, signed)
    await sendEveryPiece(house, signed)
    expect(await contractOf(signed)).toMatchObject({ state: 'signed' })
  })

  it('once the file is with us nothing is drawn or signed', async () => {
    const signed = await submitted(house)
    await expect(draft(signed)).rejects.toMatchObject({ status: 409, code: 'dossier_not_editable' })
    await expect(sendContractCode(house.ctx(signed.actor))).rejects.toMatchObject({ status: 409 })
  })
})
