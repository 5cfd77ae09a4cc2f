import { addDays, startOfParisDay, type Day } from '#src/kernel/calendar.ts'
import type { Purger } from '#src/purgers/purger.sql.ts'
import { lastOriginOver } from './purge.ts'
import type { Policy } from './policy.ts'
import type { Reach } from './purges.sql.ts'

/** What a policy has ended of a category by a day. No purger stands for what is kept as long as its source. */
export const reachOf = (
  purger: Purger,
  policy: Policy,
  { day, at, listOf = null }: { day: Day; at: Date; listOf?: string | null },
): Reach => ({ purger, before: startOfParisDay(addDays(lastOriginOver(policy, day)!, 1)), at, listOf })
