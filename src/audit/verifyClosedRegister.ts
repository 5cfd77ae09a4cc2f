import { isSame } from '#src/platform/crypto.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { firstHash, hashOfClosed, listClosedEvents, type ClosedEvent } from '#src/platform/recordClosed.ts'

/** `fault`: the number of the first event that is missing, altered, added or out of its place. */
export type ClosedVerification = { ok: boolean; fault: number | null }

const page = 2_000

const isNext = (event: ClosedEvent, number: number, hash: Buffer): boolean => event.number === number && isSame(event.previousHash, hash) && isSame(event.hash, hashOfClosed(event))

/** Walks the register of the closed compartment from its first event. How many there are is said to nobody outside. */
export const verifyClosedRegister = async (db: ReadDb): Promise<ClosedVerification> => {
  let number = 0
  let hash: Buffer = firstHash
  for (;;) {
    const events = await listClosedEvents(db, number, page)
    for (const event of events) {
      if (!isNext(event, number + 1, hash)) return { ok: false, fault: number + 1 }
      number = event.number
      hash = event.hash
    }
    if (events.length < page) return { ok: true, fault: null }
  }
}
