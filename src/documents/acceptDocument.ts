import { unit, type Ctx } from '#src/platform/ctx.ts'
import { judge } from './judge.ts'

/** The piece is what it should be. */
export const acceptDocument = (ctx: Ctx, id: string): Promise<void> => unit(ctx, (tx) => judge(tx, id, 'accept'))
