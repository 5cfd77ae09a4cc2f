import { step } from '#src/kernel/lifecycle.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record, type EventFacts } from '#src/platform/record.ts'
import { dossierLifecycle, type DossierAction, type DossierState } from './dossier.ts'
import { changeDossier, type DossierRow } from './dossiers.sql.ts'

const datesOf = (to: DossierState, action: DossierAction, now: Date) => ({
  ...(action === 'submit' ? { submitted_at: now } : {}),
  ...(to === 'validated' || to === 'rejected' ? { decided_at: now } : {}),
  ...(action === 'reconsider' ? { decided_at: null } : {}),
})

/**
 * One step of the dossier's lifecycle: the row and its event. The caller holds the lock of this very row. 409 when the table has no such
 * step from here, 403 when it is not this actor's.
 */
export const moveDossier = async (
  tx: Tx,
  dossier: Pick<DossierRow, 'id' | 'merchant_id' | 'state' | 'version'>,
  action: DossierAction,
  said: Pick<EventFacts, 'data' | 'personal'> = {},
): Promise<DossierState> => {
  const { to, event } = step(dossierLifecycle, dossier.state, action, tx.actor)
  await changeDossier(tx.db, dossier.id, tx.now, { state: to, ...datesOf(to, action, tx.now) })
  const data = { from: dossier.state, to, version: dossier.version, ...said.data }
  await record(tx, event, { subject: dossier.id, merchantId: dossier.merchant_id, data, personal: said.personal })
  return to
}
