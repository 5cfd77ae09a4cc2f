import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { claimCase } from '#src/fraud/claimCase.ts'
import { fraudCaseLifecycle, fraudStates, seenOf, type FraudCaseAction } from '#src/fraud/fraudCase.ts'
import { noteFinding } from '#src/fraud/noteFinding.ts'
import { removePayments } from '#src/fraud/removePayments.ts'
import { withdrawCase } from '#src/fraud/withdrawCase.ts'
import { confirmRejection, declineProposal } from '#src/fraudDecisions/decideProposal.ts'
import { proposeRejection } from '#src/fraudDecisions/proposeRejection.ts'
import { readCheck } from '#src/fraudReports/check.sql.ts'
import { checkReport, type ReportInput } from '#src/fraudReports/checkReport.ts'
import { fileReport } from '#src/fraudReports/fileReport.ts'
import { findReport } from '#src/fraudReports/reports.sql.ts'
import { listTraces } from '#src/fraudReview/inquiry.sql.ts'
import type { Actor, StaffActor } from '#src/kernel/actor.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { createRefund } from '#src/refunds/createRefund.ts'
import { openApiMerchant, wordsOf, type ApiClient, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
let other: ApiMerchant
let agent: StaffActor
let officer: StaffActor

const pay = async (client: ApiClient, said: Record<string, unknown> = {}): Promise<string> =>
  (await client('POST', '/checkout', {
    amount: 10_000,
    currency: 'eur',
    card: { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' },
    ...said,
  }))
    .body['id']

const report = (said: Partial<ReportInput> = {}): ReportInput => ({
  world: { merchantId: shop.merchantId, mode: 'live' },
  reason: 'stolen_keys',
  statement: 'Nos clés ont été volées',
  pasted: '',
  csv: null,
  targetCaseId: null,
  ...said,
})

/** What the page would show of it now. */
const figuresOf = async (id: string): Promise<string> => {
  const row = (await findReport(house.db, id))!
  return seenOf(
    (await readCheck(house.db, {
      world: { merchantId: row.merchant_id, mode: row.mode },
      named: { ids: row.payment_ids, lines: row.lines },
    }, 10))
      .figures,
  )
}
const open = async (ids: string[], actor: Actor = shop.actor): Promise<string> => {
  const id = await checkReport(house.ctx(actor), report({ pasted: ids.join('\n') }))
  return (await fileReport(house.ctx(actor), id, await figuresOf(id))).caseId
}
const stateOf = async (id: string) =>
  (await house.db.selectFrom('fraud_cases').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
const eventsOf = async (id: string) =>
  (await house.db.selectFrom('audit_events').select('event').where('subject_id', '=', id).orderBy('id').execute()).map(({ event }) => event)
const refundsOf = (id: string) => house.db.selectFrom('refunds').select('amount_cents').where('payment_id', '=', id).execute()

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  ;[shop, other] = [await openApiMerchant(house), await openApiMerchant(house)]
  ;[agent, officer] = [await house.staff('agent'), await house.staff('officer')]
})
afterAll(async () => {
  expect((await checkLedger(house.db)).fault).toBeUndefined()
  expect((await verifyAuditTrail(house.db)).fault ?? null).toBeNull()
  await house.close()
})

describe('a report', () => {
  it('is checked on its rows before anything is filed; another’s payment and one that never was look alike', async () => {
    const [mine, foreign, test] = [await pay(shop.live), await pay(other.live), await pay(shop.test)]
    const unknown = 'paym_000000000000000000000000'
    const id = await checkReport(house.ctx(shop.actor), report({ pasted: [mine, foreign, test, unknown, 'rien'].join('\n') }))
    const row = (await findReport(house.db, id))!
    const check = await readCheck(house.db, {
      world: { merchantId: shop.merchantId, mode: 'live' },
      named: { ids: row.payment_ids, lines: row.lines },
    }, 10)
    expect(check.figures).toEqual({ count: 1, totals: { eur: 10_000 } })
    expect(check.counts).toMatchObject({ captured: 1, refunded: 0, disputed: 0, paidOut: 0 })
    expect(check.faults).toEqual([{ line: 2, fault: 'unknown', id: foreign }, { line: 3, fault: 'unknown', id: test }, {
      line: 4,
      fault: 'unknown',
      id: unknown,
    }])
    expect(row.bad_lines).toEqual([{ line: 5, fault: 'unreadable', text: 'rien' }])
    expect((await shop.live('POST', '/refunds', { payment: mine })).status).toBe(200)
  })

  it('is filed once, however often and however close together it is sent', async () => {
    const id = await checkReport(house.ctx(shop.actor), report({ pasted: await pay(shop.live) }))
    const seen = await figuresOf(id)
    const filed = await Promise.all(Array.from({ length: 4 }, () => fileReport(house.ctx(shop.actor), id, seen)))
    expect(new Set(filed.map(({ caseId }) => caseId)).size).toBe(1)
    expect(await eventsOf(filed[0]!.caseId)).toEqual(['fraud_case.opened'])
  })

  it('is refused where the figures are others than those that were seen', async () => {
    const [one, two] = [await pay(shop.live), await pay(shop.live)]
    const id = await checkReport(house.ctx(shop.actor), report({ pasted: `${one}\n${two}` }))
    const seen = await figuresOf(id)
    const first = await open([one])
    await expect(fileReport(house.ctx(shop.actor), id, seen)).rejects.toMatchObject({ status: 409, code: 'figures_have_changed' })
    await expect(open([one])).rejects.toMatchObject({ code: 'nothing_to_file' })
    expect(await house.db.selectFrom('fraud_case_payments').select('case_id').where('payment_id', 'in', [one, two]).execute()).toEqual([{
      case_id: first,
    }])
    const { caseId } = await fileReport(house.ctx(shop.actor), id, await figuresOf(id))
    expect(caseId).not.toBe(first)
  })

  it('of two at once that name the same payment, one holds it', async () => {
    const payment = await pay(shop.live)
    const reports = [
      await checkReport(house.ctx(shop.actor), report({ pasted: payment })),
      await checkReport(house.ctx(agent), report({ pasted: payment })),
    ]
    const seen = await figuresOf(reports[0]!)
    const ends = await Promise.allSettled([
      fileReport(house.ctx(shop.actor), reports[0]!, seen),
      fileReport(house.ctx(agent), reports[1]!, seen),
    ])
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((ends.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason).toMatchObject({ code: 'nothing_to_file' })
  })

  it('is nobody else’s', async () => {
    const id = await checkReport(house.ctx(shop.actor), report({ pasted: await pay(shop.live) }))
    const auditor = await house.staff('auditor')
    for (const actor of [other.actor, agent])
      await expect(fileReport(house.ctx(actor), id, await figuresOf(id))).rejects.toMatchObject({ status: 404 })
    await expect(checkReport(house.ctx(other.actor), report({ pasted: 'x' }))).rejects.toMatchObject({ status: 404 })
    await expect(checkReport(house.ctx(auditor), report({ pasted: 'x' }))).rejects.toMatchObject({ status: 403 })
  })
})

describe('while a case is open', () => {
  it('its payments are not refunded, and the API says why; before and after they are', async () => {
    const payment = await pay(shop.live)
    expect((await shop.live('POST', '/refunds', { payment, amount: 1_000 })).status).toBe(200)
    const id = await open([payment])
    const refused = await shop.live('POST', '/refunds', { payment })
    expect(refused.status).toBe(409)
    expect(wordsOf(refused)).toContain('fraud case')
    expect(await refundsOf(payment)).toHaveLength(1)
    await withdrawCase(house.ctx(shop.actor), id, { reason: 'Erreur de notre part' })
    expect((await shop.live('POST', '/refunds', { payment })).status).toBe(200)
  })

  it('a refund that races the opening comes wholly before it, or not at all', async () => {
    for (let i = 0; i < 6; i++) {
      const payment = await pay(shop.live)
      const id = await checkReport(house.ctx(shop.actor), report({ pasted: payment }))
      const seen = await figuresOf(id)
      const key: Actor = { kind: 'api_key', id: 'akey_000000000000000000000000', merchantId: shop.merchantId, mode: 'live' }
      const [filed, refund] = await Promise.allSettled([
        fileReport(house.ctx(shop.actor), id, seen),
        createRefund(house.ctx(key), { merchantId: shop.merchantId, mode: 'live' }, { payment }),
      ])
      expect(filed.status).toBe('fulfilled')
      if (refund.status === 'rejected') expect(refund.reason).toMatchObject({ status: 409, code: 'payment_under_review' })
      expect(await refundsOf(payment)).toHaveLength(refund.status === 'fulfilled' ? 1 : 0)
    }
  })

  it('payments come and go, and the figures with them', async () => {
    const [one, two, three] = [await pay(shop.live), await pay(shop.live), await pay(shop.live, { amount: 2_500 })]
    const id = await open([one, two])
    const added = await checkReport(house.ctx(agent), report({ pasted: three, targetCaseId: id, statement: 'Même carte' }))
    await fileReport(house.ctx(agent), added, await figuresOf(added))
    expect(await house.db.selectFrom('fraud_cases').select(['state', 'payment_count', 'totals']).where('id', '=', id).executeTakeFirst())
      .toEqual({ state: 'under_review', payment_count: 3, totals: { eur: 22_500 } })
    await removePayments(house.ctx(agent), id, { paymentIds: [one], reason: 'Client reconnu' })
    expect((await shop.live('POST', '/refunds', { payment: one })).status).toBe(200)
    await expect(removePayments(house.ctx(agent), id, { paymentIds: [one], reason: 'Encore' })).rejects.toMatchObject({
      code: 'figures_have_changed',
    })
    await expect(removePayments(house.ctx(agent), id, { paymentIds: [two, three], reason: 'Tout' })).rejects.toMatchObject({
      code: 'case_would_be_empty',
    })
    expect(await eventsOf(id)).toEqual([
      'fraud_case.opened',
      'fraud_case.report_checked',
      'fraud_case.review_began',
      'fraud_case.payments_added',
      'fraud_case.payments_removed',
    ])
  })

  it('the inquiry shows what its payments share, and whom else it touched', async () => {
    const card = { number: '4000000400000008', exp_month: 12, exp_year: 2030, cvc: '123' }
    const said = { card, device: { ip: '192.0.2.77' }, customer: { email: 'Voleur@Exemple.test' } }
    const ids = [await pay(shop.live, said), await pay(shop.live, { ...said, amount: 500 })]
    await pay(other.live, { card, device: { ip: '192.0.2.77' }, customer: { email: 'voleur@exemple.test' } })
    const traces = await listTraces(house.db, await open(ids))
    expect(traces.map(({ kind, value, payments, others }) => [kind, value, payments, others.map((one) => [one.id, one.count])])).toEqual([
      ['card', '0008', 2, [[other.merchantId, 1]]],
      ['ip', '192.0.2.77', 2, [[other.merchantId, 1]]],
      ['email', 'voleur@exemple.test', 2, [[other.merchantId, 1]]],
    ])
  })
})

describe('the decision', () => {
  it('is two people’s, each payment with its reason; then the payments are let go', async () => {
    const [one, two] = [await pay(shop.live), await pay(shop.live)]
    const id = await open([one, two])
    await claimCase(house.ctx(agent), id)
    await noteFinding(house.ctx(agent), id, { paymentIds: [one], finding: 'authenticated' })
    await expect(proposeRejection(house.ctx(officer), id, { seen: '1|eur:1', finding: 'no_evidence', reason: 'x' })).rejects.toMatchObject({
      code: 'figures_have_changed',
    })
    await expect(proposeRejection(house.ctx(officer), id, { seen: '2|eur:20000', finding: null, reason: 'x' })).rejects.toMatchObject({
      status: 422,
    })
    await proposeRejection(house.ctx(officer), id, { seen: '2|eur:20000', finding: 'no_evidence', reason: 'Achats habituels' })
    await expect(confirmRejection(house.ctx(officer), id)).rejects.toMatchObject({ status: 403, code: 'four_eyes' })
    await expect(confirmRejection(house.ctx(agent), id)).rejects.toMatchObject({ status: 403 })
    await expect(
      house
        .db
        .updateTable('fraud_decisions')
        .set({ state: 'taken', decided_by: officer.id, decided_at: house.now() })
        .where('case_id', '=', id)
        .execute(),
    )
      .rejects
      .toThrow('fraud_decisions_are_of_two_people')
    const second = await house.staff('officer')
    await declineProposal(house.ctx(second), id, { reason: 'Regardez encore la carte' })
    expect(await stateOf(id)).toBe('under_review')
    await proposeRejection(house.ctx(agent), id, { seen: '2|eur:20000', finding: 'no_evidence', reason: 'Carte vérifiée' })
    await expect(withdrawCase(house.ctx(shop.actor), id, { reason: 'x' })).rejects.toMatchObject({ status: 409 })
    const ends = await Promise.allSettled([confirmRejection(house.ctx(officer), id), confirmRejection(house.ctx(second), id)])
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(
      await house
        .db
        .selectFrom('fraud_case_payments')
        .select(['payment_id', 'state', 'finding'])
        .where('case_id', '=', id)
        .orderBy('payment_id')
        .execute(),
    )
      .toEqual([
        { payment_id: one, state: 'released', finding: 'authenticated' },
        { payment_id: two, state: 'released', finding: 'no_evidence' },
      ])
    expect((await shop.live('POST', '/refunds', { payment: two })).status).toBe(200)
  })

  it('a case of the staff is not the merchant’s to take back, nor one of another’s', async () => {
    const id = await open([await pay(shop.live)], agent)
    await expect(withdrawCase(house.ctx(shop.actor), id, { reason: 'x' })).rejects.toMatchObject({ code: 'case_not_yours' })
    await expect(withdrawCase(house.ctx(other.actor), id, { reason: 'x' })).rejects.toMatchObject({ status: 404 })
  })
})

it('what the table of states does not allow is 409, whoever asks', () => {
  const everybody: StaffActor = { kind: 'staff', id: 'staf_x', name: 'x', roles: ['analyst', 'agent', 'officer'] }
  const actions: FraudCaseAction[] = [
    'review',
    'change',
    'propose',
    'confirm_rejection',
    'confirm',
    'decline',
    'finish',
    'propose_undo',
    'confirm_undo',
    'decline_undo',
    'finish_undo',
    'withdraw',
  ]
  const allowed = fraudStates.flatMap((state) =>
    actions.filter((action) => fraudCaseLifecycle[state][action]).map((action) => `${state} ${action}`)
  )
  expect(allowed).toEqual([
    'open review',
    'open change',
    'open propose',
    'open withdraw',
    'under_review change',
    'under_review propose',
    'under_review withdraw',
    'proposed confirm_rejection',
    'proposed confirm',
    'proposed decline',
    'applying finish',
    'confirmed propose_undo',
    'undo_proposed confirm_undo',
    'undo_proposed decline_undo',
    'undoing finish_undo',
  ])
  for (const state of fraudStates)
    for (const action of actions.filter((one) => !fraudCaseLifecycle[state][one])) {
      expect(() => step(fraudCaseLifecycle, state, action, everybody), `${state} ${action}`).toThrow('state_has_changed')
    }
})
