import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { addDays, type Day } from '#src/kernel/calendar.ts'
import { newId } from '#src/kernel/ids.ts'
import { deliverMails } from '#src/notifications/deliverMails.ts'
import { writeMail } from '#src/notifications/writeMail.ts'
import { unit } from '#src/platform/ctx.ts'
import { useMailer } from '#src/platform/mail.ts'
import { readAbsence } from '#src/retention/absence.sql.ts'
import { findTombstones } from '#src/tombstones/tombstones.sql.ts'
import { openSmtpServer } from '#test/notifications/smtpServer.ts'
import { openKept } from '#src/retention/keepApart.ts'
import { liftAll } from '#test/support/holds.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openAccount } from '#test/support/merchant.ts'
import { purgeOn } from './purgeDay.ts'

/*
 * A server that took nothing for a while leaves letters queued. Of two merchants whose contracts ended a day apart the one goes (CMF
 * L561-12; rules.md §3.2), with what was still to be said to him; the other is written to as ever.
 */
let house: House
let [officer, second]: StaffActor[] = []
let smtp: Awaited<ReturnType<typeof openSmtpServer>>
const from = 'Vigie <ne-pas-repondre@vigie.example>'

type One = { merchantId: string; email: string }
const merchant = async (endedOn: Day | null): Promise<One> => {
  const { merchantId, actor } = await openAccount(house)
  if (endedOn) await sql`update merchants set state = 'closed', ended_on = ${endedOn} where id = ${merchantId}`.execute(house.db)
  const { email } = await house.db.selectFrom('merchant_users').select('email').where('id', '=', actor.id).executeTakeFirstOrThrow()
  return { merchantId, email }
}

let letters = 0
/** Written and queued; a notice, about whatever is named. */
const write = async ({ merchantId, email: address }: One, subjectId = newId('dreq', house.now())): Promise<string> => {
  const dedupeKey = `letter:${++letters}`
  const values = {
    days: 30,
    pieces: [{ kind: 'statutes' as const, person: null, reason: 'missing' as const, note: '' }],
    message: '',
    isRefresh: false,
  }
  await unit(
    house.ctx(),
    (tx) => writeMail(tx, { template: 'documents_requested', to: { address, lang: 'fr', merchantId }, subjectId, dedupeKey, values }),
  )
  return (await house.db.selectFrom('mails').select('id').where('dedupe_key', '=', dedupeKey).executeTakeFirstOrThrow()).id
}
const stateOf = async (id: string) =>
  (await house.db.selectFrom('mails').select('state').where('id', '=', id).executeTakeFirst())?.state ?? 'gone'
const eventsOf = async (id: string) =>
  (await house.db.selectFrom('audit_events').select(['event', 'data', 'merchant_id']).where('subject_id', '=', id).orderBy('id').execute())
    .map(({ event }) => event)
const isErased = async ({ merchantId }: One) =>
  (await house.db.selectFrom('merchants').select('is_erased').where('id', '=', merchantId).executeTakeFirstOrThrow()).is_erased
const deliver = () => deliverMails(house.ctx(system('deliver-mails')))

const day = (on: Day): Promise<string[]> => purgeOn(house, [officer!, second!], on)
const lastPurge = (category: string) =>
  house
    .db
    .selectFrom('purges')
    .selectAll()
    .where('category', '=', category)
    .where('state', '=', 'done')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
const remainingOf = async (category: string) =>
  (await readAbsence(house.db, { purgeId: (await lastPurge(category)).id, category, kind: 'mrch', needles: [], files: null })).remaining

/** The five years are over the day after this one. */
const last = '2031-03-31'
let [gone, twin, busy, prospect]: One[] = []

beforeAll(async () => {
  house = await openHouse({ at: '2026-02-02T10:00:00Z' })
  smtp = await openSmtpServer()
  ;[officer, second] = [await house.staff('officer', 'Odile Prat', null), await house.staff('officer', 'Jean Le Bihan', null)]
  ;[gone, twin, busy] = [await merchant('2026-03-31'), await merchant('2026-04-02'), await merchant('2026-04-01')]
  await deliver()
})
afterAll(async () => {
  useMailer(null)
  await smtp.close()
  await house.close()
})

describe('letters that have not left', () => {
  it('go with their merchant, to the day, each with its event and its tombstone; those of the other stay, and so does what answers a person about his data', async () => {
    const [first, other, ofTwin, answer] = [
      await write(gone!),
      await write(gone!),
      await write(twin!),
      await write({ ...gone!, email: 'quelquun@exemple.test' }, newId('rght', house.now())),
    ]
    expect(await day(last)).toEqual([])
    expect([await stateOf(first), await stateOf(ofTwin), await isErased(gone!)]).toEqual(['queued', 'queued', false])
    expect(await day(addDays(last, 1))).toEqual([])
    expect([await isErased(gone!), await isErased(twin!)]).toEqual([true, false])
    expect([await stateOf(first), await stateOf(other), await stateOf(ofTwin), await stateOf(answer)]).toEqual([
      'gone',
      'gone',
      'queued',
      'queued',
    ])
    for (const id of [first, other])
      expect([await eventsOf(id), (await findTombstones(house.db, id))[0]!.category]).toEqual([
        ['mail.written', 'mail.cancelled'],
        'merchant_file',
      ])
    expect(await eventsOf(ofTwin)).toEqual(['mail.written'])
    expect((await sql`select from mails where to_address = ${gone!.email}`.execute(house.db)).rows).toEqual([])
    expect(await lastPurge('merchant_file')).toMatchObject({ erased_count: 1, absence: { remaining: 0, found: [] } })
    useMailer({ smtpUrl: smtp.url, from })
    await deliver()
    expect(smtp.received.map(({ to }) => to).sort()).toEqual([twin!.email, 'quelquun@exemple.test'].sort())
  })

  it('are found by the proof of absence where one came back', async () => {
    expect(await remainingOf('merchant_file')).toBe(0)
    const id = await write(gone!)
    expect(await remainingOf('merchant_file')).toBe(1)
    await sql`delete from mails where id = ${id}`.execute(house.db)
  })

  it('written while he was being erased are not sent: the delivery takes them away, but what an order holds', async () => {
    const [id, held] = [await write(gone!), newId('dreq', house.now())]
    const kept = await write(gone!, held)
    await sql`insert into legal_holds (id, scope, subject_id, ground, reason, ordered_by, ordered_at, review_on) values ('lhld_test', 'case', ${held}, 'litigation', 'x', ${officer!.id}, ${house.now()}, '2031-06-01')`
      .execute(house.db)
    const before = smtp.received.length
    expect(await deliver()).toMatchObject({ done: 1, skipped: 1, failed: 0 })
    expect([await stateOf(id), await stateOf(kept), smtp.received.length]).toEqual(['gone', 'queued', before])
    expect(await eventsOf(id)).toEqual(['mail.written', 'mail.cancelled'])
    await liftAll(house.db, sql`id = 'lhld_test'`)
    await deliver()
    expect([await stateOf(kept), smtp.received.length]).toEqual(['gone', before])
  })

  it('go with a copy where an order of the compartment alone holds them: their staying would tell of it', async () => {
    const held = newId('dreq', house.now())
    const id = await write(gone!, held)
    await sql`insert into legal_holds (id, scope, subject_id, ground, reason, ordered_by, ordered_at, review_on) values ('lhld_secret', 'case', ${held}, 'opposition', 'x', ${officer!.id}, ${house.now()}, '2031-06-01')`
      .execute(house.db)
    expect(await deliver()).toMatchObject({ done: 1, skipped: 0, failed: 0 })
    expect(await stateOf(id)).toBe('gone')
    const [copy] = await house.db.selectFrom('closed_kept').selectAll().where('about', '=', id).execute()
    expect(openKept(copy!).rows).toMatchObject({ mails: [{ id }] })
    await liftAll(house.db, sql`id = 'lhld_secret'`)
  })
})

describe('a letter that is being handed over', () => {
  it('is sent once and holds no purge up: its merchant goes at the next run, and it with him', async () => {
    let goOn = (): void => {}
    smtp.manner.until = new Promise((done) => (goOn = done))
    const before = smtp.received.length
    const id = await write(busy!)
    house.travel(`${addDays(last, 2)}T02:59:00Z`)
    const handing = deliver()
    while (smtp.received.length === before) await new Promise((next) => setTimeout(next, 20))
    expect(await day(addDays(last, 2))).toEqual([])
    expect([await stateOf(id), await isErased(busy!)]).toEqual(['queued', false])
    goOn()
    expect(await handing).toMatchObject({ done: 1, failed: 0 })
    await deliver()
    expect([await stateOf(id), smtp.received.length]).toEqual(['sent', before + 1])
    expect(await day(addDays(last, 3))).toEqual([])
    expect([await isErased(busy!), await stateOf(id), await isErased(twin!)]).toEqual([true, 'gone', true])
    expect(await remainingOf('merchant_file')).toBe(0)
  })
})

describe('an account without a contract', () => {
  it('goes with all his letters, queued and sent, three years after his last sign of life', async () => {
    house.travel('2031-05-05T09:00:00Z')
    prospect = await merchant(null)
    const other = await merchant(null)
    await sql`update merchant_users set last_contact_at = '2031-05-06T09:00:00Z' where merchant_id = ${other.merchantId}`.execute(house.db)
    const sent = await write(prospect)
    await deliver()
    const [queued, ofOther] = [await write(prospect), await write(other)]
    expect(await day('2034-05-04')).toEqual([])
    expect(await stateOf(queued)).toBe('queued')
    expect(await day('2034-05-05')).toEqual([])
    expect([await isErased(prospect), await stateOf(sent), await stateOf(queued), await isErased(other), await stateOf(ofOther)]).toEqual([
      true,
      'gone',
      'gone',
      false,
      'queued',
    ])
    expect(await eventsOf(queued)).toEqual(['mail.written', 'mail.cancelled'])
    expect(await remainingOf('prospect_contact')).toBe(0)
    await sql`update mails set merchant_id = ${prospect.merchantId}, state = 'sent' where id = ${ofOther}`.execute(house.db)
    expect(await remainingOf('prospect_contact')).toBe(1)
  })
})
