import { claim } from '#src/owners/keepOwner.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { keptAlert } from './moveAlert.ts'

/** Takes an alert in hand. Taking what one holds changes nothing. 409 `alert_held` where somebody else has it. */
export const claimAlert = (ctx: Ctx, id: string): Promise<void> => claim(ctx, keptAlert, id)
