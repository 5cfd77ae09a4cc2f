import type { World } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import { newPersonKey } from '#src/platform/person-keys.ts'
import { record } from '#src/platform/record.ts'
import type { AddressInput } from './address.ts'
import { insertAddress, type AddressRow } from './payers.sql.ts'

/** The same address twice is two addresses (spec/api.md §9). */
export const createAddress = (ctx: Ctx, { merchantId, mode }: World, input: AddressInput): Promise<AddressRow> =>
  unit(ctx, async (tx) => {
    const { metadata, line1, line2, line3, state, city, zip_code, country } = input
    const lines = { line1: line1 ?? null, line2: line2 ?? null, line3: line3 ?? null, city, zip_code, state: state ?? null, country }
    const row = await insertAddress(tx.db, {
      ...lines,
      id: newId('addr', tx.now),
      merchant_id: merchantId,
      mode,
      created_at: tx.now,
      metadata: metadata ? JSON.stringify(metadata) : null,
    })
    await record(tx, 'address.created', {
      subject: row.id,
      merchantId,
      data: { mode },
      personal: { ...lines, metadata: (metadata ?? null) as JsonValue },
      firstKey: await newPersonKey(tx, { subject: row.id, within: null, merchantId }),
    })
    return row
  })
