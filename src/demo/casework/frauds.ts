import { claimCase } from '#src/fraud/claimCase.ts'
import { seenOf, type FraudFinding, type FraudReason } from '#src/fraud/fraudCase.ts'
import { noteFinding } from '#src/fraud/noteFinding.ts'
import { confirmFraud } from '#src/fraudDecisions/confirmFraud.ts'
import { proposeFraud } from '#src/fraudDecisions/proposeFraud.ts'
import { workOnCase } from '#src/fraudDecisions/workOnCases.ts'
import { planSeen, type FraudBearer } from '#src/fraudEffects/effects.ts'
import { readPlan } from '#src/fraudEffects/plans.sql.ts'
import { readCheck } from '#src/fraudReports/check.sql.ts'
import { checkReport } from '#src/fraudReports/checkReport.ts'
import { fileReport } from '#src/fraudReports/fileReport.ts'
import { system, type Actor } from '#src/kernel/actor.ts'
import { addDays, parisTime, type Day } from '#src/kernel/calendar.ts'
import { addNote } from '#src/notes/addNote.ts'
import { minutesAfter } from '../hours.ts'
import { between, dice } from '../pieces/seed.ts'
import type { Story } from '../timeline.ts'
import { customersOf, type Customer } from '../trade/customers.ts'
import { lifeOf } from '../trade/lives.ts'
import { seedOf, type Sale } from '../trade/sales.ts'
import { liveWorld } from '../trade/season.ts'
import type { Shop } from '../trade/shops.sql.ts'
import { dayAgo, keeper, merchantAt, shopAt, staffAt, type Place, type Work } from './desk.ts'
import { findAgreed } from './payments.sql.ts'
import { fraudWords as words } from './words.ts'

/** A run of payments with strange cards, by one person, in one night. `count`: of payments at each of these shops. */
type Burst = { name: string; ago: number; at: string; shops: readonly (readonly [place: Place, count: number])[] }

const bursts = {
  filed: { name: 'filed', ago: 4, at: '03:12', shops: [[['goods', 0], 3]] },
  shared: { name: 'shared', ago: 8, at: '02:26', shops: [[['goods', 4], 5], [['goods', 2], 2]] },
  proposed: { name: 'proposed', ago: 15, at: '01:47', shops: [[['goods', 8], 4]] },
  confirmed: { name: 'confirmed', ago: 33, at: '04:03', shops: [[['goods', 2], 5]] },
} as const satisfies Record<string, Burst>

/** Who pays says one name and one address, and has another card each time. */
const thief = (name: string, cards: readonly Customer[], which: number): Customer => {
  const [first] = customersOf(dice(seedOf(name, 'thief')), 8, '2026-01-01')
  return { ...first!, card: cards[which % cards.length]!.card }
}

/** Nothing else becomes of them: what is left to chance in a life does not happen. */
const never = (): number => 0.9

const salesOf = (work: Work, { name, ago, at, shops }: Burst): Sale[] => {
  const day = dayAgo(work, ago)
  const roll = dice(seedOf(name, 'burst'))
  const cards = customersOf(dice(seedOf(name, 'cards')), 24, day)
  let moment = parisTime(day, at)
  return shops.flatMap(([place, count], which) =>
    Array.from({ length: count }, (_, i): Sale => {
      const shop = shopAt(work, place)
      moment = minutesAfter(moment, between(roll, 1, 3), roll)
      const amountCents = Math.round((shop.ticketCents * (1.3 + roll())) / 100) * 100
      return {
        shop,
        number: `${shop.number.slice(-4)}-${name.slice(0, 1).toUpperCase()}${i + 1}`,
        at: moment,
        way: 'card',
        amountCents: Math.max(500, amountCents),
        customer: thief(name, cards, which * 5 + i),
        roll: never,
      }
    })
  )
}

type Filing = { burst: Burst; reason: FraudReason; statement: string; by: (shop: Shop) => Actor }
type Filed = { caseId: string; paymentIds: string[]; shop: Shop; on: Day }

/** Checked as the page checks them, and filed with the figures that were seen. Null where the bank had refused them all. */
const file = async ({ trade }: Work, sales: readonly Sale[], { reason, statement, by }: Filing, on: Day): Promise<Filed | null> => {
  const { shop } = sales[0]!
  const ids = await findAgreed(
    trade.db,
    shop.merchantId,
    sales.filter((one) => one.shop === shop).map(({ number }) => `commande-${number}`),
  )
  if (ids.length === 0) return null
  for (const id of ids) trade.taken.add(id)
  const ctx = trade.ctx(by(shop))
  const reportId = await checkReport(ctx, {
    world: liveWorld(shop),
    reason,
    statement,
    pasted: ids.join('\n'),
    csv: null,
    targetCaseId: null,
  })
  const { figures } = await readCheck(trade.db, { world: liveWorld(shop), named: { ids, lines: ids.map((_, i) => i + 1) } }, 1)
  const { caseId } = await fileReport(ctx, reportId, seenOf(figures))
  return { caseId, paymentIds: ids, shop, on }
}

/** Two days later, as shopkeepers look at what was not fetched; our own people look each morning. */
async function* filed(work: Work, filing: Filing, later = 2): AsyncGenerator<Date, Filed | null, void> {
  const sales = salesOf(work, filing.burst)
  for (const sale of sales) work.trade.timeline.tell(lifeOf(work.trade, sale))
  const on = addDays(dayAgo(work, filing.burst.ago), later)
  yield merchantAt(on, filing.burst.name)
  return file(work, sales, filing, on)
}

async function* fileOnly(work: Work): Story {
  yield* filed(work, { burst: bursts.filed, reason: 'stolen_cards', statement: words.filed, by: keeper })
}

/** An agent takes it up, and looks for what the payments share. */
async function* review(work: Work): Story {
  const { trade, desk: { agents: [, agent] } } = work
  const one = yield* filed(work, { burst: bursts.shared, reason: 'stolen_cards', statement: words.shared, by: () => agent }, 1)
  if (!one) return
  yield staffAt(addDays(one.on, 1), 'shared')
  await claimCase(trade.ctx(agent), one.caseId)
  await noteFinding(trade.ctx(agent), one.caseId, { paymentIds: one.paymentIds.slice(0, 2), finding: 'shared_traces' })
  await addNote(trade.ctx(agent), { merchantId: one.shop.merchantId, subjectId: one.caseId, body: words.note, files: [] })
}

type Upheld = Filing & { bearer: FraudBearer; finding: FraudFinding; motive: string }

/** Proposed by an agent, with every figure of what follows. */
async function* propose(work: Work, said: Upheld): AsyncGenerator<Date, Filed | null, void> {
  const { trade, desk: { agents: [agent] } } = work
  const one = yield* filed(work, said)
  if (!one) return null
  yield staffAt(addDays(one.on, 2), said.burst.name)
  const ctx = trade.ctx(agent)
  await claimCase(ctx, one.caseId)
  const { bearer, finding, motive } = said
  await proposeFraud(ctx, one.caseId, {
    verdict: 'confirm',
    bearer,
    finding,
    reason: motive,
    seen: planSeen(await readPlan(trade.db, one.caseId, 'confirm', bearer)),
  })
  return one
}

async function* waitForSecond(work: Work): Story {
  yield* propose(work, {
    burst: bursts.proposed,
    reason: 'account_takeover',
    statement: words.account,
    by: keeper,
    bearer: 'institution',
    finding: 'not_by_merchant',
    motive: words.proposed,
  })
}

/** An officer agrees, and the job posts what was decided; its certificate is kept with the case. */
async function* confirm(work: Work): Story {
  const { trade, desk: { officers: [officer] } } = work
  const bearer = 'merchant'
  const one = yield* propose(work, {
    burst: bursts.confirmed,
    reason: 'stolen_cards',
    statement: words.cards,
    by: keeper,
    bearer,
    finding: 'payer_denies',
    motive: words.confirmed,
  })
  if (!one) return
  yield staffAt(addDays(one.on, 4), 'confirmed')
  await confirmFraud(trade.ctx(officer), one.caseId, { seen: planSeen(await readPlan(trade.db, one.caseId, 'confirm', bearer)) })
  const { failed } = await workOnCase(trade.ctx(system('post-fraud-credits')), one.caseId)
  if (failed > 0) throw new Error('the effects of a fraud case of the demo were not posted')
}

export const fraudStories = (work: Work): Story[] => [fileOnly(work), review(work), waitForSecond(work), confirm(work)]
