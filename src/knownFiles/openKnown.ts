import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { readKnown, type Known } from './readKnown.sql.ts'

/** Reads a dossier as it was known before an instant; that somebody did is an event of it. 404 where there is none. */
export const openKnown = async (ctx: Ctx, dossierId: string, until: Date): Promise<Known> => {
  const known = await readKnown(ctx.db, dossierId, until)
  await unit(ctx, (tx) =>
    record(tx, 'dossier.known_opened', {
      subject: dossierId,
      merchantId: known.dossier.merchant_id,
      data: { until: until.toISOString() },
    }))
  return known
}
