import type { Day } from '#src/kernel/calendar.ts'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { purgeExpired } from '#src/retention/purgeExpired.ts'
import { findPurge } from '#src/retention/purges.sql.ts'
import { signPurge } from '#src/retention/signPurge.ts'
import type { House } from '#test/support/house.ts'

/** The job of a day; what waits for two signatures gets those of these two. Answers what failed. */
export const purgeOn = async (house: House, signers: readonly StaffActor[], on: Day): Promise<string[]> => {
  house.travel(`${on}T03:00:00Z`)
  for (let turn = 0;; turn++) {
    const { touched } = await purgeExpired(house.ctx(system('purge-expired')))
    const waiting = touched.filter(({ detail }) => detail === 'waits_for_signatures').map(({ subject }) => subject)
    for (const id of waiting)
      for (const who of signers) await signPurge(house.ctx(who), id, { seen: (await findPurge(house.db, id))!.list_hash!.toString('hex') })
    if (waiting.length === 0 || turn === 3)
      return touched.filter(({ outcome }) => outcome === 'failed').map(({ subject, detail }) => `${subject} ${detail}`)
  }
}
