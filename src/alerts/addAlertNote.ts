import { newId } from '#src/kernel/ids.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { insertAlertNote } from './alerts.sql.ts'
import { handlerOf } from './handler.ts'
import { lockedAlert } from './moveAlert.ts'

/** What we say of an alert among ourselves. The same form sent twice is one note. */
export const addAlertNote = (ctx: Ctx, id: string, { body, ticket }: { body: string; ticket?: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const { id: me } = handlerOf(tx.actor)
    const alert = await lockedAlert(tx, id)
    if (!(await takeTicket(tx, ticket))) return
    await insertAlertNote(tx.db, { id: newId('note', tx.now), alert_id: alert.id, body, author_id: me, at: tx.now })
    await record(tx, 'alert.noted', { subject: id })
  })
