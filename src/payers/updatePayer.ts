import type { World } from '#src/kernel/actor.ts'
import { beforeAndAfter, differing } from '#src/kernel/changes.ts'
import { conflict } from '#src/kernel/errors.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { isDuplicate } from '#src/platform/duplicate.ts'
import { record } from '#src/platform/record.ts'
import { payerColumns, type PayerColumns, type PayerInput } from './payer.ts'
import { findPayer, findSamePayer, lockPayer, updatePayerRow, type PayerRow } from './payers.sql.ts'

const change = async (tx: Tx, payer: PayerRow, said: PayerColumns): Promise<PayerRow> => {
  const changed = differing<PayerRow>(payer, said)
  if (Object.keys(changed).length === 0) return payer
  const row = await updatePayerRow(tx.db, payer.id, changed)
  await record(tx, 'payer.updated', {
    subject: row.id,
    merchantId: row.merchant_id,
    data: { mode: row.mode },
    personal: beforeAndAfter(payer, changed),
  })
  return row
}

/** Who he would have become is somebody already: 409 with that one's id. */
const asConflict = (ctx: Ctx, world: World, id: string, said: PayerColumns) => async (error: unknown): Promise<never> => {
  if (!isDuplicate(error, 'payers_same')) throw error
  const payer = await findPayer(ctx.db, world, id)
  const other = payer && (await findSamePayer(ctx.db, world, { ...payer, ...differing<PayerRow>(payer, said) }))
  throw conflict('customer_exists', { id: other?.id ?? id })
}

/** Null: no such customer. What is not said stays as it is. */
export const updatePayer = (ctx: Ctx, world: World, id: string, input: PayerInput): Promise<PayerRow | null> => {
  const said = payerColumns(input)
  return unit(ctx, async (tx) => {
    const payer = await lockPayer(tx.db, world, id)
    return payer && change(tx, payer, said)
  })
    .catch(asConflict(ctx, world, id, said))
}
