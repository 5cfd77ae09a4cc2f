import { accept, ask, note } from '../acts/staff.ts'
import { deskTime } from '../hours.ts'
import type { Story } from '../timeline.ts'
import type { Case, World } from '../world.ts'
import { apply, prepare } from './apply.ts'
import { reviewDay } from './beforeUs.ts'
import { answerOn, freshPieces, sitting, validateOn } from './review.ts'
import { words } from './words.ts'

/** A year after: papers that age are asked for again. */
const agingKinds = ['registration_proof', 'identity_document'] as const
const reasons = { registration_proof: 'too_old', identity_document: 'expired' } as const

const prepareFresh = (world: World, one: Case, day: number): void =>
  prepare(world, freshPieces(one, agingKinds), world.ago(day), one.replies)

/** Validated most of a year before; so many days ago the letter left that asks for fresh papers. */
async function* askFresh(world: World, one: Case): Story {
  const { day } = one.member.part
  const filed = Math.min(day + 310, 415)
  yield* apply(world, one, world.ago(filed))
  yield* validateOn(world, one, reviewDay(world, filed))
  yield deskTime(world.ago(day), one.roll)
  const items = freshPieces(one, agingKinds).map(({ line, kind }) => ({
    key: line,
    reason: reasons[kind as keyof typeof reasons],
    note: '',
  }))
  await ask(world, one, one.analyst, words.refresh, items)
}

export async function* refreshOpen(world: World, one: Case): Story {
  yield* askFresh(world, one)
}

export async function* refreshAnswered(world: World, one: Case): Story {
  prepareFresh(world, one, 2)
  yield* askFresh(world, one)
  yield* answerOn(world, one, world.ago(2))
}

async function* acceptFresh(world: World, one: Case, answeredDay: number): Story {
  prepareFresh(world, one, answeredDay)
  yield* askFresh(world, one)
  yield* answerOn(world, one, world.ago(answeredDay))
  yield* sitting(world, one, one.analyst, deskTime(reviewDay(world, answeredDay), one.roll))
}

export async function* refreshed(world: World, one: Case): Story {
  yield* acceptFresh(world, one, one.member.part.day - 12)
  await accept(world, one, one.analyst)
}

/** Nothing came within thirty days: suspended. */
export async function* suspended(world: World, one: Case): Story {
  yield* askFresh(world, one)
}

export async function* suspendedAnswered(world: World, one: Case): Story {
  prepareFresh(world, one, 3)
  yield* askFresh(world, one)
  yield* answerOn(world, one, world.ago(3))
}

/** Suspended for a week, answered, and back at work. */
export async function* resumed(world: World, one: Case): Story {
  yield* acceptFresh(world, one, one.member.part.day - 38)
  await note(world, one, one.analyst, words.unlock)
  await accept(world, one, one.analyst)
}
