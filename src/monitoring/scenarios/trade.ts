import { dictionary } from '#src/kernel/dictionary.ts'
import type { Facts } from '../facts.ts'
import { isAbove, scenario, shareBps, whole, type Figures, type Finding } from '../scenario.ts'
import { isNafAtOdds } from '../tradeGroups.ts'
import { silenceOf } from './volume.ts'

type Mismatch = { what: 'ticket' | 'site' | 'codes'; facts: Facts }

/** A mean ticket no peer has. Null: it has one, or there are too few payments or peers to say. */
const oddTicket = (
  { month: { captures, capturedCents }, peers }: Facts,
  { countFrom, peersFrom }: { countFrom: number; peersFrom: number },
): { ticketCents: number } | null => {
  if (captures < countFrom || peers.merchants < peersFrom) return null
  const ticketCents = Math.round(capturedCents / captures)
  return ticketCents < peers.lowTicketCents || ticketCents > peers.highTicketCents ? { ticketCents } : null
}

/**
 * What he sells, and where, is not what he said: tickets unlike those of his trade, pages of another site, two codes of trade that do not
 * go together.
 */
export const mismatch = scenario({
  id: 'TM-07',
  revision: 1,
  days: 30,
  quietDays: 90,
  isLive: false,
  chart: 'capturedCents',
  defaults: { countFrom: 30, peersFrom: 20, elsewhereFrom: 20, elsewhereBps: 5_000 },
  take: (facts: Facts): readonly Mismatch[] => (['ticket', 'site', 'codes'] as const).map((what) => ({ what, facts })),
  subject: ({ what }) => what,
  judge: ({ what, facts }, limits): Finding | null => {
    const { month, peers, naf, mcc } = facts
    if (what === 'ticket') {
      const odd = oddTicket(facts, limits)
      return odd &&
        {
          level: 'warn',
          says: 'odd_ticket',
          inputs: { captures: month.captures, peers: peers.merchants },
          values: { ...odd, lowTicketCents: peers.lowTicketCents, highTicketCents: peers.highTicketCents },
          limits,
        }
    }
    if (what === 'site') {
      if (month.elsewhere < limits.elsewhereFrom || !isAbove(month.elsewhere, month.returned, limits.elsewhereBps)) return null
      return {
        level: 'warn',
        says: 'odd_site',
        inputs: { returned: month.returned, elsewhere: month.elsewhere },
        values: { elsewhereBps: shareBps(month.elsewhere, month.returned) },
        limits,
      }
    }
    return month.captures > 0 && isNafAtOdds(naf, mcc)
      ? { level: 'warn', says: 'odd_codes', inputs: { naf: naf ?? '', mcc: mcc ?? '' }, values: {}, limits: {} }
      : null
  },
})

export const nightSales = scenario({
  id: 'TM-13',
  revision: 1,
  days: 30,
  quietDays: 30,
  isLive: false,
  chart: 'nightCaptures',
  defaults: { countFrom: 20, nightBps: 5_000 },
  take: whole,
  judge: ({ month: { captures, nightCaptures } }, limits) =>
    captures >= limits.countFrom && isAbove(nightCaptures, captures, limits.nightBps)
      ? {
        level: 'warn',
        says: 'night_sales',
        inputs: { captures, nightCaptures },
        values: { nightBps: shareBps(nightCaptures, captures) },
        limits,
      }
      : null,
})

type Criteria = {
  criteriaFrom: number
  riseBps: number
  riseFromCents: number
  silentDays: number
  newDays: number
  directorsFrom: number
  addressFrom: number
  statutesFrom: number
  passBps: number
  passFromCents: number
  countFrom: number
  peersFrom: number
}

/**
 * The criteria of CMF D561-32-1 that payments and files show, by the codes that declarations give them (`closed_criteria`). The others take
 * an examination.
 */
const criteria: Readonly<Record<string, (facts: Facts, limits: Criteria) => boolean>> = dictionary({
  shell_companies: ({ addressOf, month }, { addressFrom }) => addressOf >= addressFrom && month.captures > 0,
  statute_changes: ({ statuteChanges }, { statutesFrom }) => statuteChanges >= statutesFrom,
  front_persons: ({ directorOf }, { directorsFrom }) => directorOf >= directorsFrom,
  unusual_activity: (facts, limits) => isNafAtOdds(facts.naf, facts.mcc) || oddTicket(facts, limits) !== null,
  sudden_rise: (facts, { riseBps, riseFromCents, silentDays, newDays }) => {
    const isNew = facts.firstOn !== null && Date.parse(facts.day) - Date.parse(facts.firstOn) < newDays * 86_400_000
    return (isNew || silenceOf(facts) >= silentDays) && facts.month.capturedCents >= riseFromCents &&
      isAbove(facts.month.capturedCents, facts.declaredMonthlyCents, riseBps)
  },
  pass_through: ({ month: { capturedCents, refundedCents, disputedCents } }, { passBps, passFromCents }) =>
    capturedCents >= passFromCents && isAbove(refundedCents + disputedCents, capturedCents, passBps),
  // 9° and 11° of the decree speak of funds: of a merchant who takes none there is nothing to say
  opaque_owners: ({ ownerGaps, ownerDisputes, month }) => ownerGaps + ownerDisputes > 0 && month.captures > 0,
  refused_proof: ({ refusedPapers, month }) => refusedPapers > 0 && month.captures > 0,
})
export const shownCriteria: readonly string[] = Object.keys(criteria)

export const taxFraud = scenario({
  id: 'TM-19',
  revision: 2,
  days: 30,
  quietDays: 90,
  isLive: false,
  needs: ['links', 'statutes', 'owners', 'papers'],
  chart: 'capturedCents',
  defaults: {
    criteriaFrom: 2,
    riseBps: 30_000,
    riseFromCents: 500_000,
    silentDays: 90,
    newDays: 90,
    directorsFrom: 3,
    addressFrom: 3,
    statutesFrom: 2,
    passBps: 8_000,
    passFromCents: 200_000,
    countFrom: 30,
    peersFrom: 20,
  },
  take: whole,
  judge: (facts, limits) => {
    const met = shownCriteria.filter((code) => criteria[code]!(facts, limits))
    if (met.length < limits.criteriaFrom) return null
    const {
      month: { captures, capturedCents, refundedCents },
      directorOf,
      addressOf,
      statuteChanges,
      ownerGaps,
      ownerDisputes,
      refusedPapers,
      declaredMonthlyCents: declaredCents,
    } = facts
    return {
      level: 'high',
      says: 'tax_fraud',
      inputs: {
        captures,
        capturedCents,
        declaredCents,
        refundedCents,
        directorOf,
        addressOf,
        statuteChanges,
        ownerGaps,
        ownerDisputes,
        refusedPapers,
      },
      values: { criteria: met.join(' '), count: met.length },
      limits,
    }
  },
})

/** Crypto-assets, transfers, top-ups, gift cards and games: money that goes on as money. Of these, 6051 alone can be chosen with us. */
const quasiCashMccs = ['6051', '4829', '5815', '5816', '5817', '5818', '6540']

type Patterns = { prepaidBps: number; roundBps: number; nightBps: number; foreignBps: number }

const patternsOf = ({ month }: Facts, limits: Patterns): string[] => [
  ...(isAbove(month.prepaidCaptures, month.cardCaptures, limits.prepaidBps) ? ['prepaid'] : []),
  ...(isAbove(month.roundCaptures, month.captures, limits.roundBps) ? ['round'] : []),
  ...(isAbove(month.nightCaptures, month.captures, limits.nightBps) ? ['night'] : []),
  ...(isAbove(month.foreignCaptures, month.cardCaptures, limits.foreignBps) ? ['foreign'] : []),
]

/**
 * The pattern of prepaid cards, round amounts, nights and far countries, in a trade of quasi-cash; or, clearer still, in one that is said
 * to be another.
 */
export const quasiCash = scenario({
  id: 'TM-20',
  revision: 1,
  days: 30,
  quietDays: 30,
  isLive: false,
  chart: 'roundCaptures',
  defaults: { countFrom: 30, patternsFrom: 2, disguisedFrom: 3, prepaidBps: 1_500, roundBps: 3_000, nightBps: 3_000, foreignBps: 4_000 },
  take: whole,
  judge: (facts, limits) => {
    const { month: { captures, cardCaptures, prepaidCaptures, roundCaptures, nightCaptures, foreignCaptures }, mcc } = facts
    const isDeclared = quasiCashMccs.includes(mcc ?? '')
    const found = patternsOf(facts, limits)
    if (captures < limits.countFrom || found.length < (isDeclared ? limits.patternsFrom : limits.disguisedFrom)) return null
    const inputs: Figures = { mcc: mcc ?? '', captures, cardCaptures, prepaidCaptures, roundCaptures, nightCaptures, foreignCaptures }
    return {
      level: 'high',
      says: isDeclared ? 'quasi_cash' : 'quasi_cash_disguised',
      inputs,
      values: { patterns: found.join(' '), count: found.length },
      limits,
    }
  },
})
