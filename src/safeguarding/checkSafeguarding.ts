import { addDays, parisDay, type Day } from '#src/kernel/calendar.ts'
import { isDryRun, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { codeOf, log } from '#src/platform/log.ts'
import { record } from '#src/platform/record.ts'
import { isStopping } from '#src/platform/stopping.ts'
import { emptyReport, type Report } from '#src/platform/sweep.ts'
import { breakOf, moved, nothing, requirementOf, type Position } from './safeguarding.ts'
import { findFirstDay, findLastChecked, insertDay, listMovements, positionOf } from './safeguarding.sql.ts'

const keep = async (tx: Tx, day: Day, position: Position): Promise<boolean> => {
  const lacking = breakOf(position)
  const isNew = await insertDay(tx.db, {
    on_day: day,
    available_cents: position.availableCents,
    reserve_cents: position.reserveCents,
    aml_hold_cents: position.amlHoldCents,
    frozen_cents: position.frozenCents,
    in_transit_cents: position.inTransitCents,
    returned_cents: position.returnedCents,
    scheme_payable_cents: position.schemePayableCents,
    requirement_cents: requirementOf(position),
    bank_cents: position.bankCents,
    own_fees_cents: position.ownFeesCents,
    break_cents: lacking,
    checked_at: tx.now,
  })
  if (isNew)
    await record(tx, lacking > 0 ? 'safeguarding.broken' : 'safeguarding.checked', {
      subject: `safeguarding:${day}`,
      data: { day, requirementCents: requirementOf(position), bankCents: position.bankCents, breakCents: lacking },
    })
  return isNew
}

/** The next day that is over and was not looked at: what stood the evening before, and what moved since. Null where all are done. */
const checkNext = (ctx: Ctx): Promise<{ day: Day; isNew: boolean } | null> =>
  unit(ctx, async (tx) => {
    const last = await findLastChecked(tx.db)
    const day = last ? addDays(last.on_day, 1) : await findFirstDay(tx.db)
    if (!day || day >= parisDay(tx.now)) return null
    const position = moved(last ? positionOf(last) : nothing, await listMovements(tx.db, last?.on_day ?? null, day))
    return { day, isNew: await keep(tx, day, position) }
  })

/** Every day that is over, in its order, each once; a day on which something lacked is an incident, and the run says so (SG-02). */
export const checkSafeguarding = async (ctx: Ctx): Promise<Report> => {
  const report = emptyReport()
  try {
    for (;;) {
      const checked = await checkNext(ctx)
      if (!checked) return report
      report[checked.isNew ? 'done' : 'skipped']++
      report.touched.push({ subject: checked.day, outcome: checked.isNew ? 'done' : 'skipped', detail: null })
      if (isStopping() || isDryRun(ctx)) return report
    }
  } catch (error) {
    log.error({ code: codeOf(error) }, 'safeguarding could not be checked')
    return { ...report, failed: report.failed + 1 }
  }
}
