import { claimCase } from '#src/fraud/claimCase.ts'
import { seenOf } from '#src/fraud/fraudCase.ts'
import { noteFinding } from '#src/fraud/noteFinding.ts'
import { confirmFraud } from '#src/fraudDecisions/confirmFraud.ts'
import { proposeFraud } from '#src/fraudDecisions/proposeFraud.ts'
import { proposeRejection } from '#src/fraudDecisions/proposeRejection.ts'
import { proposeUndo } from '#src/fraudDecisions/proposeUndo.ts'
import { workOnCase } from '#src/fraudDecisions/workOnCases.ts'
import { planSeen } from '#src/fraudEffects/effects.ts'
import { readPlan, readUndoPlan } from '#src/fraudEffects/plans.sql.ts'
import { undoSeen } from '#src/fraudEffects/undo.ts'
import { readCheck } from '#src/fraudReports/check.sql.ts'
import { checkReport, type ReportInput } from '#src/fraudReports/checkReport.ts'
import { fileReport } from '#src/fraudReports/fileReport.ts'
import { findReport } from '#src/fraudReports/reports.sql.ts'
import type { Actor, MerchantActor, StaffActor } from '#src/kernel/actor.ts'
import { createPayment } from '#src/payments/createPayment.ts'
import { paymentInput } from '#src/payments/paymentInput.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { createRefund } from '#src/refunds/createRefund.ts'

type Found = Record<
  'fraudReport' | 'fraudCase' | 'fraudUpheld' | 'fraudDone' | 'fraudUndo' | 'fraudCertificate' | 'fraudHidden' | 'fraudPick'
    | 'fraudProposed' | 'ownReport' | 'ownCase' | 'fraudHeld',
  string
>

/**
 * Cases in each of their states: one that a merchant filed, one under review with what its payments share, one whose decision waits; and
 * reports that were checked only.
 */
export const addFraud = async (
  ctx: Ctx,
  db: Database,
  { user, otherMerchant, agent, officer }: { user: string; otherMerchant: string; agent: string; officer: string },
): Promise<Found> => {
  const { merchant_id: merchantId } = await db
    .selectFrom('merchant_users')
    .select('merchant_id')
    .where('id', '=', user)
    .executeTakeFirstOrThrow()
  const owner: MerchantActor = { kind: 'merchant', id: user, merchantId, name: 'Tour' }
  const worker: StaffActor = { kind: 'staff', id: agent, name: 'Tour', roles: ['agent'] }
  const order = {
    currency: 'eur',
    card: { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123', name: 'J. Doe' },
    customer: { email: 'acheteur@exemple.test' },
    device: { ip: '198.51.100.23' },
  }
  const pay = (amount: number, merchant = merchantId): Promise<string> =>
    createPayment(ctx, { merchantId: merchant, mode: 'live' }, paymentInput.parse({ ...order, amount, order_id: `CMD-${amount}` }))
  const as = (actor: Actor): Ctx => ({ ...ctx, actor })
  const check = (actor: Actor, pasted: string, said: Partial<ReportInput> = {}): Promise<string> =>
    checkReport(as(actor), {
      world: { merchantId, mode: 'live' },
      reason: 'stolen_keys',
      statement:
        'Nos clés d’API ont été publiées par erreur samedi. Nous les avons remplacées, mais ces paiements ne sont pas de nos clients.',
      pasted,
      csv: null,
      targetCaseId: null,
      ...said,
    })
  const open = async (actor: Actor, ...ids: string[]): Promise<string> => {
    const report = (await findReport(db, await check(actor, ids.join('\n'))))!
    const { figures } = await readCheck(db, {
      world: { merchantId, mode: 'live' },
      named: { ids: report.payment_ids, lines: report.lines },
    }, 1)
    return (await fileReport(as(actor), report.id, seenOf(figures))).caseId
  }
  const boss: StaffActor = { kind: 'staff', id: officer, name: 'Tour', roles: ['officer'] }
  const seen = async (id: string): Promise<string> => planSeen(await readPlan(db, id, 'confirm', 'merchant'))
  const uphold = async (...ids: string[]): Promise<string> => {
    const id = await open(worker, ...ids)
    await proposeFraud(as(worker), id, {
      verdict: 'confirm',
      bearer: 'merchant',
      seen: await seen(id),
      finding: 'not_by_merchant',
      reason: 'Clés volées samedi, remplacées dimanche ; rien de ces paiements n’est des clients du marchand.',
    })
    return id
  }
  const settle = async (...ids: string[]): Promise<string> => {
    const id = await uphold(...ids)
    await confirmFraud(as(boss), id, { seen: await seen(id) })
    await workOnCase(as(boss), id)
    return id
  }
  const contested = (amount: number): Promise<string> =>
    createPayment(
      ctx,
      { merchantId, mode: 'live' },
      paymentInput.parse({ ...order, amount, card: { ...order.card, number: '4000000000005423' } }),
    )
  await pay(9_900, otherMerchant)
  const going = await pay(12_450)
  await createRefund(ctx, { merchantId, mode: 'live' }, { payment: going, amount: 2_000 })
  const held = [going, await pay(7_990), await pay(31_000)]
  const fraudCase = await open(owner, ...held)
  await noteFinding(as(worker), fraudCase, { paymentIds: [held[1]!], finding: 'payer_recognises' })
  const fraudProposed = await open(worker, await pay(5_600), await pay(8_200))
  await claimCase(as(worker), fraudProposed)
  await proposeRejection(as(worker), fraudProposed, {
    seen: '2|eur:13800',
    finding: 'usual_purchase',
    reason: 'Mêmes clients, mêmes montants que les mois précédents ; aucune carte signalée.',
  })
  const fraudHidden = await pay(18_300)
  const [fraudUpheld, fraudDone, fraudUndo] = [
    await uphold(await pay(7_250), await contested(26_000)),
    await settle(fraudHidden, await contested(14_900)),
    await settle(await pay(3_850)),
  ]
  await proposeUndo(as(worker), fraudUndo, {
    seen: undoSeen(await readUndoPlan(db, fraudUndo)),
    reason: 'Le payeur a retrouvé sa facture : l’achat est bien le sien.',
  })
  const { id: fraudCertificate } = await db
    .selectFrom('fraud_certificates')
    .select('id')
    .where('case_id', '=', fraudDone)
    .executeTakeFirstOrThrow()
  const wrong = `${held[0]}\npaym_000000000000000000000000\nCommande 1042, 45,80 €`
  return {
    fraudCase,
    fraudProposed,
    fraudUpheld,
    fraudDone,
    fraudUndo,
    fraudCertificate,
    fraudHidden,
    fraudPick: held[2]!,
    fraudHeld: held[2]!,
    ownCase: await open(owner, await pay(4_410)),
    fraudReport: await check(worker, `${await pay(6_400)}\n${await pay(2_150)}\n${wrong}`, {
      statement: 'Même carte que le dossier de samedi.',
    }),
    ownReport: await check(owner, `${await pay(3_300)}\n${wrong}`),
  }
}
