import { answerQuestion } from '#src/amlCases/addToAmlCase.ts'
import { amlQuestions } from '#src/amlCases/amlCase.ts'
import { beginExamination, concludeAmlCase } from '#src/amlCases/moveAmlCase.ts'
import { openAmlCase } from '#src/amlCases/openAmlCase.ts'
import { confirmNoSuspicion, proposeNoSuspicion } from '#src/conclusions/conclude.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { proposalMark } from '#src/kernel/proposal.ts'
import type { Seat } from '#src/kernel/permissions.ts'
import type { Story } from '../timeline.ts'
import { dayAgo, shopAt, staffAt, type Place, type Work } from './desk.ts'
import { examinedWords as words } from './words.ts'

type Examined = { name: 'cleared' | 'examined'; place: Place; ago: number; answers: number }

/** Opened on what a colleague noticed, and examined as far as it has come; null where this merchant is examined already. */
async function* examine(work: Work, analyst: StaffActor, { name, place, ago, answers }: Examined): AsyncGenerator<Date, string, void> {
  const { trade } = work
  const { merchantId } = shopAt(work, place)
  yield staffAt(dayAgo(work, ago), `${name}.opened`)
  const id = await openAmlCase(trade.ctx(analyst), { merchantId, alertIds: [], hitIds: [], reason: words[name].reason })
  yield staffAt(dayAgo(work, ago - 1), `${name}.begun`)
  await beginExamination(trade.ctx(analyst), id)
  for (const question of amlQuestions.slice(0, answers))
    await answerQuestion(trade.ctx(analyst), id, {
      question,
      isEstablished: true,
      words: words[name].answers[question],
      source: question === 'purpose' || question === 'beneficiary' ? 'file' : 'payments',
      sourceWords: '',
      pieceId: '',
    })
  return id
}

/** Two questions are answered; the rest waits for whoever opens it. */
async function* underWay(work: Work, analyst: StaffActor): Story {
  yield* examine(work, analyst, { name: 'examined', place: ['goods', 6], ago: 5, answers: 2 })
}

/** Everything is explained: handed over with its facts, and two people of the circle see no suspicion (rules.md §2). */
async function* cleared(work: Work, analyst: StaffActor): Story {
  const { trade, desk: { officers: [first, second] } } = work
  const seated = (one: StaffActor, seat: Seat): StaffActor => ({ ...one, roles: [...one.roles, seat] })
  const id = yield* examine(work, analyst, { name: 'cleared', place: ['services', 5], ago: 12, answers: amlQuestions.length })
  yield staffAt(dayAgo(work, 9), 'cleared.concluded')
  await concludeAmlCase(trade.ctx(analyst), id, { facts: words.cleared.facts })
  yield staffAt(dayAgo(work, 8), 'cleared.proposed')
  const proposing = trade.ctx(seated(first, 'declarant'))
  await proposeNoSuspicion(proposing, id, { reasoning: words.cleared.reasoning })
  yield staffAt(dayAgo(work, 7), 'cleared.confirmed')
  const proposal = proposalMark({ by: first.id, at: proposing.now })
  await confirmNoSuspicion(trade.ctx(seated(second, 'correspondent')), id, { proposal })
}

/** What was noticed of two merchants; the alerts of the last night (trade/nights.ts) are left to whoever comes. */
export const examinedStories = (work: Work): Story[] => {
  const [analyst] = work.desk.analysts
  return analyst ? [underWay(work, analyst), cleared(work, analyst)] : []
}
