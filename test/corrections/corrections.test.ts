import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declineCorrection, confirmCorrection, withdrawCorrection } from '#src/corrections/decideCorrection.ts'
import { proposeCorrection } from '#src/corrections/proposeCorrection.ts'
import { confirmUndo, declineUndo, proposeUndo, undoMark, withdrawUndo } from '#src/corrections/undoCorrection.ts'
import { readReportLine } from '#src/disputeLines/disputeLine.ts'
import { takeDisputeLine } from '#src/disputeLines/takeDisputeLine.ts'
import { askContractEnd } from '#src/contracts/askContractEnd.ts'
import { closeEndedContracts } from '#src/contracts/closeEndedContracts.ts'
import { settleEndedContracts } from '#src/contracts/settleEndedContracts.ts'
import { system } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { readBankAnswers } from '#src/payouts/readBankAnswers.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import { unit } from '#src/platform/ctx.ts'
import { checkSafeguarding } from '#src/safeguarding/checkSafeguarding.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'
import { settleLine } from '#src/settlements/settleLine.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { fundsOf, night, payable, payoutsOf, receive } from '#test/payouts/ground.ts'
import { bookOne, correctionOf, eventsOf, lettersOf, runUp, seenToBook, seenToUndo, undoOne, wanted, type Two } from './ground.ts'

let house: House
let shop: ApiMerchant
let two: Two
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T06:30:00Z' })
  two = { first: await house.staff('agent', 'Paul Quéré'), second: await house.staff('officer', 'Anna Stéphan') }
  shop = await payable(house)
})
afterAll(async () => {
  const { fault } = await checkLedger(house.db)
  await house.close()
  expect(fault).toBeUndefined()
})

const funds = async () => {
  const { availableCents, owedCents } = await fundsOf(house, shop.merchantId)
  return { availableCents, owedCents }
}
const propose = async (said: Parameters<typeof wanted>[1] = {}, merchantId: string | null = shop.merchantId) =>
  (await proposeCorrection(house.ctx(two.first), wanted(merchantId, said)))!
const book = async (id: string, seen?: string) =>
  confirmCorrection(house.ctx(two.second), id, { seen: seen ?? (await seenToBook(house, id)) })
const refusedFields = async (said: Parameters<typeof wanted>[1], merchantId: string | null = shop.merchantId) =>
  proposeCorrection(house.ctx(two.first), wanted(merchantId, said)).then(
    () => ({}),
    ({ fields }: { fields: Record<string, string> }) => Object.keys(fields),
  )

describe('by two people', () => {
  it('is proposed once however often it is clicked, and moves nothing', async () => {
    const said = wanted(shop.merchantId, { ticket: 'ticket-1' })
    const id = await proposeCorrection(house.ctx(two.first), said)
    expect([await proposeCorrection(house.ctx(two.first), said), await funds(), (await correctionOf(house, id!)).state]).toEqual([null, {
      availableCents: 0,
      owedCents: 0,
    }, 'proposed'])
    await expect(withdrawCorrection(house.ctx(two.second), id!)).rejects.toMatchObject({ status: 403, code: 'correction_not_yours' })
    await withdrawCorrection(house.ctx(two.first), id!)
    await expect(book(id!)).rejects.toMatchObject({ status: 409, code: 'state_has_changed' })
    expect([await eventsOf(house, id!), (await correctionOf(house, id!)).closed_on]).toEqual([['proposed', 'withdrawn'], '2026-03-02'])
  })

  it('is decided by another, whatever his role, and by the database too', async () => {
    const officer = two.second
    const id = (await proposeCorrection(house.ctx(officer), wanted(shop.merchantId, { kind: 'goodwill' })))!
    const seen = await seenToBook(house, id)
    await expect(confirmCorrection(house.ctx(officer), id, { seen })).rejects.toMatchObject({ status: 403, code: 'four_eyes' })
    await expect(declineCorrection(house.ctx(officer), id, { reason: 'Non.' })).rejects.toMatchObject({ status: 403, code: 'four_eyes' })
    await expect(confirmCorrection(house.ctx(two.first), id, { seen })).rejects.toMatchObject({ status: 403 })
    const by = { decided_by: officer.id, decided_at: house.now(), closed_on: '2026-03-02' }
    await expect(unit(house.ctx(), (tx) => tx.db.updateTable('corrections').set({ ...by, state: 'booked' }).where('id', '=', id).execute()))
      .rejects
      .toMatchObject({ constraint: 'corrections_are_of_two_people' })
    const third = await house.staff('officer', 'Irène Vasseur')
    await expect(declineCorrection(house.ctx(third), id, { reason: '  ' })).rejects.toMatchObject({
      status: 422,
      fields: { reason: 'web:field.missing' },
    })
    await declineCorrection(house.ctx(third), id, { reason: 'Rien ne le justifie.' })
    expect([(await correctionOf(house, id)).state, await funds(), await lettersOf(house, id)]).toEqual(['declined', {
      availableCents: 0,
      owedCents: 0,
    }, []])
    for (const role of ['analyst', 'auditor', 'administrator'] as const)
      await expect(proposeCorrection(house.ctx(await house.staff(role)), wanted(shop.merchantId))).rejects.toMatchObject({ status: 403 })
  })

  it('of two at once one books it', async () => {
    await receive(house, shop.merchantId, 5_000)
    const third = await house.staff('officer', 'Léa Martin')
    const id = await propose({ amountCents: 1_200 })
    const seen = await seenToBook(house, id)
    const outcomes = await Promise.allSettled([
      confirmCorrection(house.ctx(two.second), id, { seen }),
      confirmCorrection(house.ctx(third), id, { seen }),
    ])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect([await funds(), await eventsOf(house, id), (await lettersOf(house, id)).map(({ template }) => template)]).toEqual([
      { availableCents: 3_800, owedCents: 0 },
      ['proposed', 'booked'],
      ['correction_booked'],
    ])
    expect(await correctionOf(house, id)).toMatchObject({
      balances_before: { availableCents: 5_000, owedCents: 0 },
      balances_after: { availableCents: 3_800, owedCents: 0 },
    })
  })

  it('is refused where the entry is not the one that was seen any more', async () => {
    const id = await propose({ amountCents: 3_000 })
    const seen = await seenToBook(house, id)
    await receive(house, shop.merchantId, 100)
    await bookOne(house, two, wanted(shop.merchantId, { amountCents: 1_900 }))
    await expect(book(id, seen)).rejects.toMatchObject({ status: 409, code: 'figures_have_changed' })
    expect([(await correctionOf(house, id)).state, await funds()]).toEqual(['proposed', { availableCents: 2_000, owedCents: 0 }])
    await book(id)
    expect(await funds()).toEqual({ availableCents: 0, owedCents: 1_000 })
  })
})

describe('each kind, in the books', () => {
  it('a credit and a gesture pay first what he owes', async () => {
    await bookOne(house, two, wanted(shop.merchantId, { kind: 'acquirer_credit_merchant', amountCents: 700 }))
    expect(await funds()).toEqual({ availableCents: 0, owedCents: 300 })
    const gesture = await bookOne(house, two, wanted(shop.merchantId, { kind: 'goodwill', amountCents: 400 }))
    expect(await funds()).toEqual({ availableCents: 100, owedCents: 0 })
    // what he has of it, and owes for the rest
    await undoOne(house, two, gesture)
    expect([await funds(), (await correctionOf(house, gesture)).state, (await lettersOf(house, gesture)).map(({ template }) => template)])
      .toEqual([{ availableCents: 0, owedCents: 300 }, 'undone', ['correction_booked', 'correction_undone']])
  })

  it('a debt is given up as far as there is one; undone, he owes it again', async () => {
    expect(await refusedFields({ kind: 'debt_given_up', amountCents: 301 })).toEqual(['amount'])
    const [whole, part] = [
      await propose({ kind: 'debt_given_up', amountCents: 300 }),
      await propose({ kind: 'debt_given_up', amountCents: 200 }),
    ]
    await book(part)
    await expect(book(whole)).rejects.toMatchObject({ status: 409, code: 'correction_exceeds_debt' })
    expect([await funds(), await lettersOf(house, part)]).toEqual([{ availableCents: 0, owedCents: 100 }, []])
    await undoOne(house, two, part)
    expect(await funds()).toEqual({ availableCents: 0, owedCents: 300 })
    await book(whole)
    expect(await funds()).toEqual({ availableCents: 0, owedCents: 0 })
  })

  it('what we bear moves nobody’s balance, and may be of nobody', async () => {
    const id = await bookOne(house, two, wanted(null, { kind: 'acquirer_debit_ours', amountCents: 150, bankReference: 'ACQ-7781' }))
    expect([await funds(), (await correctionOf(house, id)).merchant_id, await eventsOf(house, id)]).toEqual([
      { availableCents: 0, owedCents: 0 },
      null,
      ['proposed', 'booked'],
    ])
    expect(await refusedFields({ kind: 'goodwill' }, null)).toEqual(['merchant'])
    await undoOne(house, two, id)
    expect((await correctionOf(house, id)).state).toBe('undone')
  })

  it('our own money on the account bears it, so that clients’ money stays whole', async () => {
    await receive(house, shop.merchantId, 10_000, 500)
    await bookOne(house, two, wanted(null, { kind: 'acquirer_debit_ours', amountCents: 60 }))
    await bookOne(house, two, wanted(shop.merchantId, { kind: 'goodwill', amountCents: 40 }))
    await runUp(house, shop.merchantId, 70)
    await bookOne(house, two, wanted(shop.merchantId, { kind: 'debt_given_up', amountCents: 70 }))
    house.travel('2026-03-03T06:30:00Z')
    await checkSafeguarding(house.ctx(system('check-safeguarding')))
    // on that day 400 more were borne by us: the first gesture was undone, 300 of a debt were given up
    expect(
      await house
        .db
        .selectFrom('safeguarding_days')
        .select(['on_day', 'own_fees_cents', 'break_cents'])
        .where('on_day', '=', '2026-03-02')
        .executeTakeFirstOrThrow(),
    )
      .toEqual({ on_day: '2026-03-02', own_fees_cents: 500 - 60 - 40 - 70 - 300, break_cents: 0 })
  })

  it('stands on the next payout by its name, and the payout is its lines', async () => {
    await createPayouts(house.ctx(system('create-payouts')))
    const [payout] = await payoutsOf(house, shop.merchantId)
    expect(payout).toMatchObject({ amount_cents: 9_540, currency: 'eur' })
    const { text } = await (await house.clientOf(shop.actor)).get(`/merchant/payouts/${payout!.id}/lines.csv`)
    for (const word of ['Débit de l’acquéreur', 'Crédit de l’acquéreur', 'Geste commercial', 'Dette effacée']) expect(text).toContain(word)
    const { body } = await shop.live('GET', `/payouts/${payout!.id}`)
    expect(body).toMatchObject({ id: payout!.id })
    const about = await propose({ kind: 'goodwill', aboutId: payout!.id })
    const page = (await (await house.clientOf(two.first)).get(`/console/payouts/${payout!.id}`)).text.replaceAll('&#x3D;', '=')
    expect([page.includes(`/console/corrections/${about}`), page.includes(`/new?about=${payout!.id}`)]).toEqual([true, true])
    await withdrawCorrection(house.ctx(two.first), about)
  })
})

describe('undoing', () => {
  it('is proposed and decided by two, may be declined and proposed again', async () => {
    const id = await bookOne(house, two, wanted(shop.merchantId, { kind: 'acquirer_credit_merchant', amountCents: 500 }))
    await proposeUndo(house.ctx(two.second), id, { reason: 'Reçu deux fois.' })
    await expect(proposeUndo(house.ctx(two.first), id, { reason: 'Moi aussi.' })).rejects.toMatchObject({ status: 409 })
    await expect(
      confirmUndo(house.ctx(two.second), id, { seen: await seenToUndo(house, id), proposal: undoMark(await correctionOf(house, id)) }),
    )
      .rejects
      .toMatchObject({
        status: 403,
        code: 'four_eyes',
      })
    const third = await house.staff('officer', 'Hugo Petit')
    await declineUndo(house.ctx(third), id, { reason: 'Une seule fois, vu au relevé.', proposal: undoMark(await correctionOf(house, id)) })
    expect([(await correctionOf(house, id)).state, (await funds()).availableCents]).toEqual(['booked', 500])
    await proposeUndo(house.ctx(two.first), id, { reason: 'Le relevé est rectifié.' })
    const seen = await seenToUndo(house, id)
    await runUp(house, shop.merchantId, 40)
    await bookOne(house, two, wanted(shop.merchantId, { amountCents: 460 }))
    await expect(confirmUndo(house.ctx(third), id, { seen, proposal: undoMark(await correctionOf(house, id)) })).rejects.toMatchObject({
      status: 409,
      code: 'figures_have_changed',
    })
    await confirmUndo(house.ctx(third), id, { seen: await seenToUndo(house, id), proposal: undoMark(await correctionOf(house, id)) })
    expect([await funds(), await eventsOf(house, id)]).toEqual([{ availableCents: 0, owedCents: 500 }, [
      'proposed',
      'booked',
      'undo_proposed',
      'undo_declined',
      'undo_proposed',
      'undone',
    ]])
    await expect(proposeUndo(house.ctx(two.first), id, { reason: 'Encore.' })).rejects.toMatchObject({ status: 409 })
  })
})

describe('the proposal of a reversal', () => {
  it('is taken back by who made it and nobody else, before it is decided; another may propose it then', async () => {
    const id = await bookOne(house, two, wanted(shop.merchantId, { kind: 'acquirer_credit_merchant', amountCents: 300 }))
    await expect(withdrawUndo(house.ctx(two.first), id)).rejects.toMatchObject({ status: 409 })
    await proposeUndo(house.ctx(two.first), id, { reason: 'Reçu deux fois.' })
    await expect(withdrawUndo(house.ctx(two.second), id)).rejects.toMatchObject({ status: 403, code: 'correction_not_yours' })
    const [before, seen] = [await funds(), await seenToUndo(house, id)]
    await withdrawUndo(house.ctx(two.first), id)
    expect(await correctionOf(house, id)).toMatchObject({
      state: 'booked',
      undo_reason: null,
      undo_proposed_by: null,
      closed_on: '2026-03-03',
    })
    await expect(confirmUndo(house.ctx(two.second), id, { seen, proposal: 'any' })).rejects.toMatchObject({
      status: 409,
      code: 'state_has_changed',
    })
    await expect(withdrawUndo(house.ctx(two.first), id)).rejects.toMatchObject({ status: 409 })
    expect([await funds(), await eventsOf(house, id)]).toEqual([before, ['proposed', 'booked', 'undo_proposed', 'undo_withdrawn']])
    await undoOne(house, { first: two.second, second: await house.staff('officer', 'Inès Caron') }, id)
    expect((await correctionOf(house, id)).state).toBe('undone')
  })
})

describe('what it is about', () => {
  it('is there, his and of the live world', async () => {
    const { body } = await shop.test('POST', '/checkout', {
      amount: 900,
      currency: 'eur',
      card: { number: '4242424242424242', exp_month: 12, exp_year: 2030, cvc: '123' },
    })
    const other = await payable(house)
    const theirs = await receive(house, other.merchantId, 800)
    for (const aboutId of [newId('sttl', house.now()), newId('corr', house.now()), theirs, body['id'] as string, 'paym_', '../x'])
      expect(await refusedFields({ aboutId }), aboutId).toEqual(['about'])
    expect(await correctionOf(house, await propose({ aboutId: await receive(house, shop.merchantId, 800) }))).toMatchObject({
      state: 'proposed',
    })
  })

  it('a break that is being put right by hand is not booked by itself beside; undone, it is', async () => {
    const { body } = await shop.live('POST', '/checkout', {
      amount: 10_000,
      currency: 'eur',
      card: { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' },
    })
    const { reference: original } = await house
      .db
      .selectFrom('acquirer_calls')
      .select('reference')
      .where('payment_id', '=', body['id'] as string)
      .executeTakeFirstOrThrow()
    const told = (reference: string, amountCents: number) =>
      unit(house.ctx(system('read-settlements')), (tx) =>
        settleLine(tx, {
          act: 'dispute',
          reference,
          original,
          amountCents,
          currency: 'eur',
          scheme: 'visa:1040',
          settledOn: '2026-03-03',
          callId: null,
        }))
    await told('D-1', 4_000)
    // the second part comes before the report that names it
    await told('D-2', 3_000)
    const line = () =>
      house.db.selectFrom('settlement_lines').select(['id', 'outcome', 'reason']).where('reference', '=', 'D-2').executeTakeFirstOrThrow()
    const { id: aboutId } = await line()
    const id = await propose({ aboutId, amountCents: 3_000 })
    await book(id)
    const { text } = await (await house.clientOf(two.second)).get(`/console/breaks/${aboutId}`)
    for (const part of [`/console/corrections/${id}`, `/console/corrections/new?about=${aboutId}`, 'amount=30.00'])
      expect(text.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')).toContain(part)
    await unit(
      house.ctx(system('open-disputes')),
      (tx) =>
        takeDisputeLine(tx, readReportLine(`D-2;${original};visa;1040;;3000;eur;2026-03-30;opened`)!, {
          origin: 'report',
          on: '2026-03-03',
        }),
    )
    await readSettlements(house.ctx(system('read-settlements')))
    expect([await told('D-2', 3_000), await line()]).toMatchObject([false, { outcome: 'broken', reason: 'wrong_state' }])
    await undoOne(house, two, id)
    await readSettlements(house.ctx(system('read-settlements')))
    expect([await line(), await refusedFields({ aboutId })]).toMatchObject([{ outcome: 'matched', reason: null }, ['about']])
  })
})

describe('money in another currency', () => {
  it('is booked as the bank transferred it, ends the wait, and lets the contract be settled', async () => {
    const own = await payable(house)
    await own.live('POST', '/checkout', {
      amount: 70_000,
      currency: 'usd',
      card: { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' },
    })
    await night(house, '2026-03-04T06:30:00Z')
    const usd = () => balancesOf(house.db, { merchantId: own.merchantId, book: 'live', currency: 'usd' })
    const run = () => createPayouts(house.ctx(system('create-payouts')))
    const waits = () =>
      house.db.selectFrom('payout_waits').select('reason').where('merchant_id', '=', own.merchantId).where('currency', '=', 'usd').execute()
    await run()
    const { availableCents } = await usd()
    expect(
      (await (await house.clientOf(two.first)).get('/console/withheld-payouts')).text.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
    )
      .toContain(`/console/corrections/new?kind=foreign_payout&merchant=${own.merchantId}&amount=`)
    expect([availableCents > 0, await waits()]).toEqual([true, [{ reason: 'currency_not_paid' }]])
    const said = {
      kind: 'foreign_payout',
      currency: 'usd',
      amountCents: availableCents,
      bankReference: 'SWIFT 2026-03-04/118',
      bankOn: '2026-03-04',
    } as const
    expect(await refusedFields({ ...said, currency: 'eur', amountCents: 1 }, own.merchantId)).toEqual(['currency'])
    expect(await refusedFields({ ...said, bankReference: '', bankOn: null }, own.merchantId)).toEqual(['bankReference', 'bankOn'])
    expect(await refusedFields({ ...said, bankOn: '2026-03-05' }, own.merchantId)).toEqual(['bankOn'])
    expect(await refusedFields({ ...said, amountCents: availableCents + 1 }, own.merchantId)).toEqual(['amount'])
    const [id, twice] = [await propose(said, own.merchantId), await propose({ ...said, amountCents: 100 }, own.merchantId)]
    await askContractEnd(house.ctx(own.actor), { seenLastDay: '2026-04-04' })
    await book(id)
    await expect(book(twice)).rejects.toMatchObject({ status: 409, code: 'correction_exceeds_available' })
    expect((await usd()).availableCents).toBe(0)
    expect((await lettersOf(house, id))[0]!.text_body).toMatch(/\$US[\s\S]*4 mars 2026/)
    await run()
    expect(await waits()).toEqual([])
    await sendPayouts(house.ctx(system('create-payouts')))
    await readBankAnswers(house.ctx())
    house.travel('2026-04-07T05:00:00Z')
    await closeEndedContracts(house.ctx(system('close-ended-contracts')))
    await settleEndedContracts(house.ctx(system('close-ended-contracts')))
    expect(
      (await house.db.selectFrom('contract_ends').select('state').where('merchant_id', '=', own.merchantId).executeTakeFirstOrThrow())
        .state,
    )
      .toBe('settled')
  })

  it('is not proposed, nor booked, unseen beside another about the same thing', async () => {
    const other = await payable(house)
    const aboutId = await receive(house, other.merchantId, 800)
    const first = await propose({ kind: 'goodwill', aboutId }, other.merchantId)
    expect(await refusedFields({ kind: 'goodwill', aboutId }, other.merchantId)).toEqual(['beside'])
    const second = await propose({ kind: 'goodwill', aboutId, isBesideSeen: true }, other.merchantId)
    const [seenFirst, seenSecond] = [await seenToBook(house, first), await seenToBook(house, second)]
    await book(first, seenFirst)
    await expect(book(second, seenSecond)).rejects.toMatchObject({ status: 409, code: 'figures_have_changed' })
    const { text } = await (await house.clientOf(two.second)).get(`/console/corrections/${second}/confirm`)
    expect(text).toContain('(Comptabilisée)')
    await withdrawCorrection(house.ctx(two.first), second)
    // the same of a reversal: of the one that was read, and no other
    await proposeUndo(house.ctx(two.first), first, { reason: 'Une raison.' })
    const read = undoMark(await correctionOf(house, first))
    await withdrawUndo(house.ctx(two.first), first)
    house.forward(1_000)
    await proposeUndo(house.ctx(two.first), first, { reason: 'Une autre.' })
    const seen = await seenToUndo(house, first)
    for (
      const act of [
        confirmUndo(house.ctx(two.second), first, { seen, proposal: read }),
        declineUndo(house.ctx(two.second), first, { reason: 'Non.', proposal: read }),
      ]
    )
      await expect(act).rejects.toMatchObject({ status: 409, code: 'proposal_has_changed' })
    await confirmUndo(house.ctx(two.second), first, { seen, proposal: undoMark(await correctionOf(house, first)) })
  })
})
