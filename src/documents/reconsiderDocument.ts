import { unit, type Ctx } from '#src/platform/ctx.ts'
import { judge } from './judge.ts'

/** A verdict is taken back while the dossier is undecided: the piece is to be judged again. */
export const reconsiderDocument = (ctx: Ctx, id: string): Promise<void> => unit(ctx, (tx) => judge(tx, id, 'reconsider'))
