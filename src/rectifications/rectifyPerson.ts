import { parisDay } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed, type Permission } from '#src/kernel/permissions.ts'
import { rectifyDossierPerson } from '#src/dossiers/rectifyDossierPerson.ts'
import { renameUser } from '#src/merchants/renameUser.ts'
import { rectifyPayer } from '#src/payers/rectifyPayer.ts'
import { isDuplicate } from '#src/platform/duplicate.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { lockOpenTo, noteAct } from '#src/rights/moveRequest.ts'
import { listLinked, type RightsRow } from '#src/rights/rights.sql.ts'
import { isLiving } from '#src/rights/rightsRequest.ts'
import { isRectifiable, rectifiableKindOf, valueProblem, type RectifiableField, type RectifiableKind } from './rectification.ts'
import { changeRectification, insertRectification, keepVersion, lockRectification, readValue,
  type RectificationRow } from './rectifications.sql.ts'

const mustBe = (tx: Tx, permission: Permission): void => {
  if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, permission)) throw forbidden()
}

const lockLiving = async (tx: Tx, requestId: string): Promise<RightsRow> => {
  const request = await lockOpenTo(tx, requestId)
  if (request.kind !== 'rectification' || !isLiving(request.state)) throw conflict('state_has_changed')
  return request
}

export type Proposal = { subjectId: string; field: string; value: string; reason: string }

/**
 * What it is to be instead, and what proves it; a second person puts it in. 409 `rectification_is_proposed` while one of that field waits.
 */
export const proposeRectification = (ctx: Ctx, requestId: string, { subjectId, field, value, reason }: Proposal): Promise<void> =>
  unit(ctx, async (tx) => {
    mustBe(tx, 'rights.handle')
    const request = await lockLiving(tx, requestId)
    const linked = await listLinked(tx.db, requestId)
    if (!linked.some(({ subject_id: id }) => id === subjectId) || !isRectifiable(subjectId, field))
      throw invalid({ field: 'web:field.bad_choice' })
    const problem = valueProblem(field, value, parisDay(tx.now))
    if (problem) throw invalid({ value: problem })
    const before = await readValue(tx.db, rectifiableKindOf(subjectId)!, subjectId, field)
    if (before === value) throw invalid({ value: 'rights:field.same_value' })
    await insertRectification(tx.db, {
      id: newId('rect', tx.now),
      request_id: requestId,
      subject_id: subjectId,
      field,
      value_before: before ?? '',
      value_after: value,
      reason,
      proposed_by: tx.actor.id,
      proposed_at: tx.now,
    })
    await noteAct(tx, request, 'rights_request.rectification_proposed', { words: reason, facts: { subjectId, field } })
  })
    .catch((error: unknown) => {
      throw isDuplicate(error, 'rectifications_one_proposed') ? conflict('rectification_is_proposed') : error
    })

const appliers: Record<RectifiableKind, (tx: Tx, id: string, field: RectifiableField, value: string) => Promise<void>> = {
  user: (tx, id, _, value) => renameUser(tx, id, value),
  person: (tx, id, field, value) => rectifyDossierPerson(tx, id, field, value),
  payer: (tx, id, field, value) => rectifyPayer(tx, id, field, value),
}

const lockProposed = async (tx: Tx, id: string): Promise<{ one: RectificationRow; request: RightsRow }> => {
  mustBe(tx, 'rights.decide')
  const one = await lockRectification(tx.db, id)
  if (!one) throw notFound()
  const request = await lockLiving(tx, one.request_id)
  if (one.state !== 'proposed') throw conflict('state_has_changed')
  if (one.proposed_by === tx.actor.id) throw forbidden('four_eyes')
  return { one, request }
}

/**
 * The second person puts it in, by the room that keeps it; what was there before is kept as evidence. 409 `value_has_changed` where it is
 * another by now, `rights_identity_in_doubt` until it is known who asks.
 */
export const applyRectification = (ctx: Ctx, id: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const { one, request } = await lockProposed(tx, id)
    // nothing is changed at the wish of somebody of whom we have just asked who he is
    if (request.state === 'identity_doubt') throw conflict('rights_identity_in_doubt')
    const [kind, field] = [rectifiableKindOf(one.subject_id)!, one.field as RectifiableField]
    if ((await readValue(tx.db, kind, one.subject_id, field)) !== one.value_before) throw conflict('value_has_changed')
    await appliers[kind](tx, one.subject_id, field, one.value_after)
    await keepVersion(tx.db, one, tx.now)
    await changeRectification(tx.db, id, { state: 'applied', decided_by: tx.actor.id, decided_at: tx.now })
    await noteAct(tx, request, 'rights_request.rectified', { facts: { subjectId: one.subject_id, field } })
  })

export const declineRectification = (ctx: Ctx, id: string, { reason }: { reason: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const { one, request } = await lockProposed(tx, id)
    await changeRectification(tx.db, id, { state: 'declined', decided_by: tx.actor.id, decided_at: tx.now, decline_reason: reason })
    await noteAct(tx, request, 'rights_request.rectification_declined', {
      words: reason,
      facts: { subjectId: one.subject_id, field: one.field },
    })
  })
