import { accept, confirm, inviteColleague, note, override, propose, reconsider, reject, relent, validate, withdraw } from '../acts/staff.ts'
import { deskTime, workingDaysAfter } from '../hours.ts'
import type { Story } from '../timeline.ts'
import { colleagueOf, type Case, type World } from '../world.ts'
import { apply } from './apply.ts'
import { reviewDay } from './beforeUs.ts'
import { answerOn, askOn, decide, fetchKey, leaveIdle, prepareBetter, sitting, validateOn } from './review.ts'
import { words } from './words.ts'

export async function* validated(world: World, one: Case): Story {
  const { day } = one.member.part
  yield* apply(world, one, world.ago(day))
  yield* validateOn(world, one, reviewDay(world, day))
  if (one.member.part.trait !== 'colleague') return
  yield deskTime(world.ago(1), one.roll)
  await inviteColleague(world, one)
}

export async function* validatedAfterRequest(world: World, one: Case): Story {
  const { day } = one.member.part
  const asked = reviewDay(world, day)
  prepareBetter(world, one, world.ago(day - 9))
  yield* apply(world, one, world.ago(day))
  yield* askOn(world, one, asked)
  yield* answerOn(world, one, world.ago(day - 9))
  yield* validateOn(world, one, reviewDay(world, day - 9))
}

/** A piece is missing that the case does not call for: an officer lets it pass, and then two must agree. */
export async function* validatedWithOverride(world: World, one: Case): Story {
  const { day } = one.member.part
  const first = reviewDay(world, day)
  yield* apply(world, one, world.ago(day))
  yield* sitting(world, one, one.analyst, deskTime(first, one.roll))
  await note(world, one, one.analyst, words.needsOverride)
  yield* leaveIdle(world, one)
  yield deskTime(workingDaysAfter(first, 1), one.roll)
  await override(world, one, one.officer, 'licence', words.override)
  yield* sitting(world, one, one.analyst, deskTime(workingDaysAfter(first, 2), one.roll))
  await propose(world, one, one.analyst, 'validate', words.proposeOverride)
  yield deskTime(workingDaysAfter(first, 3), one.roll)
  await confirm(world, one, colleagueOf(world, one.officer), words.confirmOverride)
  yield* fetchKey(world, one)
}

/** Filed, asked, silent past day 30: switched off. So many days ago the letter left. */
export async function* deactivated(world: World, one: Case): Story {
  const { day } = one.member.part
  yield* apply(world, one, world.ago(day + 3))
  yield* askOn(world, one, world.ago(day))
}

/** Switched off, and then the pieces came after all: before us, to be unlocked. */
export async function* unlocking(world: World, one: Case): Story {
  const answered = world.ago(1 + (one.member.part.day % 3))
  prepareBetter(world, one, answered)
  yield* deactivated(world, one)
  yield* answerOn(world, one, answered)
}

export async function* validatedAfterUnlock(world: World, one: Case): Story {
  const { day } = one.member.part
  prepareBetter(world, one, world.ago(day - 36))
  yield* deactivated(world, one)
  yield* answerOn(world, one, world.ago(day - 36))
  yield* sitting(world, one, one.analyst, deskTime(reviewDay(world, day - 36), one.roll))
  await note(world, one, one.analyst, words.unlock)
  await accept(world, one, one.analyst)
  yield* decide(world, one)
  yield* fetchKey(world, one)
}

/** What was asked for was in the file all along. */
export async function* withdrawn(world: World, one: Case): Story {
  const { day } = one.member.part
  yield* apply(world, one, world.ago(day + 2))
  yield* askOn(world, one, world.ago(day))
  yield deskTime(reviewDay(world, day, 2), one.roll)
  await withdraw(world, one, one.officer, words.withdraw)
  yield* sitting(world, one, one.analyst, deskTime(reviewDay(world, day, 3), one.roll))
  await relent(world, one, one.analyst)
  await validate(world, one, one.analyst)
}

/** Refused with the neutral words; by two people where the risk asks for two. */
export async function* rejected(world: World, one: Case): Story {
  const { day, trait } = one.member.part
  yield* apply(world, one, world.ago(day))
  yield* sitting(world, one, one.analyst, deskTime(reviewDay(world, day), one.roll))
  if (trait !== 'monaco') return reject(world, one, one.analyst, words.reject)
  await propose(world, one, one.analyst, 'reject', words.proposeRejection)
  yield deskTime(reviewDay(world, day, 2), one.roll)
  await confirm(world, one, one.officer, words.confirmRejection)
}

/** An officer opened it again, and it waits as a new one. */
export async function* reconsidered(world: World, one: Case): Story {
  const { day } = one.member.part
  yield* apply(world, one, world.ago(day))
  yield* sitting(world, one, one.analyst, deskTime(reviewDay(world, day), one.roll))
  await reject(world, one, one.analyst, words.rejectHolder)
  yield deskTime(reviewDay(world, 2, 0), one.roll)
  await reconsider(world, one, one.officer, words.reconsider)
}
