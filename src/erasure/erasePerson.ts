import { parisDay } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid } from '#src/kernel/errors.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed, type Permission } from '#src/kernel/permissions.ts'
import { mustBeProposal, proposalMark } from '#src/kernel/proposal.ts'
import { listUnusedPayers } from '#src/payers/payers.sql.ts'
import { subjectsOf, type Subjects } from '#src/personalData/subject.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { restrictAll } from '#src/restrictions/restrictUse.ts'
import { eraseOfPerson } from '#src/retention/eraseOfPerson.ts'
import { lockHolds } from '#src/retention/personErasure.sql.ts'
import { policyOn } from '#src/retention/policy.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import { lockOpenTo, noteAct } from '#src/rights/moveRequest.ts'
import { listLinked, type RightsRow, type SubjectRow } from '#src/rights/rights.sql.ts'
import { eraseUnusedPayers } from './eraseUnusedPayers.ts'
import { buryErased, changeErasure, findErasureOf, insertErasure, type ErasureRow } from './erasures.sql.ts'
import { issueErasureCertificate } from './issueErasureCertificate.ts'
import { digestOf, type Plan } from './plan.ts'
import { planErasure, reachOfPerson } from './planErasure.sql.ts'

type Open = { request: RightsRow; linked: SubjectRow[] }

/** The request under its lock, in hand, for erasure, its person known. */
const lockErasable = async (tx: Tx, requestId: string, permission: Permission): Promise<Open> => {
  if (tx.actor.kind !== 'staff' || !isAllowed(tx.actor.roles, permission)) throw forbidden()
  const request = await lockOpenTo(tx, requestId)
  if (request.kind !== 'erasure' || request.state !== 'in_progress') throw conflict('state_has_changed')
  const linked = await listLinked(tx.db, requestId)
  if (linked.length === 0) throw conflict('rights_no_subject')
  return { request, linked }
}

/**
 * The rows as they are now, against what was seen: who decides decides on that very thing. Nobody can order a hold from here to the end of
 * it, so that what the certificate says is what was done.
 */
const planAsSeen = async (tx: Tx, linked: readonly SubjectRow[], seen: string): Promise<Plan> => {
  await lockHolds(tx.db)
  const plan = await planErasure(tx.db, linked.map(({ subject_id: id }) => id), tx.now)
  if (digestOf(plan) !== seen) throw conflict('figures_have_changed')
  return plan
}

/** Category by category; what a hold covers stays. Throws where less went than was planned: nothing is certified that was not done. */
const eraseAll = async (tx: Tx, erasureId: string, subjects: Subjects, plan: Plan): Promise<void> => {
  const signed = await listSigned(tx.db)
  for (const { category, goes } of plan.lines) {
    if (goes === 0) continue
    const reach = reachOfPerson(policyOn(signed, category, parisDay(tx.now)), subjects, tx.now)
    const { ids, keys } = reach
      ? { ids: await eraseOfPerson(tx, reach), keys: [] }
      : category === 'payment'
      ? await eraseUnusedPayers(tx, await listUnusedPayers(tx.db, subjects.payer))
      : { ids: [], keys: [] }
    if (ids.length !== goes) throw conflict('figures_have_changed')
    await buryErased(tx.db, erasureId, category, [...ids, ...keys], tx.now)
  }
}

/**
 * What stays is kept for the law and for claims, and for nothing else (DSR-04). The history says what was planned: what a hold kept nobody
 * learns from it.
 */
const execute = async (tx: Tx, { request, linked }: Open, erasureId: string, plan: Plan): Promise<void> => {
  await eraseAll(tx, erasureId, subjectsOf(linked.map(({ subject_id: id }) => id)), plan)
  const isProved = plan.erases === 0 || (await issueErasureCertificate(tx, { erasureId, requestId: request.id, plan }))
  if (plan.lines.some(({ stays }) => stays > 0)) await restrictAll(tx, request.id, linked, 'archive')
  await noteAct(tx, request, 'rights_request.erasure_executed', {
    facts: { categories: plan.lines.filter(({ goes }) => goes > 0).map(({ category }) => category), isAbsenceProved: isProved },
  })
}

/**
 * What was seen is proposed to a second person; where nothing would go there is nothing to sign, and it is done. Answers whether it is
 * done. 409 `erasure_is_proposed`, `figures_have_changed`.
 */
export const proposeErasure = (ctx: Ctx, requestId: string, { seen }: { seen: string }): Promise<boolean> =>
  unit(ctx, async (tx) => {
    const open = await lockErasable(tx, requestId, 'rights.handle')
    const last = await findErasureOf(tx.db, requestId)
    if (last && last.state !== 'declined') throw conflict('erasure_is_proposed')
    const plan = await planAsSeen(tx, open.linked, seen)
    const [id, isDone] = [newId('eras', tx.now), plan.erases === 0]
    await insertErasure(tx.db, {
      id,
      request_id: requestId,
      state: isDone ? 'executed' : 'proposed',
      plan: JSON.stringify(plan),
      plan_digest: seen,
      proposed_by: tx.actor.id,
      proposed_at: tx.now,
      ...(isDone ? { decided_by: tx.actor.id, decided_at: tx.now } : {}),
    })
    if (isDone) await execute(tx, open, id, plan)
    else await noteAct(tx, open.request, 'rights_request.erasure_proposed', { facts: { erases: plan.erases } })
    return isDone
  })

/** The erasure that a second person has before him. */
export const erasureMark = ({ proposed_by: by, proposed_at: at }: Pick<ErasureRow, 'proposed_by' | 'proposed_at'>): string =>
  proposalMark({ by, at })

const lockProposed = async (tx: Tx, requestId: string, proposal: string): Promise<Open & { erasure: ErasureRow }> => {
  const open = await lockErasable(tx, requestId, 'rights.decide')
  const erasure = await findErasureOf(tx.db, requestId)
  if (erasure?.state !== 'proposed') throw conflict('state_has_changed')
  if (erasure.proposed_by === tx.actor.id) throw forbidden('four_eyes')
  mustBeProposal(proposal, { by: erasure.proposed_by, at: erasure.proposed_at })
  return { ...open, erasure }
}

/**
 * The second person carries it out, on what it is now: figures that have moved since are shown first. 403 `four_eyes`; 409
 * `proposal_has_changed` where it is not `proposal` (`erasureMark`).
 */
export const executeErasure = (ctx: Ctx, requestId: string, { seen, proposal }: { seen: string; proposal: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const { erasure, ...open } = await lockProposed(tx, requestId, proposal)
    const plan = await planAsSeen(tx, open.linked, seen)
    await changeErasure(tx.db, erasure.id, {
      state: 'executed',
      plan: JSON.stringify(plan),
      plan_digest: seen,
      decided_by: tx.actor.id,
      decided_at: tx.now,
    })
    await execute(tx, open, erasure.id, plan)
  })

/** Nothing goes; it can be proposed again. Whoever proposed it may take it back through somebody else alone. */
export const declineErasure = (ctx: Ctx, requestId: string, { reason, proposal }: { reason: string; proposal: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    const { request, erasure } = await lockProposed(tx, requestId, proposal)
    await changeErasure(tx.db, erasure.id, { state: 'declined', decided_by: tx.actor.id, decided_at: tx.now, decline_reason: reason })
    await noteAct(tx, request, 'rights_request.erasure_declined', { words: reason })
  })
