import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { listNotesOnPerson } from '#src/personalData/candidates.sql.ts'
import { ring } from '#src/platform/bell.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import { lockOpenTo, noteAct } from '#src/rights/moveRequest.ts'
import { listLinked } from '#src/rights/rights.sql.ts'
import { isCopy } from '#src/rights/rightsRequest.ts'
import { findPackageOf, insertPackage } from './packages.sql.ts'

export const mostNotes = 100

/**
 * A copy of all there is of the person who is linked, to be made by the job. `noteIds`: notes of ours that were read and go with it. 409
 * `rights_no_subject`, `package_is_made` while one is made or kept.
 */
export const orderPackage = (ctx: Ctx, requestId: string, { noteIds }: { noteIds: readonly string[] }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, 'rights.handle')) throw forbidden()
    const request = await lockOpenTo(tx, requestId)
    if (!isCopy(request.kind) || request.state !== 'in_progress') throw conflict('state_has_changed')
    const linked = await listLinked(tx.db, requestId)
    if (linked.length === 0) throw conflict('rights_no_subject')
    const last = await findPackageOf(tx.db, requestId)
    if (last && ['ordered', 'building', 'ready'].includes(last.state)) throw conflict('package_is_made')
    const known = new Set((await listNotesOnPerson(tx.db, linked.map(({ subject_id: id }) => id), mostNotes)).map(({ id }) => id))
    if (noteIds.some((id) => !known.has(id))) throw invalid({ notes: 'web:field.bad_choice' })
    await insertPackage(tx.db, {
      id: newId('pkge', tx.now),
      request_id: requestId,
      is_portability: request.kind === 'portability',
      note_ids: [...noteIds],
      ordered_by: tx.actor.id,
      ordered_at: tx.now,
    })
    await noteAct(tx, request, 'rights_request.package_ordered', { facts: { notes: noteIds.length } })
    tx.afterCommit(() => ring('build-packages'))
  })
