import { newId } from '#src/kernel/ids.ts'
import { fingerprint } from '#src/platform/crypto.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { dropMarkers, insertMarker } from './markers.sql.ts'
import { isOfVigilance, type RejectionGround } from './rejection.ts'

/** Of a company's number (SIREN), keyed: it is found again by whoever has the number, and says nothing to anybody else. */
export const markerHash = (siren: string): Buffer => fingerprint(siren, 'refused-company')

type Refused = { merchantId: string; siren: string | null; ground: RejectionGround }

/**
 * A mark that outlives the file, so that the same company is known when it comes again (rules.md §3.2, at most three years). What is of
 * vigilance leaves none: its file is kept itself.
 */
export const noteRejection = async (tx: Tx, { merchantId, siren, ground }: Refused): Promise<void> => {
  if (siren === null || isOfVigilance(ground)) return
  const id = newId('rmrk', tx.now)
  await insertMarker(tx.db, {
    id,
    hash: markerHash(siren),
    merchant_id: merchantId,
    ground: ground as 'eligibility' | 'incomplete',
    refused_at: tx.now,
  })
  await record(tx, 'rejection.marked', { subject: id, merchantId })
}

/** The file is examined anew: it is not refused any more. */
export const unmarkRejection = (tx: Tx, merchantId: string): Promise<unknown> => dropMarkers(tx.db, merchantId)
