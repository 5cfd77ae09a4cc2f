import { addDays, parisTime, type Day } from '#src/kernel/calendar.ts'
import { firstPieces, dated, type Wanted } from '../acts/pieces.ts'
import { activate, askCode, drawContract, pause, sayAccount, sayCompany, sayPerson, sendPiece, sign, signUp,
  submit } from '../acts/merchant.ts'
import { minutesAfter, shopTime } from '../hours.ts'
import { between } from '../pieces/seed.ts'
import type { SentFile } from '../pieceMill.ts'
import type { Story } from '../timeline.ts'
import { timed, type Case, type Sent, type World } from '../world.ts'

/** So many minutes from now, and a few seconds. */
export const later = (world: World, one: Case, low: number, high: number): Date =>
  minutesAfter(world.timeline.now(), pause(one, low, high), one.roll)

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

const fileFor = async (files: Case['files'], line: string): Promise<SentFile & Sent> => {
  const file = files.get(line)
  if (!file) throw new Error(`no piece was prepared for ${line}`)
  return file
}

/**
 * Chosen together, sent together: what is inspected, sealed and written for one overlaps with the next. Answers go one by one: each may be
 * the last.
 */
const handfulOf = ({ asked }: Case): number => (asked.length > 0 ? 1 : 4)

export async function* sendPieces(world: World, one: Case, lines: readonly string[], files: Case['files']): Story {
  const handful = handfulOf(one)
  for (let at = 0; at < lines.length; at += handful) {
    yield later(world, one, 3, 9)
    const some = lines.slice(at, at + handful)
    const made = await timed(world, 'waiting for pieces', () => Promise.all(some.map((line) => fileFor(files, line))))
    const sendAll = () => Promise.all(some.map((line, i) => sendPiece(world, one, line, kindOfLine(line), made[i] as SentFile & Sent)))
    await timed(world, 'sending pieces', sendAll)
  }
}

export async function* signContractNow(world: World, one: Case): Story {
  yield later(world, one, 3, 9)
  await timed(world, 'contracts', () => drawContract(world, one))
  yield later(world, one, 1, 4)
  await timed(world, 'contracts', () => askCode(world, one))
  yield later(world, one, 1, 3)
  await timed(world, 'contracts', () => sign(world, one))
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
