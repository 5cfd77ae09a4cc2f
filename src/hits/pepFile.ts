import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { approvePepFile, findPepFile, insertAct, lockHit, savePepFile, type HitRow } from './hits.sql.ts'
import { mustMay } from './lockForWork.ts'

export type PepAnswers = { sourceOfWealth: string; sourceOfFunds: string; measures: string }

const lockPep = async (tx: Tx, id: string): Promise<HitRow> => {
  const hit = await lockHit(tx.db, id)
  if (!hit) throw notFound()
  if (hit.topic !== 'pep' || hit.state !== 'same') throw conflict('state_has_changed')
  return hit
}

/**
 * Where his wealth and the funds come from, and how he is watched (R561-20-2). What was approved on other words must be approved again.
 * 422.
 */
export const savePepAnswers = (ctx: Ctx, id: string, said: PepAnswers): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'screening.work')
    const missing = Object.entries(said).filter(([, words]) => !words.trim()).map(([name]) => [name, 'web:field.missing'])
    if (missing.length > 0) throw invalid(Object.fromEntries(missing))
    const hit = await lockPep(tx, id)
    await savePepFile(tx.db, { hitId: id, merchantId: hit.merchant_id, ...said })
    await insertAct(tx.db, tx.actor, { hitId: id, at: tx.now, act: 'pep_answered' })
    await record(tx, 'hit.pep_answered', { subject: id })
  })

/** A member of the executive, or whom it empowered, lets him in or stay (PEP-04). 409 where nothing was said yet, or it was approved. */
export const approvePep = (ctx: Ctx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'screening.decide')
    await lockPep(tx, id)
    const file = await findPepFile(tx.db, id)
    if (!file || file.approvedAt) throw conflict('state_has_changed')
    await approvePepFile(tx.db, id, tx.actor.id, tx.now)
    await insertAct(tx.db, tx.actor, { hitId: id, at: tx.now, act: 'pep_approved' })
    await record(tx, 'hit.pep_approved', { subject: id })
  })
