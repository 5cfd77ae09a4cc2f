import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid, notFound, type FieldErrors } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { compare, seenOf } from './change.ts'
import { isShorter, minimumBelow, type LegalMinimum } from './legalMinimum.ts'
import { policyOn, type Category, type Period } from './policy.ts'
import { insertPolicy, listSigned, lockVersions } from './policies.sql.ts'
import { listBegun } from './records.sql.ts'

/**
 * `period`: null where the category has none (kept never, or with its source): such a policy is changed by the law alone. `active`:
 * undefined keeps what is in force; null: until the period begins. `seen`: the figures that were before the person. `isBelowSeen`: that it
 * goes below a minimum was before him too.
 */
export type PolicyChange = {
  category: Category
  period: Period
  active?: Period | null | undefined
  validFrom: Day
  basis: string
  reason: string
  seen: string
  isBelowSeen?: boolean
}

/** A period nobody could mean: more than a century. */
const mostMonths = 1_200
const mostDays = 36_500

const isNoLength = ({ length, unit }: Period): boolean =>
  !Number.isInteger(length) || length < 0 || length > (unit === 'day' ? mostDays : mostMonths)

/** What is wrong with a change before anybody looks at its figures, by the field; nothing where it may be looked at. */
export const faultsOf = (
  { category, period, active, validFrom }: Pick<PolicyChange, 'category' | 'period' | 'validFrom'> & { active: Period | null },
  today: Day,
): FieldErrors => ({
  ...(isNoLength(period)
    ? { length: 'retention:field.bad_length' }
    : minimumBelow(category, period)?.isBinding
    ? { length: 'retention:field.below_minimum' }
    : {}),
  ...(active === null
    ? {}
    : isNoLength(active)
    ? { active_length: 'retention:field.bad_length' }
    : !isNoLength(period) && isShorter(period, active)
    ? { active_length: 'retention:field.active_too_long' }
    : {}),
  // nothing that is kept today becomes overdue by a date in the past
  ...(validFrom < today ? { valid_from: 'retention:field.past' } : {}),
})

/** That a minimum which is a setting of ours is gone below, for the record: by which text, and how long it would be. */
export const belowFacts = (
  below: LegalMinimum | null,
): Record<string, string | number> => (below ? { belowMonths: below.months, belowText: below.text } : {})

/**
 * One person asks that a category be kept longer or shorter from a day on. It takes a second. 403; 404 for no such category; 409
 * `policy_is_proposed` while one waits, `policy_is_fixed` where there is no length to change, `figures_have_changed` where what it would
 * end is not what was seen; 422, also below what a text imposes, and where nobody said that he saw that it goes below a minimum of ours.
 */
export const proposePolicy = (ctx: Ctx, said: PolicyChange): Promise<string> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'retention.decide')) throw forbidden()
    const today = parisDay(tx.now)
    const versions = await lockVersions(tx.db, said.category)
    if (versions.length === 0) throw notFound()
    if (versions.some(({ state }) => state === 'proposed')) throw conflict('policy_is_proposed')
    const old = policyOn(await listSigned(tx.db), said.category, today)
    if (!old.period) throw conflict('policy_is_fixed')
    const active = said.active === undefined ? old.active : said.active
    const faults = faultsOf({ ...said, active }, today)
    if (Object.keys(faults).length > 0) throw invalid(faults)
    const below = minimumBelow(said.category, said.period)
    if (below && !said.isBelowSeen) throw invalid({ below_seen: 'retention:field.below_unseen' })
    const difference = compare(await listBegun(tx.db, said.category), old, { bound: old.bound, period: said.period }, said.validFrom)
    if (seenOf(difference) !== said.seen) throw conflict('figures_have_changed')
    const [id, version] = [newId('rpol', tx.now), versions[0]!.version + 1]
    await insertPolicy(tx.db, {
      id,
      category: said.category,
      version,
      state: 'proposed',
      bound: old.bound,
      length: said.period.length,
      unit: said.period.unit,
      active_length: active?.length ?? null,
      active_unit: active?.unit ?? null,
      origin: old.origin,
      action: old.action,
      basis: said.basis,
      source: old.source,
      confidence: old.confidence,
      valid_from: said.validFrom,
      reason: said.reason,
      proposed_by: tx.actor.id,
      proposed_at: tx.now,
      seen: JSON.stringify({ ...difference, ...belowFacts(below) }),
    })
    await record(tx, 'retention_policy.proposed', {
      subject: id,
      data: {
        category: said.category,
        version,
        length: said.period.length,
        unit: said.period.unit,
        validFrom: said.validFrom,
        earlier: difference.earlier,
        later: difference.later,
        atOnce: difference.atOnce,
        ...belowFacts(below),
      },
    })
    return id
  })
