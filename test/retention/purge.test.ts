import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import purgeJob from '#jobs/purge-expired.ts'
import { runJob } from '#src/platform/job.ts'
import { useLetterhead } from '#src/platform/letterhead.ts'
import { institutionPublicKey, isSignedBy } from '#src/platform/institution-key.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { compare, seenOf } from '#src/retention/change.ts'
import { signPolicy } from '#src/retention/decidePolicy.ts'
import { openPurgeCertificate } from '#src/retention/issuePurgeCertificate.ts'
import { orderLegalHold } from '#src/retention/orderLegalHold.ts'
import { inForceOn, type Category } from '#src/retention/policy.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import { previewPurge } from '#src/retention/previewPurge.ts'
import { proposePolicy } from '#src/retention/proposePolicy.ts'
import { hashOn, emptyHash } from '#src/retention/purge.ts'
import { purgeExpired } from '#src/retention/purgeExpired.ts'
import { findCertificate, findOpenPurge, findPurge, listKept } from '#src/retention/purges.sql.ts'
import { listBegun } from '#src/retention/records.sql.ts'
import { refusePurge, signPurge } from '#src/retention/signPurge.ts'
import { openKept } from '#src/retention/keepApart.ts'
import { confirmLift, proposeLift } from '#src/retention/liftLegalHold.ts'
import { countBegun } from '#src/forecast/begun.sql.ts'
import { findPurger } from '#src/purgers/purgers.sql.ts'
import { liftAll } from '#test/support/holds.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openAccount, type Signed } from '#test/support/merchant.ts'
import { proposalOf } from '#test/support/proposalOf.ts'

let house: House
let shop: Signed
let other: Signed
let officer: StaffActor
let second: StaffActor

const today = '2026-03-02T09:00:00Z'
const job = (how?: { batches?: number; size?: number }, dryRun = false) => purgeExpired(house.ctx(system('purge-expired'), { dryRun }), how)
const only = async (category: Category, how?: Parameters<typeof job>[0]) => {
  const report = await job(how)
  const purges = await house.db.selectFrom('purges').select(['id', 'category']).execute()
  return report.touched.filter(({ subject }) => purges.find(({ id }) => id === subject)?.category === category || subject === category)
}

let numbers = 0
const payment = async (createdAt: string, of: Signed = shop): Promise<string> => {
  const id = `paym_${String(++numbers).padStart(24, '0')}`
  await sql`insert into payments (id, merchant_id, mode, amount_cents, currency, device, created_at) values (${id}, ${of.merchantId}, 'test', 1000, 'eur', ${JSON.stringify({ ip: `198.51.100.${numbers}`, user_agent: 'Mozilla' })}, ${createdAt})`
    .execute(house.db)
  return id
}
const session = async (createdAt: string, expiresAt = createdAt): Promise<string> => {
  const id = `sess_${String(++numbers).padStart(24, '0')}`
  await sql`insert into sessions (id, token_hash, merchant_user_id, created_at, seen_at, expires_at, ip, user_agent) values (${id}, sha256(${id}::bytea), ${shop.actor.id}, ${createdAt}, ${createdAt}, ${expiresAt}, '203.0.113.77', 'Mozilla')`
    .execute(house.db)
  return id
}
const report = async (madeAt: string, caseId: string | null = null): Promise<string> => {
  const id = `frdr_${String(++numbers).padStart(24, '0')}`
  await sql`insert into fraud_reports (id, merchant_id, mode, reason, statement, payment_ids, lines, bad_count, bad_lines, made_by_kind, made_by, made_at, case_id)
    values (${id}, ${shop.merchantId}, 'test', 'stolen_keys', 'Carte volée à Quimper', '{}', '{}', 0, '[]', 'merchant', ${shop.actor.id}, ${madeAt}, ${caseId})`
    .execute(house.db)
  return id
}
const left = async (table: 'sessions' | 'fraud_reports' | 'mails'): Promise<string[]> =>
  (await house.db.selectFrom(table).select('id').orderBy('id').execute()).map(({ id }) => id)
const withDevice = async (): Promise<string[]> =>
  (await house.db.selectFrom('payments').select('id').where('device', 'is not', null).orderBy('id').execute()).map(({ id }) => id)
const seen = async (id: string): Promise<string> => (await findPurge(house.db, id))!.list_hash!.toString('hex')
const signTwice = async (id: string): Promise<void> => {
  await signPurge(house.ctx(officer), id, { seen: await seen(id) })
  await signPurge(house.ctx(second), id, { seen: await seen(id) })
}
/** The first run of the version in force, so that later ones run by themselves. */
const firstRun = async (category: Category): Promise<void> => {
  const id = await previewPurge(house.ctx(officer), category)
  await signTwice(id)
  expect(await only(category)).toMatchObject([{ subject: id, outcome: 'done' }])
}
const hold = (subjectId: string, scope: 'payment' | 'merchant' = 'payment'): Promise<string | null> =>
  orderLegalHold(house.ctx(officer), {
    scope,
    subjectId,
    ground: 'litigation',
    reference: '',
    reason: 'Assignation',
    reviewOn: '2026-08-31',
  })
const lift = async (id: string): Promise<void> => {
  await proposeLift(house.ctx(officer), id, { reason: 'Fini' })
  await confirmLift(house.ctx(second), id, { proposal: await proposalOf(house, 'lift', id) })
}

beforeAll(async () => {
  house = await openHouse({ at: today })
  ;[shop, other] = [await openAccount(house), await openAccount(house)]
  ;[officer, second] = [await house.staff('officer'), await house.staff('officer')]
})
afterAll(() => house.close())
beforeEach(async () => {
  house.travel(today)
  await sql`delete from purge_list`.execute(house.db)
  await sql`update purges set state = 'expired', ended_at = ${today}, sealed_needles = null where ended_at is null`.execute(house.db)
  await sql`update payments set device = null`.execute(house.db)
})

describe('a first run', () => {
  it('is previewed by the job, signed by two people on that list, run, and certified', async () => {
    const [old, older, young] = [
      await payment('2025-01-15T10:00:00Z'),
      await payment('2024-05-01T10:00:00Z', other),
      await payment('2025-06-01T10:00:00Z'),
    ]
    const [waits] = await only('device')
    expect(waits).toMatchObject({ outcome: 'skipped', detail: 'waits_for_signatures' })
    const id = waits!.subject
    expect(await listKept(house.db, id, '', 10)).toEqual([old, older])
    expect(await seen(id)).toBe(hashOn(emptyHash, [old, older]).toString('hex'))
    expect(await only('device')).toEqual([{ subject: id, outcome: 'skipped', detail: 'waits_for_signatures' }])
    await signPurge(house.ctx(officer), id, { seen: await seen(id) })
    await expect(signPurge(house.ctx(officer), id, { seen: await seen(id) })).rejects.toMatchObject({ status: 403, code: 'four_eyes' })
    await signPurge(house.ctx(second), id, { seen: await seen(id) })
    await expect(previewPurge(house.ctx(officer), 'device')).rejects.toMatchObject({ status: 409, code: 'purge_is_open' })
    expect(await only('device')).toEqual([{ subject: id, outcome: 'done', detail: 'erased:2' }])
    expect(await withDevice()).toEqual([young])
    const purge = (await findPurge(house.db, id))!
    expect(purge).toMatchObject({ state: 'done', erased_count: 2, kept_count: 0, sealed_needles: null, books_after: purge.books_before })
    expect(purge.erased_hash).toEqual(purge.list_hash)
    expect(purge.absence).toMatchObject({ remaining: 0, mentions: [], values: 2, found: [] })
    expect(await listKept(house.db, id, '', 10)).toEqual([])
    expect((await house.db.selectFrom('tombstones').selectAll().where('purge_id', '=', id).execute()).length).toBe(2)
    await expect(previewPurge(house.ctx(officer), 'device')).rejects.toMatchObject({ status: 409, code: 'purge_runs_by_itself' })
  })

  it('its certificate says all of it, is signed by the institution, and is read back whole', async () => {
    const { id } = await house.db.selectFrom('purges').select('id').where('state', '=', 'done').executeTakeFirstOrThrow()
    const row = (await findCertificate(house.db, id))!
    const bytes = await openPurgeCertificate(row)
    expect([
      isSignedBy(institutionPublicKey(), bytes, row.signature),
      isSignedBy(institutionPublicKey(), Buffer.concat([bytes, Buffer.from(' ')]), row.signature),
    ])
      .toEqual([true, false])
    await expect(openPurgeCertificate({ ...row, signature: Buffer.alloc(64) })).rejects.toThrow('signed')
    const pdf = await openPdf(bytes)
    const text = Array.from({ length: pdf.pageCount }, (_, i) => pdf.pageText(i + 1)).join('\n')
    pdf.close()
    for (
      const words of [
        id,
        officer.name,
        second.name,
        'absence établie',
        'Comptabilité : inchangée',
        'au plus 13 mois',
        (await findPurge(house.db, id))!.list_hash!.toString('hex').slice(0, 20),
      ]
    ) expect(text).toContain(words)
  })

  it('the database refuses one person for both, and a first run that nobody signed', async () => {
    await session('2024-01-01T00:00:00Z')
    const id = await previewPurge(house.ctx(officer), 'security_log')
    await signPurge(house.ctx(officer), id, { seen: await seen(id) })
    await expect(
      sql`update purges set state = 'signed_twice', second_signed_by = ${officer.id}, second_signed_at = ${today} where id = ${id}`.execute(
        house.db,
      ),
    )
      .rejects
      .toMatchObject({ constraint: 'purges_are_signed_by_two_people' })
    await expect(sql`update purges set state = 'running', started_at = ${today} where id = ${id}`.execute(house.db)).rejects.toMatchObject({
      constraint: 'purges_of_a_first_run_are_signed',
    })
    await expect(signPurge(house.ctx(second), id, { seen: 'ab' })).rejects.toMatchObject({ status: 409, code: 'figures_have_changed' })
    await expect(refusePurge(house.ctx(second), id, { reason: ' ' })).rejects.toMatchObject({ status: 422 })
    await refusePurge(house.ctx(second), id, { reason: 'Pas maintenant' })
    expect([await findOpenPurge(house.db, 'security_log'), await listKept(house.db, id, '', 10)]).toEqual([null, []])
    await expect(previewPurge(house.ctx(await house.staff('auditor')), 'security_log')).rejects.toMatchObject({ status: 403 })
    await expect(previewPurge(house.ctx(officer), 'published_list')).rejects.toMatchObject({ status: 404 })
  })

  it('is refused where what would go is no longer that list, or another version holds', async () => {
    await sql`update mails set created_at = '2024-01-01', state = 'sent', sent_at = '2024-01-01', template = 'activation'`.execute(house.db)
    const id = await previewPurge(house.ctx(officer), 'mail')
    const held = (await hold(shop.merchantId, 'merchant'))!
    await expect(signPurge(house.ctx(officer), id, { seen: await seen(id) })).rejects.toMatchObject({
      status: 409,
      code: 'list_has_changed',
    })
    await lift(held)
    await signPurge(house.ctx(officer), id, { seen: await seen(id) })
    const next = { bound: 'maximum', period: { length: 12, unit: 'month' } } as const
    const figures = seenOf(
      compare(await listBegun(house.db, 'mail'), inForceOn(await listSigned(house.db), 'mail', '2026-03-02')!, next, '2026-03-02'),
    )
    await proposePolicy(house.ctx(officer), {
      category: 'mail',
      period: next.period,
      active: null,
      validFrom: '2026-03-02',
      basis: 'x',
      reason: 'Plus court',
      seen: figures,
    })
    await signPolicy(house.ctx(second), 'mail', { seen: figures, proposal: await proposalOf(house, 'policy') })
    await expect(signPurge(house.ctx(second), id, { seen: await seen(id) })).rejects.toMatchObject({
      status: 409,
      code: 'policy_has_changed',
    })
    expect(await only('mail')).toEqual([{ subject: id, outcome: 'skipped', detail: 'policy_has_changed' }])
    expect((await findPurge(house.db, id))!.state).toBe('expired')
    expect((await house.db.selectFrom('mails').select('id').execute()).length).toBeGreaterThan(0)
  })
})

describe('a later run', () => {
  it('needs nobody; the day before nothing goes, on the day it does; twice is once', async () => {
    // thirteen months after 31 January 2025 end on the last of February 2026
    await payment('2025-01-31T22:59:59Z')
    const next = await payment('2025-02-03T23:00:00Z')
    house.travel('2026-02-27T22:00:00Z')
    expect(await only('device')).toEqual([])
    house.travel('2026-02-27T23:30:00Z') // 28 February in Paris
    expect(await only('device')).toMatchObject([{ outcome: 'done', detail: 'erased:1' }])
    expect([await only('device'), await withDevice()]).toEqual([[], [next]])
  })

  it('killed after a batch goes on behind it: nothing twice', async () => {
    const ids = [
      await payment('2025-01-01T00:00:00Z'),
      await payment('2025-01-01T00:00:00Z'),
      await payment('2025-01-01T00:00:00Z'),
      await payment('2025-01-01T00:00:00Z'),
      await payment('2025-01-01T00:00:00Z'),
    ]
    const [cut] = await only('device', { batches: 1, size: 2 })
    expect([cut!.detail, (await withDevice()).length]).toEqual(['goes_on:2', 3])
    expect(await only('device', { size: 2 })).toEqual([{ subject: cut!.subject, outcome: 'done', detail: 'erased:5' }])
    expect((await findPurge(house.db, cut!.subject))!.erased_hash).toEqual(hashOn(emptyHash, ids))
    expect(await withDevice()).toEqual([])
  })

  it('leaves what is held meanwhile, and what a confirmed case needs; the rest goes on', async () => {
    const ids = [
      await payment('2025-01-01T00:00:00Z'),
      await payment('2025-01-01T00:00:00Z'),
      await payment('2025-01-01T00:00:00Z'),
      await payment('2025-01-01T00:00:00Z', other),
    ]
    await sql`insert into fraud_cases (id, merchant_id, mode, state, reason, statement, opened_by_kind, opened_by, opened_at, payment_count, closed_at) values ('frdc_000000000000000000000001', ${other.merchantId}, 'test', 'confirmed', 'stolen_keys', 'x', 'staff', 'x', ${today}, 1, ${today})`
      .execute(house.db)
    await sql`insert into fraud_case_payments (case_id, payment_id, added_by, added_at, state, finding, finding_by) values ('frdc_000000000000000000000001', ${ids[
      3
    ]!}, 'x', ${today}, 'fraudulent', 'stolen_means', 'x')`
      .execute(house.db)
    const [cut] = await only('device', { batches: 1, size: 1 })
    const held = (await hold(ids[1]!))!
    expect(await only('device', { size: 1 })).toEqual([{ subject: cut!.subject, outcome: 'done', detail: 'erased:2' }])
    expect([await withDevice(), (await findPurge(house.db, cut!.subject))!.kept_count]).toEqual([[ids[1], ids[3]], 2])
    expect(await only('device')).toEqual([])
    await lift(held)
    expect(await only('device')).toMatchObject([{ detail: 'erased:1' }])
    expect(await withDevice()).toEqual([ids[3]])
  })

  it('waits for a hold that is being ordered at that very moment, and keeps what it covers', async () => {
    const [free, held] = [await payment('2025-01-01T00:00:00Z'), await payment('2025-01-01T00:00:00Z')]
    let run: Promise<unknown> | undefined
    await house.db.transaction().execute(async (trx) => {
      await sql`insert into legal_holds (id, scope, subject_id, merchant_id, ground, reason, ordered_by, ordered_at, review_on) values ('lhld_000000000000000000000001', 'payment', ${held}, ${shop.merchantId}, 'litigation', 'x', ${officer.id}, ${today}, '2026-08-31')`
        .execute(trx)
      let isOver = false
      run = only('device').finally(() => (isOver = true))
      const isWaiting = async (): Promise<boolean> =>
        (await sql<{ n: number }>`select count(*)::int as n from pg_locks where not granted and relation = 'legal_holds'::regclass and database = (select oid from pg_database where datname = current_database())`
          .execute(house.db))
          .rows[0]!
          .n > 0
      while (!isOver && !(await isWaiting())) await new Promise((done) => setTimeout(done, 5))
    })
    await run
    expect([await withDevice(), free]).toEqual([[held], free])
    await liftAll(house.db, sql`id = 'lhld_000000000000000000000001'`)
  })

  it('with the clock set back takes nothing that is not over on that day', async () => {
    await payment('2024-12-01T00:00:00Z')
    const old = await payment('2025-01-20T00:00:00Z')
    await only('device', { batches: 1, size: 1 })
    house.travel('2026-01-10T09:00:00Z')
    await only('device', { size: 1 })
    expect(await withDevice()).toEqual([old])
    house.travel(today)
    await only('device')
    expect(await withDevice()).toEqual([])
  })

  it('a trial run counts and changes nothing', async () => {
    const id = await payment('2025-01-01T00:00:00Z')
    const before = await house.db.selectFrom('purges').select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
    expect((await job({}, true)).touched).toContainEqual({ subject: 'device', outcome: 'skipped', detail: 'would_erase:1' })
    expect([
      await withDevice(),
      await house.db.selectFrom('purges').select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow(),
    ])
      .toEqual([[id], before])
  })
})

describe('a run as of a day to come', () => {
  it('erases in a trial house; in another it counts, since nothing comes back', async () => {
    const id = await payment('2025-06-01T00:00:00Z')
    const run = () =>
      runJob({
        name: 'purge-expired',
        job: purgeJob,
        db: house.db,
        at: new Date('2999-01-01T00:00:00Z'),
        launch: { kind: 'command', by: 'x' },
      })
    useLetterhead({ publicUrl: 'http://127.0.0.1:3000', isTrial: false })
    const { runId } = await run()
    useLetterhead({ publicUrl: 'http://127.0.0.1:3000', isTrial: true })
    expect(
      await house.db.selectFrom('job_run_items').select('detail').where('run_id', '=', runId).where('subject_id', '=', 'device').execute(),
    )
      .toEqual([{ detail: 'would_erase:1' }])
    expect(await withDevice()).toEqual([id])
    expect((await run()).failed).toBe(0)
    expect(await withDevice()).toEqual([])
  })
})

describe('each category', () => {
  it('sign-ins go twelve months after they began, never while they are open', async () => {
    const open = await session('2025-03-03T09:00:00Z', '2026-04-01T00:00:00Z')
    const young = await session('2025-03-03T09:00:00Z')
    await session('2025-03-02T09:00:00Z')
    await firstRun('security_log')
    expect(await left('sessions')).toEqual([open, young].sort())
    expect(
      (await house
        .db
        .selectFrom('purges')
        .select('absence')
        .where('category', '=', 'security_log')
        .where('state', '=', 'done')
        .executeTakeFirstOrThrow())
        .absence,
    )
      .toMatchObject({ remaining: 0, values: 1, found: [{ table: 'sessions', rows: 2 }] })
  })

  it('reports that nobody filed go after twelve months; those of a case stay with it', async () => {
    await report('2025-03-01T00:00:00Z')
    const [filed, young] = [await report('2025-03-01T00:00:00Z', 'frdc_000000000000000000000001'), await report('2025-06-01T00:00:00Z')]
    await firstRun('fraud_alert')
    expect(await left('fraud_reports')).toEqual([filed, young])
  })

  it('ordinary letters go, notices stay, and so does what has not left yet', async () => {
    await openAccount(house)
    await sql`update mails set created_at = '2024-01-01', state = 'sent', sent_at = '2024-01-01', template = 'activation'`.execute(house.db)
    const [ordinary, notice, queued] = (await left('mails')) as [string, string, string]
    await sql`update mails set template = 'dossier_rejected' where id = ${notice}`.execute(house.db)
    await sql`update mails set state = 'queued', sent_at = null where id = ${queued}`.execute(house.db)
    await firstRun('mail')
    const remain = await left('mails')
    expect([remain.includes(ordinary), remain.includes(notice), remain.includes(queued)]).toEqual([false, true, true])
    const { absence } = await house
      .db
      .selectFrom('purges')
      .select('absence')
      .where('category', '=', 'mail')
      .where('state', '=', 'done')
      .executeTakeFirstOrThrow()
    // the history names the letter by its id, and no more
    expect(absence).toMatchObject({ remaining: 0, mentions: [{ table: 'audit_events', rows: expect.any(Number) }] })
  })

  it('what opened the bank’s page goes five years after it was asked for; that the payer authenticated stays', async () => {
    const id = await payment('2021-01-01T00:00:00Z')
    await sql`update payments set device = null, auth_state = 'success', auth_requested_at = '2021-01-01', auth_expires_at = '2021-01-02', auth_token = gen_random_uuid(), auth_return_url = 'https://shop.example/back' where id = ${id}`
      .execute(house.db)
    await firstRun('authentication_evidence')
    expect(
      await house
        .db
        .selectFrom('payments')
        .select(['auth_token', 'auth_return_url', 'auth_state'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow(),
    )
      .toEqual({ auth_token: null, auth_return_url: null, auth_state: 'success' })
  })
})

describe('the page', () => {
  const page = '/console/retention/device/purge'
  const seenOn = (html: string): string => /name="seen" value="([0-9a-f]{64})"/.exec(html)?.[1] ?? ''

  it('of a new version: the list, two signatures, each said; what an opposition holds goes like the rest, with a copy in the compartment until it is lifted', async () => {
    const next = { bound: 'maximum', period: { length: 12, unit: 'month' } } as const
    const ids = [await payment('2025-01-01T00:00:00Z'), await payment('2025-01-01T00:00:00Z', other)]
    const figures = seenOf(
      compare(await listBegun(house.db, 'device'), inForceOn(await listSigned(house.db), 'device', '2026-03-02')!, next, '2026-03-02'),
    )
    await proposePolicy(house.ctx(officer), {
      category: 'device',
      period: next.period,
      active: null,
      validFrom: '2026-03-02',
      basis: 'x',
      reason: 'Plus court',
      seen: figures,
    })
    await signPolicy(house.ctx(second), 'device', { seen: figures, proposal: await proposalOf(house, 'policy') })
    const ahead = () => countBegun(house.db, findPurger('device')!, { before: new Date('2025-03-02T00:00:00+01:00'), at: house.now() })
    const foreseen = await ahead()
    expect(foreseen.length).toBeGreaterThan(0)
    await orderLegalHold(house.ctx(officer), {
      scope: 'merchant',
      subjectId: other.merchantId,
      ground: 'opposition',
      reference: '',
      reason: 'x',
      reviewOn: '2026-08-31',
    })
    expect(await ahead()).toEqual(foreseen)
    const [one, two, auditor] = [
      await house.clientOf(officer),
      await house.clientOf(second),
      await house.clientOf(await house.staff('auditor')),
    ]
    expect((await one.post(`${page}/preview`)).status).toBe(303)
    const shown = (await one.get(page)).text
    expect([shown.includes(ids[0]!), shown.includes(ids[1]!), shown.includes('Tracfin')]).toEqual([true, true, true])
    const outside = (await auditor.get(page)).text
    const figuresOf = (html: string): string[] =>
      [...html.slice(html.indexOf('class="figures"')).matchAll(/<strong>(\d+)<\/strong>/g)].map((found) => found[1]!)
    expect([figuresOf(shown), figuresOf(outside)]).toEqual([['2', '2', '0', '0'], ['2', '2', '0']])
    expect([outside.includes('Protégés'), outside.includes('Gelés'), outside.includes('Tracfin'), seenOn(outside)]).toEqual([
      true,
      false,
      false,
      '',
    ])
    expect([
      (await auditor.post(`${page}/sign`, { seen: seenOn(shown) })).status,
      (await one.post(`${page}/sign`, { seen: 'ab' })).status,
      (await one.post(`${page}/sign`)).status,
    ])
      .toEqual([403, 409, 422])
    expect([
      (await one.post(`${page}/sign`, { seen: seenOn(shown) })).status,
      (await one.post(`${page}/sign`, { seen: seenOn(shown) })).status,
      seenOn((await one.get(page)).text),
    ])
      .toEqual([303, 403, ''])
    expect((await two.post(`${page}/sign`, { seen: seenOn((await two.get(page)).text) })).status).toBe(303)
    const { id } = await house
      .db
      .selectFrom('purges')
      .select('id')
      .where('category', '=', 'device')
      .where('ended_at', 'is', null)
      .executeTakeFirstOrThrow()
    expect(await only('device')).toMatchObject([{ outcome: 'done', detail: 'erased:2' }])
    const counted = await house
      .db
      .selectFrom('purges')
      .select(['over_count', 'list_count', 'erased_count', 'kept_count'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(counted).toEqual({ over_count: 2, list_count: 2, erased_count: 2, kept_count: 0 })
    const copies = await house.db.selectFrom('closed_kept').selectAll().execute()
    expect(copies.map((one) => [one.about, one.category, openKept(one)])).toEqual([[ids[1], 'device', {
      rows: { payments: [expect.objectContaining({ id: ids[1], device: { ip: expect.any(String), user_agent: 'Mozilla' } })] },
      files: [],
    }]])
    const [{ id: hold }] = (await house
      .db
      .selectFrom('legal_holds')
      .select('id')
      .where('ground', '=', 'opposition')
      .where('lifted_at', 'is', null)
      .execute()) as [{ id: string }]
    const taken = await one.get(`/console/legal-holds/${hold}/kept.csv`)
    expect([taken.status, taken.text.includes(ids[1]!), (await auditor.get(`/console/legal-holds/${hold}/kept.csv`)).status]).toEqual([
      200,
      true,
      404,
    ])
    await proposeLift(house.ctx(officer), hold, { reason: 'Levée' })
    await confirmLift(house.ctx(second), hold, { proposal: await proposalOf(house, 'lift', hold) })
    expect(await house.db.selectFrom('closed_kept').selectAll().execute()).toEqual([])
    expect([
      (await auditor.get(`/console/retention/device/purges/${id}/certificate`)).status,
      (await auditor.get(`/console/retention/mail/purges/${id}/certificate`)).status,
      (await auditor.get(`${page}.csv`)).status,
      (await auditor.get('/console/retention/published_list/purge')).status,
    ])
      .toEqual([200, 404, 200, 404])
    expect((await one.post(`${page}/refuse`, { reason: 'x' })).status).toBe(404)
  })
})
