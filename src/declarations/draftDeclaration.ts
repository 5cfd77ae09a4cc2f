import { isUsualDay, type Day } from '#src/kernel/calendar.ts'
import { conflict, invalid, notFound, type FieldErrors } from '#src/kernel/errors.ts'
import { isId, newId } from '#src/kernel/ids.ts'
import { findMerchant } from '#src/merchants/merchants.sql.ts'
import { unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { recordClosed } from '#src/platform/recordClosed.ts'
import { takeTicket } from '#src/platform/submission.ts'
import { isCompletable } from './declaration.ts'
import type { Content } from './content.ts'
import { findDeclaration, insertDeclaration } from './declarations.sql.ts'
import { mustEnter } from './enter.ts'
import { findCaseOwner } from './gathered.sql.ts'
import { newDeclarationKey, openContent, sealContent } from './sealed.ts'
import { takeFile } from './take.ts'

/**
 * `from`, `to`: the operations it is about; or those of a fraud case, or behind the alerts of a case of examination, by its id.
 * `declarant`, `context`, `analysis`: sections, in words.
 */
export type Draft = {
  merchantId: string
  suspectedAt: Date | null
  offence: string
  from: Day
  to: Day
  caseId: string
  declarant: string
  context?: string
  analysis?: string
  isUrgent: boolean
  ticket?: string | undefined
}

const faultsOf = async (tx: Tx, said: Draft): Promise<FieldErrors> => ({
  ...(isId('mrch', said.merchantId) && (await findMerchant(tx.db, said.merchantId))
    ? {}
    : { merchant_id: 'declarations:field.no_merchant' }),
  ...(said.suspectedAt === null || said.suspectedAt > tx.now ? { suspected_on: 'declarations:field.in_future' } : {}),
  ...(said.offence.trim() ? {} : { offence: 'web:field.missing' }),
  ...(isUsualDay(said.from) && isUsualDay(said.to) && said.from <= said.to ? {} : { from_on: 'declarations:field.bad_period' }),
  ...(said.caseId === '' ||
      ((isId('frdc', said.caseId) || isId('amlc', said.caseId)) && (await findCaseOwner(tx.db, said.caseId)) === said.merchantId)
    ? {}
    : { case_id: 'declarations:field.no_case' }),
})

type New = { merchantId: string; suspectedAt: Date; isUrgent: boolean; amendsId: string | null; content: Content }

const insert = async (tx: Tx, { merchantId, suspectedAt, isUrgent, amendsId, content }: New): Promise<string> => {
  const id = newId('decl', tx.now)
  const wrapped = newDeclarationKey(id)
  await insertDeclaration(tx.db, {
    id,
    merchant_id: merchantId,
    amends_id: amendsId,
    is_urgent: isUrgent,
    suspected_at: suspectedAt,
    drafted_by: tx.actor.id,
    drafted_at: tx.now,
    written_by: [tx.actor.id],
    wrapped_key: wrapped,
    content: sealContent({ id, wrapped_key: wrapped }, content),
  })
  await recordClosed(tx, 'declaration.drafted', { subject: id, data: amendsId ? { amends: amendsId } : {} })
  return id
}

/**
 * A draft, with the persons and operations as they are now. Null for a form that was sent before. 404 outside the circle; 403; 422 naming
 * the fields. Nothing outside the compartment learns of it: no event, no count, no row.
 */
export const draftDeclaration = (ctx: Ctx | Tx, said: Draft): Promise<string | null> =>
  unit(ctx, async (tx) => {
    mustEnter(tx, 'declarations.write')
    const faults = await faultsOf(tx, said)
    if (Object.keys(faults).length > 0) throw invalid(faults)
    if (!(await takeTicket(tx, said.ticket))) return null
    const { merchantId, from, to, caseId, offence, declarant, context = '', analysis = '', isUrgent } = said
    const taken = await takeFile(tx.db, merchantId, { from, to, caseId }, tx.now)
    const content: Content = {
      offence,
      isSerious: false,
      isTaxFraud: false,
      criteria: [],
      isAttempt: taken.operations.length === 0,
      stance: 'none',
      executedWhy: '',
      declarant,
      context,
      analysis,
      taken,
      said: [],
    }
    return insert(tx, { merchantId, suspectedAt: said.suspectedAt!, isUrgent, amendsId: null, content })
  })

/**
 * A complementary declaration (AML-04): what was learnt confirms, weakens or changes the first. Begins with the words of the first, the
 * file as it is now, and no analysis; it is written, approved and filed by itself. 409 while the first is not filed.
 */
export const draftAmendment = (
  ctx: Ctx,
  firstId: string,
  { learntAt, ticket }: { learntAt: Date | null; ticket?: string | undefined },
): Promise<string | null> =>
  unit(ctx, async (tx) => {
    mustEnter(tx, 'declarations.write')
    const first = await findDeclaration(tx.db, firstId)
    if (!first) throw notFound()
    if (first.amends_id !== null || !isCompletable(first.state)) throw conflict('state_has_changed')
    if (learntAt === null || learntAt > tx.now || learntAt < first.filed_at!)
      throw invalid({ suspected_on: 'declarations:field.bad_learnt' })
    if (!(await takeTicket(tx, ticket)))
      return null
    const before = openContent(first)
    const { from, to, caseId } = before.taken
    const taken = await takeFile(tx.db, first.merchant_id, { from, to, caseId }, tx.now)
    return insert(tx, {
      merchantId: first.merchant_id,
      suspectedAt: learntAt,
      isUrgent: first.is_urgent,
      amendsId: firstId,
      content: { ...before, analysis: '', said: [], taken },
    })
  })
