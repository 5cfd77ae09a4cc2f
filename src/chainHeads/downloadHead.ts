import { notFound } from '#src/kernel/errors.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findHead } from './chainHeads.sql.ts'

/** The very file of that day; that it was taken is recorded. 404 where there is none. */
export const downloadHead = (ctx: Ctx, day: Day): Promise<string> =>
  unit(ctx, async (tx) => {
    const row = await findHead(tx.db, day)
    if (!row) throw notFound()
    await record(tx, 'audit.head_downloaded', { subject: 'audit_trail', data: { day } })
    return row.content
  })
