import type { StaffActor } from '#src/kernel/actor.ts'
import { addDays, parisDay } from '#src/kernel/calendar.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { compare, seenOf } from '#src/retention/change.ts'
import { proposeLift } from '#src/retention/liftLegalHold.ts'
import { orderLegalHold } from '#src/retention/orderLegalHold.ts'
import { inForceOn } from '#src/retention/policy.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import { proposePolicy } from '#src/retention/proposePolicy.ts'
import { listBegun } from '#src/retention/records.sql.ts'

/** An order that holds, one whose lifting waits for the second person, and a change of a period that waits too. */
export const addRetention = async (ctx: Ctx, db: Database, { merchantId, paymentId, officer }: { merchantId: string; paymentId: string; officer: string }): Promise<Record<'legalHold' | 'legalHoldLifting', string>> => {
  const { staff_id: other } = await db.selectFrom('staff_roles').select('staff_id').where('role', '=', 'officer').where('staff_id', '<>', officer).orderBy('staff_id').limit(1).executeTakeFirstOrThrow()
  const by: Ctx = { ...ctx, actor: { kind: 'staff', id: other, name: 'Tour', roles: ['officer'] } satisfies StaffActor }
  const today = parisDay(ctx.now)
  const order = { ground: 'litigation', reference: 'RG 26/00112', reason: 'Assignation devant le tribunal de commerce de Quimper, reçue ce matin.', reviewOn: addDays(today, 120) } as const
  const legalHold = (await orderLegalHold(by, { ...order, scope: 'merchant', subjectId: merchantId }))!
  const legalHoldLifting = (await orderLegalHold(by, { ...order, scope: 'payment', subjectId: paymentId, ground: 'arbitration', reference: '' }))!
  await proposeLift(by, legalHoldLifting, { reason: 'Le réseau a tranché.' })
  const next = { bound: 'maximum', period: { length: 9, unit: 'month' } } as const
  const validFrom = addDays(today, 30)
  const seen = seenOf(compare(await listBegun(db, 'device'), inForceOn(await listSigned(db), 'device', today)!, next, validFrom))
  await proposePolicy(by, { category: 'device', period: next.period, active: null, validFrom, basis: 'RGPD 5(1)(c)', reason: 'Neuf mois suffisent à reconnaître un appareil.', seen })
  return { legalHold, legalHoldLifting }
}
