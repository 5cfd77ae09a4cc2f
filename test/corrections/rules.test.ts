import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correctionKinds, correctionLifecycle, correctionStates, draftOf, effectsOf, excessOf, payableCents, seenOf, type CorrectionAction,
  type Sums } from '#src/corrections/correction.ts'
import { lookedForCorrection, readCorrectionQuery } from '#src/corrections/correctionSearch.ts'
import { amountText } from '#src/corrections/correctionWords.page.ts'
import { reversalOf, sumOf } from '#src/ledger/entry.ts'

const merchantId = 'mrch_1'
const legsOf = (kind: (typeof correctionKinds)[number], amountCents: number, sums: Sums): [number, number][] =>
  draftOf({ kind, merchantId, amountCents }, sums).legs.map(({ account, amountCents: cents }) => [account, cents])

describe('the entry of each kind', () => {
  const sums = { availableCents: 600, owedCents: 300 }
  it.each(
    [
      ['acquirer_debit_merchant', 1_000, [[2020, 600], [1400, 400], [1010, -1_000]]],
      ['acquirer_debit_ours', 1_000, [[5030, 1_000], [1010, -1_000]]],
      ['acquirer_credit_merchant', 1_000, [[1010, 1_000], [2020, -1_000]]],
      ['foreign_payout', 600, [[2020, 600], [1010, -600]]],
      ['goodwill', 250, [[5030, 250], [2020, -250]]],
      ['debt_given_up', 300, [[5040, 300], [1400, -300]]],
    ] as const,
  )('%s', (kind, cents, legs) => expect(legsOf(kind, cents, sums)).toEqual(legs))

  it('of no merchant only where nobody else bears it', () => {
    expect(draftOf({ kind: 'acquirer_debit_ours', merchantId: null, amountCents: 5 }, sums)).toMatchObject({
      kind: 'correction',
      merchantId: null,
    })
    for (const kind of correctionKinds.filter((one) => one !== 'acquirer_debit_ours'))
      expect(() => draftOf({ kind, merchantId: null, amountCents: 5 }, sums)).toThrow(RangeError)
  })

  it('never above what there is', () => {
    expect([
      excessOf({ kind: 'foreign_payout', merchantId, amountCents: 601 }, sums),
      excessOf({ kind: 'debt_given_up', merchantId, amountCents: 301 }, sums),
      excessOf({ kind: 'goodwill', merchantId, amountCents: 9_999 }, sums),
    ])
      .toEqual(['exceeds_available', 'exceeds_debt', null])
    for (const [kind, cents] of [['foreign_payout', 601], ['debt_given_up', 301]] as const)
      expect(() => draftOf({ kind, merchantId, amountCents: cents }, sums)).toThrow(RangeError)
  })
})

describe('what it makes of the balances', () => {
  const cents = fc.integer({ min: 0, max: 50_000 })

  it('whatever was there: nothing below zero, nothing both had and owed, and undone at once it is as it was', () => {
    fc.assert(
      fc.property(fc.constantFrom(...correctionKinds), fc.integer({ min: 1, max: 50_000 }), cents, cents, (kind, amountCents, a, o) => {
        // as the other rooms leave it: what he has has paid what he owes
        const before = { availableCents: Math.max(0, a - o), owedCents: Math.max(0, o - a) }
        if (excessOf({ kind, merchantId, amountCents }, before)) return
        const draft = draftOf({ kind, merchantId, amountCents }, before)
        const { after, legs } = effectsOf(draft.legs, before)
        expect(sumOf(legs)).toBe(0n)
        expect([after.availableCents >= 0, after.owedCents >= 0, Math.min(after.availableCents, after.owedCents)]).toEqual([true, true, 0])
        const undone = effectsOf(reversalOf({ id: 1, ...draft, legs: [...draft.legs] }).legs, after).after
        expect(undone.availableCents - undone.owedCents).toBe(before.availableCents - before.owedCents)
        expect([undone.availableCents >= 0, undone.owedCents >= 0]).toEqual([true, true])
      }),
    )
  })

  it('is seen by its legs and what is settled with them, not by what else he has', () => {
    const seen = (sums: Sums, amountCents = 500) =>
      seenOf(effectsOf(draftOf({ kind: 'acquirer_debit_merchant', merchantId, amountCents }, sums).legs, sums))
    expect(seen({ availableCents: 900, owedCents: 0 })).toBe(seen({ availableCents: 5_000, owedCents: 0 }))
    expect(seen({ availableCents: 900, owedCents: 0 })).not.toBe(seen({ availableCents: 400, owedCents: 0 }))
    expect(payableCents({ availableCents: 100, owedCents: 300 })).toBe(0)
  })
})

describe('the grid: what the table does not have cannot happen', () => {
  it('corrections', () => {
    const actions: CorrectionAction[] = ['book', 'decline', 'withdraw', 'propose_undo', 'undo', 'decline_undo', 'withdraw_undo']
    expect(Object.keys(correctionLifecycle).toSorted()).toEqual([...correctionStates].toSorted())
    expect(correctionStates.flatMap((state) =>
      actions.flatMap((action) => {
        const step = correctionLifecycle[state][action]
        return step ? [`${state} ${action} → ${step.to} (${step.by.join(', ')})${step.fourEyes ? ' by two' : ''}`] : []
      })
    ))
      .toEqual([
        'proposed book → booked (officer) by two',
        'proposed decline → declined (officer) by two',
        'proposed withdraw → withdrawn (agent, officer)',
        'booked propose_undo → undo_proposed (agent, officer)',
        'undo_proposed undo → undone (officer) by two',
        'undo_proposed decline_undo → booked (officer) by two',
        'undo_proposed withdraw_undo → booked (agent, officer)',
      ])
  })
})

it('an address says what it can and nothing else', () => {
  const id = 'corr_000000000000000000000001'
  expect(readCorrectionQuery({ state: 'booked', kind: 'goodwill', sort: 'largest', q: ' Lenoir ', after: `1200.${id}` })).toEqual({
    shelf: 'booked',
    kind: 'goodwill',
    sort: 'largest',
    search: 'Lenoir',
    after: { cents: 1_200, id },
  })
  expect(readCorrectionQuery({ state: ['x'], kind: '__proto__', sort: 7, q: {}, after: `1200.${id}'` })).toEqual({
    shelf: 'waiting',
    kind: null,
    sort: 'newest',
    search: '',
    after: null,
  })
  expect([
    lookedForCorrection(id),
    lookedForCorrection('sttl_000000000000000000000001'),
    lookedForCorrection('mrch_000000000000000000000001'),
    lookedForCorrection('x'),
  ])
    .toEqual([{ id }, { aboutId: 'sttl_000000000000000000000001' }, { merchantId: 'mrch_000000000000000000000001' }, { name: 'x' }])
  expect([amountText(5, 'eur'), amountText(123_456, 'usd'), amountText(700, 'jpy')]).toEqual(['0.05', '1234.56', '700'])
})
