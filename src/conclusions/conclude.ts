import { findAmlCase, type AmlCaseRow } from '#src/amlCases/amlCases.sql.ts'
import { readCaseSums } from '#src/amlCases/caseMatter.sql.ts'
import { draftDeclaration } from '#src/declarations/draftDeclaration.ts'
import { mustEnter } from '#src/declarations/enter.ts'
import { addMonths, parisDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, forbidden, invalid, notFound } from '#src/kernel/errors.ts'
import { isId, newId } from '#src/kernel/ids.ts'
import { mustBeProposal, proposalMark } from '#src/kernel/proposal.ts'
import type { Permission } from '#src/kernel/permissions.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { mayClear, mayDeclare, type Said } from './conclusion.ts'
import { changeConclusion, insertConclusion, listConclusions, lockConclusions, saidOf, type NamedConclusion } from './conclusions.sql.ts'
import { newConclusionKey, openReasoning, sealReasoning } from './reasoning.ts'

type Entered = { one: AmlCaseRow; rows: NamedConclusion[]; said: Said }

/** Somebody of the circle before a case, one at a time. 404 to everybody else, and where there is none. */
const enter = async (tx: Tx, caseId: string, permission: Permission): Promise<Entered> => {
  mustEnter(tx, permission)
  await lockConclusions(tx.db, caseId)
  const one = isId('amlc', caseId) ? await findAmlCase(tx.db, caseId) : null
  if (!one) throw notFound()
  const rows = await listConclusions(tx.db, caseId)
  return { one, rows, said: saidOf(rows, one) }
}

/** Somebody of the circle reads what was concluded: on its register, each time (AML-11). */
export const readConclusion = (ctx: Ctx, caseId: string): Promise<Entered> =>
  unit(ctx, async (tx) => {
    const found = await enter(tx, caseId, 'declarations.read')
    await recordClosed(tx, 'conclusion.read', { subject: caseId })
    return found
  })

/** Somebody reads the list, or takes it away. */
export const noteConclusionsRead = (ctx: Ctx, event: 'conclusion_list.read' | 'conclusion_list.exported'): Promise<void> =>
  unit(ctx, async (tx) => {
    mustEnter(tx, 'declarations.read')
    await recordClosed(tx, event, { subject: 'closed_conclusions' })
  })

/**
 * One person sees no suspicion, and why (rules.md §2: a written rationale). 404, 403; 409 where it was not handed over, or something is
 * said of it; 422 without the reasoning.
 */
export const proposeNoSuspicion = (ctx: Ctx, caseId: string, { reasoning }: { reasoning: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const { one, said } = await enter(tx, caseId, 'declarations.write')
    if (!mayClear(said)) throw conflict('state_has_changed')
    if (!reasoning.trim()) throw invalid({ reasoning: 'web:field.missing' })
    const id = newId('conc', tx.now)
    const wrapped = newConclusionKey(id)
    const content = sealReasoning({ id, wrapped_key: wrapped }, { words: reasoning, declined: '' })
    await insertConclusion(tx.db, {
      id,
      case_id: caseId,
      merchant_id: one.merchant_id,
      round: one.round,
      outcome: 'no_suspicion',
      wrapped_key: wrapped,
      content,
      proposed_by: tx.actor.id,
      proposed_at: tx.now,
    })
    await recordClosed(tx, 'conclusion.proposed', { subject: caseId, data: { round: one.round } })
  })

/** The conclusion that a second person has before him. */
export const conclusionMark = ({ proposed_by: by, proposed_at: at }: Pick<NamedConclusion, 'proposed_by' | 'proposed_at'>): string =>
  proposalMark({ by, at })

const proposedOf = ({ one, rows, said }: Entered, actorId: string, proposal: string): NamedConclusion => {
  const row = rows.find(({ round, outcome, state }) => round === one.round && outcome === 'no_suspicion' && state === 'proposed')
  if (!row || said.declarationId !== null || one.state !== 'concluded') throw conflict('state_has_changed')
  if (row.proposed_by === actorId) throw forbidden('four_eyes')
  mustBeProposal(proposal, { by: row.proposed_by, at: row.proposed_at })
  return row
}

/**
 * The second person follows. 403 `four_eyes` to who proposed it; 409 where nothing is proposed, or a declaration was drafted meanwhile,
 * `proposal_has_changed` where another reasoning than the one he read stands there (`conclusionMark`).
 */
export const confirmNoSuspicion = (ctx: Ctx, caseId: string, { proposal }: { proposal: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const row = proposedOf(await enter(tx, caseId, 'declarations.decide'), tx.actor.id, proposal)
    await changeConclusion(tx.db, row.id, { state: 'decided', decided_by: tx.actor.id, decided_at: tx.now })
    await recordClosed(tx, 'conclusion.confirmed', { subject: caseId, data: { round: row.round } })
  })

/** The second person does not follow, and why: it is open again. */
export const declineNoSuspicion = (ctx: Ctx, caseId: string, { reason, proposal }: { reason: string; proposal: string }): Promise<void> =>
  unit(ctx, async (tx) => {
    const row = proposedOf(await enter(tx, caseId, 'declarations.decide'), tx.actor.id, proposal)
    if (!reason.trim()) throw invalid({ reason: 'web:field.missing' })
    await changeConclusion(tx.db, row.id, {
      state: 'declined',
      decided_by: tx.actor.id,
      decided_at: tx.now,
      content: sealReasoning(row, { words: openReasoning(row)!.words, declined: reason }),
    })
    await recordClosed(tx, 'conclusion.declined', { subject: caseId, data: { round: row.round } })
  })

/** The payments behind its alerts, from the first of them on; of a case without any, those of a year. */
const operationsOf = async (tx: Tx, { id }: AmlCaseRow): Promise<{ from: Day; to: Day; caseId: string }> => {
  const [to, days] = [parisDay(tx.now), (await readCaseSums(tx.db, id)).map(({ first }) => parisDay(first)).sort()]
  return days[0] ? { from: days[0], to, caseId: id } : { from: addMonths(to, -12), to, caseId: '' }
}

export type FromCase = {
  suspectedAt: Date | null
  offence: string
  isUrgent: boolean
  declarant: string
  context: string
  analysis: string
}

/**
 * A declaration of what a case examined, with its persons, the payments behind its alerts and the examination as the beginning of its
 * analysis. It may come before the case is handed over: a suspicion waits for nothing (CMF L561-15). Asked for twice: the one that is
 * there. 404, 403; 409 once two people saw no suspicion; 422 as `draftDeclaration`.
 */
export const draftFromCase = (ctx: Ctx, caseId: string, said: FromCase): Promise<string> =>
  unit(ctx, async (tx) => {
    const { one, said: stands } = await enter(tx, caseId, 'declarations.write')
    if (stands.declarationId) {
      await recordClosed(tx, 'conclusion.read', { subject: caseId })
      return stands.declarationId
    }
    if (!mayDeclare(stands)) throw conflict('state_has_changed')
    const id = (await draftDeclaration(tx, { ...said, merchantId: one.merchant_id, ...(await operationsOf(tx, one)) }))!
    await insertConclusion(tx.db, {
      id: newId('conc', tx.now),
      case_id: caseId,
      merchant_id: one.merchant_id,
      round: one.round,
      outcome: 'declaration',
      declaration_id: id,
      proposed_by: tx.actor.id,
      proposed_at: tx.now,
    })
    await recordClosed(tx, 'conclusion.declared', { subject: caseId, data: { round: one.round, declarationId: id } })
    return id
  })
