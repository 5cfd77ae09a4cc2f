import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declineAccountChange } from '#src/accountChanges/declineAccountChange.ts'
import { accountChangeLifecycle, whyNotNow } from '#src/accountChanges/accountChange.ts'
import { withdrawAccountChange } from '#src/accountChanges/withdrawAccountChange.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { readDossier } from '#src/dossiers/readDossier.sql.ts'
import { type StaffActor } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { switchOffMerchant } from '#src/merchants/switchOffMerchant.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { findPayees } from '#src/payouts/payees.sql.ts'
import { faultsOfAccounts } from '#src/payouts/payee.ts'
import { openReview } from '#src/reviews/openReview.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { payoutsOf, receive } from '#test/payouts/ground.ts'
import { due, takeOwn } from '#test/screening/ground.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { hearLog } from '#test/support/hearLog.ts'
import { accept, accountsOf, ask, changeOf, freshIban, lettersOf, newIban, oldIban, otherIban, paid, readAll, ribOf } from './ground.ts'

let house: House
let agent: StaffActor
let officer: StaffActor
beforeAll(async () => {
  house = await openHouse()
  ;[agent, officer] = [await house.staff('agent', 'Inès Agent'), await house.staff('officer', 'Odile Officier')]
})
afterAll(() => house.close())

const payeeOf = async (merchantId: string) => (await findPayees(house.db, [merchantId], faultsOfAccounts)).get(merchantId)!
const payoutDay = async () => {
  house.forward(86_400_000)
  return createPayouts(house.ctx())
}
const documentOf = async (id: string) =>
  house.db.selectFrom('documents').selectAll().where('id', '=', (await changeOf(house, id)).document_id).executeTakeFirstOrThrow()
const secondUser = async (merchantId: string, lang: 'fr' | 'en') =>
  unit(house.ctx(), async (tx) => {
    const id = newId('user', tx.now)
    await tx
      .db
      .insertInto('merchant_users')
      .values({
        id,
        merchant_id: merchantId,
        email: `${id.toLowerCase()}@exemple.test`,
        name: '',
        password_hash: 'none',
        language: lang,
        activated_at: tx.now,
        last_contact_at: tx.now,
        created_at: tx.now,
      } as never)
      .execute()
    await record(tx, 'account.created', { subject: id, merchantId })
    return id
  })

describe('the rules', () => {
  it('who may do what, from which state', () => {
    expect(
      Object.entries(accountChangeLifecycle).flatMap(([state, acts]) =>
        Object.entries(acts).map(([act, { to, by }]) => `${state} ${act} → ${to} (${by.join(' ')})`)
      ),
    )
      .toEqual([
        'asked accept → accepted (agent officer)',
        'asked decline → declined (agent officer)',
        'asked withdraw → withdrawn (merchant)',
      ])
  })

  it('only a merchant whom we pay asks', () => {
    expect(
      (['onboarding', 'suspended', 'barred', 'deactivated', 'rejected', 'terminated', 'closed'] as const).map((state) =>
        whyNotNow(state, 'validated')
      ),
    )
      .toEqual(['not_validated', 'suspended', 'suspended', 'suspended', 'over', 'over', 'over'])
    expect([whyNotNow('validated', 'validated'), whyNotNow('validated', 'draft')]).toEqual([null, 'not_validated'])
  })
})

describe('asking', () => {
  it('changes no payout, keeps the RIB apart from the checklist, and tells every user in his language', async () => {
    const shop = await paid(house)
    await secondUser(shop.merchantId, 'en')
    const id = await ask(house, shop, { iban: newIban })
    expect(await changeOf(house, id)).toMatchObject({ state: 'asked', iban: newIban, asked_by: shop.actor.id, decided_at: null })
    expect((await payeeOf(shop.merchantId)).account).toMatchObject({ iban: oldIban, verifiedAt: expect.any(Date) })
    expect(
      (await readDossier(house.db, shop.dossierId)).checklist.some(({ requirement, documents }) =>
        requirement.key === 'payout_account_change' || documents.some(({ requirement_key }) => requirement_key === 'payout_account_change')
      ),
    )
      .toBe(false)
    const letters = await lettersOf(house, 'account_change_asked', shop.merchantId)
    expect(letters.map(({ language }) => language)).toEqual(['fr', 'en'])
    expect(letters[0]!.text_body).toMatch(/0189[\s\S]*retirez-la[\s\S]*\/merchant\/account\/change/)
    for (const { text_body: text } of letters) expect(text).not.toContain(newIban)
  })

  it('a payout made meanwhile goes to the old account; after acceptance, to the new one', async () => {
    const shop = await paid(house)
    const id = await ask(house, shop)
    await readAll(house)
    await receive(house, shop.merchantId, 10_000)
    await payoutDay()
    await accept(house, agent, id)
    await receive(house, shop.merchantId, 5_000)
    await payoutDay()
    const [old, next] = await accountsOf(house, shop.dossierId)
    expect((await payoutsOf(house, shop.merchantId)).map(({ account_id, amount_cents }) => [account_id, amount_cents])).toEqual([[
      old!.id,
      10_000,
    ], [next!.id, 5_000]])
  })

  it('wants the password, a good IBAN, a RIB, and another account than the one he has', async () => {
    const shop = await paid(house)
    await expect(ask(house, shop, { password: 'Pas-le-bon-mot-8' })).rejects.toMatchObject({
      status: 422,
      fields: { password: 'merchants:password.wrong' },
    })
    await expect(ask(house, shop, { iban: 'FR7630006000011234567890188', file: null })).rejects.toMatchObject({
      status: 422,
      fields: { iban: expect.any(String), file: expect.any(String) },
    })
    await expect(ask(house, shop, { iban: oldIban })).rejects.toMatchObject({ fields: { iban: 'accountChanges:ask.same_account' } })
    await expect(ask(house, shop, { iban: 'US64SVBKUS6S3300958879' })).rejects.toMatchObject({ status: 422 })
    expect(await house.db.selectFrom('account_changes').select('id').where('merchant_id', '=', shop.merchantId).execute()).toEqual([])
    expect(
      await house
        .db
        .selectFrom('documents')
        .select('id')
        .where('requirement_key', '=', 'payout_account_change')
        .where('merchant_id', '=', shop.merchantId)
        .execute(),
    )
      .toEqual([])
  })

  it('five wrong passwords lock, as at the door, and then the right one opens nothing', async () => {
    const shop = await paid(house)
    for (let n = 0; n < 5; n++) await expect(ask(house, shop, { password: `Pas-le-bon-mot-${n}` })).rejects.toMatchObject({ status: 422 })
    await expect(ask(house, shop)).rejects.toMatchObject({ fields: { password: 'merchants:password.wrong' } })
  })

  it('whoever mistyped the account sends the same RIB again, once the first came to nothing; not the one that is before us', async () => {
    const shop = await paid(house)
    const iban = freshIban()
    const file = await ribOf({ iban })
    const wrong = await ask(house, shop, { iban: freshIban(), file })
    await expect(ask(house, shop, { iban, file })).rejects.toMatchObject({
      status: expect.toSatisfy((one: number) => one === 409 || one === 422),
    })
    await readAll(house)
    await declineAccountChange(house.ctx(agent), wrong, { reason: 'iban_differs', note: '' })
    const right = await ask(house, shop, { iban, file })
    await withdrawAccountChange(house.ctx(shop.actor))
    await ask(house, shop, { iban, file })
    expect(await changeOf(house, right)).toMatchObject({ state: 'withdrawn' })
  })

  it('one at a time; never for who is not validated or is off', async () => {
    const shop = await paid(house)
    await ask(house, shop)
    await expect(ask(house, shop, { iban: otherIban })).rejects.toMatchObject({ status: 409, code: 'account_change_open' })
    const off = await paid(house)
    await unit(house.ctx(), (tx) => switchOffMerchant(tx, off.merchantId, 'suspend'))
    await expect(ask(house, off)).rejects.toMatchObject({ status: 409, code: 'account_change_closed' })
    const staffAsks = ask(house, { actor: agent as never })
    await expect(staffAsks).rejects.toMatchObject({ status: 404 })
  })

  it('says nothing of the account to the log', async () => {
    const shop = await paid(house)
    const heard = hearLog()
    await ask(house, shop)
    await readAll(house)
    heard.stop()
    expect(heard.text()).not.toContain('3000600001')
  })
})

describe('accepting', () => {
  it('the new account takes the place of the old one, which stays as evidence; its RIB is what proves it', async () => {
    const shop = await paid(house)
    const iban = freshIban()
    const id = await ask(house, shop, { iban })
    await readAll(house)
    await accept(house, agent, id)
    const [old, next] = await accountsOf(house, shop.dossierId)
    expect([old!.iban, old!.replaced_at, next!.iban, next!.replaced_at]).toEqual([oldIban, house.now(), iban, null])
    expect(await changeOf(house, id)).toMatchObject({
      state: 'accepted',
      decided_by: agent.id,
      previous_account_id: old!.id,
      account_id: next!.id,
    })
    expect(await documentOf(id)).toMatchObject({ state: 'accepted', requirement_key: 'payout_account_proof', decided_by: agent.id })
    expect((await payeeOf(shop.merchantId)).account).toMatchObject({ id: next!.id, verifiedAt: house.now() })
    const proofs = await house
      .db
      .selectFrom('documents')
      .select('state')
      .where('dossier_id', '=', shop.dossierId)
      .where('requirement_key', '=', 'payout_account_proof')
      .orderBy('id')
      .execute()
    expect(proofs.map(({ state }) => state)).toEqual(['superseded', 'accepted'])
    expect((await lettersOf(house, 'account_change_decided', shop.merchantId))[0]!.text_body).toContain(iban.slice(-4))
    const events = await house
      .db
      .selectFrom('audit_events')
      .select('event')
      .where('merchant_id', '=', shop.merchantId)
      .where('event', 'in', ['account_change.asked', 'account_change.accepted', 'dossier.account_changed', 'document.accepted'])
      .orderBy('id')
      .execute()
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['account_change.asked', 'account_change.accepted', 'dossier.account_changed']),
    )
    await expect(accept(house, agent, id)).rejects.toMatchObject({ status: 409 })
  })

  it('waits for its RIB to be read', async () => {
    const shop = await paid(house)
    const id = await ask(house, shop)
    await expect(accept(house, agent, id)).rejects.toMatchObject({ status: 409, code: 'rib_unread' })
  })

  it('against a check that failed, only with the reason; what was overridden is kept', async () => {
    const shop = await paid(house)
    const id = await ask(house, shop, { on: { iban: otherIban } })
    await readAll(house)
    expect((await house
      .db
      .selectFrom('document_checks')
      .select(['check_id', 'verdict'])
      .where('document_id', '=', (await changeOf(house, id)).document_id)
      .execute())
      .find(({ check_id: check }) => check === 'iban_matches'))
      .toMatchObject({ verdict: 'fail' })
    await expect(accept(house, agent, id)).rejects.toMatchObject({ status: 422, fields: { note: 'accountChanges:accept.say_why' } })
    expect(await accountsOf(house, shop.dossierId)).toHaveLength(1)
    await accept(house, officer, id, 'La banque confirme par téléphone.')
    expect(await changeOf(house, id)).toMatchObject({ state: 'accepted', note: 'La banque confirme par téléphone.' })
    expect(
      await house
        .db
        .selectFrom('check_overrides')
        .select('check_id')
        .where('document_id', '=', (await changeOf(house, id)).document_id)
        .execute(),
    )
      .not
      .toEqual([])
  })

  it('an account that another merchant has asks for the reason too', async () => {
    const [first, second] = [await paid(house), await paid(house)]
    const one = await ask(house, first, { iban: otherIban })
    await readAll(house)
    await declineAccountChange(house.ctx(agent), one, { reason: 'objection', note: '' })
    const two = await ask(house, second, { iban: otherIban })
    await readAll(house)
    await expect(accept(house, agent, two)).rejects.toMatchObject({ status: 422 })
  })

  it('never for a holder against whom a hit is open, nor while anybody of the file has one', async () => {
    const shop = await paid(house)
    await takeOwn(house, 'house', '7;Ignace Zébulon;1960-01-01;FR;;;')
    const id = await ask(house, shop, { holder: 'Ignace Zébulon' })
    await readAll(house)
    await due(house)
    const hits = await house.db.selectFrom('screening_hits').select(['id', 'state']).where('dossier_id', '=', shop.dossierId).execute()
    expect(hits.map(({ state }) => state)).toEqual(['open'])
    await expect(accept(house, officer, id, 'Vu')).rejects.toMatchObject({ status: 409, code: 'holder_not_screened' })
    expect(await accountsOf(house, shop.dossierId)).toHaveLength(1)
    await declineAccountChange(house.ctx(officer), id, { reason: 'other', note: 'Filtrage' })
    await due(house)
    expect(
      (await house.db.selectFrom('screening_hits').select('state').where('dossier_id', '=', shop.dossierId).execute()).map(({ state }) =>
        state
      ),
    )
      .toEqual(['ended'])
  })

  it('searches for the holder itself, though no job has run yet', async () => {
    const shop = await paid(house)
    await takeOwn(house, 'house', '7;Ignace Zébulon;1960-01-01;FR;;;', '8;Barnabé Quillot;1961-01-01;FR;;;')
    const id = await ask(house, shop, { holder: 'Barnabé Quillot' })
    await readAll(house)
    await expect(accept(house, agent, id, 'Vu')).rejects.toMatchObject({ code: 'holder_not_screened' })
  })

  it('not for a merchant who was switched off meanwhile; it can be declined', async () => {
    const shop = await paid(house)
    const id = await ask(house, shop)
    await readAll(house)
    await unit(house.ctx(), (tx) => switchOffMerchant(tx, shop.merchantId, 'suspend'))
    await expect(accept(house, agent, id)).rejects.toMatchObject({ status: 409, code: 'merchant_not_validated' })
    await declineAccountChange(house.ctx(agent), id, { reason: 'holder_differs', note: '' })
    expect(await changeOf(house, id)).toMatchObject({ state: 'declined' })
  })

  it('by an agent or an officer, and nobody else', async () => {
    const shop = await paid(house)
    const id = await ask(house, shop)
    await readAll(house)
    for (const role of ['analyst', 'auditor', 'administrator'] as const) {
      const other = await house.staff(role)
      await expect(accept(house, other, id)).rejects.toMatchObject({ status: 403 })
      await expect(declineAccountChange(house.ctx(other), id, { reason: 'unreadable', note: '' })).rejects.toMatchObject({ status: 403 })
    }
  })

  it('its RIB is judged with it, and not on the bench', async () => {
    const shop = await paid(house)
    const id = await ask(house, shop)
    await readAll(house)
    const analyst = await house.staff('analyst')
    await unit(
      house.ctx(analyst),
      (tx) => openReview(tx, { dossierId: shop.dossierId, merchantId: shop.merchantId, kind: 'answered_request' }),
    )
    await expect(acceptDocument(house.ctx(analyst), (await changeOf(house, id)).document_id)).rejects.toMatchObject({
      status: 409,
      code: 'judged_with_account_change',
    })
  })
})

describe('declining and withdrawing', () => {
  it('changes nothing, says why by a sentence of the list, and leaves room for another', async () => {
    const shop = await paid(house)
    const id = await ask(house, shop)
    await readAll(house)
    await expect(declineAccountChange(house.ctx(agent), id, { reason: 'other', note: ' ' })).rejects.toMatchObject({
      status: 422,
      fields: { note: 'accountChanges:decline.say_what' },
    })
    await declineAccountChange(house.ctx(agent), id, { reason: 'holder_differs', note: 'Nom d’un tiers' })
    expect(await changeOf(house, id)).toMatchObject({ state: 'declined', reason: 'holder_differs', account_id: null })
    expect(await documentOf(id)).toMatchObject({ state: 'refused', requirement_key: 'payout_account_change', refusal_reason: 'mismatch' })
    expect((await payeeOf(shop.merchantId)).account).toMatchObject({ iban: oldIban, verifiedAt: expect.any(Date) })
    const [letter] = await lettersOf(house, 'account_change_decided', shop.merchantId)
    expect(letter!.text_body).toContain('titulaire')
    expect(letter!.text_body).not.toContain('Nom d’un tiers')
    await ask(house, shop)
  })

  it('by any user of the merchant, whoever asked; of another merchant nobody', async () => {
    const shop = await paid(house)
    const second = await secondUser(shop.merchantId, 'fr')
    const id = await ask(house, shop)
    const stranger = await paid(house)
    await expect(withdrawAccountChange(house.ctx(stranger.actor))).rejects.toMatchObject({ status: 404 })
    await withdrawAccountChange(house.ctx({ ...shop.actor, id: second }))
    expect(await changeOf(house, id)).toMatchObject({ state: 'withdrawn', decided_by: second })
    expect(await documentOf(id)).toMatchObject({ state: 'superseded' })
    expect(await lettersOf(house, 'account_change_decided', shop.merchantId)).toHaveLength(2)
    await expect(withdrawAccountChange(house.ctx(shop.actor))).rejects.toMatchObject({ status: 404 })
  })
})
