import { release } from '#src/owners/keepOwner.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { keptAlert } from './moveAlert.ts'

/** Gives back what one holds, undecided. 409 `alert_held` where it is another's. */
export const releaseAlert = (ctx: Ctx, id: string): Promise<void> => release(ctx, keptAlert, id)
