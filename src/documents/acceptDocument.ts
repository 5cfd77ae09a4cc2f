import { overrideChecks } from '#src/checks/overrideChecks.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { judge } from './judge.ts'

/** The piece is what it should be. Where a check failed: with the reason why it passes all the same (422 without). */
export const acceptDocument = (ctx: Ctx, id: string, { why = '' }: { why?: string } = {}): Promise<void> =>
  unit(ctx, (tx) => judge(tx, id, 'accept', async () => ({ overridden: await overrideChecks(tx, id, why), why })))
