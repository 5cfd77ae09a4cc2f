import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { step } from '#src/kernel/lifecycle.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { handlerOf } from '#src/alerts/handler.ts'
import { listColleagues } from '#src/owners/owners.sql.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import type { JsonValue } from '#src/platform/db.types.ts'
import { record } from '#src/platform/record.ts'
import { amlLifecycle, dueOnOf, isLiving, unanswered, type AmlAction } from './amlCase.ts'
import { changeAmlCase, findLivingCase, insertAmlNote, listAnswers, lockAmlCase, type AmlCaseRow } from './amlCases.sql.ts'

/** Under its lock, by somebody who handles alerts. 403, 404. */
export const lockedCase = async (tx: Tx, id: string): Promise<{ one: AmlCaseRow; me: StaffActor }> => {
  const me = handlerOf(tx.actor)
  const one = await lockAmlCase(tx.db, id)
  if (!one) throw notFound()
  return { one, me }
}

/** The same, of a case that is still examined: nothing is added to what was handed over. 409. */
export const lockedLiving = async (tx: Tx, id: string): Promise<{ one: AmlCaseRow; me: StaffActor }> => {
  const found = await lockedCase(tx, id)
  if (!isLiving(found.one.state)) throw conflict('state_has_changed')
  return found
}

/** What a colleague examines is moved by him, or by an officer. */
const mustHold = ({ owner_id: owner }: AmlCaseRow, { id, roles }: StaffActor): void => {
  if (owner !== id && !roles.includes('officer')) throw conflict('aml_case_held')
}

/** The event names no merchant: his history is read by whoever speaks with him (AML-11). */
const move = async (
  tx: Tx,
  one: AmlCaseRow,
  action: AmlAction,
  change: Parameters<typeof changeAmlCase>[2],
  data: Record<string, JsonValue> = {},
): Promise<void> => {
  const { to, event } = step(amlLifecycle, one.state, action, tx.actor)
  await changeAmlCase(tx.db, one.id, { ...change, state: to })
  await record(tx, event, { subject: one.id, data: { from: one.state, to, ...data } })
}

/** The enhanced examination begins (L561-10-2). 409 `aml_case_held`, `state_has_changed`. */
export const beginExamination = (ctx: Ctx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { one, me } = await lockedCase(tx, id)
    mustHold(one, me)
    await move(tx, one, 'begin', { begun_by: me.id, begun_at: tx.now })
  })

/**
 * To a colleague who handles alerts: its owner may, an officer any. 409 `aml_case_held`; 422 where the colleague may not, or has it
 * already.
 */
export const handOverAmlCase = (ctx: Ctx, id: string, { to }: { to: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const { one, me } = await lockedCase(tx, id)
    mustHold(one, me)
    if (to === one.owner_id || !(await listColleagues(tx.db, 'alerts.handle')).some((colleague) => colleague.id === to))
      throw invalid({ to: 'alerts:field.bad_colleague' })
    await move(tx, one, 'hand_over', { owner_id: to }, { ownerId: to })
  })

/**
 * The examination is over and goes to the closed circle with the facts it established. Whatever the circle makes of it, nothing here moves
 * any more (CMF L561-18). 409 `aml_case_held`, `examination_incomplete` while a question of L561-10-2 has no answer.
 */
export const concludeAmlCase = (ctx: Ctx, id: string, { facts }: { facts: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const { one, me } = await lockedCase(tx, id)
    step(amlLifecycle, one.state, 'conclude', tx.actor)
    mustHold(one, me)
    if (!facts.trim()) throw invalid({ facts: 'web:field.missing' })
    const standing = (await listAnswers(tx.db, id)).filter(({ replaced_at: gone }) => gone === null).map(({ question }) => question)
    if (unanswered(standing).length > 0) throw conflict('examination_incomplete')
    await move(tx, one, 'conclude', { concluded_by: me.id, concluded_at: tx.now, facts })
  })

/**
 * Something new came, and what: kept as a note. Whoever takes it up again examines it. 409 `case_is_living` where another of this merchant
 * is examined; 422 without a reason.
 */
export const reopenAmlCase = (ctx: Ctx, id: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const { one, me } = await lockedCase(tx, id)
    step(amlLifecycle, one.state, 'reopen', tx.actor)
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    if (await findLivingCase(tx.db, one.merchant_id)) throw conflict('case_is_living')
    await insertAmlNote(tx.db, { id: newId('note', tx.now), case_id: id, body: reason, author_id: me.id, at: tx.now })
    await move(tx, one, 'reopen', {
      concluded_at: null,
      concluded_by: null,
      owner_id: me.id,
      due_on: dueOnOf(tx.now),
      round: one.round + 1,
    })
  })
