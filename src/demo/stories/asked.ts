import { betterPieces } from '../acts/pieces.ts'
import { faultsNamed } from '../cast/faults.ts'
import { ask, claim, decline, extend, judge, note, propose, unjudged } from '../acts/staff.ts'
import { deskTime, minutesBefore } from '../hours.ts'
import type { Story } from '../timeline.ts'
import { colleagueOf, type Case, type World } from '../world.ts'
import { apply, prepare } from './apply.ts'
import { answerOn, askOn, prepareBetter, sitting } from './review.ts'
import { askMessage, words } from './words.ts'

/** Filed two days before the letter that asks for more leaves. */
async function* applyAndAsk(world: World, one: Case, day: number): Story {
  yield* apply(world, one, world.ago(day + 2))
  yield* askOn(world, one, world.ago(day))
}

/** The clock runs: so many days ago the letter left. On the day before the last an agent has had him on the telephone. */
export async function* awaiting(world: World, one: Case): Story {
  const { day } = one.member.part
  yield* applyAndAsk(world, one, day)
  if (day < 22) return
  yield deskTime(world.ago(day - 15), one.roll)
  await note(world, one, world.team.agent[day % 2] ?? one.analyst, words.called)
}

/** One piece of two came: the clock runs on. */
export async function* partlyAnswered(world: World, one: Case): Story {
  const { day } = one.member.part
  prepareBetter(world, one, world.ago(day - 4))
  yield* applyAndAsk(world, one, day)
  yield* answerOn(world, one, world.ago(day - 4), 1)
}

/** Asked for a moment ago: the letter waits for the next delivery, and no clock runs before it leaves. */
export async function* leaving(world: World, one: Case): Story {
  yield* apply(world, one, world.ago(2))
  yield minutesBefore(world.timeline.end, 16)
  await claim(world, one, one.analyst)
  for (const [at, piece] of (await unjudged(world, one)).entries()) {
    yield minutesBefore(world.timeline.end, 15 - at)
    await judge(world, one, one.analyst, piece)
  }
  yield new Date(world.timeline.end.getTime() - 12_000)
  await ask(world, one, one.analyst, askMessage(one.roll))
}

/** Answered in full, and with us since: the time is ours and does not count. */
export async function* paused(world: World, one: Case): Story {
  const { day } = one.member.part
  const answered = world.ago(Math.max(1, Math.round(day / 6)))
  prepareBetter(world, one, answered)
  yield* applyAndAsk(world, one, day)
  yield* answerOn(world, one, answered)
}

export async function* extended(world: World, one: Case): Story {
  const { day } = one.member.part
  yield* applyAndAsk(world, one, day)
  yield deskTime(world.ago(day - 26), one.roll)
  await extend(world, one, one.officer, 15, words.extend)
}

/** What came in answer would not do either: given back with what was left of the time, never under ten days. */
export async function* reopened(world: World, one: Case): Story {
  const { day } = one.member.part
  const answered = world.ago(Math.round(day * 0.25))
  const [first, ...others] = betterPieces(one.member)
  const [unreadable] = faultsNamed(['unreadable_identity'])
  if (!first || !unreadable) throw new Error('a reopened request needs a piece that was refused')
  const again = { ...first, fault: { ...unreadable, kind: first.kind }, input: { ...first.input, quality: 'unreadable_jpeg' as const } }
  prepare(world, [again, ...others], answered, one.replies)
  yield* applyAndAsk(world, one, day)
  yield* answerOn(world, one, answered)
  yield* sitting(world, one, colleagueOf(world, one.analyst), deskTime(world.ago(Math.round(day * 0.25) - 3), one.roll))
  await ask(world, one, colleagueOf(world, one.analyst), words.secondAsk)
}

/** The second person does not agree; the first asks for what is missing. */
export async function* declined(world: World, one: Case): Story {
  const { day } = one.member.part
  yield* apply(world, one, world.ago(day + 5))
  yield* sitting(world, one, one.analyst, deskTime(world.ago(day + 3), one.roll))
  await propose(world, one, one.analyst, 'validate', words.proposeMonaco)
  yield deskTime(world.ago(day + 1), one.roll)
  await decline(world, one, one.officer, words.declineMonaco)
  yield deskTime(world.ago(day), one.roll)
  await ask(world, one, one.analyst, words.askFunds, [{ key: 'source_of_funds', reason: 'incomplete', note: words.funds }])
}
