import type { Tx } from '#src/platform/ctx.ts'
import { triageDueAt } from './alert.ts'
import type { AlertRow } from './alerts.sql.ts'
import { moveAlert } from './moveAlert.ts'

/**
 * A closed alert is anybody's again, as if it had been raised now: two people differed on it and an officer said that it is to be examined.
 * Who closed it, and why, stays with the second look.
 */
export const reopenAlert = (tx: Tx, alert: AlertRow): Promise<void> =>
  moveAlert(tx, alert, 'reopen', {
    owner_id: null,
    claimed_at: null,
    closed_at: null,
    closed_by: null,
    close_reason: null,
    close_note: '',
    due_at: triageDueAt(tx.now),
  })
