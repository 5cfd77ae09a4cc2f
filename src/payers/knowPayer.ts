import type { World } from '#src/kernel/actor.ts'
import { beforeAndAfter } from '#src/kernel/changes.ts'
import { newId } from '#src/kernel/ids.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { newPersonKey } from '#src/platform/person-keys.ts'
import { record } from '#src/platform/record.ts'
import { payerColumns, type PayerColumns, type PayerInput } from './payer.ts'
import { findSamePayer, insertPayer, updatePayerRow, type PayerRow } from './payers.sql.ts'

export type Known = { payer: PayerRow; isNew: boolean }

/** Deleted between two looks, he is made anew; nobody is deleted that often. */
const mostTries = 5

const add = async (tx: Tx, { merchantId, mode }: World, columns: PayerColumns): Promise<PayerRow | null> => {
  const row = await insertPayer(tx.db, { ...columns, id: newId('cust', tx.now), merchant_id: merchantId, mode, created_at: tx.now })
  if (row)
    await record(tx, 'payer.created', {
      subject: row.id,
      merchantId,
      data: { mode },
      personal: columns,
      firstKey: await newPersonKey(tx, { subject: row.id, within: null, merchantId }),
    })
  return row
}

/** The customer these words name: made, unless he is known. Two at once make one. */
export const addOrFindPayer = async (tx: Tx, world: World, columns: PayerColumns): Promise<Known> => {
  for (let attempt = 1; attempt <= mostTries; attempt++) {
    const made = await add(tx, world, columns)
    if (made) return { payer: made, isNew: true }
    const known = await findSamePayer(tx.db, world, columns)
    if (known) return { payer: known, isNew: false }
  }
  throw new Error('a customer came and went at every look')
}

/** What was not known of him yet; what was is not put in question by a payment. */
const complete = async (tx: Tx, payer: PayerRow, { born_on, legal_id, country }: PayerColumns): Promise<PayerRow> => {
  const told = Object.entries({ born_on, legal_id, country }).filter(([name, value]) => value !== null && payer[name as 'born_on'] === null)
  if (told.length === 0) return payer
  const change: Partial<PayerRow> = Object.fromEntries(told)
  const row = await updatePayerRow(tx.db, payer.id, change)
  await record(tx, 'payer.updated', {
    subject: payer.id,
    merchantId: payer.merchant_id,
    data: { mode: payer.mode },
    personal: beforeAndAfter(payer, change),
  })
  return row
}

/**
 * The customer that a payment, a check or a scoring brings along: the known one where name, email, mobile and external id are the same,
 * else a new one. It never conflicts (spec/api.md §8).
 */
export const knowPayer = async (tx: Tx, world: World, input: PayerInput): Promise<PayerRow> => {
  const columns = payerColumns(input)
  const { payer, isNew } = await addOrFindPayer(tx, world, columns)
  return isNew ? payer : complete(tx, payer, columns)
}
