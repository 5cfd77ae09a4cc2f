import type { World } from '#src/kernel/actor.ts'
import { beforeAndAfter, differing } from '#src/kernel/changes.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import type { JsonObject } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import type { AddressChange } from './address.ts'
import { lockAddress, updateAddressRow, type AddressRow } from './payers.sql.ts'

/** Null: no such address. What is not said stays as it is. */
export const updateAddress = (ctx: Ctx, world: World, id: string, { metadata, ...said }: AddressChange): Promise<AddressRow | null> =>
  unit(ctx, async (tx) => {
    const address = await lockAddress(tx.db, world, id)
    if (!address) return null
    const changed = differing<AddressRow>(address, { ...said, metadata: metadata as JsonObject } as Partial<AddressRow>)
    if (Object.keys(changed).length === 0) return address
    const row = await updateAddressRow(tx.db, id, changed)
    await record(tx, 'address.updated', {
      subject: id,
      merchantId: row.merchant_id,
      data: { mode: row.mode },
      personal: beforeAndAfter(address, changed),
    })
    return row
  })
