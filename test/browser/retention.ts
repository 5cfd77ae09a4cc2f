import { sql } from 'kysely'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { addDays, parisDay } from '#src/kernel/calendar.ts'
import { openArchive } from '#src/archive/openArchive.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import type { Database } from '#src/platform/db.ts'
import { compare, seenOf } from '#src/retention/change.ts'
import { proposeLift } from '#src/retention/liftLegalHold.ts'
import { orderLegalHold } from '#src/retention/orderLegalHold.ts'
import { inForceOn } from '#src/retention/policy.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import { previewPurge } from '#src/retention/previewPurge.ts'
import { proposePolicy } from '#src/retention/proposePolicy.ts'
import { findPurge } from '#src/retention/purges.sql.ts'
import { runPurge, startPurge } from '#src/retention/runPurge.ts'
import { signPurge } from '#src/retention/signPurge.ts'
import { listBegun } from '#src/retention/records.sql.ts'

/** Sign-ins whose list one of two has signed, and reports that are gone. */
const addPurges = async (
  ctx: Ctx,
  db: Database,
  { merchantId, by, officer }: { merchantId: string; by: Ctx; officer: string },
): Promise<string> => {
  // the other merchant's: this one is held
  const { id: spared } = await db
    .selectFrom('merchants')
    .select('id')
    .where('id', '<>', merchantId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirstOrThrow()
  await sql`insert into sessions (id, token_hash, staff_id, created_at, seen_at, expires_at, ip, user_agent) select 'sess_' || lpad(i::text, 24, '0'), sha256(i::text::bytea), ${by.actor.id}, '2024-05-02', '2024-05-02', '2024-05-03', '198.51.100.' || i, 'Mozilla' from generate_series(1, 120) i`
    .execute(db)
  await sql`insert into fraud_reports (id, merchant_id, mode, reason, statement, payment_ids, lines, bad_count, bad_lines, made_by_kind, made_by, made_at)
    select 'frdr_' || lpad(i::text, 24, '0'), ${spared}, 'live', 'stolen_keys', 'Clés prises', '{}', '{}', 0, '[]', 'merchant', 'x', '2024-05-02' from generate_series(1, 3) i`
    .execute(db)
  const sign = async (who: Ctx, id: string): Promise<void> =>
    signPurge(who, id, { seen: (await findPurge(db, id))!.list_hash!.toString('hex') })
  await sign(by, await previewPurge(by, 'security_log'))
  const purge = await previewPurge(by, 'fraud_alert')
  await sign(by, purge)
  await sign({ ...ctx, actor: { kind: 'staff', id: officer, name: 'Tour', roles: ['officer'] } }, purge)
  const job: Ctx = { ...ctx, actor: system('purge-expired') }
  await startPurge(job, purge)
  await runPurge(job, purge)
  return purge
}

/** A case that closed three months ago, and was opened since. */
const addArchived = async (by: Ctx, db: Database, merchantId: string): Promise<string> => {
  const [id, closedOn] = [`frdc_${'0'.repeat(23)}9`, addDays(parisDay(by.now), -92)]
  await sql`insert into fraud_cases (id, merchant_id, mode, state, reason, statement, opened_by_kind, opened_by, opened_at, payment_count, totals, closed_at) values (${id}, ${merchantId}, 'live', 'confirmed', 'stolen_keys', 'Clés prises', 'staff', ${by.actor.id}, ${closedOn}, 0, '{}', ${closedOn})`
    .execute(db)
  await openArchive({ ...by, now: new Date(by.now.getTime() - 9 * 86_400_000) }, id, {
    reason: 'Réclamation d’un payeur, dossier du médiateur n° 26-118.',
  })
  return id
}

/** An order that holds, one whose lifting waits for the second person, and a change of a period that waits too. */
export const addRetention = async (
  ctx: Ctx,
  db: Database,
  { merchantId, paymentId, officer }: { merchantId: string; paymentId: string; officer: string },
): Promise<Record<'legalHoldSecret' | 'legalHold' | 'legalHoldLifting' | 'purge' | 'archived', string>> => {
  const { staff_id: other } = await db
    .selectFrom('staff_roles')
    .select('staff_id')
    .where('role', '=', 'officer')
    .where('staff_id', '<>', officer)
    .orderBy('staff_id')
    .limit(1)
    .executeTakeFirstOrThrow()
  const by: Ctx = { ...ctx, actor: { kind: 'staff', id: other, name: 'Tour', roles: ['officer'] } satisfies StaffActor }
  const today = parisDay(ctx.now)
  const order = {
    ground: 'litigation',
    reference: 'RG 26/00112',
    reason: 'Assignation devant le tribunal de commerce de Quimper, reçue ce matin.',
    reviewOn: addDays(today, 120),
  } as const
  const legalHold = (await orderLegalHold(by, { ...order, scope: 'merchant', subjectId: merchantId }))!
  const legalHoldLifting =
    (await orderLegalHold(by, { ...order, scope: 'payment', subjectId: paymentId, ground: 'arbitration', reference: '' }))!
  const legalHoldSecret =
    (await orderLegalHold(by, { ...order, scope: 'payment', subjectId: paymentId, ground: 'opposition', reference: 'N-1' }))!
  await proposeLift(by, legalHoldLifting, { reason: 'Le réseau a tranché.' })
  const next = { bound: 'maximum', period: { length: 9, unit: 'month' } } as const
  const validFrom = addDays(today, 30)
  const seen = seenOf(compare(await listBegun(db, 'device'), inForceOn(await listSigned(db), 'device', today)!, next, validFrom))
  await proposePolicy(by, {
    category: 'device',
    period: next.period,
    active: null,
    validFrom,
    basis: 'RGPD 5(1)(c)',
    reason: 'Neuf mois suffisent à reconnaître un appareil.',
    seen,
  })
  return {
    legalHold,
    legalHoldSecret,
    legalHoldLifting,
    purge: await addPurges(ctx, db, { merchantId, by, officer }),
    archived: await addArchived(by, db, merchantId),
  }
}
