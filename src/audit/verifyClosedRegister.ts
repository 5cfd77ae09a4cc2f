import { isSame } from '#src/platform/crypto.ts'
import type { ReadDb } from '#src/platform/db.ts'
import type { JsonObject } from '#src/platform/db.types.ts'
import { endAfter, findRegisterEnd, hashOfClosed, listClosedEvents, noEvents, type ClosedEvent,
  type RegisterEnd } from '#src/platform/recordClosed.ts'
import { listUnrecorded } from './closedRows.sql.ts'
import { checkHolds, noDuties, noteDuties, type Duties } from './duties.sql.ts'
import { faultText } from './finding.ts'

/**
 * `fault`: the number of the first event that is missing, altered, added or out of its place; null too where it is a row of the compartment
 * that has no event. `wrong`: what is, in words, the first hundred.
 */
export type ClosedVerification = { ok: boolean; fault: number | null; wrong?: string[] }

const page = 2_000
const mostNamed = 100

/** `end`: as it follows from what was walked. */
type Walk = { end: RegisterEnd; duties: Duties; found: { number: number | null; words: string }[] }

const note = (walk: Walk, number: number | null, words: string): void => {
  if (walk.found.length < mostNamed) walk.found.push({ number, words })
}

const missing = (from: number, to: number): string => (from === to ? `event ${from} is missing` : `events ${from} to ${to} are missing`)

const check = (walk: Walk, event: ClosedEvent): void => {
  const { number, hash } = walk.end
  if (event.number > number + 1) note(walk, number + 1, missing(number + 1, event.number - 1))
  else if (!isSame(event.previousHash, hash)) note(walk, event.number, `event ${event.number} does not follow the one before it`)
  if (!isSame(event.hash, hashOfClosed(event))) note(walk, event.number, `event ${event.number} was changed`)
  walk.end = endAfter(walk.end, event)
}

const walkOn = async (db: ReadDb, walk: Walk): Promise<void> => {
  for (;;) {
    const events = await listClosedEvents(db, walk.end.number, page)
    for (const event of events) check(walk, event)
    noteDuties(walk.duties, events.map(({ data, ...event }) => ({ ...event, data: JSON.parse(data) as JsonObject })))
    if (events.length < page) return
  }
}

/** The end as it was marked against the end as it is, both of one instant: what was written while we walked is walked too. */
const checkEnd = async (db: ReadDb, walk: Walk): Promise<void> => {
  let marked = await findRegisterEnd(db)
  for (; marked.last > walk.end.number; marked = await findRegisterEnd(db)) await walkOn(db, walk)
  const { end, last } = marked
  if (!end && last === 0) return
  if (!end) note(walk, last + 1, 'the mark of its end is gone')
  else if (end.number > last) note(walk, last + 1, missing(last + 1, end.number))
  else if (end.number < last)
    note(
      walk,
      end.number + 1,
      `${end.number + 1 === last ? `event ${last} was` : `events ${end.number + 1} to ${last} were`} added beside the program`,
    )
  else if (walk.found.length === 0 && !isSame(end.mac, walk.end.mac))
    note(walk, last, `its end is not the one that was marked: events were taken away or written anew, up to event ${last}`)
}

/**
 * Walks the register of the closed compartment from its first event to the end that only the program can mark (a MAC under the master key),
 * and looks for what stands in the compartment without the event that made it. How many there are is said to nobody outside.
 */
export const verifyClosedRegister = async (db: ReadDb): Promise<ClosedVerification> => {
  const walk: Walk = { end: noEvents, duties: noDuties(), found: [] }
  await walkOn(db, walk)
  await checkEnd(db, walk)
  for (const { id, event } of await listUnrecorded(db, mostNamed)) note(walk, null, `${id} stands without its event ${event}`)
  for (const finding of await checkHolds(db, walk.duties, { secret: true })) note(walk, null, faultText(finding))
  const { found } = walk
  return found.length === 0
    ? { ok: true, fault: null }
    : { ok: false, fault: found.find(({ number }) => number !== null)?.number ?? null, wrong: found.map(({ words }) => words) }
}
