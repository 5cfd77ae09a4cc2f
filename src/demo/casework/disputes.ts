import { acceptDispute } from '#src/disputeOutcomes/acceptDispute.ts'
import { recordOutcome } from '#src/disputeOutcomes/recordOutcome.ts'
import { findRule } from '#src/disputeRules/disputeRules.sql.ts'
import { findByReport, type DisputeRow } from '#src/disputes/disputes.sql.ts'
import { findAnyDisputeNamed } from '#src/disputes/searchDisputes.sql.ts'
import { system } from '#src/kernel/actor.ts'
import { addDays, parisDay, parisTime, type Day } from '#src/kernel/calendar.ts'
import { buildFile, type FileWords } from '#src/resolutions/buildFile.ts'
import { engageResolution } from '#src/resolutions/engageResolution.ts'
import { fileWords } from '#src/resolutions/evidence.page.ts'
import { addPieces, saveStatement } from '#src/resolutions/gatherEvidence.ts'
import { readKnown } from '#src/resolutions/knownFacts.page.ts'
import { representResolution } from '#src/resolutions/representResolution.ts'
import { otherSlot } from '#src/resolutions/resolution.ts'
import { findResolution } from '#src/resolutions/resolutions.sql.ts'
import { submitResolution } from '#src/resolutions/submitResolution.ts'
import { sendEvidence } from '#src/sendings/sendEvidence.ts'
import { translator } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import type { Story } from '../timeline.ts'
import { todayOf } from '../trade/season.ts'
import { atHour, dayAgo, keeper, merchantAt, shopsFrom, staffAt, type Work } from './desk.ts'
import { pickPayment, type Picked } from './payments.sql.ts'
import { plots, type Plot, type Stage } from './plots.ts'
import { printProof } from './proofs.ts'
import { defences, outcomes } from './words.ts'

type Case = { work: Work; plot: Plot; payment: Picked; dispute: DisputeRow; openedOn: Day }
const userOf = ({ work, payment }: Case) => keeper(work.shops.find(({ merchantId }) => merchantId === payment.merchantId)!)

/** The merchant's part: he challenges it, brings his pieces two days later, and hands in. Answers the resolution's id. */
async function* defend(one: Case, isHandedIn: boolean): AsyncGenerator<Date, string, void> {
  const { work: { trade }, plot, payment, dispute, openedOn } = one
  const { statement, proofs } = defences[plot.defence ?? 'receipt']
  yield merchantAt(addDays(openedOn, 2), plot.name)
  const { id } = await engageResolution(trade.ctx(userOf(one)), dispute.id)
  yield merchantAt(addDays(openedOn, 3), plot.name)
  await saveStatement(trade.ctx(userOf(one)), id, statement)
  const { evidence } = await findRule(trade.db, dispute.rule_id)
  for (const proof of proofs)
    await addPieces(trade.ctx(userOf(one)), id, evidence.includes(proof.slot) ? proof.slot : otherSlot, [
      await printProof(proof, payment, parisDay(trade.timeline.now())),
    ])
  if (!isHandedIn) return id
  yield merchantAt(addDays(openedOn, 4), plot.name)
  await submitResolution(trade.ctx(userOf(one)), id)
  return id
}

/** As the page has them. Of a visit, only its language counts here. */
const wordsOf = async ({ work: { trade }, dispute }: Case, resolutionId: string): Promise<FileWords> => {
  const [resolution, named] = [(await findResolution(trade.db, resolutionId))!, (await findAnyDisputeNamed(trade.db, dispute.id))!]
  return fileWords({ lang: 'fr', t: translator('fr') } as Visit, {
    dispute: named,
    resolution,
    known: await readKnown(trade.db, dispute.payment_id),
  })
}

/** Ours: an agent builds the file and sends it to the network; the acquirer has it a minute later. */
async function* send(one: Case): Story {
  const id = yield* defend(one, true)
  const { work: { trade, desk }, plot, openedOn } = one
  yield staffAt(addDays(openedOn, 6), plot.name)
  const ctx = trade.ctx(desk.agents[0])
  const file = await buildFile(ctx, id, await wordsOf(one, id))
  await representResolution(ctx, id, file.id)
  yield new Date(trade.timeline.now().getTime() + 60_000)
  await sendEvidence(trade.ctx(system('send-evidence')))
}

const lineOf = ({ payment, plot: { network, code } }: Case, stage: string, dueOn = ''): string =>
  [`${payment.reference}.d`, '', network, code, '', payment.amountCents, 'eur', dueOn, stage].join(';')

/** A second agent writes down what the network said; its money comes two days later. */
async function* win(one: Case): Story {
  yield* send(one)
  const { work: { trade, desk }, plot: { name, network }, payment, dispute, openedOn } = one
  yield staffAt(addDays(openedOn, 11), name)
  await recordOutcome(trade.ctx(desk.agents[1]), dispute.id, { outcome: 'won', wonCents: null, dueOn: null, reason: outcomes.won })
  const on = addDays(todayOf(trade), 1)
  trade.reported.settled.push({
    on,
    line: ['dispute_credit', `${payment.reference}.w`, `${payment.reference}.d`, payment.amountCents, 'eur', network, on, ''].join(';'),
  })
}

/** The report says what came of it. */
async function* hear(one: Case, stage: string): Story {
  yield* send(one)
  const { work: { trade }, openedOn } = one
  const on = addDays(openedOn, 10)
  yield atHour(on, '22:30')
  const dueOn = stage === 'lost' ? '' : addDays(parisDay(trade.timeline.end), 12)
  trade.reported.disputed.push({ on, line: lineOf(one, stage, dueOn) })
}

async function* accept(one: Case): Story {
  yield merchantAt(addDays(one.openedOn, 2), one.plot.name)
  await acceptDispute(one.work.trade.ctx(userOf(one)), one.dispute.id)
}

async function* gather(one: Case, isHandedIn: boolean): Story {
  yield* defend(one, isHandedIn)
}

const stages: Record<Stage, ((one: Case) => Story) | null> = {
  told: null,
  accepted: accept,
  engaged: (one) => gather(one, false),
  submitted: (one) => gather(one, true),
  sent: send,
  pre_arbitration: (one) => hear(one, 'pre_arbitration'),
  won: win,
  lost: (one) => hear(one, 'lost'),
}

const pick = (work: Work, { network, shop, within = 45 }: Pick<Plot, 'network' | 'shop' | 'within'>, on: Day): Promise<Picked | null> => {
  const merchants = shopsFrom(work, shop).map(({ merchantId }) => merchantId)
  return pickPayment(work.trade.db, {
    network,
    merchants,
    but: [...work.trade.taken],
    from: parisTime(addDays(on, 0 - within), '00:00'),
    before: parisTime(addDays(on, -2), '00:00'),
  })
}

const evenings = 7

/**
 * The acquirer's two reports bring it the next morning; what follows is the people's. Where nobody has paid so yet, it comes some evenings
 * later.
 */
async function* contested(work: Work, plot: Plot): Story {
  const { trade } = work
  const first = dayAgo(work, plot.ago)
  let [on, payment] = [first, null as Picked | null]
  for (let late = 0; late < evenings && !payment; late++) {
    on = addDays(first, late)
    yield atHour(on, '22:10')
    payment = await pick(work, plot, on)
  }
  if (!payment) return
  trade.taken.add(payment.id)
  const { network, code, rType, dueIn } = plot
  trade.contested.push({
    on,
    paymentId: payment.id,
    network,
    code,
    ...(rType ? { rType } : {}),
    ...(dueIn === undefined ? {} : { dueOn: addDays(parisDay(trade.timeline.end), dueIn) }),
  })
  const openedOn = addDays(on, 1)
  yield atHour(openedOn, '05:58')
  const dispute = await findByReport(trade.db, `${payment.reference}.d`)
  const next = stages[plot.stage]
  if (dispute && next) yield* next({ work, plot, payment, dispute, openedOn })
}

/** Two lines that fit nothing: of a payment nobody knows, and of one that is contested for more than was left of it. */
async function* misreported(work: Work): Story {
  const { trade } = work
  const stranger = dayAgo(work, 11)
  yield atHour(stranger, '22:20')
  trade.reported.disputed.push({
    on: stranger,
    line: `acqr_5Rm2Kd81.d;acqr_5Rm2Kd81;mastercard;4837;;7450;eur;${addDays(stranger, 40)};opened`,
  })
  const twice = dayAgo(work, 5)
  yield atHour(twice, '22:20')
  const payment = await pick(work, { network: 'visa', shop: ['services', 6] }, twice)
  if (payment)
    trade.reported.disputed.push({
      on: twice,
      line: `${payment.reference}.d;${payment.reference};visa;1261;;${payment.amountCents * 2};eur;${addDays(twice, 26)};opened`,
    })
}

export const disputeStories = (work: Work): Story[] => [...plots.map((plot) => contested(work, plot)), misreported(work)]
