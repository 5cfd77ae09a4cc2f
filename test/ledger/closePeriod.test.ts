import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { closePeriod } from '#src/ledger/closePeriod.ts'
import { post } from '#src/ledger/post.ts'
import { feesSwept } from '#src/ledger/postings.ts'
import { entriesOf } from '#src/ledger/reads.ts'
import { unit } from '#src/platform/ctx.ts'
import { tellEvent } from '#src/audit/tellEvent.ts'
import { hasText, translator } from '#src/web/i18n.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { book, entry, noteBooked } from './books.ts'

let house: House
let officer: StaffActor
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  officer = await house.staff('officer')
})
afterAll(() => house.close())

const swept = (at: string, more = {}) => entry(house.ctx(), feesSwept({ amountCents: 5 }), { at: new Date(at), ...more })
const close = (to: string, actor = officer) => closePeriod(house.ctx(actor), { book: 'test', to })

it('is the officer’s, for a day of Paris that is over', async () => {
  await expect(close('2026-02-28', await house.staff(['analyst', 'auditor', 'administrator']))).rejects.toMatchObject({ status: 403 })
  await expect(closePeriod(house.ctx(), { book: 'test', to: '2026-02-28' })).rejects.toMatchObject({ status: 403 })
  await expect(close('2026-02-30')).rejects.toMatchObject({ status: 422, fields: { to: 'web:field.bad_date' } })
  await expect(close('2026-03-02')).rejects.toMatchObject({ status: 409, code: 'ledger_day_not_over' })
  house.travel('2026-03-01T22:59:59Z')
  await expect(close('2026-03-01')).rejects.toMatchObject({ code: 'ledger_day_not_over' })
  house.travel('2026-03-02T09:00:00Z')
})

it('closes the day and all before it, for its book only, and is recorded', async () => {
  const before = swept('2026-02-27T09:00:00Z')
  await book(house.ctx(), before)
  await close('2026-02-28')
  const event = await house.db.selectFrom('audit_events').selectAll().where('event', '=', 'ledger.period_closed').executeTakeFirstOrThrow()
  expect(event).toMatchObject({ actor_id: officer.id, data: { mode: 'test', closedAfter: null, closedTo: '2026-02-28' } })
  const told = (lang: 'fr' | 'en') =>
    tellEvent({
      at: event.at,
      event: event.event,
      actorKind: 'staff',
      actorId: officer.id,
      actorName: officer.name,
      data: event.data as never,
      personal: null,
      isErased: false,
    }, { t: translator(lang), has: (key) => hasText(lang, key) })
  expect([told('en').what, told('fr').what]).toEqual([
    'closed the test books up to 2026-02-28',
    'a clos les livres de test jusqu’au 2026-02-28',
  ])
  await expect(book(house.ctx(), swept('2026-02-28T22:59:59Z'))).rejects.toMatchObject({
    status: 409,
    code: 'ledger_day_closed',
    details: { day: '2026-02-28' },
  })
  await book(house.ctx(), swept('2026-02-28T23:00:00Z')) // 1 March in Paris
  await book(house.ctx(), swept('2026-02-27T09:00:00Z', { book: 'live' }))
  // told again, what is booked stays booked; a late one is counted on a later day
  expect(await book(house.ctx(), before)).toMatchObject([{ isNew: false }])
  const late = swept('2026-02-27T10:00:00Z', { accountingOn: '2026-03-02' })
  await book(house.ctx(), late)
  expect(await entriesOf(house.db, late.subjectId)).toMatchObject([{ accountingOn: '2026-03-02', at: new Date('2026-02-27T10:00:00Z') }])
})

it('never opens again: an earlier or the same day is refused, the row cannot be changed', async () => {
  for (const to of ['2026-02-28', '2026-02-01']) await expect(close(to)).rejects.toMatchObject({ status: 409, code: 'ledger_day_closed' })
  await expect(sql`delete from ledger_periods`.execute(house.db)).rejects.toThrow(/written once/)
  await expect(sql`update ledger_periods set closed_to = '2020-01-01'`.execute(house.db)).rejects.toThrow(/written once/)
})

it('the database refuses a closed day to raw SQL too', async () => {
  await expect(
    sql`with e as (insert into ledger_entries (book, event_key, kind, currency, subject_id, at, accounting_on) values ('test', 'sweep:raw', 'fee_sweep', 'eur', 's', '2026-02-01', '2026-02-01') returning *)
    insert into ledger_postings (entry_id, leg, book, currency, account, amount_cents) select id, leg, book, currency, account, cents from e, (values (1, 1010, 5), (2, 1020, -5)) l (leg, account, cents)`
      .execute(house.db),
  )
    .rejects
    .toThrow(/a closed day/)
})

it('waits for a unit that is booking on the day, which so is in it; one that comes after is refused', async () => {
  house.travel('2026-03-03T09:00:00Z')
  let release = (): void => {}
  const isReleased = new Promise<void>((done) => (release = done))
  let hasBooked = (): void => {}
  const booked = new Promise<void>((done) => (hasBooked = done))
  const order: string[] = []
  const early = unit(house.ctx(), async (tx) => {
    await post(tx, swept('2026-03-02T10:00:00Z'))
    await noteBooked(tx)
    hasBooked()
    await isReleased
    order.push('booked')
  })
  await booked
  const closing = close('2026-03-02').then(() => order.push('closed'))
  const isWaiting = sql<{ waits: boolean }>`select exists (select from pg_locks where not granted and relation = 'ledger_entries'::regclass) as waits`
  while (!(await isWaiting.execute(house.db)).rows[0]!.waits) { /* the closing has not come to its lock yet */ }
  const late = book(house.ctx(), swept('2026-03-02T11:00:00Z')).then(() => 'booked', (fault: { code: string }) => fault.code)
  release()
  await Promise.all([early, closing])
  expect(order).toEqual(['booked', 'closed'])
  expect(await late).toBe('ledger_day_closed')
})

it('does not close books that are out of balance', async () => {
  house.travel('2026-03-05T09:00:00Z')
  const id = (await book(house.ctx(), swept('2026-03-04T10:00:00Z')))[0]!.id
  await sql`alter table ledger_postings disable trigger user`.execute(house.db)
  await sql`update ledger_postings set amount_cents = amount_cents + 3 where entry_id = ${id} and leg = 1`.execute(house.db)
  await expect(close('2026-03-04')).rejects.toThrow(/the test book is out of balance by 3 eur/)
  await close('2026-03-03')
})
