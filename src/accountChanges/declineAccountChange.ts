import { invalid } from '#src/kernel/errors.ts'
import { refuseAccountProof } from '#src/documents/judgeAccountProof.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { refusalOf, type DeclineReason } from './accountChange.ts'
import { endChange, lockForStep } from './decideAccountChange.ts'

/**
 * Nothing changes: payouts go on to the account he has. The reason is one of the list, which he reads; the words beside it are ours.
 * 'other' says nothing without words.
 */
export const declineAccountChange = (ctx: Ctx, id: string, { reason, note }: { reason: DeclineReason; note: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const decided = await lockForStep(tx, id, 'decline')
    if (reason === 'other' && note.trim() === '') throw invalid({ note: 'accountChanges:decline.say_what' })
    await refuseAccountProof(tx, decided.change.document_id, refusalOf(reason))
    await endChange(tx, decided, { reason, note })
  })
