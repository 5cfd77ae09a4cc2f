import { isApproved, type EvidenceSaid } from '#src/acquirer/acquirer.ts'
import { findAnyDispute, lockDispute } from '#src/disputes/disputes.sql.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { takeBackFile } from '#src/resolutions/takeBackFile.ts'
import { askAgainAt, isOnItsWay } from './sending.ts'
import { changeSending, lockSending, type SendingRow } from './sendings.sql.ts'

/** Null where it was erased meanwhile, or had its answer before: what is said twice, or late, changes nothing. */
const lockOnItsWay = async (tx: Tx, { id, dispute_id: disputeId }: SendingRow): Promise<SendingRow | null> => {
  if (!(await findAnyDispute(tx.db, disputeId))) return null
  await lockDispute(tx.db, disputeId)
  const row = await lockSending(tx.db, id)
  return isOnItsWay(row.state) ? row : null
}

/** The acquirer has the file, or refuses it: refused, it comes back to us and can be corrected while the network's date lasts. */
export const takeSendingAnswer = async (tx: Tx, seen: SendingRow, { response, reference }: EvidenceSaid): Promise<void> => {
  const row = await lockOnItsWay(tx, seen)
  if (!row) return
  const { id, dispute_id: disputeId, resolution_id: resolutionId, merchant_id: merchantId, file_id: fileId } = row
  const isTaken = isApproved(response)
  await changeSending(tx.db, id, {
    state: isTaken ? 'acknowledged' : 'refused',
    response,
    reference,
    answered_at: tx.now,
    tries: row.tries + 1,
  })
  if (isTaken) await record(tx, 'resolution.file_acknowledged', { subject: resolutionId, merchantId, data: { fileId, reference } })
  else await takeBackFile(tx, { disputeId, resolutionId, merchantId, fileId, response })
}

/** Put, and nothing came back: it will be asked about. */
export const noteNoAnswer = async (tx: Tx, seen: SendingRow): Promise<void> => {
  const row = await lockOnItsWay(tx, seen)
  if (row) await changeSending(tx.db, row.id, { state: 'unknown', tries: row.tries + 1, ask_at: askAgainAt(tx.now, row.tries + 1) })
}

/** The dispute was over before it left, or arrived: nothing is sent any more. */
export const dropSending = async (tx: Tx, seen: SendingRow): Promise<void> => {
  const row = await lockOnItsWay(tx, seen)
  if (!row) return
  await changeSending(tx.db, row.id, { state: 'dropped' })
  await record(tx, 'resolution.file_dropped', { subject: row.resolution_id, merchantId: row.merchant_id, data: { fileId: row.file_id } })
}

/** The network's date is near, and nothing is acknowledged: told to the staff, once. */
export const alarmOfSending = async (tx: Tx, seen: SendingRow, dueOn: string): Promise<void> => {
  const row = await lockOnItsWay(tx, seen)
  if (!row || row.alarmed_at !== null) return
  await changeSending(tx.db, row.id, { alarmed_at: tx.now })
  await record(tx, 'resolution.file_late', {
    subject: row.resolution_id,
    merchantId: row.merchant_id,
    data: { fileId: row.file_id, dueOn, tries: row.tries },
  })
}
