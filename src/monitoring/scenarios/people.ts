import type { Facts } from '../facts.ts'
import { isAbove, scenario, shareBps, type Finding } from '../scenario.ts'

/**
 * Somebody of the house pays himself: by name (card, payer or mandate), by the address he signs in with, by the account that is paid out
 * to.
 */
export const selfPayment = scenario({
  id: 'TM-14',
  revision: 1,
  days: 1,
  quietDays: 7,
  isLive: true,
  needs: ['own'],
  chart: 'capturedCents',
  defaults: { countFrom: 2, sumFromCents: 50_000 },
  take: ({ own }: Facts) => own,
  subject: ({ by }) => by,
  judge: ({ by, count, cents }, limits) => (count >= limits.countFrom || cents >= limits.sumFromCents
    ? { level: 'high', says: `own_${by}`, inputs: { payments: count }, values: { sumCents: cents }, limits }
    : null),
})

type InOut = { what: 'account' | 'drift'; facts: Facts }

/** Money that leaves as fast as it comes: to an account that was just changed, or back to payers until more goes than came. */
export const rapidInOut = scenario({
  id: 'TM-15',
  revision: 1,
  days: 7,
  quietDays: 30,
  isLive: true,
  needs: ['accounts'],
  chart: 'capturedCents',
  defaults: { weekFromCents: 500_000, usualBps: 20_000, driftFromCents: 100_000 },
  // more may still come in until the day is over
  take: (facts: Facts): readonly InOut[] => [{ what: 'account', facts }, ...(facts.isWhole ? [{ what: 'drift' as const, facts }] : [])],
  subject: ({ what }) => what,
  judge: ({ what, facts: { week, month, before, accountChangedOn } }, limits): Finding | null => {
    if (what === 'drift') {
      const driftCents = month.refundedCents + month.disputedCents - month.capturedCents
      return driftCents < limits.driftFromCents
        ? null
        : {
          level: 'warn',
          says: 'drift',
          inputs: { capturedCents: month.capturedCents, refundedCents: month.refundedCents, disputedCents: month.disputedCents },
          values: { driftCents },
          limits,
        }
    }
    const usualCents = Math.round(before.capturedCents / 4)
    if (
      accountChangedOn === null || week.capturedCents <= limits.weekFromCents || !isAbove(week.capturedCents, usualCents, limits.usualBps)
    ) return null
    return {
      level: 'high',
      says: 'account_changed',
      inputs: { changedOn: accountChangedOn, captures: week.captures, capturedCents: week.capturedCents },
      values: { usualCents, timesBps: shareBps(week.capturedCents, usualCents) },
      limits,
    }
  },
})

/**
 * What a merchant has in common with others; worse where one of them was ended by us. Told once of each thing, to the one who came last.
 */
export const sharedAttributes = scenario({
  id: 'TM-17',
  revision: 1,
  days: 1,
  quietDays: null,
  isLive: false,
  needs: ['links'],
  chart: 'captures',
  defaults: { merchantsFrom: 2 },
  take: ({ links }: Facts) => links,
  subject: ({ kind, key }) => `${kind}:${key}`,
  judge: ({ kind, merchants, ended }, limits) =>
    merchants < limits.merchantsFrom
      ? null
      : {
        level: ended > 0 ? 'high' : 'warn',
        says: `shared_${kind}${ended > 0 ? '_ended' : ''}`,
        inputs: { merchants, ended },
        values: { others: merchants - 1 },
        limits,
      },
})
