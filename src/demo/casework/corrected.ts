import { draftOf, effectsOf, seenOf } from '#src/corrections/correction.ts'
import { readSums } from '#src/corrections/correctionMoney.ts'
import { confirmCorrection } from '#src/corrections/decideCorrection.ts'
import { proposeCorrection, type CorrectionProposal } from '#src/corrections/proposeCorrection.ts'
import { addDays } from '#src/kernel/calendar.ts'
import type { Story } from '../timeline.ts'
import { dayAgo, shopAt, staffAt, type Work } from './desk.ts'
import { correctedWords as words } from './words.ts'

const gesture = (merchantId: string, amountCents: number, reason: string): CorrectionProposal => ({
  kind: 'goodwill',
  merchantId,
  currency: 'eur',
  amountCents,
  reason,
  aboutId: '',
  bankReference: '',
  bankOn: null,
})

/** A gesture that an agent proposes and an officer books the next day: it stands on the shop's next payout. */
async function* makeUp(work: Work): Story {
  const { trade, desk: { agents: [agent], officers: [officer] } } = work
  const { merchantId } = shopAt(work, ['goods', 2])
  const day = dayAgo(work, 9)
  yield staffAt(day, 'gesture')
  const said = gesture(merchantId, 2_500, words.gesture)
  const id = await proposeCorrection(trade.ctx(agent), said)
  yield staffAt(addDays(day, 1), 'gesture')
  const sums = await readSums(trade.db, { merchantId, book: 'live', currency: 'eur' })
  if (id)
    await confirmCorrection(trade.ctx(officer), id, {
      seen: seenOf(effectsOf(draftOf({ kind: 'goodwill', merchantId, amountCents: 2_500 }, sums).legs, sums)),
    })
}

/** Waits for an officer. */
async function* askAgain(work: Work): Story {
  const { trade, desk: { agents: [, agent] } } = work
  yield staffAt(dayAgo(work, 1), 'gesture')
  await proposeCorrection(trade.ctx(agent), gesture(shopAt(work, ['services', 1]).merchantId, 1_800, words.waiting))
}

export const correctedStories = (work: Work): Story[] => [makeUp(work), askAgain(work)]
