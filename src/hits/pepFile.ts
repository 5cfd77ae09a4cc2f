import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { sha256 } from '#src/platform/crypto.ts'
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

/** The answers somebody has before him, in one word. */
export const pepMark = ({ sourceOfWealth, sourceOfFunds, measures }: PepAnswers): string =>
  sha256(JSON.stringify([sourceOfWealth, sourceOfFunds, measures])).toString('hex')

/**
 * A member of the executive, or whom it empowered, lets him in or stay (PEP-04), on the answers he read (`seen`: `pepMark`). 409 where
 * nothing was said yet, or it was approved; `proposal_has_changed` where other answers stand there.
 */
export const approvePep = (ctx: Ctx, id: string, { seen }: { seen: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx, 'screening.decide')
    await lockPep(tx, id)
    const file = await findPepFile(tx.db, id)
    if (!file || file.approvedAt) throw conflict('state_has_changed')
    if (pepMark(file) !== seen) throw conflict('proposal_has_changed')
    await approvePepFile(tx.db, id, tx.actor.id, tx.now)
    await insertAct(tx.db, tx.actor, { hitId: id, at: tx.now, act: 'pep_approved' })
    await record(tx, 'hit.pep_approved', { subject: id })
  })
