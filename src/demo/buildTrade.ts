import { sql } from 'kysely'
import { connectedAcquirer, useAcquirer } from '#src/acquirer/gateway.ts'
import { connectedBank, ourDebtor, useBank } from '#src/bank/bankGateway.ts'
import type { Debtor } from '#src/bank/bank.ts'
import { addDays, daysBetween, parisDay, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import { stopwatch, wallClock } from '#src/platform/clock.ts'
import { ConfigFault } from '#src/platform/config.ts'
import type { OpenedDatabase, WritableDb } from '#src/platform/db.ts'
import { inOneStream } from '#src/platform/streamed.ts'
import { tellCasework } from './casework/index.ts'
import { findDemoAgent } from './examples.sql.ts'
import { openTimeline } from './timeline.ts'
import { tradingAcquirer, tradingBank, type Misled, type Oddities } from './trade/counterparts.ts'
import { lifeOf } from './trade/lives.ts'
import { clearFirstBreak, countProgrammes, everyNight, watchPayments } from './trade/nights.ts'
import { blockedAccount, closedAccount } from './trade/numbers.ts'
import { salesOf } from './trade/sales.ts'
import { contextOf, todayOf, type Trade } from './trade/season.ts'
import { isHistoryOpen, listShops, takeTrading, type Shop } from './trade/shops.sql.ts'

export type Progress = { day: number; days: number }

export type TradeFacts = {
  /** Up to which instant; the wall clock's where absent. */
  now?: Date
  /** Payments in all, about. */
  payments?: number
  /** How far back it goes. */
  days?: number
  debtor: Debtor
  onProgress?: (progress: Progress) => void
}

/**
 * Made: how many payments, in how many seconds. `not_due`: no merchant of the demo may take payments, books are under way already, or
 * another process makes them.
 */
export type Traded = { payments: number; merchants: number; seconds: number } | 'not_due'

/** Ten weeks: two months' invoices, and the one under way. */
const usualDays = 70
const usualPayments = 2_200
const livesAtOnce = 8

const odditiesOf = (today: Day): Oddities => {
  const ago = (days: number): Day => addDays(today, -days)
  return { differs: [ago(9)], unknown: [ago(31), ago(3)], unknownTransfer: [ago(12)] }
}

/** Two of them lose sight of their account: its bank refuses what comes, or gives it back. */
const misledOf = (shops: readonly Shop[], today: Day): Misled[] => {
  const some = [[shops[2], addDays(today, -8), closedAccount], [shops[5], addDays(today, -17), blockedAccount]] as const
  return some.flatMap(([shop, from, becomes]) => (shop ? [{ from, iban: shop.iban, becomes }] : []))
}

const openTrade = async (db: WritableDb, from: Day, to: Date): Promise<Trade> => {
  const timeline = openTimeline(startOfParisDay(from), to, livesAtOnce)
  const trade: Trade = {
    timeline,
    db,
    ctx: (actor) => contextOf(trade, actor),
    contested: [],
    reported: { settled: [], disputed: [] },
    taken: new Set(),
    ended: new Set(),
    saved: new Map(),
    agent: await findDemoAgent(db),
  }
  return trade
}

/** While it lasts, the bank and the acquirer are those of the trade. */
const amongThem = async (trade: Trade, shops: readonly Shop[], debtor: Debtor, work: () => Promise<void>): Promise<void> => {
  const before = { acquirer: connectedAcquirer(), bank: connectedBank(), debtor: ourDebtor() }
  const { db, timeline: { now, end }, contested, reported } = trade
  const oddities = odditiesOf(parisDay(end))
  useAcquirer(tradingAcquirer({ db, now, contested, reported, oddities }))
  useBank(tradingBank({ db, now, today: () => todayOf(trade), misled: misledOf(shops, parisDay(end)), oddities }), debtor)
  try {
    await work()
  } finally {
    useAcquirer(before.acquirer)
    useBank(before.bank, before.debtor)
  }
}

const tellAll = (trade: Trade, shops: readonly Shop[], from: Day, { payments = usualPayments, onProgress }: TradeFacts): void => {
  const { timeline, agent } = trade
  const today = parisDay(timeline.end)
  for (const shop of shops)
    for (const sale of salesOf(shop, { from, to: timeline.end, most: payments / shops.length })) timeline.tell(lifeOf(trade, sale))
  timeline.tell(everyNight(trade, from, (day) => onProgress?.({ day: daysBetween(from, day), days: daysBetween(from, today) })))
  timeline.tell(countProgrammes(trade, from))
  timeline.tell(watchPayments(trade))
  const clearedOn = addDays(today, -28)
  if (agent && clearedOn > from) timeline.tell(clearFirstBreak(trade, agent, clearedOn))
}

const live = async (db: WritableDb, facts: TradeFacts, now: Date): Promise<number> => {
  if (!(await takeTrading(db)) || !(await isHistoryOpen(db))) return 0
  const shops = await listShops(db)
  const from = addDays(parisDay(now), -(facts.days ?? usualDays))
  const trade = await openTrade(db, from, now)
  if (shops.length === 0) return 0
  await amongThem(trade, shops, facts.debtor, async () => {
    tellAll(trade, shops, from, facts)
    await tellCasework(trade, shops, from)
    await trade.timeline.run()
  })
  return shops.length
}

/**
 * Ten weeks of trade for the validated merchants of the demo, up to now, each thing done by the use case that does it, at its time:
 * payments as their servers and our page make them, nights with the real jobs in them. All or nothing: it is one transaction, so that
 * neither a fall nor a real job that runs meanwhile ever sees half of it; who begins again begins anew. Where days were checked, invoiced
 * or paid out before, none can be filled any more: `not_due`. Ids and keys are drawn anew, all else follows from the merchants.
 */
export const buildTrade = async (database: Pick<OpenedDatabase, 'db' | 'pool'>, facts: TradeFacts): Promise<Traded> => {
  if (process.env['NODE_ENV'] === 'production') throw new ConfigFault('a demo has money that nobody paid: NODE_ENV=production builds none')
  const lap = stopwatch()
  const merchants = await inOneStream(database, (trx) => live(trx, facts, facts.now ?? wallClock()))
  if (merchants === 0) return 'not_due'
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from payments where mode = 'live'`.execute(database.db)
  return { payments: rows[0]?.count ?? 0, merchants, seconds: lap() / 1_000 }
}
