import { confirmBreach } from '#src/breaches/decideBreach.ts'
import { proposeBreach } from '#src/breaches/proposeBreach.ts'
import { askContractEnd } from '#src/contracts/askContractEnd.ts'
import { lastDayOfContract } from '#src/contracts/contractEnd.ts'
import { chargeReserve } from '#src/holds/chargeReserve.ts'
import { confirmHold } from '#src/holds/decideHold.ts'
import { proposeHold, type HoldProposal } from '#src/holds/proposeHold.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { addDays, parisDay } from '#src/kernel/calendar.ts'
import { newId } from '#src/kernel/ids.ts'
import { lockBalances } from '#src/ledger/balances.ts'
import { postAll } from '#src/ledger/post.ts'
import { capture, disputeOpened, madeAvailable, settlementReceived } from '#src/ledger/postings.ts'
import { unit, type Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { record } from '#src/platform/record.ts'
import { proposeRelease } from '#src/releases/releaseHold.ts'

type Found = Record<
  'breachProposed' | 'overMerchant' | 'holdSecret' | 'holdProposed' | 'holdActive' | 'holdRelease' | 'holdMerchant' | 'user.over'
    | 'user.ending',
  string
>

const receive = (ctx: Ctx, merchantId: string, amountCents: number): Promise<void> =>
  unit(ctx, async (tx) => {
    const id = newId('paym', tx.now)
    const common = { book: 'live', currency: 'eur', subjectId: id, at: tx.now } as const
    await tx
      .db
      .insertInto('payments')
      .values({
        id,
        merchant_id: merchantId,
        mode: 'live',
        state: 'canceled',
        amount_cents: amountCents,
        currency: 'eur',
        fee_cents: 0,
        created_at: tx.now,
      })
      .execute()
    await postAll(tx, [
      { ...capture({ merchantId, scheme: 'visa', amountCents }), eventKey: `capture:${id}`, ...common },
      { ...settlementReceived({ scheme: 'visa', amountCents }), eventKey: `settlement:${id}`, ...common },
      { ...madeAvailable({ merchantId, amountCents }), eventKey: `available:${id}`, ...common },
    ])
    await record(tx, 'payment.captured', { subject: id, merchantId })
  })

/** A dispute that the reserve bears. */
const charge = (ctx: Ctx, merchantId: string, amountCents: number): Promise<void> =>
  unit(ctx, async (tx) => {
    const purse = { merchantId, book: 'live', currency: 'eur' } as const
    const draft = disputeOpened({ merchantId, scheme: 'visa', amountCents, funds: await lockBalances(tx, purse) })
    const id = newId('dspt', tx.now)
    await postAll(tx, [{ ...draft, eventKey: `dispute:${id}`, book: 'live', currency: 'eur', subjectId: id, at: tx.now }])
    await chargeReserve(tx, purse, [draft])
    await record(tx, 'dispute.opened', { subject: id, merchantId })
  })

const clause = {
  clauseVersion: 'cadre-2026-11',
  securedClaims: 'Paiements encore contestables, contestations perdues, frais des réseaux et sommes dues au titre du contrat.',
}

/** Merchants with money kept under each title, in each state of it; one terminated, one whose measure waits, one who gave notice. */
export const addHolds = async (
  ctx: Ctx,
  db: Database,
  { officer, spared }: { officer: string; spared: readonly string[] },
): Promise<Found> => {
  const { staff_id: colleague } = await db
    .selectFrom('staff_roles')
    .select('staff_id')
    .where('role', '=', 'officer')
    .where('staff_id', '<>', officer)
    .orderBy('staff_id')
    .limit(1)
    .executeTakeFirstOrThrow()
  // who looks at the proposals is not who made them
  const [one, other] = [colleague, officer].map((id): Ctx => ({
    ...ctx,
    actor: { kind: 'staff', id, name: 'Tour', roles: ['officer', 'declarant'] } satisfies StaffActor,
  }))
  const rows = await db
    .selectFrom('merchants as m')
    .innerJoin('merchant_users as u', 'u.merchant_id', 'm.id')
    .select([
      'm.id',
      'u.id as userId',
    ])
    .where('m.state', '=', 'validated')
    .where('u.activated_at', 'is not', null)
    .where('m.id', 'not in', spared)
    .orderBy('m.id', 'desc')
    .limit(5)
    .execute()
  const [over, waiting, kept, watched, ending] = rows.map(({ id }) => id) as [string, string, string, string, string]
  for (const [id, cents] of [[over, 842_150], [waiting, 96_400], [kept, 310_000], [watched, 54_320]] as const) await receive(ctx, id, cents)
  const today = parisDay(ctx.now)
  const hold = async (said: Partial<HoldProposal> & { merchantId: string }, isPlaced = true): Promise<string> => {
    const id = (await proposeHold(one!, {
      title: 'contract_reserve',
      amountCents: 50_000,
      currency: 'eur',
      grounds: 'Contestations en hausse depuis six semaines : 1,1 % des paiements.',
      reference: '',
      releaseOn: null,
      notifiedOn: null,
      ...clause,
      ...said,
    }))!
    if (isPlaced) await confirmHold(other!, id)
    return id
  }
  await confirmBreach(
    other!,
    await proposeBreach(one!, {
      merchantId: over,
      act: 'terminate',
      ground: 'prohibited_use',
      reason: 'Vente de produits interdits par les conditions d’utilisation, relevée le mois dernier et constatée de nouveau.',
      ...clause,
    }),
  )
  await charge(ctx, over, 12_900)
  const breachProposed = await proposeBreach(one!, {
    merchantId: waiting,
    act: 'terminate',
    ground: 'undeclared_activity',
    reason: 'Revente de billets, jamais déclarée ; trois relances sans réponse.',
    ...clause,
  })
  const holdActive = await hold({ merchantId: kept, releaseOn: addDays(today, 20) })
  const holdRelease = await hold({ merchantId: kept, amountCents: 120_000, releaseOn: addDays(today, 120) })
  await proposeRelease(one!, holdRelease, { amountCents: 45_000, reason: 'Plus aucune contestation ouverte depuis un mois.' })
  const holdProposed = await hold({ merchantId: kept, amountCents: 80_000, releaseOn: addDays(today, 300) }, false)
  const holdSecret = await hold({
    merchantId: watched,
    title: 'tracfin_opposition',
    amountCents: null,
    reference: 'Notification du jour',
    notifiedOn: today,
    grounds: 'Opposition notifiée ce matin.',
  })
  const user = (id: string): string => rows.find((row) => row.id === id)!.userId
  await askContractEnd({ ...ctx, actor: { kind: 'merchant', id: user(ending), merchantId: ending, name: 'Tour' } }, {
    seenLastDay: lastDayOfContract(today),
  })
  return {
    breachProposed,
    overMerchant: over,
    holdSecret,
    holdProposed,
    holdActive,
    holdRelease,
    holdMerchant: kept,
    'user.over': user(over),
    'user.ending': user(ending),
  }
}
