import { handOver } from '#src/owners/keepOwner.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { keptAlert } from './moveAlert.ts'

/**
 * Gives an alert to a colleague who handles them: its owner may, anybody may what nobody holds, an officer any. 409 `alert_held`; 422 where
 * the colleague may not, or has it already.
 */
export const handOverAlert = (ctx: Ctx, id: string, { to }: { to: string }): Promise<void> => handOver(ctx, keptAlert, id, to)
