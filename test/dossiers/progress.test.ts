import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson } from '#src/dossiers/addPerson.ts'
import { changePerson } from '#src/dossiers/changePerson.ts'
import { missingBeforeSubmit, nextStep, progress } from '#src/dossiers/progress.ts'
import { readDossierOfMerchant } from '#src/dossiers/readDossier.sql.ts'
import { removePerson } from '#src/dossiers/removePerson.ts'
import { saveCompany } from '#src/dossiers/saveCompany.ts'
import { savePayoutAccount } from '#src/dossiers/savePayoutAccount.ts'
import { submitDossier } from '#src/dossiers/submitDossier.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { account, company, openAccount, person, sendEveryPiece, signEverything, type Signed } from '#test/support/merchant.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const today = '2026-03-02'
const stepsOf = async ({ merchantId }: Signed) => progress(await readDossierOfMerchant(house.db, merchantId), today)
const states = async (signed: Signed) => Object.fromEntries((await stepsOf(signed)).map(({ name, state }) => [name, state]))
const keys = async (signed: Signed, step: string) =>
  (await stepsOf(signed)).find(({ name }) => name === step)!.problems.map(({ key }) => key)

describe('the way through a dossier', () => {
  it('goes step by step, and says what is missing', async () => {
    const signed = await openAccount(house)
    const ctx = () => house.ctx(signed.actor)
    expect(await states(signed)).toEqual({
      company: 'todo',
      people: 'blocked',
      account: 'todo',
      documents: 'blocked',
      contract: 'blocked',
      submit: 'blocked',
    })
    await expect(submitDossier(ctx())).rejects.toMatchObject({ status: 409, code: 'dossier_incomplete' })
    await saveCompany(ctx(), company())
    expect(await states(signed)).toMatchObject({ company: 'done', people: 'todo', documents: 'todo' })
    expect(await keys(signed, 'people')).toEqual(['dossiers:progress.no_representative'])
    await addPerson(ctx(), person())
    await savePayoutAccount(ctx(), account)
    expect(await states(signed)).toEqual({
      company: 'done',
      people: 'done',
      account: 'done',
      documents: 'todo',
      contract: 'todo',
      submit: 'blocked',
    })
    expect(nextStep(await stepsOf(signed))).toBe('documents')
    await signEverything(house, signed)
    await sendEveryPiece(house, signed)
    expect(missingBeforeSubmit(await stepsOf(signed))).toEqual([])
    expect(await states(signed)).toMatchObject({ submit: 'todo' })
    await submitDossier(ctx())
    expect(await states(signed)).toMatchObject({ submit: 'done' })
  })

  it('a form changed later makes functions wrong, and asks for other pieces', async () => {
    const signed = await openAccount(house)
    await saveCompany(house.ctx(signed.actor), company({ legalForm: 'sarl' }))
    await addPerson(house.ctx(signed.actor), person({ role: 'gerant' }))
    await saveCompany(house.ctx(signed.actor), company({ legalForm: 'sas' }))
    expect(await keys(signed, 'people')).toContain('dossiers:progress.role_of_other_form')
  })

  it('a company that presides needs the person behind it', async () => {
    const signed = await openAccount(house)
    await saveCompany(house.ctx(signed.actor), company({ legalForm: 'sas' }))
    const holding = await addPerson(
      house.ctx(signed.actor),
      person({ kind: 'legal', role: 'president', companyName: 'Holding Lenoir', companySiren: '', capitalBps: 10_000, votesBps: 10_000 }),
    )
    expect(await keys(signed, 'people')).toContain('dossiers:progress.company_without_person')
    const half = { personId: holding!.id, capitalBps: 5_000, votesBps: 5_000 }
    await addPerson(
      house.ctx(signed.actor),
      person({ role: 'autre', representsPersonId: holding!.id, capitalBps: 0, votesBps: 0, through: half }),
    )
    expect(await keys(signed, 'people')).toEqual(['dossiers:ownership.company_owner_not_explained'])
    const rest = await addPerson(
      house.ctx(signed.actor),
      person({ role: 'autre', givenNames: 'Irène', capitalBps: 0, votesBps: 0, isBeneficialOwner: false, ownerSince: '', through: half }),
    )
    expect(await keys(signed, 'people')).toEqual(['dossiers:ownership.owner_not_declared'])
    await removePerson(house.ctx(signed.actor), rest!.id)
    await changePerson(house.ctx(signed.actor), {
      ...person({
        kind: 'legal',
        role: 'president',
        companyName: 'Holding Lenoir',
        companySiren: '',
        capitalBps: 10_000,
        votesBps: 10_000,
      }),
      id: holding!.id,
      controlNature: 'le reste est coté en bourse',
    })
    expect(await keys(signed, 'people')).toEqual([])
    const { checklist } = await readDossierOfMerchant(house.db, signed.merchantId)
    expect(checklist.map(({ requirement }) => requirement.kind)).toContain('company_registration_of_president')
  })

  it('BO-01 and BO-02: who holds more than a quarter is declared; where nobody does, the manager stands in', async () => {
    const signed = await openAccount(house)
    await saveCompany(house.ctx(signed.actor), company())
    await addPerson(house.ctx(signed.actor), person({ isBeneficialOwner: false, ownerSince: '', capitalBps: 2501, votesBps: 0 }))
    expect(await keys(signed, 'people')).toContain('dossiers:ownership.owner_not_declared')
    const other = await openAccount(house)
    await saveCompany(house.ctx(other.actor), company())
    await addPerson(house.ctx(other.actor), person({ isBeneficialOwner: false, ownerSince: '', capitalBps: 2500, votesBps: 2500 }))
    expect(await keys(other, 'people')).toEqual([])
  })

  it('a PEP makes the file high risk, and asks for more', async () => {
    const signed = await openAccount(house)
    await saveCompany(house.ctx(signed.actor), company())
    await addPerson(house.ctx(signed.actor), person())
    const before = await readDossierOfMerchant(house.db, signed.merchantId)
    await addPerson(
      house.ctx(signed.actor),
      person({
        role: 'associe',
        isBeneficialOwner: false,
        capitalBps: 0,
        votesBps: 0,
        givenNames: 'Paul',
        isPep: true,
        pepFunction: 'Députée',
      }),
    )
    const after = await readDossierOfMerchant(house.db, signed.merchantId)
    expect([before.dossier.risk, after.dossier.risk]).toEqual(['low', 'high'])
    expect(after.checklist.filter(({ requirement }) => requirement.level === 'required').length).toBeGreaterThan(
      before.checklist.filter(({ requirement }) => requirement.level === 'required').length,
    )
    expect(
      await house
        .db
        .selectFrom('audit_events')
        .select('event')
        .where('subject_id', '=', after.dossier.id)
        .where('event', '=', 'dossier.risk_rated')
        .execute(),
    )
      .not
      .toHaveLength(0)
  })
})
