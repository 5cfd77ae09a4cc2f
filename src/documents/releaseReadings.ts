import { unit, type Ctx } from '#src/platform/ctx.ts'
import { recordRows } from '#src/platform/record.ts'
import { releasingReadings } from './documents.sql.ts'

/**
 * No reader is alive (who starts knows it): pieces in hand go back to those that wait, instead of after ten silent minutes. Answers how
 * many.
 */
export const releaseReadings = (ctx: Ctx): Promise<number> =>
  unit(ctx, async (tx) => (await recordRows(tx, 'document.reading_released', releasingReadings())).length)
