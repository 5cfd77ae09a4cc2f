import { conflict, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { changeCase } from './changeCase.ts'
import { lockCase } from './fraudCases.sql.ts'

/** Somebody takes the case up. 409 where it was taken up before. */
export const beginReview = (ctx: Ctx, caseId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const one = await lockCase(tx.db, caseId)
    if (!one) throw notFound()
    if (one.state !== 'open') throw conflict('state_has_changed')
    await changeCase(tx, one)
  })
