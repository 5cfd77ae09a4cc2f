import { addMonths, parisDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { lockDossierOfMerchant } from '#src/dossiers/dossiers.sql.ts'
import { rerateDossier } from '#src/dossiers/touchDossier.ts'
import { mustBeProposal, proposalMark } from '#src/kernel/proposal.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findPeriodicReview } from '#src/renewals/periodicReviews.sql.ts'
import { mustBeSecond, mustMay, mustSayWhy } from '#src/riskTables/second.ts'
import { changeOverride, findAsked, insertOverride, type OverrideRow } from './overrides.sql.ts'
import { isHigher, mayBeLowered, type RiskLevel } from './rating.ts'
import { findRating, reasonsOf, type RatingRow } from './ratings.sql.ts'

export type AskedLevel = { level: RiskLevel; reason: string }

const lockRated = async (tx: Tx, merchantId: string): Promise<RatingRow> => {
  mustMay(tx.actor, 'ratings.propose')
  const rating = await findRating(tx.db, (await lockDossierOfMerchant(tx.db, merchantId)).id)
  if (!rating) throw conflict('not_rated')
  return rating
}

const rowOf = (tx: Tx, rating: RatingRow, { level, reason }: AskedLevel) => ({
  id: newId('rovr', tx.now),
  dossier_id: rating.dossier_id,
  merchant_id: rating.merchant_id,
  level,
  reason,
  known: reasonsOf(rating).map(({ id }) => id),
  proposed_by: tx.actor.id,
  proposed_at: tx.now,
})

/**
 * A higher level, by one person, at once, until it is lowered. A lowering that waited for a second person falls. 403; 404; 409 `not_rated`;
 * 422 where it is not higher, or without a reason.
 */
export const raiseRating = (ctx: Ctx, merchantId: string, asked: AskedLevel): Promise<void> =>
  unit(ctx, async (tx) => {
    const rating = await lockRated(tx, merchantId)
    mustSayWhy(asked.reason)
    if (!isHigher(asked.level, rating.level)) throw invalid({ level: 'ratings:field.not_higher' })
    const waiting = await findAsked(tx.db, rating.dossier_id)
    if (waiting) await changeOverride(tx.db, waiting.id, { state: 'withdrawn', decided_by: tx.actor.id, decided_at: tx.now })
    await insertOverride(tx.db, {
      ...rowOf(tx, rating, asked),
      is_raise: true,
      state: 'signed',
      decided_by: tx.actor.id,
      decided_at: tx.now,
    })
    await record(tx, 'rating.raised', { subject: rating.dossier_id, merchantId, data: { from: rating.level, to: asked.level } })
    await rerateDossier(tx, rating.dossier_id)
  })

/** The next look at the file, or a year where none is set. */
const endOf = async (tx: Tx, dossierId: string): Promise<Day> => {
  const [review, today] = [await findPeriodicReview(tx.db, dossierId), parisDay(tx.now)]
  return review && review.due_on > today ? review.due_on : addMonths(today, 12)
}

/**
 * A lower level, asked for by one person; a second signs. 403; 404; 409 `not_rated`, `decided_by_law`, `lowering_is_proposed`; 422 where it
 * is not lower, or without a reason.
 */
export const askLowering = (ctx: Ctx, merchantId: string, asked: AskedLevel): Promise<void> =>
  unit(ctx, async (tx) => {
    const rating = await lockRated(tx, merchantId)
    mustSayWhy(asked.reason)
    if (!isHigher(rating.level, asked.level)) throw invalid({ level: 'ratings:field.not_lower' })
    // back to what the table says is no lowering of the table
    if (
      isHigher(rating.computed, asked.level) &&
      !mayBeLowered({ overrides: reasonsOf(rating).filter(({ isDecisive }) => isDecisive).map(({ id }) => id) })
    ) throw conflict('decided_by_law')
    if (await findAsked(tx.db, rating.dossier_id)) throw conflict('lowering_is_proposed')
    await insertOverride(tx.db, {
      ...rowOf(tx, rating, asked),
      is_raise: false,
      state: 'proposed',
      expires_on: await endOf(tx, rating.dossier_id),
    })
    await record(tx, 'rating.lowering_proposed', { subject: rating.dossier_id, merchantId, data: { from: rating.level, to: asked.level } })
  })

/** The lowering that a second person has before him. */
export const loweringMark = ({ proposed_by: by, proposed_at: at }: Pick<OverrideRow, 'proposed_by' | 'proposed_at'>): string =>
  proposalMark({ by, at })

const mustBeSeen = (asked: OverrideRow, proposal: string): void =>
  mustBeProposal(proposal, { by: asked.proposed_by, at: asked.proposed_at })

const lockAsked = async (tx: Tx, merchantId: string): Promise<OverrideRow> => {
  const { id } = await lockDossierOfMerchant(tx.db, merchantId)
  const asked = await findAsked(tx.db, id)
  if (!asked) throw conflict('state_has_changed')
  return asked
}

/**
 * The second person agrees: until the next look at the file, and as long as no other reason comes. 403, `four_eyes` to the first; 409
 * `state_has_changed`, also where there is another reason already, `proposal_has_changed` where it is not `proposal` (`loweringMark`).
 */
export const signLowering = (ctx: Ctx, merchantId: string, { proposal }: { proposal: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx.actor, 'ratings.decide')
    const asked = await lockAsked(tx, merchantId)
    mustBeSecond(tx.actor, asked.proposed_by)
    mustBeSeen(asked, proposal)
    const rating = await findRating(tx.db, asked.dossier_id)
    if (!rating || reasonsOf(rating).some(({ id }) => !asked.known.includes(id))) throw conflict('state_has_changed')
    await changeOverride(tx.db, asked.id, {
      state: 'signed',
      expires_on: await endOf(tx, asked.dossier_id),
      decided_by: tx.actor.id,
      decided_at: tx.now,
    })
    await record(tx, 'rating.lowered', { subject: asked.dossier_id, merchantId, data: { from: rating.level, to: asked.level } })
    await rerateDossier(tx, asked.dossier_id)
  })

/** The second person does not agree, and says why; or the first takes it back. 403; 404; 409; 422. */
export const endLowering = (ctx: Ctx, merchantId: string, how: { declined: string; proposal: string } | 'withdrawn'): Promise<void> =>
  unit(ctx, async (tx) => {
    mustMay(tx.actor, how === 'withdrawn' ? 'ratings.propose' : 'ratings.decide')
    const asked = await lockAsked(tx, merchantId)
    if (how === 'withdrawn' && asked.proposed_by !== tx.actor.id) throw forbidden()
    if (how !== 'withdrawn') mustBeSecond(tx.actor, asked.proposed_by)
    if (how !== 'withdrawn') mustBeSeen(asked, how.proposal)
    if (how !== 'withdrawn') mustSayWhy(how.declined)
    await changeOverride(tx.db, asked.id, {
      state: how === 'withdrawn' ? 'withdrawn' : 'declined',
      decided_by: tx.actor.id,
      decided_at: tx.now,
      decline_reason: how === 'withdrawn' ? null : how.declined,
    })
    await record(tx, how === 'withdrawn' ? 'rating.lowering_withdrawn' : 'rating.lowering_declined', {
      subject: asked.dossier_id,
      merchantId,
      data: { to: asked.level },
    })
  })
