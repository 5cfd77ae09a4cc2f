import { describe, expect, it } from 'vitest'
import { outcomes } from '#src/disputeOutcomes/recordOutcome.ts'
import { disputeLifecycle, disputeStates, endingOf, heldOrLost, isLiving, livingStates, type DisputeAction, type DisputeCause,
  type DisputeState } from '#src/disputes/dispute.ts'
import { categories } from '#src/disputes/disputeSearch.ts'
import { system, type Actor } from '#src/kernel/actor.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { causes } from '#src/resolutions/resolution.ts'
import { hasText } from '#src/web/i18n.ts'

const agent: Actor = { kind: 'staff', id: 'staf_1', name: 'A', roles: ['agent'] }
const auditor: Actor = { kind: 'staff', id: 'staf_2', name: 'B', roles: ['auditor', 'administrator'] }
const merchant: Actor = { kind: 'merchant', id: 'user_1', merchantId: 'mrch_1', name: 'C' }
const slots = [
  'authentication',
  'authorisation',
  'chip_log',
  'delivery',
  'history',
  'orders',
  'receipt',
  'refund_proof',
  'withdrawal',
  'description',
  'terms',
  'replacement',
  'correspondence',
  'other',
]
const faults = [
  'unknown_payment',
  'unknown_dispute',
  'duplicate',
  'closed',
  'wrong_state',
  'network_differs',
  'code_differs',
  'currency_differs',
  'amount_differs',
  'amount_above_left',
  'no_such_stage',
]
const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'done'
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

describe('the lifecycle', () => {
  const actions: DisputeAction[] = [
    'engage',
    'submit',
    'send_back',
    'represent',
    'take_back',
    'pre_arbitrate',
    'arbitrate',
    'accept',
    'expire',
    'withdraw',
    'confirm_fraud',
    'win',
    'lose',
    'split',
  ]
  const over = ['withdraw', 'confirm_fraud', 'win', 'lose', 'split'] as const
  const allowed: Record<DisputeState, readonly DisputeAction[]> = {
    open: ['engage', 'accept', 'expire', ...over],
    engaged: ['submit', 'accept', 'expire', ...over],
    under_review: ['send_back', 'represent', 'accept', 'expire', ...over],
    represented: ['take_back', 'pre_arbitrate', 'arbitrate', ...over],
    pre_arbitration: ['arbitrate', 'accept', ...over],
    arbitration: over,
    won: [],
    partly_won: [],
    lost: [],
  }

  it('refuses every pair that is not in the table, and each that is in it to whom it is not for', () => {
    for (const state of disputeStates)
      for (const action of actions) {
        const isIn = allowed[state].includes(action)
        expect(
          codeOf(() =>
            step(
              disputeLifecycle,
              state,
              action,
              action === 'expire' ? system('expire-disputes') : action === 'take_back' ? system('send-evidence') : agent,
            )
          ),
          `${state} ${action}`,
        )
          .toBe(isIn ? 'done' : 'state_has_changed')
        if (isIn) expect(codeOf(() => step(disputeLifecycle, state, action, auditor)), `${state} ${action}`).toBe('forbidden')
      }
  })

  it('lets the merchant accept, engage and hand in, and decide nothing', () => {
    const his = disputeStates.flatMap((state) =>
      actions.filter((action) => codeOf(() => step(disputeLifecycle, state, action, merchant)) === 'done').map((action) =>
        `${state} ${action}`
      )
    )
    expect(his).toEqual(['open engage', 'open accept', 'engaged submit', 'engaged accept'])
  })

  it('is over in three states only', () => expect(disputeStates.filter((state) => !isLiving(state))).toEqual(['won', 'partly_won', 'lost']))

  it('ends as amount and cause say, and refuses what cannot be', () => {
    const ends: [number, DisputeCause, DisputeAction][] = [
      [0, 'accepted', 'accept'],
      [0, 'expired', 'expire'],
      [0, 'fraud', 'confirm_fraud'],
      [500, 'withdrawn', 'withdraw'],
      [0, 'decided', 'lose'],
      [500, 'decided', 'win'],
      [1, 'decided', 'split'],
    ]
    for (const [wonCents, cause, action] of ends) expect(endingOf(500, { wonCents, cause })).toBe(action)
    for (
      const [wonCents, cause] of [[1, 'accepted'], [500, 'expired'], [1, 'fraud'], [499, 'withdrawn'], [-1, 'decided'], [501, 'decided'], [
        0.5,
        'decided',
      ]] as [number, DisputeCause][]
    ) {
      expect(() => endingOf(500, { wonCents, cause })).toThrow(RangeError)
    }
    expect(livingStates.every((state) => disputeLifecycle[state].lose)).toBe(true)
  })

  it('counts what is contested or lost as given away', () =>
    expect(
      heldOrLost([{ amount_cents: 500, won_cents: null }, { amount_cents: 300, won_cents: 100 }, { amount_cents: 200, won_cents: 200 }]),
    )
      .toBe(700))
})

it('has a word in both languages for whatever a row may say', () => {
  const words: Record<string, readonly string[]> = {
    'payments:dispute_state': disputeStates,
    'audit:value.dispute': disputeStates,
    'disputes:page.sentence': disputeStates,
    'disputes:own.text': disputeStates,
    'disputes:own.todo': disputeStates,
    'fraud:stand.dispute': disputeStates,
    'disputes:category': categories,
    'disputes:kind': categories,
    'disputes:cause': ['accepted', 'expired', 'decided', 'fraud', 'withdrawn'],
    'disputes:clock_cause': causes,
    'disputes:change': ['suspend', 'resume', 'extend'],
    'disputes:r_type': ['reject', 'refusal', 'return', 'refund', 'reversal'],
    'disputes:flow': ['allocation', 'collaboration', 'representment', 'none'],
    'disputes:outcome': [...outcomes, 'accepted'],
    'disputes:outcome.hint': [...outcomes, 'accepted'],
    'disputes:stage': ['opened', 'won', 'lost', 'partly', 'pre_arbitration', 'arbitration', 'withdrawn'],
    'disputes:fault': faults,
    'disputes:fault_text': faults,
    'mails:dispute_ended.text': ['accepted', 'expired', 'won', 'partly_won', 'lost'],
    'disputes:slot': slots,
    'disputes:slot_hint': slots,
    'disputes:bad': ['reference', 'original', 'network', 'code', 'r_type', 'amount', 'currency', 'due_on', 'stage', 'repeated'],
  }
  const holes = Object.entries(words).flatMap(([key, all]) =>
    all.flatMap((one) =>
      (['fr', 'en'] as const).filter((lang) => !hasText(lang, `${key}.${one}`) && !hasText(lang, `${key}_${one}`)).map((lang) =>
        `${lang} ${key} ${one}`
      )
    )
  )
  expect(holes).toEqual([])
})
