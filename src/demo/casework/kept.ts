import { confirmBreach } from '#src/breaches/decideBreach.ts'
import { proposeBreach, type BreachProposal } from '#src/breaches/proposeBreach.ts'
import { askContractEnd } from '#src/contracts/askContractEnd.ts'
import { clauseOf } from '#src/contracts/clauseOf.ts'
import { lastDayOfContract } from '#src/contracts/contractEnd.ts'
import { proposeHold } from '#src/holds/proposeHold.ts'
import { addDays, addMonths } from '#src/kernel/calendar.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import type { Story } from '../timeline.ts'
import { todayOf } from '../trade/season.ts'
import { listQuietSince, type Shop } from '../trade/shops.sql.ts'
import { dayAgo, keeper, merchantAt, shopAt, shopsFrom, staffAt, type Work } from './desk.ts'
import { keptWords as words } from './words.ts'

const proposal = async (
  { trade }: Work,
  { merchantId }: Shop,
  said: Pick<BreachProposal, 'act' | 'ground' | 'reason'>,
): Promise<BreachProposal> => ({ merchantId, ...said, clauseVersion: await clauseOf(trade.db, merchantId), securedClaims: words.secured })

/**
 * One officer asks for it, the other agrees the next day: what he has goes to the reserve, with its last day. From then on he sells
 * nothing.
 */
async function* terminate(work: Work): Story {
  const { trade, desk: { officers: [first, second] } } = work
  const day = dayAgo(work, 27)
  yield staffAt(day, 'breach')
  const shops = shopsFrom(work, ['services', 3])
  const quiet = await listQuietSince(trade.db, shops.map(({ merchantId }) => merchantId), trade.ctx(first).now)
  const shop = shops.find(({ merchantId }) => quiet.has(merchantId))
  if (!shop) return
  const id = await proposeBreach(
    trade.ctx(first),
    await proposal(work, shop, { act: 'terminate', ground: 'prohibited_use', reason: words.breach }),
  )
  yield staffAt(addDays(day, 1), 'breach')
  trade.ended.add(shop.merchantId)
  await confirmBreach(trade.ctx(second), id)
}

/** Waits for the second officer. */
async function* suspend(work: Work): Story {
  const { trade, desk: { officers: [, second] } } = work
  yield staffAt(dayAgo(work, 3), 'suspension')
  await proposeBreach(
    trade.ctx(second),
    await proposal(work, shopAt(work, ['services', 6]), { act: 'suspend', ground: 'undeclared_activity', reason: words.suspension }),
  )
}

/** Who has the most that was not paid out: most likely one whose bank refuses our transfers. */
const richest = async ({ trade, shops }: Work): Promise<{ merchantId: string; availableCents: number }> => {
  const funds = []
  for (const { merchantId } of shops)
    if (!trade.ended.has(merchantId))
      funds.push({
        merchantId,
        ...(await balancesOf(trade.db, { merchantId, book: 'live', currency: 'eur' })),
      })
  return funds.toSorted((a, b) => b.availableCents - a.availableCents)[0]!
}

/** Half of what has piled up, in whole euros; it waits for the second officer. */
async function* reserve(work: Work): Story {
  const { trade, desk: { officers: [first] } } = work
  yield staffAt(dayAgo(work, 2), 'reserve')
  const { merchantId, availableCents } = await richest(work)
  const amountCents = Math.floor(availableCents / 200) * 100
  if (amountCents <= 0) return
  await proposeHold(trade.ctx(first), {
    merchantId,
    title: 'contract_reserve',
    amountCents,
    currency: 'eur',
    grounds: words.reserve,
    reference: '',
    clauseVersion: await clauseOf(trade.db, merchantId),
    securedClaims: words.reserveSecures,
    releaseOn: addMonths(todayOf(trade), 6),
    notifiedOn: null,
  })
}

/** A month's notice, of which a good part is over. */
async function* giveNotice(work: Work): Story {
  const { trade } = work
  const shop = shopAt(work, ['services', 8])
  yield merchantAt(dayAgo(work, 18), 'notice')
  await askContractEnd(trade.ctx(keeper(shop)), { seenLastDay: lastDayOfContract(todayOf(trade)) })
}

export const keptStories = (work: Work): Story[] => [terminate(work), suspend(work), reserve(work), giveNotice(work)]
