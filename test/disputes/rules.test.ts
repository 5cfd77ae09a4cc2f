import { describe, expect, it } from 'vitest'
import { system, type Actor } from '#src/kernel/actor.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { disputeLifecycle, disputeStates, endingOf, heldOrLost, isLiving, livingStates, type DisputeAction, type DisputeCause, type DisputeState } from '#src/disputes/dispute.ts'
import { categories } from '#src/disputes/disputeSearch.ts'
import { outcomes } from '#src/disputes/recordOutcome.ts'
import { causes } from '#src/resolutions/resolution.ts'
import { hasText } from '#src/web/i18n.ts'
import { deadlinesOf, isLate, rTypeOf, sepaLimit } from '#src/disputes/disputeRules.ts'

const agent: Actor = { kind: 'staff', id: 'staf_1', name: 'A', roles: ['agent'] }
const auditor: Actor = { kind: 'staff', id: 'staf_2', name: 'B', roles: ['auditor', 'administrator'] }
const merchant: Actor = { kind: 'merchant', id: 'user_1', merchantId: 'mrch_1', name: 'C' }
const slots = ['authentication', 'authorisation', 'chip_log', 'delivery', 'history', 'orders', 'receipt', 'refund_proof', 'withdrawal', 'description', 'terms', 'replacement', 'correspondence', 'other']
const faults = ['unknown_payment', 'unknown_dispute', 'duplicate', 'closed', 'wrong_state', 'network_differs', 'code_differs', 'currency_differs', 'amount_differs', 'amount_above_left', 'no_such_stage']
const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'done'
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

describe('the lifecycle', () => {
  const actions: DisputeAction[] = ['engage', 'submit', 'send_back', 'represent', 'take_back', 'pre_arbitrate', 'arbitrate', 'accept', 'expire', 'withdraw', 'confirm_fraud', 'win', 'lose', 'split']
  const over = ['withdraw', 'confirm_fraud', 'win', 'lose', 'split'] as const
  const allowed: Record<DisputeState, readonly DisputeAction[]> = {
    open: ['engage', 'accept', 'expire', ...over], engaged: ['submit', 'accept', 'expire', ...over], under_review: ['send_back', 'represent', 'accept', 'expire', ...over],
    represented: ['take_back', 'pre_arbitrate', 'arbitrate', ...over], pre_arbitration: ['arbitrate', 'accept', ...over], arbitration: over, won: [], partly_won: [], lost: [],
  }

  it('refuses every pair that is not in the table, and each that is in it to whom it is not for', () => {
    for (const state of disputeStates) for (const action of actions) {
      const isIn = allowed[state].includes(action)
      expect(codeOf(() => step(disputeLifecycle, state, action, action === 'expire' ? system('expire-disputes') : action === 'take_back' ? system('send-evidence') : agent)), `${state} ${action}`).toBe(isIn ? 'done' : 'state_has_changed')
      if (isIn) expect(codeOf(() => step(disputeLifecycle, state, action, auditor)), `${state} ${action}`).toBe('forbidden')
    }
  })

  it('lets the merchant accept, engage and hand in, and decide nothing', () => {
    const his = disputeStates.flatMap((state) => actions.filter((action) => codeOf(() => step(disputeLifecycle, state, action, merchant)) === 'done').map((action) => `${state} ${action}`))
    expect(his).toEqual(['open engage', 'open accept', 'engaged submit', 'engaged accept'])
  })

  it('is over in three states only', () => expect(disputeStates.filter((state) => !isLiving(state))).toEqual(['won', 'partly_won', 'lost']))

  it('ends as amount and cause say, and refuses what cannot be', () => {
    const ends: [number, DisputeCause, DisputeAction][] = [[0, 'accepted', 'accept'], [0, 'expired', 'expire'], [0, 'fraud', 'confirm_fraud'], [500, 'withdrawn', 'withdraw'], [0, 'decided', 'lose'], [500, 'decided', 'win'], [1, 'decided', 'split']]
    for (const [wonCents, cause, action] of ends) expect(endingOf(500, { wonCents, cause })).toBe(action)
    for (const [wonCents, cause] of [[1, 'accepted'], [500, 'expired'], [1, 'fraud'], [499, 'withdrawn'], [-1, 'decided'], [501, 'decided'], [0.5, 'decided']] as [number, DisputeCause][]) {
      expect(() => endingOf(500, { wonCents, cause })).toThrow(RangeError)
    }
    expect(livingStates.every((state) => disputeLifecycle[state].lose)).toBe(true)
  })

  it('counts what is contested or lost as given away', () =>
    expect(heldOrLost([{ amount_cents: 500, won_cents: null }, { amount_cents: 300, won_cents: 100 }, { amount_cents: 200, won_cents: 200 }])).toBe(700))
})

describe('the dates that bind', () => {
  const visa = { answerDays: 30, merchantDays: 23, marginDays: 7, flow: 'allocation' } as const
  const national = { answerDays: 21, merchantDays: 15, marginDays: 5, flow: 'representment' } as const
  const mastercard = { answerDays: 45, merchantDays: 38, marginDays: 7, flow: 'representment' } as const

  it('without a message: the network’s window, the merchant’s at D+15, D+23, D+38 (rules.md §4.2)', () => {
    expect(deadlinesOf(national, '2026-03-02', null)).toEqual({ dueOn: '2026-03-23', merchantDueOn: '2026-03-17' })
    expect(deadlinesOf(visa, '2026-03-02', null)).toEqual({ dueOn: '2026-04-01', merchantDueOn: '2026-03-25' })
    expect(deadlinesOf(mastercard, '2026-03-02', null)).toEqual({ dueOn: '2026-04-16', merchantDueOn: '2026-04-09' })
  })

  it('the message’s date always wins, earlier or later, week-end or not', () => {
    expect(deadlinesOf(visa, '2026-03-02', '2026-03-22')).toEqual({ dueOn: '2026-03-22', merchantDueOn: '2026-03-15' })
    expect(deadlinesOf(visa, '2026-03-02', '2026-05-30')).toEqual({ dueOn: '2026-05-30', merchantDueOn: '2026-05-23' })
  })

  it('leaves the merchant half of a short time', () => {
    expect(deadlinesOf(visa, '2026-03-02', '2026-03-12')).toEqual({ dueOn: '2026-03-12', merchantDueOn: '2026-03-07' })
    expect(deadlinesOf(visa, '2026-03-02', '2026-03-03')).toEqual({ dueOn: '2026-03-03', merchantDueOn: '2026-03-03' })
    expect(deadlinesOf(visa, '2026-03-02', '2026-02-20')).toEqual({ dueOn: '2026-02-20', merchantDueOn: '2026-02-20' })
  })

  it('a returned debit has none', () => expect(deadlinesOf({ ...visa, flow: 'none' }, '2026-03-02', '2026-04-02')).toEqual({ dueOn: '2026-03-02', merchantDueOn: '2026-03-02' }))
})

describe('SEPA (rules.md §4.3)', () => {
  it('eight weeks are 56 days, thirteen months are months, a return is five interbank days', () => {
    expect(sepaLimit('2026-01-31', 'refund', true)).toBe('2026-03-28')
    expect(sepaLimit('2026-01-31', 'refund', false)).toBe('2027-02-28')
    expect(sepaLimit('2026-04-01', 'return', true)).toBe('2026-04-10')
    expect(sepaLimit('2026-04-01', 'reversal', true)).toBe('2026-04-10')
    for (const rType of ['reject', 'refusal'] as const) expect(sepaLimit('2026-04-01', rType, true)).toBe('2026-04-01')
  })

  it('MD01 is told apart by its R-type, and else by its date', () => {
    expect(rTypeOf('refund', 'MD01', '2026-04-01', '2026-04-02')).toBe('refund')
    expect(rTypeOf(null, 'MD01', '2026-04-01', '2026-04-10')).toBe('return')
    expect(rTypeOf(null, 'MD01', '2026-04-01', '2026-04-11')).toBe('refund')
    expect(rTypeOf(null, 'MD06', '2026-04-01', '2026-04-02')).toBe('refund')
  })

  it('knows what came too late', () => {
    expect(isLate({ rType: 'refund', category: 'refund_request' }, '2026-01-31', '2026-03-28')).toBe(false)
    expect(isLate({ rType: 'refund', category: 'refund_request' }, '2026-01-31', '2026-03-29')).toBe(true)
    expect(isLate({ rType: 'refund', category: 'unauthorised' }, '2026-01-31', '2027-02-28')).toBe(false)
    expect(isLate({ rType: 'refund', category: 'unauthorised' }, '2026-01-31', '2027-03-01')).toBe(true)
    expect(isLate({ rType: null, category: 'fraud' }, '2026-01-31', '2029-01-01')).toBe(false)
  })
})

it('has a word in both languages for whatever a row may say', () => {
  const words: Record<string, readonly string[]> = {
    'payments:dispute_state': disputeStates, 'audit:value.dispute': disputeStates, 'disputes:page.sentence': disputeStates, 'disputes:own.text': disputeStates, 'disputes:own.todo': disputeStates, 'fraud:stand.dispute': disputeStates,
    'disputes:category': categories, 'disputes:kind': categories, 'disputes:cause': ['accepted', 'expired', 'decided', 'fraud', 'withdrawn'], 'disputes:clock_cause': causes, 'disputes:change': ['suspend', 'resume', 'extend'],
    'disputes:r_type': ['reject', 'refusal', 'return', 'refund', 'reversal'], 'disputes:flow': ['allocation', 'collaboration', 'representment', 'none'], 'disputes:outcome': [...outcomes, 'accepted'], 'disputes:outcome.hint': [...outcomes, 'accepted'],
    'disputes:stage': ['opened', 'won', 'lost', 'partly', 'pre_arbitration', 'arbitration', 'withdrawn'], 'disputes:fault': faults, 'disputes:fault_text': faults, 'mails:dispute_ended.text': ['accepted', 'expired', 'won', 'partly_won', 'lost'],
    'disputes:slot': slots, 'disputes:slot_hint': slots, 'disputes:bad': ['reference', 'original', 'network', 'code', 'r_type', 'amount', 'currency', 'due_on', 'stage', 'repeated'],
  }
  const holes = Object.entries(words).flatMap(([key, all]) => all.flatMap((one) => (['fr', 'en'] as const).filter((lang) => !hasText(lang, `${key}.${one}`) && !hasText(lang, `${key}_${one}`)).map((lang) => `${lang} ${key} ${one}`)))
  expect(holes).toEqual([])
})
