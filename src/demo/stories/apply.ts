import { addDays, parisTime, type Day } from '#src/kernel/calendar.ts'
import { firstPieces, dated, type Wanted } from '../acts/pieces.ts'
import { activate, askCode, drawContract, pause, sayAccount, sayCompany, sayPerson, sendPiece, sign, signUp, submit } from '../acts/merchant.ts'
import { minutesAfter, shopTime } from '../hours.ts'
import { between } from '../pieces/seed.ts'
import type { SentFile } from '../pieceMill.ts'
import type { Story } from '../timeline.ts'
import type { Case, Sent, World } from '../world.ts'

/** So many minutes from now, and a few seconds. */
export const later = (world: World, one: Case, low: number, high: number): Date => minutesAfter(world.timeline.now(), pause(one, low, high), one.roll)

/** That moment, or right after the last thing that was done. */
export const notBefore = (world: World, one: Case, at: Date): Date => (at > world.timeline.now() ? at : later(world, one, 2, 5))

/** Has pieces made for a day to come, before the story begins: they will be ready when it gets there. */
export const prepare = (world: World, wanted: readonly Wanted[], day: Day, into: Map<string, Promise<SentFile & Sent>>): void => {
  for (const one of wanted) {
    const file = world.mill.order(dated(one, day), parisTime(day, '08:00')).then((made) => ({ ...made, fault: one.fault }))
    file.catch(() => {})
    into.set(one.line, file)
  }
}

export async function* openAccount(world: World, one: Case, at: Date): Story {
  yield at
  await signUp(world, one)
  yield later(world, one, 3, 14)
  await activate(world, one)
}

export async function* sayPeople(world: World, one: Case): Story {
  while (one.personIds.length < one.member.players.length) {
    yield later(world, one, 3, 8)
    await sayPerson(world, one)
  }
}

export const kindOfLine = (line: string): string => line.split(':')[0] ?? line

export async function* sendPieces(world: World, one: Case, lines: readonly string[], files: Case['files']): Story {
  for (const line of lines) {
    yield later(world, one, 1, 4)
    const file = files.get(line)
    if (!file) throw new Error(`no piece was prepared for ${line}`)
    await sendPiece(world, one, line, kindOfLine(line), await file)
  }
}

export async function* signContractNow(world: World, one: Case): Story {
  yield later(world, one, 3, 9)
  await drawContract(world, one)
  yield later(world, one, 1, 4)
  await askCode(world, one)
  yield later(world, one, 1, 3)
  await sign(world, one)
}

/** Everything from the first visit to the complete file: some do it in one go, most over a week. */
export async function* apply(world: World, one: Case, filedOn: Day): Story {
  prepare(world, firstPieces(one.member), filedOn, one.files)
  const firstVisit = shopTime(addDays(filedOn, -between(one.roll, 0, 6)), one.roll)
  yield* openAccount(world, one, firstVisit)
  yield later(world, one, 4, 10)
  await sayCompany(world, one)
  yield* sayPeople(world, one)
  yield notBefore(world, one, shopTime(filedOn, one.roll))
  await sayAccount(world, one)
  yield* sendPieces(world, one, [...one.files.keys()], one.files)
  yield* signContractNow(world, one)
  yield later(world, one, 1, 3)
  await submit(world, one)
}
