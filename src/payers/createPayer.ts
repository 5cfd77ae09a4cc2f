import type { World } from '#src/kernel/actor.ts'
import { conflict } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { addOrFindPayer } from './knowPayer.ts'
import { payerColumns, type PayerInput } from './payer.ts'
import type { PayerRow } from './payers.sql.ts'

/** 409 with the id of the one there is, where the same customer is known (spec/api.md §3). */
export const createPayer = (ctx: Ctx, world: World, input: PayerInput): Promise<PayerRow> =>
  unit(ctx, async (tx) => {
    const { payer, isNew } = await addOrFindPayer(tx, world, payerColumns(input))
    if (!isNew) throw conflict('customer_exists', { id: payer.id })
    return payer
  })
