import { firstPieces } from '../acts/pieces.ts'
import { askCode, askLinkAgain, drawContract, sayAccount, sayCompany, sayPerson, signUp } from '../acts/merchant.ts'
import { minutesBefore, shopTime } from '../hours.ts'
import type { Story } from '../timeline.ts'
import type { Case, World } from '../world.ts'
import { later, openAccount, prepare, sayPeople, sendPieces } from './apply.ts'

/** Signed up an hour and a half ago; his link still works. */
export async function* newcomer(world: World, one: Case): Story {
  yield minutesBefore(world.timeline.end, 95)
  await signUp(world, one)
}

/** Never followed the link, not even the second one, asked for four days later. */
export async function* forgotten(world: World, one: Case): Story {
  const { day } = one.member.part
  yield shopTime(world.ago(day), one.roll)
  await signUp(world, one)
  yield shopTime(world.ago(day - 4), one.roll)
  await askLinkAgain(world, one)
}

export async function* activated(world: World, one: Case): Story {
  yield* openAccount(world, one, shopTime(world.ago(one.member.part.day), one.roll))
}

export async function* draftCompany(world: World, one: Case): Story {
  yield* activated(world, one)
  yield later(world, one, 6, 18)
  await sayCompany(world, one)
}

/** One of the people is declared, the others are not. */
export async function* draftPeople(world: World, one: Case): Story {
  yield* draftCompany(world, one)
  yield later(world, one, 4, 9)
  await sayPerson(world, one)
}

/** Half of the pieces are there. */
export async function* draftPieces(world: World, one: Case): Story {
  const wanted = firstPieces(one.member)
  prepare(world, wanted.slice(0, Math.ceil(wanted.length / 2)), world.ago(one.member.part.day), one.files)
  yield* draftCompany(world, one)
  yield* sayPeople(world, one)
  yield later(world, one, 4, 12)
  await sayAccount(world, one)
  yield* sendPieces(world, one, [...one.files.keys()], one.files)
}

/** Everything is there but the signature: the code was sent, and never typed. */
export async function* draftContract(world: World, one: Case): Story {
  prepare(world, firstPieces(one.member), world.ago(one.member.part.day), one.files)
  yield* draftCompany(world, one)
  yield* sayPeople(world, one)
  yield later(world, one, 4, 12)
  await sayAccount(world, one)
  yield* sendPieces(world, one, [...one.files.keys()], one.files)
  yield later(world, one, 3, 9)
  await drawContract(world, one)
  yield later(world, one, 1, 3)
  await askCode(world, one)
}
