import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { addNote } from '#src/notes/addNote.ts'
import { writeToMerchant } from '#src/notifications/writeToMerchant.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { noteRejection } from '#src/rejections/noteRejection.ts'
import { openRestricted } from '#src/restrictions/openRestricted.ts'
import { liftRestriction, restrictUse } from '#src/restrictions/restrictUse.ts'
import { findClaims } from '#src/retention/claims.sql.ts'
import { takeIn } from '#src/rights/fileRequest.ts'
import { takeRequest } from '#src/rights/handleRequest.ts'
import { linkSubject } from '#src/rights/linkSubject.ts'
import { reconsiderDossier } from '#src/reviews/reconsiderDossier.ts'
import { proposeDecision } from '#src/reviews/proposeDecision.ts'
import { rejectDossier } from '#src/reviews/rejectDossier.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { client as filed, due, hitsOf, takeOwn, type Client as Filed } from '#test/screening/ground.ts'
import { openDossier } from '#test/reviews/dossiers.ts'
import { newPdf } from '#test/support/merchant.ts'

/** What is restricted is kept and not used (GDPR 18): where it stops, and where it goes on. */
let house: House
let one: Filed
let analyst: StaffActor
let agent: StaffActor
let officer: StaffActor
let desk: Client
let support: Client

const flat = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' ')
const restrict = async (...subjects: string[]): Promise<string> => {
  const id = (await takeIn(house.ctx(agent), {
    kind: 'restriction',
    requester: 'payer',
    channel: 'letter',
    name: 'Nolwenn Le Bihan',
    email: 'nolwenn@exemple.test',
    postalAddress: '',
    birthDate: null,
    said: 'Ne vous en servez plus.',
    identityGiven: 'commande',
    receivedOn: '2026-03-02',
    lang: 'fr',
  }))!
  await takeRequest(house.ctx(agent), id)
  for (const subject of subjects) await linkSubject(house.ctx(agent), id, subject)
  await restrictUse(house.ctx(agent), id, 'accuracy')
  return id
}
const liftAll = async (requestId: string): Promise<void> => {
  for (const { id } of await house.db.selectFrom('restrictions').select('id').where('request_id', '=', requestId).execute())
    await liftRestriction(house.ctx(agent), id, { reason: 'Prévenue par lettre du 2 mars.' })
}

const sale = async (order: string): Promise<{ payer: string; payment: string }> => {
  const [payer, card, payment] = ['cust', 'card', 'paym'].map((kind) => newId(kind, house.now())) as [string, string, string]
  await sql`insert into payers (id, merchant_id, mode, name, email, created_at) values (${payer}, ${one.merchantId}, 'live', 'Nolwenn Le Bihan', ${`${order}@exemple.test`}, '2026-02-01')`
    .execute(house.db)
  await sql`insert into cards (id, merchant_id, mode, pan_hash, first6, last4, exp_month, exp_year, created_at) values (${card}, ${one.merchantId}, 'live', sha256(${card}::text::bytea), '555555', '4321', 12, 2030, '2026-02-01')`
    .execute(house.db)
  await sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, method, payer_id, card_id, order_id, description, created_at, captured_at) values (${payment}, ${one.merchantId}, 'live', 'captured', 4200, 'eur', 'card', ${payer}, ${card}, ${order}, 'Ostréiculture', '2026-02-01', '2026-02-01')`
    .execute(house.db)
  return { payer, payment }
}

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  one = await filed(house, { givenNames: 'Gwendal', familyName: 'Kerzoncuf' })
  ;[analyst, agent, officer] = [
    await house.staff('analyst', 'Ana Morel'),
    await house.staff('agent', 'Luc Petit'),
    await house.staff('officer', 'Odile Prat'),
  ]
  ;[desk, support] = [await house.clientOf(analyst), await house.clientOf(agent)]
})
afterAll(() => house.close())

describe('a payment of a payer whose data is restricted', () => {
  it('asks for which use first, opens to whoever said for a day’s work, and keeps who did; our lists and exports say nothing of him, the merchant’s own do', async () => {
    const { payer, payment } = await sale('cmd-7781')
    const path = `/console/payments/${payment}`
    expect([
      (await desk.get(path)).text.includes('Nolwenn'),
      (await desk.get('/console/payments')).text.includes('cmd-7781'),
      (await desk.get('/console/payments?q=le bihan nolwenn')).text.includes(payment),
    ])
      .toEqual([true, true, true])
    const request = await restrict(payer)
    for (const client of [desk, support]) expect((await client.get(path)).text.includes('Nolwenn')).toBe(false)
    expect([
      flat((await desk.get(path)).text).includes('Exactitude contestée'),
      flat((await support.get(path)).text).includes('Votre rôle n’ouvre pas ce qui est restreint'),
    ])
      .toEqual([true, true])
    expect([(await desk.get('/console/payments')).text, (await desk.get('/console/payments.csv')).text].map((text) => [
      text.includes(payment),
      text.includes('cmd-7781'),
      text.includes('Ostréiculture'),
      text.includes('4321'),
    ]))
      .toEqual([[true, false, false, false], [true, false, false, false]])
    expect((await (await house.clientOf(one.actor)).get('/merchant/payments?world=live')).text.includes('cmd-7781')).toBe(true)
    for (const words of ['Nolwenn Le Bihan', 'cmd-7781@exemple.test'])
      expect(
        [(await desk.get(`/console/payments?q=${words}`)).text, (await desk.get(`/console/merchants?q=${words}`)).text].map((text) =>
          text.includes(payment) || text.includes(one.merchantId)
        ),
      )
        .toEqual([false, false])
    const door = `/console/restricted/${payment}`
    expect([
      (await desk.post(door, { use: 'claims', reason: ' x ' })).status,
      (await desk.post(door, { use: 'curiosity', reason: 'Je veux voir' })).status,
      (await desk.post(door, { reason: 'Je veux voir' })).status,
      (await support.post(door, { use: 'claims', reason: 'Je veux voir' })).status,
      (await desk.get('/console/restricted/zzzz')).status,
    ])
      .toEqual([422, 422, 422, 403, 404])
    expect((await desk.post(door, { use: 'claims', reason: 'Contestation en cours' })).location).toBe(path)
    expect((await desk.get(path)).text.includes('Nolwenn')).toBe(true)
    expect(await house.db.selectFrom('restriction_openings').select(['subject_id', 'opened_by', 'use', 'reason']).execute()).toEqual([{
      subject_id: payment,
      opened_by: analyst.id,
      use: 'claims',
      reason: 'Contestation en cours',
    }])
    expect(flat((await support.get(path)).text)).not.toContain('Nolwenn')
    const told = flat((await (await house.clientOf(officer)).get(path)).text)
    expect([told.includes('Contestation en cours'), told.includes('Ana Morel')]).toEqual([true, true])
    expect(await house.db.selectFrom('audit_events').select('actor_id').where('event', '=', 'restriction.opened').execute()).toEqual([{
      actor_id: analyst.id,
    }])
    house.forward(8 * 3_600_000 + 1_000)
    expect((await (await house.clientOf(analyst)).get(path)).text.includes('Nolwenn')).toBe(false)
    house.travel('2026-03-02T09:00:00Z')
    await liftAll(request)
    ;[desk, support] = [await house.clientOf(analyst), await house.clientOf(agent)]
    expect((await support.get(path)).text.includes('Nolwenn')).toBe(true)
    await expect(openRestricted(house.ctx(analyst), 'paym_000000000000000000000000', { use: 'claims', reason: 'Contestation' }))
      .rejects
      .toMatchObject({ status: 404 })
  })
})

describe('a payment past its fifteen months', () => {
  it('is on no list but where the archive is asked for, and there without who paid; its page opens with a reason alone', async () => {
    const { payment } = await sale('cmd-old')
    const executed = (on: string) =>
      sql`update payments set created_at = '2024-12-01T10:00:00Z', captured_at = ${`${on}T10:00:00Z`} where id = ${payment}`.execute(
        house.db,
      )
    await executed('2024-12-03')
    const path = `/console/payments/${payment}`
    const listed = async (query: string): Promise<boolean[]> =>
      Promise.all(
        [`/console/payments?${query}`, `/console/payments.csv?${query}`].map(async (at) => (await desk.get(at)).text.includes(payment)),
      )
    // the last day at hand; the lists are told by the day it was begun
    expect([(await desk.get(path)).text.includes('Nolwenn'), await listed('')]).toEqual([true, [false, false]])
    await executed('2024-12-02')
    for (const client of [desk, support]) expect((await client.get(path)).text.includes('Nolwenn')).toBe(false)
    expect([
      await listed(''),
      await listed('q=cmd-old'),
      await listed('archive=1'),
      await listed('q=cmd-old&archive=1'),
      await listed(`q=${payment}`),
    ])
      .toEqual([[false, false], [false, false], [true, true], [true, true], [true, true]])
    for (const at of ['/console/payments?archive=1', '/console/payments.csv?archive=1', `/console/payments?q=${payment}`])
      expect([at, /<code>cmd-old|;cmd-old|Ostr[^;]*4321/.test((await desk.get(at)).text)]).toEqual([at, false])
    expect((await desk.get('/console/payments?q=cmd-old')).text).toContain('Chercher aussi dans les archives')
    expect((await (await house.clientOf(one.actor)).get('/merchant/payments?world=live')).text).toContain('cmd-old')
    expect([
      (await support.post(`/console/archive/${payment}`, { reason: 'Réclamation du payeur' })).status,
      (await desk.post(`/console/archive/${payment}`, { reason: 'Réclamation du payeur' })).location,
    ])
      .toEqual([403, path])
    expect((await desk.get(path)).text).toContain('Nolwenn')
    await sql`insert into disputes (id, merchant_id, mode, payment_id, report_key, network, code, domain, rule_id, category, state, amount_cents, currency, created_at, due_on, merchant_due_on) select ${newId('dspt', house.now())}, p.merchant_id, p.mode, p.id, p.id, r.network, r.code, r.domain, r.id, r.category, 'open', 4200, 'eur', ${house.now()}, '2026-04-01', '2026-03-25' from payments p cross join (select * from dispute_rules limit 1) r where p.id = ${payment}`
      .execute(house.db)
    expect((await support.get(path)).text).toContain('Nolwenn')
    await sql`delete from disputes where payment_id = ${payment}`.execute(house.db)
  })
})

describe('somebody of a merchant', () => {
  it('is hidden on his page, gets no ordinary letter, and gets those that a duty asks for', async () => {
    const { id: user, email } = await house
      .db
      .selectFrom('merchant_users')
      .select(['id', 'email'])
      .where('merchant_id', '=', one.merchantId)
      .executeTakeFirstOrThrow()
    const request = await restrict(user)
    const path = `/console/merchants/${one.merchantId}`
    expect([(await desk.get(path)).status, (await desk.get(path)).text.includes(email)]).toEqual([200, false])
    await unit(house.ctx(), async (tx) => {
      await writeToMerchant(tx, one.merchantId, {
        template: 'documents_satisfied',
        subjectId: one.dossierId,
        dedupeKey: 'satisfied',
        values: {} as never,
      })
      await writeToMerchant(tx, one.merchantId, {
        template: 'dossier_validated',
        subjectId: one.dossierId,
        dedupeKey: 'validated',
        values: {} as never,
      })
      await record(tx, 'test.written', { subject: 'x' })
    })
    expect(
      (await house.db.selectFrom('mails').select('template').where('subject_id', '=', one.dossierId).execute()).map(({ template }) =>
        template
      ),
    )
      .toEqual(['dossier_validated'])
    await desk.post(`/console/restricted/${one.merchantId}`, { use: 'legal_obligation', reason: 'Réexamen périodique' })
    expect((await desk.get(path)).text.includes(email)).toBe(true)
    await liftAll(request)
  })

  it('is behind the door of his file at each of its addresses, and in what is drawn again of a form; the file’s door opens them', async () => {
    const request = await restrict(one.personId)
    await addNote(house.ctx(analyst), {
      merchantId: one.merchantId,
      subjectId: one.dossierId,
      body: 'Appel de Gwendal',
      files: [{ fileName: 'appel.pdf', bytes: await newPdf() }],
    })
    const { id: attachment } = await house
      .db
      .selectFrom('note_attachments')
      .select('id')
      .where('merchant_id', '=', one.merchantId)
      .executeTakeFirstOrThrow()
    const pack = newId('insp', house.now())
    await sql`insert into inspection_packs (id, merchant_id, dossier_id, known_until, reason, language, ordered_by, ordered_at, paper, state) values (${pack}, ${one.merchantId}, ${one.dossierId}, ${house.now()}, 'Contrôle', 'fr', ${officer.id}, ${house.now()}, ${Buffer.from('x')}, 'ordered')`
      .execute(house.db)
    const [boss, other] = [await house.clientOf(officer), await house.clientOf(await house.staff('analyst'))]
    const door = `/console/restricted/${one.dossierId}`
    const paths = [`notes/attachments/${attachment}`, `dossiers/${one.dossierId}/ask-for-documents`, `dossiers/${one.dossierId}/reject`]
      .map((path) => [desk, `/console/${path}`] as const)
    const packs = ['', '/progress', '/pack.zip'].map((path) => [boss, `/console/inspections/${pack}${path}`] as const)
    for (const [client, path] of [...paths, ...packs]) expect([path, (await client.get(path)).text.includes(door)]).toEqual([path, true])
    const notes = () => house.db.selectFrom('notes').select('id').where('subject_id', '=', one.dossierId).execute()
    const before = await notes()
    for (const body of ['', 'Appel du soir']) {
      const again = await desk.post(`/console/dossiers/${one.dossierId}/notes`, { body })
      expect([again.status, again.text.includes(door), again.text.includes('Gwendal'), again.text.includes('Appel du soir')]).toEqual([
        403,
        true,
        false,
        body !== '',
      ])
    }
    expect([(await desk.post(`/console/dossiers/${one.dossierId}/presence`)).status, await notes()]).toEqual([403, before])
    expect((await other.post(`/console/restricted/${attachment}`, { use: 'claims', reason: 'Contestation en cours' })).location).toBe(
      `/console/dossiers/${one.dossierId}`,
    )
    expect((await other.get(`/console/notes/attachments/${attachment}`)).headers.get('content-disposition')).toContain('appel.pdf')
    await liftAll(request)
  })

  it('who is of a file is compared with what the law obliges to compare with, and with our own list when the restriction ends', async () => {
    await due(house)
    const named = async (): Promise<boolean> =>
      (await desk.get('/console/merchants?q=Kerzoncuf gwendal')).text.includes(`/console/dossiers/${one.dossierId}`)
    expect(await named()).toBe(true)
    const request = await restrict(one.personId)
    expect(await named()).toBe(false)
    const path = `/console/dossiers/${one.dossierId}`
    expect((await desk.get(path)).text.includes('Gwendal')).toBe(false)
    const { text } = await desk.get(path)
    expect(text).toContain(`/console/restricted/${one.dossierId}`)
    await takeOwn(house, 'house', 'H1;Gwendal Kerzoncuf;;;;;')
    await house
      .db
      .updateTable('screening_versions')
      .set({ searched_at: null, set_id: null, engine: null, alert_bps: null })
      .where('to_at', 'is', null)
      .execute()
    await sql`select ask_for_screening(${one.dossierId})`.execute(house.db)
    await due(house)
    expect(await hitsOf(house, one)).toEqual([])
    await liftAll(request)
    await due(house)
    expect((await hitsOf(house, one)).map(({ list_code: list }) => list)).toEqual(['house'])
  })
})

describe('a refusal', () => {
  it('says on which ground; how long the file is kept follows, whatever its risk is', async () => {
    const [kept, short, risky] = [await openDossier(house), await openDossier(house), await openDossier(house, { isRisky: true })]
    await rejectDossier(house.ctx(analyst), kept.dossierId, { ground: 'fraud', reason: 'Faux justificatif' })
    await rejectDossier(house.ctx(analyst), short.dossierId, { ground: 'eligibility', reason: 'Hors périmètre' })
    await expect(proposeDecision(house.ctx(analyst), risky.dossierId, { verdict: 'reject', reason: 'Non' })).rejects.toMatchObject({
      status: 422,
      fields: { ground: 'web:field.missing' },
    })
    const categoriesOf = async ({ dossierId }: { dossierId: string }) =>
      (await findClaims(house.db, dossierId))!.origins.map(({ category }) => category)
    expect([await categoriesOf(kept), await categoriesOf(short)]).toEqual([['rejected_dossier_aml'], ['rejected_dossier']])
    // of one that was refused before a ground was asked for, what called for a second person says it
    await house.db.updateTable('decisions').set({ ground: null }).where('dossier_id', '=', short.dossierId).execute()
    expect(await categoriesOf(short)).toEqual(['rejected_dossier'])
    await house.db.updateTable('dossiers').set({ risk: 'high' }).where('id', '=', short.dossierId).execute()
    expect(await categoriesOf(short)).toEqual(['rejected_dossier_aml'])
    await house.db.updateTable('decisions').set({ ground: 'eligibility' }).where('dossier_id', '=', short.dossierId).execute()
    expect(await categoriesOf(short)).toEqual(['rejected_dossier'])
    // of vigilance it is in the archive at once, with all that hangs on it; a commercial one is at hand
    const auditor = await house.clientOf(await house.staff('auditor'))
    for (const client of [support, auditor])
      expect(
        [(await client.get(`/console/dossiers/${kept.dossierId}`)).text, (await client.get(`/console/dossiers/${short.dossierId}`)).text]
          .map((text) => text.includes('Dossier refusé archivé')),
      )
        .toEqual([true, false])
    expect((await auditor.get(`/console/dossiers/${kept.dossierId}/as-of`)).text).toContain('Dossier refusé archivé')
    expect((await auditor.post(`/console/archive/${kept.dossierId}`, { reason: 'Contrôle permanent' })).location).toBe(
      `/console/dossiers/${kept.dossierId}`,
    )
    expect((await auditor.get(`/console/dossiers/${kept.dossierId}`)).text).not.toContain('Dossier refusé archivé')
    await expect(
      sql`update decisions set ground = 'fraud' where verdict = 'validate' or id = ${newId('deci', house.now())}`.execute(house.db),
    )
      .resolves
      .toBeTruthy()
  })

  it('its form asks, and without a ground is refused with what was typed', async () => {
    const { dossierId } = await openDossier(house)
    const path = `/console/dossiers/${dossierId}/reject`
    const page = await desk.get(path)
    expect(flat(page.text)).toMatch(/Commercial ou hors périmètre \(gardé 6 mois\).*Vigilance LCB-FT \(gardé 60 mois\)/)
    const version = /name="version" value="(\d+)"/.exec(page.text)![1]!
    for (const ground of [undefined, 'guerre']) {
      const again = await desk.post(path, { version, reason: 'Activité hors de notre périmètre', ...(ground ? { ground } : {}) })
      expect([again.status, again.text.includes('Activité hors de notre périmètre')]).toEqual([422, true])
    }
    expect((await desk.post(path, { version, reason: 'Activité hors de notre périmètre', ground: 'eligibility' })).status).toBe(303)
    expect(await house.db.selectFrom('decisions').select('ground').where('dossier_id', '=', dossierId).execute()).toEqual([{
      ground: 'eligibility',
    }])
    const [mine, theirs] = [
      flat((await desk.get(`/console/dossiers/${dossierId}`)).text),
      flat((await support.get(`/console/dossiers/${dossierId}`)).text),
    ]
    expect([mine.includes('Motif : Commercial'), theirs.includes('Motif : Commercial')]).toEqual([true, false])
  })

  it('leaves a mark of the company’s number, unless it was of vigilance; the same company is known again, until the file is examined anew', async () => {
    const [first, again] = [await openDossier(house), await openDossier(house)]
    await house
      .db
      .updateTable('companies')
      .set({ siren: '356000000' })
      .where('dossier_id', 'in', [first.dossierId, again.dossierId])
      .execute()
    await rejectDossier(house.ctx(analyst), first.dossierId, { ground: 'incomplete', reason: 'Jamais prouvé' })
    const marks = () =>
      house.db.selectFrom('rejection_markers').select(['merchant_id', 'ground']).where('merchant_id', '=', first.merchantId).execute()
    expect(await marks()).toEqual([{ merchant_id: first.merchantId, ground: 'incomplete' }])
    const said = async (): Promise<boolean> =>
      flat((await desk.get(`/console/dossiers/${again.dossierId}`)).text).includes('Une société de ce SIREN a été refusée le 2 mars 2026')
    expect(await said()).toBe(true)
    await unit(house.ctx(), async (tx) => {
      await noteRejection(tx, { merchantId: again.merchantId, siren: '356000000', ground: 'vigilance' })
      await record(tx, 'test.noted', { subject: 'x' })
    })
    expect((await house.db.selectFrom('rejection_markers').select('id').where('merchant_id', '=', again.merchantId).execute()).length).toBe(
      0,
    )
    await reconsiderDossier(house.ctx(officer), first.dossierId, { reason: 'Pièces reçues' })
    expect([await marks(), await said()]).toEqual([[], false])
  })
})
