import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { listSubjects } from '#src/personalData/candidates.sql.ts'
import { subjectKindOf } from '#src/personalData/subject.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { hasAnswerBegun } from '#src/answers/answerParts.sql.ts'
import { lockOpenTo, noteAct } from './moveRequest.ts'
import { endSubject, insertSubject, type RightsRow } from './rights.sql.ts'
import { isLiving } from './rightsRequest.ts'

const lockLiving = async (tx: Tx, id: string): Promise<RightsRow> => {
  if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'rights.handle')) throw forbidden()
  const request = await lockOpenTo(tx, id)
  if (!isLiving(request.state)) throw conflict('state_has_changed')
  return request
}

/**
 * This very row is the person who asks; whoever has the same name is not. Twice is once. 409 `rights_answer_has_begun` once a package or an
 * erasure stands on what is linked.
 */
export const linkSubject = (ctx: Ctx, id: string, subjectId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const request = await lockLiving(tx, id)
    const kind = subjectKindOf(subjectId)
    const [found] = kind ? await listSubjects(tx.db, [subjectId]) : []
    if (!kind || !found) throw invalid({ subject: 'rights:field.no_subject' })
    if (await hasAnswerBegun(tx.db, id)) throw conflict('rights_answer_has_begun')
    const isNew = await insertSubject(tx.db, {
      request_id: id,
      kind,
      subject_id: subjectId,
      merchant_id: found.merchantId,
      linked_by: tx.actor.id,
      linked_at: tx.now,
    })
    if (isNew) await noteAct(tx, request, 'rights_request.subject_linked', { facts: { subjectId, kind } })
  })

export const unlinkSubject = (ctx: Ctx, id: string, subjectId: string): Promise<void> =>
  unit(ctx, async (tx) => {
    const request = await lockLiving(tx, id)
    if (await hasAnswerBegun(tx.db, id)) throw conflict('rights_answer_has_begun')
    if (!(await endSubject(tx.db, id, subjectId, { unlinked_by: tx.actor.id, unlinked_at: tx.now }))) throw notFound()
    await noteAct(tx, request, 'rights_request.subject_unlinked', { facts: { subjectId } })
  })

/** Somebody looked across all there is for a person: recorded, without the name. */
export const noteSearch = (ctx: Ctx, id: string): Promise<void> => unit(ctx, (tx) => record(tx, 'rights_request.searched', { subject: id }))
