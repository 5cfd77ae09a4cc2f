import { parisDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { compare, seenOf } from './change.ts'
import { inForceOn, type Category, type Period } from './policy.ts'
import { insertPolicy, listSigned, lockVersions } from './policies.sql.ts'
import { listBegun } from './records.sql.ts'

/** `period`: null where the category has none (kept never, or with its source): such a policy is changed by the law alone. `seen`: the figures that were before the person. */
export type PolicyChange = { category: Category; period: Period; active: Period | null; validFrom: Day; basis: string; reason: string; seen: string }

/** A period nobody could mean: a century. */
const mostMonths = 1_200
const mostDays = 36_500

const check = ({ period, active, validFrom }: PolicyChange, today: Day): void => {
  const tooLong = ({ length, unit }: Period): boolean => length > (unit === 'day' ? mostDays : mostMonths)
  if (period.length < 0 || tooLong(period)) throw invalid({ length: 'retention:field.bad_length' })
  if (active && (active.length < 0 || tooLong(active))) throw invalid({ active_length: 'retention:field.bad_length' })
  // nothing that is kept today becomes overdue by a date in the past
  if (validFrom < today) throw invalid({ valid_from: 'retention:field.past' })
}

/**
 * One person asks that a category be kept longer or shorter from a day on. It takes a second. 403; 404 for no such category; 409 `policy_is_proposed` while one
 * waits, `policy_is_fixed` where there is no length to change, `figures_have_changed` where what it would end is not what was seen; 422.
 */
export const proposePolicy = (ctx: Ctx, said: PolicyChange): Promise<string> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'retention.decide')) throw forbidden()
    const today = parisDay(tx.now)
    check(said, today)
    const versions = await lockVersions(tx.db, said.category)
    if (versions.length === 0) throw notFound()
    if (versions.some(({ state }) => state === 'proposed')) throw conflict('policy_is_proposed')
    const old = inForceOn(await listSigned(tx.db), said.category, today)!
    if (!old.period) throw conflict('policy_is_fixed')
    const difference = compare(await listBegun(tx.db, said.category), old, { bound: old.bound, period: said.period }, said.validFrom)
    if (seenOf(difference) !== said.seen) throw conflict('figures_have_changed')
    const id = newId('rpol', tx.now)
    await insertPolicy(tx.db, {
      id, category: said.category, version: versions[0]!.version + 1, state: 'proposed', bound: old.bound, length: said.period.length, unit: said.period.unit, active_length: said.active?.length ?? null, active_unit: said.active?.unit ?? null,
      origin: old.origin, action: old.action, basis: said.basis, source: old.source, confidence: old.confidence, valid_from: said.validFrom, reason: said.reason, proposed_by: tx.actor.id, proposed_at: tx.now, seen: JSON.stringify(difference),
    })
    await record(tx, 'retention_policy.proposed', { subject: id, data: { category: said.category, version: versions[0]!.version + 1, length: said.period.length, unit: said.period.unit, validFrom: said.validFrom, earlier: difference.earlier, later: difference.later } })
    return id
  })
