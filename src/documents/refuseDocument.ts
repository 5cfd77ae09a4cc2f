import { invalid } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import type { RefusalReason } from './document.ts'
import { judge } from './judge.ts'

/** The piece will not do: a reason of the list, which the merchant reads, and words beside it. 'other' says nothing without words. */
export const refuseDocument = async (ctx: Ctx, id: string, { reason, note }: { reason: RefusalReason; note: string }): Promise<void> => {
  if (reason === 'other' && !note.trim()) throw invalid({ note: 'documents:refuse.say_what' })
  await unit(ctx, (tx) => judge(tx, id, 'refuse', async () => ({ reason, note })))
}
