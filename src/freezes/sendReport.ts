import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { readRefusedSums } from '#src/refusedPayments/refusedPayments.sql.ts'
import { findFreeze, lockReport, sendReport } from './freezes.sql.ts'

const mustMay = ({ actor }: Tx): void => {
  if (actor.kind !== 'staff' || !isAllowed(actor.roles, 'holds.secret')) throw forbidden()
}

/**
 * A person has told the Treasury, on a day, under its reference: the report is closed with what it says, what comes after goes into the
 * next. 409 where it was sent; 422 for a day to come or before it was prepared.
 */
export const markReportSent = (ctx: Ctx, reportId: string, { on, reference }: { on: Day | null; reference: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx)
    const report = await lockReport(tx.db, reportId)
    if (!report) throw notFound()
    if (report.sentAt) throw conflict('state_has_changed')
    const isOutside = on === null || on > parisDay(tx.now) || on < parisDay(report.preparedAt)
    if (isOutside || !reference.trim())
      throw invalid({
        ...(isOutside ? { sent_on: 'screening:freeze.bad_day' } : {}),
        ...(reference.trim() ? {} : { reference: 'web:field.missing' }),
      })
    const { merchantId, appliedAt, releasedAt } = (await findFreeze(tx.db, report.freezeId))!
    const refused = await readRefusedSums(tx.db, merchantId, { since: appliedAt, until: releasedAt })
    await sendReport(tx.db, reportId, { on, reference: reference.trim(), by: tx.actor.id, at: tx.now, refused })
    await recordClosed(tx, 'freeze.report_sent', { subject: report.freezeId, data: { reportId, number: report.number } })
  })

/** For whoever takes a report away, or reads it: on record in the circle's own register (AML-11). */
export const noteReportRead = (ctx: Ctx, freezeId: string, reportId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx)
    await recordClosed(tx, 'freeze.report_read', { subject: freezeId, data: { reportId } })
  })
