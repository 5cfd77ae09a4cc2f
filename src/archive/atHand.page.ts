import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { inForceOn, type Category } from '#src/retention/policy.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import type { Visit } from '#src/web/visit.ts'
import { atHandSince } from './archive.ts'

/** For a list: the first day of which what ended then is still on the working screens, by the policy in force; null: all is. */
export const readAtHandSince = async ({ ctx }: Visit, category: Category): Promise<Day | null> => {
  const today = parisDay(ctx.now)
  return atHandSince(inForceOn(await listSigned(ctx.db), category, today)!, today)
}
