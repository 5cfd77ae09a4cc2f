import { isDrawn } from '#src/looks/secondLook.ts'
import type { Tx } from '#src/platform/ctx.ts'
import type { AlertCloseReason } from '#src/platform/db.types.ts'
import { findSettings } from '#src/screening/settings.sql.ts'
import type { Verdict } from './alertLook.ts'
import { insertAlertLook } from './alertLooks.sql.ts'

/**
 * Where the alert that was just decided is of the drawn share (as of hits, where none is set for alerts): whoever decides does not learn
 * it. Of both outcomes, so that being drawn tells neither.
 */
export const drawAlertLook = async (
  tx: Tx,
  alertId: string,
  { verdict, code, words }: { verdict: Verdict; code: AlertCloseReason | null; words: string },
): Promise<void> => {
  const { alertLookBps, secondLookBps } = await findSettings(tx.db)
  if (!isDrawn(alertId, alertLookBps ?? secondLookBps)) return
  await insertAlertLook(tx.db, {
    alert_id: alertId,
    first_by: tx.actor.id,
    first_verdict: verdict,
    first_code: code,
    first_words: words,
    chosen_at: tx.now,
  })
}
