import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { findRequest, listLinked } from '#src/rights/rights.sql.ts'
import { isLiving } from '#src/rights/rightsRequest.ts'
import { screenAgain } from '#src/screening/screenAgain.ts'
import type { RestrictionGround } from './restriction.ts'
import { endRestriction, insertRestriction, lockRestriction } from './restrictions.sql.ts'

type Restricted = { subject_id: string; merchant_id: string }

/**
 * Every row that is linked, each once: from here it is kept and used for claims, and for nothing else (GDPR 18(2)). Answers how many are
 * new.
 */
export const restrictAll = async (
  tx: Tx,
  requestId: string,
  subjects: readonly Restricted[],
  ground: RestrictionGround,
): Promise<number> => {
  let placed = 0
  for (const { subject_id: subjectId, merchant_id: merchantId } of subjects) {
    const id = newId('rstr', tx.now)
    if (
      !(await insertRestriction(tx.db, {
        id,
        request_id: requestId,
        subject_id: subjectId,
        merchant_id: merchantId,
        ground,
        placed_by: tx.actor.id,
        placed_at: tx.now,
      }))
    ) continue
    await record(tx, 'restriction.placed', { subject: id, merchantId, data: { requestId, subjectId, ground } })
    placed++
  }
  return placed
}

const mustHandle = (tx: Tx): void => {
  if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'rights.handle')) throw forbidden()
}

/** 409 `rights_no_subject` where nobody is linked yet. */
export const restrictUse = (ctx: Ctx, requestId: string, ground: RestrictionGround): Promise<void> =>
  unit(ctx, async (tx) => {
    mustHandle(tx)
    const request = await findRequest(tx.db, requestId)
    if (!request) throw notFound()
    if (!isLiving(request.state)) throw conflict('state_has_changed')
    const linked = await listLinked(tx.db, requestId)
    if (linked.length === 0) throw conflict('rights_no_subject')
    if ((await restrictAll(tx, requestId, linked, ground)) === 0) throw conflict('rights_restricted_already')
  })

/** The person was told before (GDPR 18(3)): the reason says how. Twice is 409. */
export const liftRestriction = (ctx: Ctx, id: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    mustHandle(tx)
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const row = await lockRestriction(tx.db, id)
    if (!row) throw notFound()
    if (row.lifted_at !== null) throw conflict('state_has_changed')
    await endRestriction(tx.db, id, { lifted_by: tx.actor.id, lifted_at: tx.now, lift_reason: reason })
    await screenAgain(tx, row.subject_id)
    await record(tx, 'restriction.lifted', {
      subject: id,
      merchantId: row.merchant_id,
      data: { requestId: row.request_id, subjectId: row.subject_id, ground: row.ground },
    })
  })
