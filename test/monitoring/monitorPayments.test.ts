import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '#src/kernel/actor.ts'
import { saveCompany } from '#src/dossiers/saveCompany.ts'
import { addDays, parisDay, type Day } from '#src/kernel/calendar.ts'
import { measures, type Measure } from '#src/monitoring/facts.ts'
import { columnOf } from '#src/monitoring/merchantDays.sql.ts'
import { monitorPayments } from '#src/monitoring/monitorPayments.ts'
import { scenarios } from '#src/monitoring/scenarios/index.ts'
import { digestOf } from '#src/thresholds/thresholdSet.ts'
import { listSignedVersions } from '#src/thresholds/versions.sql.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { company, openAccount, type Signed } from '#test/support/merchant.ts'
import { contest, pay, refund, type Paid } from './trade.ts'

let house: House
let shop: Signed
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-01T09:00:00Z' })
  shop = await openAccount(house)
})
afterAll(() => house.close())

const monitor = (one = house) => monitorPayments(one.ctx(system('monitor-payments')))
const alertsOf = async (one = house) =>
  (await one
    .db
    .selectFrom('alerts')
    .select(['scenario', 'merchant_id', 'subject', 'window_to_on', 'level'])
    .orderBy('scenario')
    .orderBy('merchant_id')
    .orderBy('subject')
    .orderBy('window_to_on')
    .execute())
    .map((row) => Object.values(row).join(' '))
const days = async (one = house) => one.db.selectFrom('merchant_days').selectAll().orderBy('merchant_id').orderBy('traded_on').execute()
const bins = async (one = house) =>
  one.db.selectFrom('merchant_bins').selectAll().orderBy('merchant_id').orderBy('traded_on').orderBy('first6').execute()

/** One payment after the other, as somebody would count with a pencil. */
const counted = (all: readonly Paid[], day: Day): Record<Measure, number> => {
  const sums = Object.fromEntries(measures.map((one) => [one, 0])) as Record<Measure, number>
  for (const { at, cents = 2_500, isRefused, isDebit, country = 'FR', funding, currency = 'eur', mode = 'live' } of all) {
    if (mode !== 'live' || parisDay(new Date(at)) !== day) continue
    const euros = currency === 'eur' ? cents : 0
    if (!isDebit) sums.attempts++
    if (isDebit) sums.debits++
    if (isRefused) {
      sums[isDebit ? 'returns' : 'declines']++
      continue
    }
    sums.captures++
    sums.capturedCents += euros
    if (!isDebit) {
      sums.cardCaptures++
      sums.cardCents += euros
      if (country !== null && country !== 'FR') sums.foreignCaptures++
      if (country === 'KP') sums.riskCaptures++
      if (funding === 'prepaid') sums.prepaidCaptures++
    }
    if (euros > 0 && euros % 5_000 === 0) sums.roundCaptures++
    if (
      Number(
        new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', hour: 'numeric', hourCycle: 'h23' })
          .format(new Date(at))
          .replace(/\D/g, ''),
      ) < 5
    ) sums.nightCaptures++
  }
  return sums
}

const payment: fc.Arbitrary<Paid> = fc.record({
  // both days on which clocks change, and the minutes around midnight
  at: fc
    .tuple(
      fc.constantFrom('2026-03-28', '2026-03-29', '2026-03-30', '2025-10-26'),
      fc.constantFrom(0, 1, 59, 60, 61, 719, 1_319, 1_320, 1_379, 1_380, 1_439),
    )
    .map(([day, minute]) => new Date(Date.parse(`${day}T00:00:00Z`) + minute * 60_000).toISOString()),
  cents: fc.constantFrom(0, 4_999, 5_000, 10_000, 12_345),
  isRefused: fc.boolean(),
  isDebit: fc.boolean(),
  country: fc.constantFrom('FR', 'DE', 'KP', null),
  funding: fc.constantFrom('prepaid' as const, 'debit' as const),
  currency: fc.constantFrom('eur', 'eur', 'usd'),
  mode: fc.constantFrom('live' as const, 'live' as const, 'test' as const),
  card: fc.constantFrom('497010aa', '535310bb'),
})

describe('figures by day', () => {
  it('are those of a count by hand, of whatever payments', async () => {
    house.travel('2026-04-02T09:00:00Z')
    await fc.assert(
      fc.asyncProperty(
        fc.array(payment.map((one) => (one.isDebit ? { ...one, mode: 'live' as const } : one)), { minLength: 1, maxLength: 30 }),
        async (all) => {
          const merchant = await openAccount(house)
          await pay(house, merchant.merchantId, all)
          await house.database.db.deleteFrom('monitoring_marks').execute()
          await monitor()
          const rows = await house.db.selectFrom('merchant_days').selectAll().where('merchant_id', '=', merchant.merchantId).execute()
          const wanted = [...new Set(all.filter(({ mode }) => mode !== 'test').map(({ at }) => parisDay(new Date(at))))].sort()
          expect(rows.map(({ traded_on: day }) => day).sort()).toEqual(wanted)
          for (const row of rows)
            expect(Object.fromEntries(measures.map((one) => [one, row[columnOf(one) as 'captures']]))).toEqual(counted(all, row.traded_on))
        },
      ),
      { numRuns: 8 },
    )
  })

  it('know refunds, disputes, returned debits and payments of another site', async () => {
    house.travel('2026-04-02T09:00:00Z')
    await saveCompany(house.ctx(shop.actor), company({ website: 'https://www.maison.example' }))
    await house.database.db.deleteFrom('monitoring_marks').execute()
    const ids = await pay(house, shop.merchantId, [
      { at: '2026-04-01T09:00:00Z', returnUrl: 'https://maison.example/merci' },
      { at: '2026-04-01T09:01:00Z', returnUrl: 'https://boutique.maison.example:8443/merci?x=1' },
      { at: '2026-04-01T09:02:00Z', returnUrl: 'https://autremaison.example/maison.example' },
      { at: '2026-04-01T09:03:00Z', isDebit: true },
      { at: '2026-04-01T09:04:00Z', isDebit: true },
    ])
    await refund(house, [ids[0]!], '2026-04-01T10:00:00Z', 1_000)
    await contest(house, [ids[1]!], '2026-04-01T10:00:00Z')
    await contest(house, [ids[3]!], '2026-04-01T10:00:00Z', { network: 'sepa', code: 'MD01', category: 'no_mandate' })
    await monitor()
    expect(
      await house
        .db
        .selectFrom('merchant_days')
        .selectAll()
        .where('merchant_id', '=', shop.merchantId)
        .where('traded_on', '=', '2026-04-01')
        .executeTakeFirst(),
    )
      .toMatchObject({
        captures: 5,
        returned: 3,
        elsewhere: 1,
        refunds: 1,
        refunded_cents: 1_000,
        disputes: 1,
        frauds: 1,
        disputed_cents: 5_000,
        debits: 2,
        returns: 1,
        mandate_faults: 1,
      })
  })
})

/** Five weeks of a merchant who splits, one who wakes up, one who refunds, one whose cards are tried. */
const story = async (one: House, merchants: readonly Signed[], from: Day, day: number): Promise<void> => {
  const at = (time: string): string => `${addDays(from, day)}T${time}Z`
  const [splits, grows, refunds, tried] = merchants
  await pay(one, grows!.merchantId, Array.from({ length: 4 }, (_, i) => ({ at: at(`1${i}:00:00`), cents: day === 20 ? 150_000 : 9_900 })))
  const sold = await pay(one, refunds!.merchantId, Array.from({ length: 5 }, (_, i) => ({ at: at(`0${i + 5}:30:00`), cents: 6_100 })))
  if (day % 2 === 0) await refund(one, sold.slice(0, 3), at('16:00:00'), 6_100)
  if (day === 12)
    await pay(
      one,
      splits!.merchantId,
      Array.from({ length: 6 }, (_, i) => ({ at: at(`1${i}:05:00`), cents: 96_000 + i, card: '497010split' })),
    )
  if (day === 15)
    await pay(
      one,
      tried!.merchantId,
      Array.from(
        { length: 12 },
        (_, i) => ({ at: at(`12:0${Math.floor(i / 2)}:10`), isRefused: true, ip: '198.51.100.7', card: `4${97_011 + i}` }),
      ),
    )
}

describe('looking at days', () => {
  const from = '2026-05-04'
  const length = 24

  /** The same five weeks in a house of its own: the job rung as told. */
  const live = async (ring: (one: House, day: number, watch: () => Promise<unknown>) => Promise<unknown>) => {
    const one = await openHouse({ at: `${from}T06:00:00Z` })
    const merchants = [await openAccount(one), await openAccount(one), await openAccount(one), await openAccount(one)]
    const names = new Map(merchants.map(({ merchantId }, i) => [merchantId, `m${i}`]))
    for (let day = 0; day < length; day++) {
      one.travel(`${addDays(from, day)}T18:00:00Z`)
      await story(one, merchants, from, day)
      await ring(one, day, () => monitor(one))
    }
    one.travel(`${addDays(from, length)}T01:00:00Z`)
    await monitor(one)
    const named = (text: string): string => [...names].reduce((all, [id, name]) => all.replaceAll(id, name), text)
    const seen = {
      alerts: (await alertsOf(one)).map(named).sort(),
      days: (await days(one)).map((row) => named(JSON.stringify(row))).sort(),
      bins: (await bins(one)).map((row) => named(JSON.stringify(row))).sort(),
    }
    await one.close()
    return seen
  }

  it('every quarter of an hour, every night, a week late, twice, by two at once: the same alerts', async () => {
    const nightly = await live(async (one, day, watch) => {
      one.travel(`${addDays(from, day + 1)}T00:30:00Z`)
      await watch()
    })
    const often = await live(async (_, __, watch) => {
      await watch()
      await Promise.all([watch(), watch()])
    })
    const late = await live(async (_, day, watch) => (day % 9 === 8 ? watch() : null))
    expect(nightly.alerts.map((one) => one.split(' ')[0])).toEqual(expect.arrayContaining(['TM-01', 'TM-02', 'TM-04', 'TM-11']))
    expect([often.alerts, late.alerts]).toEqual([nightly.alerts, nightly.alerts])
    expect([often.days, late.days]).toEqual([nightly.days, nightly.days])
    expect([often.bins.length > 0, often.bins, late.bins]).toEqual([true, nightly.bins, nightly.bins])
  })

  it('a day is closed once, five minutes after it is over, and leaves its event', async () => {
    const before = (await house.db.selectFrom('monitored_days').select('monitored_on').execute()).length
    house.travel('2026-04-02T22:04:59Z')
    expect((await monitor()).done).toBe(0)
    house.travel('2026-04-02T22:05:00Z')
    expect((await monitor()).done).toBe(1)
    expect((await monitor()).done).toBe(0)
    expect((await house.db.selectFrom('monitored_days').select('monitored_on').execute()).length).toBe(before + 1)
    expect(
      await house
        .db
        .selectFrom('audit_events')
        .select('id')
        .where('event', '=', 'monitoring.day_closed')
        .where('subject_id', '=', '2026-04-02')
        .execute(),
    )
      .toHaveLength(1)
  })
})

describe('thresholds that ship', () => {
  it('are those of the rules: what the database was given is what the code calls usual', async () => {
    const signed = await listSignedVersions(house.db)
    expect(Object.fromEntries(signed.map(({ scenario, set }) => [scenario, set.usual]))).toEqual(
      Object.fromEntries(scenarios.map(({ id, defaults }) => [id, defaults])),
    )
    expect(new Set(signed.map(({ set }) => digestOf(set))).size).toBe(20)
  })
})
