import { parisDay } from '#src/kernel/calendar.ts'
import { isDryRun, unit, type Ctx } from '#src/platform/ctx.ts'
import { isTrialHouse } from '#src/platform/letterhead.ts'
import { codeOf, framesOf, log } from '#src/platform/log.ts'
import { noteTouched } from '#src/platform/run-journal.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Report, type Touched } from '#src/platform/sweep.ts'
import type { Purger } from '#src/purgers/purger.sql.ts'
import { listPurgers } from '#src/purgers/purgers.sql.ts'
import { endPurge } from './endPurge.ts'
import { policyOn, type Policy } from './policy.ts'
import { listSigned } from './policies.sql.ts'
import { previewPurge } from './previewPurge.ts'
import { countOver, findFirstRun, findOpenPurge, findPurge, isAnyGoing, isRunAhead, lockPurge, type PurgeRow } from './purges.sql.ts'
import { reachOf } from './reach.ts'
import { openLaterRun, runPurge, startPurge } from './runPurge.ts'

/** `isTrial`: counts, and changes nothing. */
type How = { batches?: number; size?: number; isTrial?: boolean }

const skipped = (subject: string, detail: string): Touched => ({ subject, outcome: 'skipped', detail })

const runOne = async (ctx: Ctx, id: string, how: How): Promise<Touched> => {
  const { isOver, fault } = await runPurge(ctx, id, how)
  const { erased_count: erased } = (await findPurge(ctx.db, id))!
  return fault
    ? { subject: id, outcome: 'failed', detail: fault }
    : isOver
    ? { subject: id, outcome: 'done', detail: `erased:${erased}` }
    : skipped(id, `goes_on:${erased}`)
}

const expire = (ctx: Ctx, id: string): Promise<Touched> =>
  unit(ctx, async (tx) => {
    const purge = (await lockPurge(tx.db, id))!
    if (purge.ended_at === null) await endPurge(tx, purge, 'expire')
    return skipped(id, 'policy_has_changed')
  })

const goOn = async (ctx: Ctx, open: PurgeRow, policy: Policy, how: How): Promise<Touched> => {
  if (open.state === 'running') return runOne(ctx, open.id, how)
  if (open.policy_id !== policy.id) return expire(ctx, open.id)
  if (open.state !== 'signed_twice') return skipped(open.id, 'waits_for_signatures')
  await startPurge(ctx, open.id)
  return runOne(ctx, open.id, how)
}

/** What one category needs today; null: nothing is over. */
const takeCategory = async (ctx: Ctx, purger: Purger, how: How): Promise<Touched | null> => {
  const day = parisDay(ctx.now)
  const policy = policyOn(await listSigned(ctx.db), purger.category, day)
  const reach = reachOf(purger, policy, { day, at: ctx.now })
  const open = await findOpenPurge(ctx.db, purger.category)
  if (how.isTrial) {
    const { going } = await countOver(ctx.db, reach)
    return going > 0 ? skipped(open?.id ?? purger.category, `would_erase:${going}`) : null
  }
  if (open) return goOn(ctx, open, policy, how)
  if (!(await isAnyGoing(ctx.db, reach))) return null
  if (await findFirstRun(ctx.db, policy.id)) return runOne(ctx, await openLaterRun(ctx, policy), how)
  return skipped(await previewPurge(ctx, purger.category), 'waits_for_signatures')
}

const take = async (ctx: Ctx, purger: Purger, how: How): Promise<Touched | null> => {
  try {
    return await takeCategory(ctx, purger, how)
  } catch (error) {
    log.error(
      { category: purger.category, code: codeOf(error), requestId: ctx.requestId, frames: framesOf(error) },
      'a purge stopped; the next run goes on where it stood',
    )
    return { subject: purger.category, outcome: 'failed', detail: codeOf(error) }
  }
}

/**
 * Daily: erases what is over, category by category. A version that was never signed for a first run is previewed, and waits. A trial run
 * counts, and changes nothing; so does one as of a day to come, where this is no trial house: what goes does not come back. A category that
 * fails leaves the others to go on.
 */
export const purgeExpired = async (ctx: Ctx, how: How = {}): Promise<Report> => {
  const report = emptyReport()
  const isTrial = isDryRun(ctx) || (!isTrialHouse() && (await isRunAhead(ctx.db, ctx.requestId)))
  for (const purger of listPurgers()) {
    if (isStopping()) break
    const touched = await take(ctx, purger, { ...how, isTrial })
    if (!touched) continue
    report[touched.outcome]++
    report.touched.push(touched)
    noteTouched(ctx, touched)
  }
  return report
}
