import { resealPiece, takePiecesToReseal } from '#src/documents/resealPiece.ts'
import type { PieceToReseal } from '#src/documents/documents.sql.ts'
import { listMandatesToReseal } from '#src/mandates/mandates.sql.ts'
import { resealMandate } from '#src/mandates/resealMandate.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import { mergeReports, sweep, type Report } from '#src/platform/sweep.ts'
import { resealHistory } from './resealHistory.ts'

/**
 * What was sealed under a merchant's key and is one person's, from before persons had keys: pieces, accounts of mandates, words of the
 * history. Once all is done it finds nothing.
 */
export const resealUnderOwnKeys = async (ctx: Ctx): Promise<Report> => {
  const pieces = await sweep<PieceToReseal>(ctx, {
    batch: 100,
    find: (from, after, limit) => takePiecesToReseal(from, after?.id ?? '', limit),
    subject: ({ id }) => id,
    each: resealPiece,
  })
  const mandates = await sweep<string>(ctx, {
    find: (from, after, limit) => listMandatesToReseal(from.db, after ?? '', limit),
    subject: (id) => id,
    each: resealMandate,
  })
  return mergeReports(pieces, mandates, await resealHistory(ctx))
}
