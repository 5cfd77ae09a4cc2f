import { leasts, type CardRun, type Facts } from '../facts.ts'
import { fullest, sumOf } from '../runs.ts'
import { isAbove, scenario, shareBps, whole, type Finding } from '../scenario.ts'

const day = 24 * 3_600_000

type CardRunOf = CardRun & { usualTicketCents: number }

/** A merchant of fewer payments has no usual ticket. */
const usualFrom = 20

/**
 * One card, in 24 hours: payments each just under a ceiling from which more would be asked; or so much that it is far beyond what as many
 * payments usually come to here.
 */
export const structuring = scenario({
  id: 'TM-01',
  revision: 1,
  days: 1,
  quietDays: 1,
  isLive: true,
  needs: ['cards'],
  chart: 'capturedCents',
  defaults: {
    countFrom: 5,
    withinBps: 1_000,
    lowCeilingCents: 100_000,
    highCeilingCents: 300_000,
    usualBps: 30_000,
    sumFromCents: 100_000,
  },
  least: { countFrom: leasts.cardPayments },
  take: ({ cards, before }: Facts): readonly CardRunOf[] =>
    cards.map((run) => ({
      ...run,
      usualTicketCents: before.captures >= usualFrom ? Math.round(before.capturedCents / before.captures) : 0,
    })),
  subject: ({ card }) => `card:${card}`,
  judge: ({ last4, payments, usualTicketCents }, limits): Finding | null => {
    const isUnder = (cents: number): boolean =>
      [limits.lowCeilingCents, limits.highCeilingCents].some((ceiling) =>
        cents < ceiling && cents * 10_000 >= ceiling * (10_000 - limits.withinBps)
      )
    const under = fullest(payments.filter(({ cents }) => isUnder(cents)), day, ({ isOfDay }) => isOfDay)
    if (under.length >= limits.countFrom)
      return {
        level: 'high',
        says: 'structuring_under',
        inputs: { last4, payments: under.length },
        values: { sumCents: sumOf(under) },
        limits,
      }
    const run = fullest(payments, day, ({ isOfDay }) => isOfDay, sumOf)
    const [sumCents, usualCents] = [sumOf(run), run.length * usualTicketCents]
    if (
      run.length < limits.countFrom || sumCents < limits.sumFromCents || usualCents === 0 || !isAbove(sumCents, usualCents, limits.usualBps)
    ) return null
    return { level: 'warn', says: 'structuring_sum', inputs: { last4, payments: run.length }, values: { sumCents, usualCents }, limits }
  },
})

/** Amounts that are multiples of 50 €, in a trade that seldom has them. */
export const roundAmounts = scenario({
  id: 'TM-09',
  revision: 1,
  days: 30,
  quietDays: 30,
  isLive: false,
  chart: 'roundCaptures',
  defaults: { countFrom: 30, roundBps: 4_000, peersBelowBps: 1_000 },
  take: whole,
  judge: ({ month: { captures, roundCaptures }, peers }, limits) =>
    captures >= limits.countFrom && peers.merchants > 0 && roundCaptures * 10_000 >= captures * limits.roundBps &&
      peers.roundBps < limits.peersBelowBps
      ? {
        level: 'warn',
        says: 'round_amounts',
        inputs: { captures, roundCaptures, peers: peers.merchants },
        values: { roundBps: shareBps(roundCaptures, captures), peersBps: peers.roundBps },
        limits,
      }
      : null,
})

/** Single payments beyond a floor, and beyond so many times what is usual here. */
export const highTicket = scenario({
  id: 'TM-10',
  revision: 1,
  days: 1,
  quietDays: 1,
  isLive: true,
  needs: ['tickets'],
  chart: 'capturedCents',
  defaults: { floorCents: 300_000, medianBps: 50_000 },
  least: { floorCents: leasts.ticketCents },
  take: ({ tickets }: Facts) => (tickets ? [tickets] : []),
  judge: ({ cents, medianCents }, limits) => {
    const ceilingCents = Math.max(limits.floorCents, Math.floor(((medianCents ?? 0) * limits.medianBps) / 10_000))
    const beyond = cents.filter((one) => one > ceilingCents)
    if (beyond.length === 0) return null
    return {
      level: 'warn',
      says: medianCents === null ? 'high_ticket_first' : 'high_ticket',
      inputs: { payments: beyond.length, ...(medianCents === null ? {} : { medianCents }) },
      values: { highestCents: Math.max(...beyond), ceilingCents },
      limits,
    }
  },
})
