import { newId } from '#src/kernel/ids.ts'
import { seal, unseal } from '#src/platform/crypto.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { institutionFileKey } from '#src/platform/institution-key.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { insertKept, type HeldInSecret, type KeptRow } from './closedKept.sql.ts'

const key = (): Buffer => institutionFileKey('kept-in-secret')

const rowOf = (tx: Tx, category: string, { id: about, merchantId, subjectIds, copy }: HeldInSecret): KeptRow => {
  const id = newId('ckpt', tx.now)
  return {
    id,
    about,
    category,
    merchant_id: merchantId,
    subject_ids: subjectIds,
    sealed: seal(key(), Buffer.from(JSON.stringify(copy)), id),
    kept_at: tx.now,
  }
}

/**
 * Rows that are about to be erased and that an order of the closed compartment alone holds: a sealed copy of each goes into the
 * compartment, and the row itself goes like every other, so that no figure, list or certificate tells of the order (X-06;
 * docs/decisions/2026-11-29-a-secret-hold-ends-later.md). Answers their ids, which the erasing then takes for not held.
 */
export const keepApart = async (tx: Tx, category: string, rows: readonly HeldInSecret[]): Promise<string[]> => {
  if (rows.length === 0) return []
  await insertKept(tx.db, rows.map((one) => rowOf(tx, category, one)))
  await recordClosed(tx, 'hold.kept_apart', { subject: category, data: { rows: rows.length } })
  return rows.map(({ id }) => id)
}

export const openKept = ({ id, sealed }: Pick<KeptRow, 'id' | 'sealed'>): unknown => JSON.parse(unseal(key(), sealed, id).toString('utf8'))

export const noteKeptRead = (ctx: Ctx, holdId: string): Promise<void> =>
  unit(ctx, (tx) => recordClosed(tx, 'hold.copies_read', { subject: holdId }))
