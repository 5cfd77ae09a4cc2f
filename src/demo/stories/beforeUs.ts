import { minutesBefore, workingDaysAfter } from '../hours.ts'
import { claim, handOver, judge, note, propose, unjudged } from '../acts/staff.ts'
import { deskTime } from '../hours.ts'
import type { Story } from '../timeline.ts'
import { colleagueOf, type Case, type World } from '../world.ts'
import { apply } from './apply.ts'
import { sitting } from './review.ts'
import { words } from './words.ts'

/** Filed, and nobody has looked yet: the older ones are past their service level. */
export async function* waiting(world: World, one: Case): Story {
  yield* apply(world, one, world.ago(one.member.part.day))
}

/** Somebody is at it this very moment, half of the pieces judged. */
async function* atWork(world: World, one: Case, minutes: number): Story {
  yield* waiting(world, one)
  yield minutesBefore(world.timeline.end, minutes)
  await claim(world, one, one.analyst)
  const pieces = await unjudged(world, one)
  const half = pieces.slice(0, Math.ceil(pieces.length / 2))
  for (const [at, piece] of half.entries()) {
    yield minutesBefore(world.timeline.end, minutes - 1 - at)
    await judge(world, one, one.analyst, piece)
  }
}

export async function* claimed(world: World, one: Case): Story {
  yield* atWork(world, one, 9)
}

/** The one who began leaves it to a colleague, with a word. */
export async function* handedOver(world: World, one: Case): Story {
  yield* atWork(world, one, 22)
  yield minutesBefore(world.timeline.end, 13)
  await note(world, one, one.analyst, words.handOverNote)
  yield minutesBefore(world.timeline.end, 12)
  await handOver(world, one, one.analyst, colleagueOf(world, one.analyst), words.handOver)
}

async function* proposedWith(world: World, one: Case, verdict: 'validate' | 'reject', reason: string): Story {
  const { day } = one.member.part
  yield* apply(world, one, world.ago(day + 2))
  yield* sitting(world, one, one.analyst, deskTime(world.ago(day), one.roll))
  await propose(world, one, one.analyst, verdict, reason)
}

/** High risk: the first person proposes, the second has not looked yet. */
export async function* proposed(world: World, one: Case): Story {
  yield* proposedWith(world, one, 'validate', one.member.part.trait === 'pep' ? words.proposeExposed : words.proposeMonaco)
}

export async function* proposedRejection(world: World, one: Case): Story {
  yield* proposedWith(world, one, 'reject', words.proposeRejection)
}

export const reviewDay = (world: World, filedDay: number, days = 1) => workingDaysAfter(world.ago(filedDay), days)
