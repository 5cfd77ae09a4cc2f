import type { Day } from '#src/kernel/calendar.ts'
import type { TradeGroupName } from './tradeGroups.ts'

/**
 * What a merchant did in a stretch of days of Paris, in the live world. Cents are euros; other currencies are counted and weigh nothing.
 */
export type Sums = {
  captures: number
  capturedCents: number
  cardCaptures: number
  cardCents: number
  /** By cards of another country; of an unknown one they are none. */
  foreignCaptures: number
  /** By cards issued in a high-risk country (HRC-01). */
  riskCaptures: number
  prepaidCaptures: number
  /** Of 50 €, or a multiple of it. */
  roundCaptures: number
  /** Paid from midnight to five, Paris. */
  nightCaptures: number
  debits: number
  /** Debits that came back, or were refused; and of these for want of a mandate (MD01). */
  returns: number
  mandateFaults: number
  /** Card payments that were asked of an issuer, and those he declined. */
  attempts: number
  declines: number
  refunds: number
  refundedCents: number
  disputes: number
  disputedCents: number
  frauds: number
  /** Payments that name a page to come back to, and those whose page is not on the declared site. */
  returned: number
  elsewhere: number
}
export const measures = [
  'captures',
  'capturedCents',
  'cardCaptures',
  'cardCents',
  'foreignCaptures',
  'riskCaptures',
  'prepaidCaptures',
  'roundCaptures',
  'nightCaptures',
  'debits',
  'returns',
  'mandateFaults',
  'attempts',
  'declines',
  'refunds',
  'refundedCents',
  'disputes',
  'disputedCents',
  'frauds',
  'returned',
  'elsewhere',
] as const satisfies readonly (keyof Sums)[]
export type Measure = (typeof measures)[number]

export const noSums: Sums = Object.fromEntries(measures.map((one) => [one, 0])) as Sums

/** One payment of a run. `isOfDay`: made on the day that is looked at; the others led up to it. */
export type RunPayment = { at: number; cents: number; isOfDay: boolean }
/** The payments of one card in two days. `card`: its keyed hash. */
export type CardRun = { card: string; last4: string; payments: readonly RunPayment[] }
/** Declines of one BIN, or from one address, on the day. */
export type DeclineRun = { by: 'bin' | 'ip'; key: string; at: readonly number[] }
/** Who paid on one device (address and browser together) on the day. */
export type DeviceRun = { device: string; ip: string; uses: readonly { at: number; card: string }[] }
/** What he captured that day beyond the least that is looked at, the largest first, and the median of what he took before. */
export type Tickets = { cents: readonly number[]; medianCents: number | null }
/** Payments of the day by somebody who is of the house: by his name, his address of e-mail, his account. */
export type OwnPayments = { by: 'name' | 'email' | 'iban'; count: number; cents: number }
export type LinkKind = 'iban' | 'person' | 'address' | 'site'
/** Something several merchants have in common; told to the one who came last. `ended`: how many of the others we ended the contract of. */
export type Link = { kind: LinkKind; key: string; merchants: number; ended: number }
/** Those of the same trade, or all of them where they are too few. Ticket means in cents, the first and the last of a hundred. */
export type Peers = { merchants: number; isEverybody: boolean; roundBps: number; lowTicketCents: number; highTicketCents: number }

/** One merchant, as he stood at the end of a day (or up to now, where `isWhole` is not). */
export type Facts = {
  merchantId: string
  day: Day
  isWhole: boolean
  mcc: string | null
  naf: string | null
  group: TradeGroupName
  openedOn: Day
  declaredMonthlyCents: number
  hasSite: boolean
  today: Sums
  week: Sums
  month: Sums
  /** The 28 days before the day, and on how many of them something was captured. */
  before: Pick<Sums, 'captures' | 'capturedCents'> & { days: number }
  /** The 90 days before the month. */
  history: Pick<Sums, 'cardCaptures' | 'foreignCaptures'>
  calendarMonthCents: number
  firstOn: Day | null
  firstInWeekOn: Day | null
  /** The last capture before the week, and what the year up to it came to. */
  lastBeforeOn: Day | null
  yearBeforeCents: number
  topBin: { bin: string; cents: number; captures: number; ofCents: number; ofCaptures: number } | null
  cards: readonly CardRun[]
  declineRuns: readonly DeclineRun[]
  devices: readonly DeviceRun[]
  tickets: Tickets | null
  own: readonly OwnPayments[]
  /** Since when money goes to another account; null: it always went there, or is long settled. */
  accountChangedOn: Day | null
  links: readonly Link[]
  /** Of how many merchants a director or owner of his is one too; how many have his address. */
  directorOf: number
  addressOf: number
  /** Statutes filed again in the last twelve months. */
  statuteChanges: number
  /**
   * What stands between his file and the knowledge of who owns him: things that are not declared or explained, extracts of the register of
   * owners that say otherwise.
   */
  ownerGaps: number
  ownerDisputes: number
  /** Requests for papers of the last twelve months that ran out unanswered. */
  refusedPapers: number
  peers: Peers
}

export const noPeers: Peers = { merchants: 0, isEverybody: true, roundBps: 0, lowTicketCents: 0, highTicketCents: Number.MAX_SAFE_INTEGER }

/** A merchant of whom nothing is known but who he is. */
export const bareFacts = (known: Pick<Facts, 'merchantId' | 'day' | 'isWhole' | 'group' | 'openedOn'>): Facts => ({
  mcc: null,
  naf: null,
  declaredMonthlyCents: 0,
  hasSite: false,
  today: noSums,
  week: noSums,
  month: noSums,
  before: { captures: 0, capturedCents: 0, days: 0 },
  history: { cardCaptures: 0, foreignCaptures: 0 },
  calendarMonthCents: 0,
  firstOn: null,
  firstInWeekOn: null,
  lastBeforeOn: null,
  yearBeforeCents: 0,
  topBin: null,
  cards: [],
  declineRuns: [],
  devices: [],
  tickets: null,
  own: [],
  accountChangedOn: null,
  links: [],
  directorOf: 0,
  addressOf: 0,
  statuteChanges: 0,
  ownerGaps: 0,
  ownerDisputes: 0,
  refusedPapers: 0,
  peers: noPeers,
  ...known,
})

/** What is less is not even brought up from the database: no threshold of a scenario may go below. */
export const leasts = { cardPayments: 3, declines: 5, cardsOnDevice: 2, ticketCents: 50_000 } as const
