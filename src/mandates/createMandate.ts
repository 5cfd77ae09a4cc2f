import type { World } from '#src/kernel/actor.ts'
import { conflict } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { addOrFindMandate } from './knowMandate.ts'
import type { MandateInput } from './mandate.ts'
import type { MandateRow } from './mandates.sql.ts'

/** 409 with the id of the one there is, where account, name and reference are known. */
export const createMandate = (ctx: Ctx, world: World, input: MandateInput): Promise<MandateRow> =>
  unit(ctx, async (tx) => {
    const { mandate, isNew } = await addOrFindMandate(tx, world, input)
    if (!isNew) throw conflict('sepa_exists', { id: mandate.id })
    return mandate
  })
