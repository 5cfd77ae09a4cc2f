import { unit, type Ctx } from '#src/platform/ctx.ts'
import { recordRows } from '#src/platform/record.ts'
import { takingNextAlert } from './alerts.sql.ts'
import { handlerOf } from './handler.ts'

/** The most urgent alert that nobody holds becomes this person's: its id. Null: nothing waits. */
export const takeNextAlert = (ctx: Ctx): Promise<string | null> =>
  unit(ctx, async (tx) => (await recordRows(tx, 'alert.claimed', takingNextAlert(handlerOf(tx.actor).id, tx.now)))[0]?.id ?? null)
