import type { Day } from '#src/kernel/calendar.ts'
import { ibanHash } from '#src/mandates/vault.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { bareFacts, noSums, type Facts, type OwnPayments } from './facts.ts'
import { readOwnerDisputes, readOwnerGaps, readRefusedPapers } from './files.sql.ts'
import { listAccountsOfHouses, listByOwnAccount, listByOwnEmail, listNamedLike, listPeopleOfHouses, listShared, readAccountChanges,
  readStatuteChanges } from './houses.sql.ts'
import { linksOf } from './links.ts'
import { added, isNamed, keysOf } from './ownPayments.ts'
import { peersOf } from './peers.ts'
import { readCardRuns, readDeclineRuns, readDeviceRuns, readTickets, readTopBins } from './runs.sql.ts'
import type { Need } from './scenario.ts'
import { tradeGroupOf } from './tradeGroups.ts'
import { readKnown, readWindows, sumsIn, type WindowRow } from './windows.sql.ts'

/** `ticketFloorCents`: the lowest floor any trade has for a high ticket. */
export type Wish = { day: Day; isWhole: boolean; needs: ReadonlySet<Need>; ticketFloorCents: number }

const ownByName = async (db: ReadDb, day: Day): Promise<Map<string, OwnPayments>> => {
  const keys = (await listPeopleOfHouses(db, day)).flatMap(keysOf)
  const like = await listNamedLike(db, day, keys)
  const theirs = (merchantId: string): typeof keys => keys.filter((key) => key.merchantId === merchantId)
  return added(
    like.filter(({ merchantId, names }) => theirs(merchantId).some((key) => names.some((name) => name !== null && isNamed(name, key)))),
    'name',
  )
}

const ownByAccount = async (db: ReadDb, day: Day): Promise<Map<string, OwnPayments>> => {
  const accounts = (await listAccountsOfHouses(db, day)).map(({ merchantId, iban }) => ({ merchantId, hash: ibanHash(iban) }))
  return added(await listByOwnAccount(db, day, accounts), 'iban')
}

const readOwn = async (db: ReadDb, day: Day): Promise<(merchantId: string) => OwnPayments[]> => {
  const found = [await ownByName(db, day), added(await listByOwnEmail(db, day), 'email'), await ownByAccount(db, day)]
  return (merchantId) => found.flatMap((some) => some.get(merchantId) ?? [])
}

const deviceName = (ip: string, agent: string): string => sha256(`${ip}\0${agent}`).toString('hex').slice(0, 16)

const factsFrom = ({ day, isWhole }: Wish, row: WindowRow): Facts => {
  const { month, week, today } = sumsIn(row.sums)
  return {
    ...bareFacts({ merchantId: row.merchantId, day, isWhole, group: tradeGroupOf(row.mcc), openedOn: row.openedOn }),
    ...row,
    month: { ...noSums, ...month },
    week: { ...noSums, ...week },
    today: { ...noSums, ...today },
    before: { captures: row.beforeCaptures, capturedCents: row.beforeCents, days: row.beforeDays },
    history: { cardCaptures: row.historyCards, foreignCaptures: row.historyForeign },
  }
}

type Known = Awaited<ReturnType<typeof readKnown>>[number]
const stillFacts = ({ day, isWhole }: Wish, known: Known): Facts => ({
  ...bareFacts({ merchantId: known.merchantId, day, isWhole, group: tradeGroupOf(known.mcc), openedOn: known.openedOn }),
  ...known,
})

/** What is looked for beside the sums of days, one walk each over the day's payments, and nothing that nobody asks for. */
const readMore = async (db: ReadDb, { day, needs, ticketFloorCents }: Wish) => {
  const ifNeeded = async <T>(need: Need, read: () => Promise<T>, none: T): Promise<T> => (needs.has(need) ? read() : none)
  const none = new Map<string, never>()
  const count = (need: Need, read: (db: ReadDb, day: Day) => Promise<Map<string, number>>): Promise<Map<string, number>> =>
    ifNeeded(need, () => read(db, day), none)
  return {
    cards: await ifNeeded('cards', () => readCardRuns(db, day), none),
    declines: await ifNeeded('declines', () => readDeclineRuns(db, day), none),
    devices: await ifNeeded('devices', () => readDeviceRuns(db, day, deviceName), none),
    tickets: await ifNeeded('tickets', () => readTickets(db, day, ticketFloorCents), none),
    bins: await ifNeeded('bins', () => readTopBins(db, day), none),
    own: await ifNeeded('own', () => readOwn(db, day), () => []),
    accounts: await ifNeeded('accounts', () => readAccountChanges(db, day), none),
    statutes: await count('statutes', readStatuteChanges),
    shared: linksOf(await ifNeeded('links', () => listShared(db, day), [])),
    gaps: await count('owners', readOwnerGaps),
    disputes: await count('owners', readOwnerDisputes),
    papers: await count('papers', readRefusedPapers),
  }
}

/** Everybody who did something in the month that ends on a day, or has something in common with others, as the scenarios look at them. */
export const readFacts = async (db: ReadDb, wish: Wish): Promise<Facts[]> => {
  const rows = (await readWindows(db, wish.day)).map((row) => factsFrom(wish, row))
  const { cards, declines, devices, tickets, bins, own, accounts, statutes, shared, gaps, disputes, papers } = await readMore(db, wish)
  const moving = new Set(rows.map(({ merchantId }) => merchantId))
  const still = (await readKnown(db, [...shared.links.keys()].filter((id) => !moving.has(id)))).map((known) => stillFacts(wish, known))
  const peers = peersOf(rows)
  return [...rows, ...still].map((facts) => {
    const id = facts.merchantId
    return {
      ...facts,
      cards: cards.get(id) ?? [],
      declineRuns: declines.get(id) ?? [],
      devices: devices.get(id) ?? [],
      tickets: tickets.get(id)?.[0] ?? null,
      topBin: bins.get(id) ?? null,
      own: own(id),
      accountChangedOn: accounts.get(id) ?? null,
      statuteChanges: statutes.get(id) ?? 0,
      links: shared.links.get(id) ?? [],
      directorOf: shared.directorOf.get(id) ?? 0,
      addressOf: shared.addressOf.get(id) ?? 0,
      ownerGaps: gaps.get(id) ?? 0,
      ownerDisputes: disputes.get(id) ?? 0,
      refusedPapers: papers.get(id) ?? 0,
      peers: peers(facts),
    }
  })
}
