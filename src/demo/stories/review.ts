import type { StaffActor } from '#src/kernel/actor.ts'
import { addDays, parisDay, type Day } from '#src/kernel/calendar.ts'
import { fourEyesReasons } from '#src/reviews/decision.ts'
import { readDossier } from '#src/dossiers/readDossier.sql.ts'
import { fetchLiveKey } from '../acts/merchant.ts'
import { betterPieces, linesOf, wantedFor, type Wanted } from '../acts/pieces.ts'
import { ask, claim, confirm, identify, judge, note, propose, refused, unjudged, validate } from '../acts/staff.ts'
import type { AskedItem } from '#src/reviews/askForDocuments.ts'
import { releaseIdle } from '../clockwork.ts'
import { deskTime, minutesAfter, shopTime, workingDaysAfter } from '../hours.ts'
import { aloneAt, type Story } from '../timeline.ts'
import { timed, type Case, type World } from '../world.ts'
import { later, notBefore, prepare, sendPieces } from './apply.ts'
import { askMessage, goodNote, refusalNote, words } from './words.ts'

/** An analyst takes the file and says yes or no to each piece; where all will do, notes how those who act were identified. */
export async function* sitting(world: World, one: Case, who: StaffActor, at: Date): Story {
  yield notBefore(world, one, at)
  await claim(world, one, who)
  for (const piece of await unjudged(world, one)) {
    yield later(world, one, 1, 3)
    await timed(world, 'verdicts', () => judge(world, one, who, piece))
  }
  if ((await refused(world, one)).length === 0) await identify(world, one, who)
  yield later(world, one, 1, 5)
}

/** He went on to something else: after half an hour the file is anybody's again. */
export async function* leaveIdle(world: World, one: Case): Story {
  yield aloneAt(minutesAfter(world.timeline.now(), 34, one.roll))
  await releaseIdle(world)
}

/** Refused pieces are asked for in one letter, on that very day: its clock is what the story is about. */
export async function* askOn(world: World, one: Case, on: Day, more: readonly AskedItem[] = []): Story {
  yield* sitting(world, one, one.analyst, deskTime(on, one.roll))
  if (one.roll() < 0.4) await note(world, one, one.analyst, refusalNote(one.roll))
  await ask(world, one, one.analyst, askMessage(one.roll), more)
}

const proposal = ({ member }: Case): string => (member.part.trait === 'monaco' ? words.proposeMonaco : words.proposeExposed)

/** One decides, or two where two are due: the second reads it within two working days. */
export async function* decide(world: World, one: Case): Story {
  if (fourEyesReasons(await readDossier(world.db, one.dossierId)).length === 0) return validate(world, one, one.analyst)
  await propose(world, one, one.analyst, 'validate', proposal(one))
  yield deskTime(workingDaysAfter(dayOf(world), 1), one.roll)
  await confirm(world, one, one.officer, words.confirm)
}

const dayOf = (world: World): Day => parisDay(world.timeline.now())

/** The live secret is fetched by most, the next day. */
export async function* fetchKey(world: World, one: Case): Story {
  if (one.roll() < 0.35) return
  yield notBefore(world, one, shopTime(addDays(dayOf(world), 1), one.roll))
  await fetchLiveKey(world, one)
}

export async function* validateOn(world: World, one: Case, on: Day): Story {
  yield* sitting(world, one, one.analyst, deskTime(on, one.roll))
  if (one.roll() < 0.5) await note(world, one, one.analyst, goodNote(one.roll))
  yield* decide(world, one)
  yield* fetchKey(world, one)
}

/** Better papers for what was refused, made in advance for the day of the answer. */
export const prepareBetter = (world: World, one: Case, day: Day): void => prepare(world, betterPieces(one.member), day, one.replies)

/** Fresh papers for lines that were in order once. */
export const freshPieces = (one: Case, kinds: readonly string[]): Wanted[] => {
  const lines = linesOf(one.member).filter(({ kind }) => kinds.includes(kind))
  return kinds.flatMap((kind) => lines.filter((line) => line.kind === kind).slice(0, 1)).map((line) => wantedFor(one.member, line, null, 3))
}

export async function* answerOn(world: World, one: Case, on: Day, most = Number.MAX_SAFE_INTEGER): Story {
  yield notBefore(world, one, shopTime(on, one.roll))
  yield* sendPieces(world, one, one.asked.slice(0, most), one.replies)
}
