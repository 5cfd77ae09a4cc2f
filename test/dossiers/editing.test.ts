import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findDossierOfMerchant, findPayoutAccount, listPeople, lockDossier } from '#src/dossiers/dossiers.sql.ts'
import { addPerson } from '#src/dossiers/addPerson.ts'
import { changePerson } from '#src/dossiers/changePerson.ts'
import { moveDossier } from '#src/dossiers/moveDossier.ts'
import { readDossierOfMerchant } from '#src/dossiers/readDossier.sql.ts'
import { removePerson } from '#src/dossiers/removePerson.ts'
import { saveCompany } from '#src/dossiers/saveCompany.ts'
import { savePayoutAccount } from '#src/dossiers/savePayoutAccount.ts'
import { submitDossier } from '#src/dossiers/submitDossier.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { unit } from '#src/platform/ctx.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { account, company, openAccount, person, sendEveryPiece, signEverything, submitted, tellAll,
  type Signed } from '#test/support/merchant.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const dossierOf = async ({ merchantId }: Signed) => (await findDossierOfMerchant(house.db, merchantId))!
const events = async (signed: Signed, event: string) =>
  house
    .db
    .selectFrom('audit_events')
    .select(['data', 'personal'])
    .where('merchant_id', '=', signed.merchantId)
    .where('event', '=', event)
    .orderBy('id')
    .execute()

describe('the company', () => {
  it('is saved, names the merchant, leaves an event whose words are sealed', async () => {
    const signed = await openAccount(house)
    await saveCompany(house.ctx(signed.actor), company({ name: 'Épicerie Œuvrard', tradeName: 'Chez Zoé' }))
    expect(await findMerchant(house.db, signed.merchantId)).toMatchObject({
      name: 'Épicerie Œuvrard',
      search_name: 'epicerie oeuvrard chez zoe',
    })
    const [event] = await events(signed, 'dossier.company_saved')
    expect(event?.data).toMatchObject({ fields: expect.arrayContaining(['name', 'siret']) })
    expect(event?.personal).toBeInstanceOf(Buffer)
    expect(JSON.stringify(event?.data)).not.toContain('Œuvrard')
  })

  it('saved again unchanged, nothing moves', async () => {
    const signed = await openAccount(house)
    const typed = company()
    await saveCompany(house.ctx(signed.actor), typed)
    const before = await dossierOf(signed)
    await saveCompany(house.ctx(signed.actor), typed)
    expect(await dossierOf(signed)).toEqual(before)
    expect(await events(signed, 'dossier.company_saved')).toHaveLength(1)
  })

  it('refused, it leaves nothing behind', async () => {
    const signed = await openAccount(house)
    await expect(saveCompany(house.ctx(signed.actor), company({ siret: '1' }))).rejects.toMatchObject({ status: 422 })
    expect((await readDossierOfMerchant(house.db, signed.merchantId)).company).toBeNull()
    expect((await dossierOf(signed)).version).toBe(1)
  })
})

describe('people', () => {
  it('are added once by one form, changed, taken off; of another they are not found', async () => {
    const [signed, other] = [await openAccount(house), await openAccount(house)]
    for (const one of [signed, other]) await saveCompany(house.ctx(one.actor), company())
    const form = { ...person(), ticket: `person-${signed.merchantId}` }
    const added = await addPerson(house.ctx(signed.actor), form)
    expect(await addPerson(house.ctx(signed.actor), form)).toBeNull()
    const { id } = await dossierOf(signed)
    expect(await listPeople(house.db, id)).toHaveLength(1)
    await expect(changePerson(house.ctx(other.actor), { ...person(), id: added!.id })).rejects.toMatchObject({ status: 404 })
    await expect(removePerson(house.ctx(other.actor), added!.id)).rejects.toMatchObject({ status: 404 })
    await changePerson(house.ctx(signed.actor), { ...person({ givenNames: 'Anne-Marie' }), id: added!.id })
    await expect(changePerson(house.ctx(signed.actor), { ...person({ kind: 'legal', companyName: 'X' }), id: added!.id }))
      .rejects
      .toMatchObject({ code: 'person_kind_is_fixed' })
    expect((await listPeople(house.db, id))[0]).toMatchObject({ given_names: 'Anne-Marie' })
    await removePerson(house.ctx(signed.actor), added!.id)
    await expect(removePerson(house.ctx(signed.actor), added!.id)).rejects.toMatchObject({ status: 404 })
    expect(await listPeople(house.db, id)).toEqual([])
  })

  it('act for a company of their own file only, and stop when it goes', async () => {
    const [signed, other] = [await openAccount(house), await openAccount(house)]
    for (const one of [signed, other]) await saveCompany(house.ctx(one.actor), company({ legalForm: 'sas' }))
    const theirs = await addPerson(house.ctx(other.actor), person({ kind: 'legal', role: 'president', companyName: 'Holding' }))
    const mine = await addPerson(house.ctx(signed.actor), person({ kind: 'legal', role: 'president', companyName: 'Holding' }))
    await expect(addPerson(house.ctx(signed.actor), person({ role: 'autre', representsPersonId: theirs!.id }))).rejects.toMatchObject({
      fields: { representsPersonId: 'web:field.bad_choice' },
    })
    const anne = await addPerson(
      house.ctx(signed.actor),
      person({ role: 'autre', representsPersonId: mine!.id, capitalBps: 0, votesBps: 0 }),
    )
    await removePerson(house.ctx(signed.actor), mine!.id)
    expect((await listPeople(house.db, (await dossierOf(signed)).id)).find(({ id }) => id === anne!.id)).toMatchObject({
      represents_person_id: null,
    })
  })

  it('come after the company', async () => {
    const signed = await openAccount(house)
    await expect(addPerson(house.ctx(signed.actor), person())).rejects.toMatchObject({ status: 409, code: 'company_first' })
  })
})

describe('the account', () => {
  it('is replaced, the one before stays in the file', async () => {
    const signed = await openAccount(house)
    await savePayoutAccount(house.ctx(signed.actor), account)
    await savePayoutAccount(house.ctx(signed.actor), { ...account, iban: 'FR7630006000011234567890189' })
    const { id } = await dossierOf(signed)
    expect(await findPayoutAccount(house.db, id)).toMatchObject({ iban: 'FR7630006000011234567890189' })
    expect(await house.db.selectFrom('payout_accounts').select('replaced_at').where('dossier_id', '=', id).orderBy('id').execute())
      .toHaveLength(2)
  })
})

describe('a file that is with us', () => {
  it('cannot be changed: 409 in words, nothing half done', async () => {
    const signed = await submitted(house)
    const before = await readDossierOfMerchant(house.db, signed.merchantId)
    const ctx = () => house.ctx(signed.actor)
    for (
      const act of [
        () => saveCompany(ctx(), company()),
        () => addPerson(ctx(), person()),
        () => removePerson(ctx(), before.people[0]!.id),
        () => savePayoutAccount(ctx(), { ...account, holder: 'x' }),
      ]
    ) {
      await expect(act()).rejects.toMatchObject({ status: 409, code: 'dossier_not_editable' })
    }
    expect(await readDossierOfMerchant(house.db, signed.merchantId)).toEqual(before)
  })

  it('is sent once: two at once, and the same form again', async () => {
    const signed = await openAccount(house)
    await tellAll(house, signed)
    await sendEveryPiece(house, signed)
    await signEverything(house, signed)
    const tries = await Promise.allSettled([1, 2, 3].map(() => submitDossier(house.ctx(signed.actor))))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const one of tries) if (one.status === 'rejected') expect(one.reason).toMatchObject({ status: 409, code: 'state_has_changed' })
    expect(await house.db.selectFrom('review_items').select('id').where('merchant_id', '=', signed.merchantId).execute()).toHaveLength(1)
    expect(await events(signed, 'dossier.submitted')).toHaveLength(1)
    expect(
      await house
        .db
        .selectFrom('mails')
        .select('id')
        .where('template', '=', 'dossier_received')
        .where('merchant_id', '=', signed.merchantId)
        .execute(),
    )
      .toHaveLength(1)
  })

  it('moves only where the table says, by whom it says', async () => {
    const signed = await submitted(house)
    const move = async (action: Parameters<typeof moveDossier>[2], actor = signed.actor as Parameters<House['ctx']>[0]) => {
      const { id } = await dossierOf(signed)
      return unit(house.ctx(actor), async (tx) => moveDossier(tx, await lockDossier(tx.db, id), action))
    }
    await expect(move('submit')).rejects.toMatchObject({ status: 409 })
    await expect(move('validate')).rejects.toMatchObject({ status: 403 })
    expect(await move('validate', await house.staff('analyst'))).toBe('validated')
    expect(await dossierOf(signed)).toMatchObject({ state: 'validated', decided_at: house.now() })
  })
})
