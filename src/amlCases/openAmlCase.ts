import { findAlert } from '#src/alerts/alerts.sql.ts'
import { attachAlert } from '#src/alerts/attachAlert.ts'
import { listBehind } from '#src/alerts/behind.sql.ts'
import { escalateAlert } from '#src/alerts/escalateAlert.ts'
import { handlerOf } from '#src/alerts/handler.ts'
import { lockedAlert } from '#src/alerts/moveAlert.ts'
import { findHit } from '#src/hits/hits.sql.ts'
import { conflict, invalid, notFound } from '#src/kernel/errors.ts'
import { isId, newId } from '#src/kernel/ids.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { dueOnOf, mayTakeHit, mostBehind, type AmlCaseOrigin } from './amlCase.ts'
import { findLivingCase, insertAmlCase, lockLivingCase, type AmlCaseRow } from './amlCases.sql.ts'
import { insertCaseHit, insertCasePayments } from './caseMatter.sql.ts'
import { lockedLiving } from './moveAmlCase.ts'

/** What goes into a case, and why. */
export type Matter = { alertIds: readonly string[]; hitIds: readonly string[]; reason: string }
export type NewCase = Matter & { merchantId: string; ticket?: string | undefined }

const takeAlert = async (tx: Tx, one: AmlCaseRow, id: string, reason: string): Promise<void> => {
  const alert = await lockedAlert(tx, id)
  if (alert.merchant_id !== one.merchant_id) throw invalid({ alerts: 'amlCases:field.other_merchant' })
  if (alert.case_id === one.id) return
  if (alert.state !== 'escalated') await escalateAlert(tx, id, { reason })
  await attachAlert(tx, id, one.id)
  const behind = await listBehind(tx.db, { ...alert, state: 'escalated' }, null, mostBehind)
  await insertCasePayments(tx.db, one.id, id, behind.map((payment) => payment.id))
}

const takeHit = async (tx: Tx, one: AmlCaseRow, id: string): Promise<void> => {
  const hit = isId('schi', id) ? await findHit(tx.db, id) : null
  if (!hit || hit.merchant_id !== one.merchant_id) throw invalid({ hits: 'amlCases:field.other_merchant' })
  if (!mayTakeHit(hit)) throw invalid({ hits: 'amlCases:field.hit_not_taken' })
  if (!(await insertCaseHit(tx.db, { case_id: one.id, hit_id: id, attached_by: tx.actor.id, attached_at: tx.now })))
    throw conflict('state_has_changed')
  await record(tx, 'aml_case.hit_attached', { subject: one.id, data: { hitId: id } })
}

/** In the order of their ids, so that two who take the same never wait for each other. */
const take = async (tx: Tx, one: AmlCaseRow, { alertIds, hitIds, reason }: Matter): Promise<void> => {
  for (const id of [...new Set(alertIds)].sort()) await takeAlert(tx, one, id, reason)
  for (const id of [...new Set(hitIds)].sort()) await takeHit(tx, one, id)
}

const originOf = ({ alertIds, hitIds }: Matter): AmlCaseOrigin => (alertIds.length > 0 ? 'alert' : hitIds.length > 0 ? 'hit' : 'staff')

/** Null where one is examined already. */
const open = async (tx: Tx, said: NewCase): Promise<AmlCaseRow | null> => {
  const id = newId('amlc', tx.now)
  const origin = originOf(said)
  const isNew = await insertAmlCase(tx.db, {
    id,
    merchant_id: said.merchantId,
    origin,
    summary: said.reason,
    owner_id: tx.actor.id,
    opened_by: tx.actor.id,
    opened_at: tx.now,
    due_on: dueOnOf(tx.now),
  })
  if (!isNew) return null
  await record(tx, 'aml_case.opened', { subject: id, data: { origin, alerts: said.alertIds.length, hits: said.hitIds.length } })
  return lockLivingCase(tx.db, said.merchantId)
}

/**
 * A case on a merchant, of alerts and hits or by hand. The same form sent twice: the case it opened. 403; 409 `case_is_living` where one is
 * examined, `alert_held`; 422 `merchant_id`, `reason`, `alerts`, `hits`.
 */
export const openAmlCase = (ctx: Ctx | Tx, said: NewCase): Promise<string> =>
  unit(ctx, async (tx) => {
    handlerOf(tx.actor)
    if (!said.reason.trim()) throw invalid({ reason: 'web:field.missing' })
    if (!isId('mrch', said.merchantId) || !(await findMerchant(tx.db, said.merchantId)))
      throw invalid({ merchant_id: 'amlCases:field.no_merchant' })
    if (!(await takeTicket(tx, said.ticket)))
      return (await findLivingCase(tx.db, said.merchantId))?.id ?? ''
    const one = await open(tx, said)
    if (!one) throw conflict('case_is_living')
    await take(tx, one, said)
    return one.id
  })

/**
 * More alerts and hits of the same merchant, into a case that is examined. 403, 404; 409 once it is concluded; 422 where there is nothing,
 * or another merchant's.
 */
export const attachToCase = (ctx: Ctx, id: string, matter: Matter): Promise<void> =>
  unit(ctx, async (tx) => {
    const { one } = await lockedLiving(tx, id)
    if (matter.alertIds.length + matter.hitIds.length === 0) throw invalid({ alerts: 'amlCases:field.choose_some' })
    if (!matter.reason.trim()) throw invalid({ reason: 'web:field.missing' })
    await take(tx, one, matter)
  })

/**
 * One alert into the living case of its merchant, or into one that opens with it: the id of the case. 403, 404; 409 `alert_held`,
 * `state_has_changed`; 422 without a reason.
 */
export const takeIntoCase = (ctx: Ctx, alertId: string, { reason }: { reason: string }): Promise<string> =>
  unit(ctx, async (tx) => {
    handlerOf(tx.actor)
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const alert = await findAlert(tx.db, alertId)
    if (!alert) throw notFound()
    if (alert.state === 'closed' || alert.case_id !== null) throw conflict('state_has_changed')
    const said = { merchantId: alert.merchant_id, alertIds: [alertId], hitIds: [], reason }
    const one = (await lockLivingCase(tx.db, said.merchantId)) ?? (await open(tx, said)) ?? (await lockLivingCase(tx.db, said.merchantId))
    if (!one) throw conflict('state_has_changed')
    await take(tx, one, said)
    return one.id
  })
