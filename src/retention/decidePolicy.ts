import { parisDay } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { mustBeProposal, proposalMark } from '#src/kernel/proposal.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { compare, seenOf } from './change.ts'
import { minimumBelow } from './legalMinimum.ts'
import { policyOn, type Category } from './policy.ts'
import { changePolicy, listSigned, lockVersions, policyFrom, type PolicyRow } from './policies.sql.ts'
import { belowFacts } from './proposePolicy.ts'
import { listBegun } from './records.sql.ts'

/** The proposal that a second person has before him: figures may be the same for another reason. */
export const policyMark = ({ proposed_by: by, proposed_at: at }: Pick<PolicyRow, 'proposed_by' | 'proposed_at'>): string =>
  proposalMark({ by, at })

/** The proposal that waits, under the lock of its category. Maker ≠ checker, and the database says so too. */
const lockProposal = async (tx: Tx, category: Category, proposal: string): Promise<PolicyRow> => {
  if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'retention.decide')) throw forbidden()
  const found = (await lockVersions(tx.db, category)).find(({ state }) => state === 'proposed')
  if (!found) throw conflict('state_has_changed')
  if (found.proposed_by === tx.actor.id) throw forbidden('four_eyes')
  mustBeProposal(proposal, { by: found.proposed_by, at: found.proposed_at })
  return found
}

/**
 * The second person signs: the version holds from its day on, and from today where that day has passed meanwhile. `seen`: the figures that
 * were before him; `isBelowSeen`: that it goes below a minimum was too. 403, `four_eyes` to the one who proposed; 409 `state_has_changed`,
 * `proposal_has_changed` where it is not `proposal` (`policyMark`), `figures_have_changed`, `policy_below_minimum` where a text imposes
 * more; 422.
 */
export const signPolicy = (
  ctx: Ctx,
  category: Category,
  { seen, proposal, isBelowSeen = false }: { seen: string; proposal: string; isBelowSeen?: boolean },
): Promise<void> =>
  unit(ctx, async (tx) => {
    const proposed = await lockProposal(tx, category, proposal)
    const [today, next] = [parisDay(tx.now), policyFrom(proposed)]
    const below = minimumBelow(category, next.period)
    if (below?.isBinding) throw conflict('policy_below_minimum', { text: below.text, months: below.months })
    const validFrom = proposed.valid_from < today ? today : proposed.valid_from
    const difference = compare(await listBegun(tx.db, category), policyOn(await listSigned(tx.db), category, today), next, validFrom)
    if (seenOf(difference) !== seen) throw conflict('figures_have_changed')
    if (below && !isBelowSeen) throw invalid({ below_seen: 'retention:field.below_unseen' })
    await changePolicy(tx.db, proposed.id, { state: 'signed', decided_by: tx.actor.id, decided_at: tx.now, valid_from: validFrom })
    await record(tx, 'retention_policy.signed', {
      subject: proposed.id,
      data: {
        category,
        version: proposed.version,
        validFrom,
        earlier: difference.earlier,
        later: difference.later,
        atOnce: difference.atOnce,
        ...belowFacts(below),
      },
    })
  })

/** The second person does not sign, and says why. */
export const declinePolicy = (ctx: Ctx, category: Category, { reason, proposal }: { reason: string; proposal: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const proposed = await lockProposal(tx, category, proposal)
    await changePolicy(tx.db, proposed.id, { state: 'declined', decided_by: tx.actor.id, decided_at: tx.now, decline_reason: reason })
    await record(tx, 'retention_policy.declined', { subject: proposed.id, data: { category, version: proposed.version } })
  })
