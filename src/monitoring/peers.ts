import { noPeers, type Facts, type Peers } from './facts.ts'

/** A merchant with fewer payments in the month says nothing of his trade. */
const paymentsFrom = 30
/** A trade of fewer other merchants is no measure: then everybody is. */
const merchantsFrom = 5

type Member = Pick<Facts, 'merchantId' | 'group' | 'month'>
type Measured = { ids: Set<string>; tickets: number[]; rounds: number[] }

const ticketOf = ({ month }: Member): number => Math.round(month.capturedCents / month.captures)
const roundOf = ({ month }: Member): number => Math.round((month.roundCaptures * 10_000) / month.captures)

const measured = (members: readonly Member[]): Measured => ({
  ids: new Set(members.map(({ merchantId }) => merchantId)),
  tickets: members.map(ticketOf).sort((a, b) => a - b),
  rounds: members.map(roundOf).sort((a, b) => a - b),
})

/** Where a value stands among sorted ones. */
const placeOf = (sorted: readonly number[], value: number): number => {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/** The value below which so many in ten thousand of the others lie: one's own is left out. */
const quantile = (sorted: readonly number[], bps: number, own: number | null): number => {
  const others = sorted.length - (own === null ? 0 : 1)
  const at = Math.min(others - 1, Math.floor((others * bps) / 10_000))
  return sorted[own !== null && at >= placeOf(sorted, own) ? at + 1 : at]!
}

const othersOf = ({ ids, tickets, rounds }: Measured, one: Member, isEverybody: boolean): Peers => {
  const isAmong = ids.has(one.merchantId)
  const merchants = ids.size - (isAmong ? 1 : 0)
  if (merchants === 0) return noPeers
  const [ticket, round] = isAmong ? [ticketOf(one), roundOf(one)] : [null, null]
  return {
    merchants,
    isEverybody,
    roundBps: quantile(rounds, 5_000, round),
    lowTicketCents: quantile(tickets, 100, ticket),
    highTicketCents: quantile(tickets, 9_900, ticket),
  }
}

/**
 * What is usual among a merchant's peers, himself left out: the middle share of round amounts, the first and the last of a hundred mean
 * tickets.
 */
export const peersOf = (all: readonly Member[]): (one: Member) => Peers => {
  const telling = all.filter(({ month }) => month.captures >= paymentsFrom)
  const everybody = measured(telling)
  const byGroup = new Map<Facts['group'], Member[]>()
  for (const one of telling) {
    const members = byGroup.get(one.group)
    if (members) members.push(one)
    else byGroup.set(one.group, [one])
  }
  const groups = new Map([...byGroup].map(([group, members]) => [group, measured(members)]))
  return (one) => {
    const own = groups.get(one.group)
    return own && own.ids.size - (own.ids.has(one.merchantId) ? 1 : 0) >= merchantsFrom
      ? othersOf(own, one, false)
      : othersOf(everybody, one, true)
  }
}
