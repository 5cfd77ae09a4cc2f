import { lockWithPurse } from '#src/holds/decideHold.ts'
import { holdLifecycle, isSecret, titles } from '#src/holds/hold.ts'
import { letGoOfHold, purseOfHold } from '#src/holds/holdMoney.ts'
import type { HoldRow } from '#src/holds/holds.sql.ts'
import { mustMay, stepHold } from '#src/holds/noteHold.ts'
import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { step } from '#src/kernel/lifecycle.ts'
import { mustBeProposal, proposalMark } from '#src/kernel/proposal.ts'
import { balancesOf } from '#src/ledger/balances.ts'
import { isContractOver } from '#src/merchants/merchant.ts'
import { lockMerchant } from '#src/merchants/merchants.sql.ts'
import { payMerchant } from '#src/payouts/payMerchant.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { sweepAvailableOf } from './sweepAvailable.ts'
import { tellReleased } from './tellReleased.ts'
import { whyNotPayable } from './whyNotPayable.ts'

/** `amountCents` null: all that is left of it at the moment of the decision. */
export type ReleaseProposal = { amountCents: number | null; reason: string }

/**
 * One person asks that money be let go before its day (RES-07), or that a title without a term be lifted. 422 for an amount that is not
 * there, or no reason.
 */
export const proposeRelease = (ctx: Ctx | Tx, holdId: string, { amountCents, reason }: ReleaseProposal): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const { hold } = await lockWithPurse(tx, holdId)
    mustMay(tx, titles[hold.title].release)
    if (amountCents !== null && (!Number.isSafeInteger(amountCents) || amountCents <= 0 || amountCents > hold.left_cents))
      throw invalid({ amountCents: 'holds:field.not_left' })
    // what it let go in part it would take again the next morning
    if (amountCents !== null && isSecret(hold.title) && hold.wanted_cents === null)
      throw invalid({ amountCents: 'holds:field.all_or_nothing' })
    const change = {
      release_cents: amountCents === hold.left_cents ? null : amountCents,
      release_reason: reason,
      release_proposed_by: tx.actor.id,
      release_proposed_at: tx.now,
      release_decided_by: null,
    }
    await stepHold(tx, hold, 'propose_release', change, { cents: amountCents ?? hold.left_cents, words: reason })
  })

/** What is to be let go: what was asked, while it is there. */
export const askedRelease = ({ release_cents: asked, left_cents: left }: Pick<HoldRow, 'release_cents' | 'left_cents'>): number =>
  Math.min(asked ?? left, left)

/** The proposal of it that somebody has before him. */
export const releaseMark = (
  { release_proposed_by: by, release_proposed_at: at }: Pick<HoldRow, 'release_proposed_by' | 'release_proposed_at'>,
) => proposalMark({ by, at })

const lockProposed = async (tx: Tx, holdId: string, action: 'confirm_release' | 'decline_release', proposal: string): Promise<HoldRow> => {
  const { hold } = await lockWithPurse(tx, holdId)
  mustMay(tx, titles[hold.title].release)
  step(holdLifecycle, hold.state, action, tx.actor)
  if (hold.release_proposed_by === tx.actor.id) throw forbidden('four_eyes')
  mustBeProposal(proposal, { by: hold.release_proposed_by, at: hold.release_proposed_at })
  return hold
}

const release = async (tx: Tx, hold: HoldRow, cents: number): Promise<void> => {
  const isAll = cents === hold.left_cents && hold.release_cents === null
  if (cents > 0) await letGoOfHold(tx, hold, cents, (await balancesOf(tx.db, purseOfHold(hold))).owedCents)
  await stepHold(tx, hold, isAll ? 'confirm_release' : 'confirm_part', {
    release_decided_by: tx.actor.id,
    ...(isAll ? { closed_at: tx.now } : {}),
  }, { cents })
  if (!isSecret(hold.title)) await tellReleased(tx, hold, cents)
}

/** A contract that is over has no morning run: what is let go leaves at once, and waits where it cannot. */
const payOut = async (tx: Tx, hold: HoldRow): Promise<void> => {
  const merchant = await lockMerchant(tx.db, hold.merchant_id)
  if (!isContractOver(merchant.state) || isSecret(hold.title)) return
  const why = await whyNotPayable(tx, hold.merchant_id, await balancesOf(tx.db, purseOfHold(hold)))
  if (why) throw conflict('hold_not_payable')
  await payMerchant(tx, hold.merchant_id, true)
}

/**
 * The second person agrees: the money is the merchant's again; of a contract that is over it is paid out in the same unit. `seenCents`:
 * what the person had before him, 409 `figures_have_changed` where a dispute was charged to it meanwhile; `proposal`: `releaseMark`, 409
 * `proposal_has_changed`. 409 `hold_not_payable` where no account is proved.
 */
export const confirmRelease = (
  ctx: Ctx | Tx,
  holdId: string,
  { seenCents, proposal }: { seenCents: number; proposal: string },
): Promise<void> =>
  unit(ctx, async (tx) => {
    const hold = await lockProposed(tx, holdId, 'confirm_release', proposal)
    const cents = askedRelease(hold)
    if (cents !== seenCents) throw conflict('figures_have_changed')
    // what came in meanwhile stays where the rest of it stays: only what is let go leaves
    if (hold.release_cents !== null) await sweepAvailableOf(tx, hold)
    await release(tx, hold, cents)
    await payOut(tx, hold)
  })

/** The second person does not agree, and says why: the money stays. */
export const declineRelease = (ctx: Ctx | Tx, holdId: string, { reason, proposal }: { reason: string; proposal: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const hold = await lockProposed(tx, holdId, 'decline_release', proposal)
    await stepHold(tx, hold, 'decline_release', { release_decided_by: tx.actor.id }, { words: reason })
  })
