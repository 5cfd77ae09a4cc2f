import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countByScenario, countWaitingAlerts } from '#src/alerts/alertCounts.sql.ts'
import { amlQuestions } from '#src/amlCases/amlCase.ts'
import { answerQuestion } from '#src/amlCases/addToAmlCase.ts'
import { countLivingAmlCases } from '#src/amlCases/amlCases.sql.ts'
import { beginExamination, concludeAmlCase } from '#src/amlCases/moveAmlCase.ts'
import { openAmlCase } from '#src/amlCases/openAmlCase.ts'
import { claimAlert } from '#src/alerts/claimAlert.ts'
import { closeAlert } from '#src/alerts/closeAlert.ts'
import { escalateAlert } from '#src/alerts/escalateAlert.ts'
import { countItems, listItems, readFigures, readTotals, type Counted } from '#src/dashboards/figures.sql.ts'
import { boundsOf, readPeriod, slotsOf } from '#src/dashboards/period.ts'
import { bandBounds, bandDays, queueIds, queues } from '#src/dashboards/queue.ts'
import { itemSorts, sortKeys, sortPeople, sortTotals, type KeySort, type PersonSort, type TotalSort } from '#src/dashboards/sorts.ts'
import { trendOf } from '#src/dashboards/trend.ts'
import { countHits } from '#src/hits/searchHits.sql.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { newId } from '#src/kernel/ids.ts'
import { isAllowed, roles, type Role } from '#src/kernel/permissions.ts'
import { countQueue } from '#src/reviews/queue.sql.ts'
import { claimReview } from '#src/reviews/claimReview.ts'
import { countRequests } from '#src/rights/searchRights.sql.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { submitted, type Signed } from '#test/support/merchant.ts'

let house: House
let shop: Signed
let [ana, basile, odile]: StaffActor[] = []
const hour = 3_600_000

let day = 0
const raise = async (scenario: string, agoHours: number): Promise<string> => {
  const on = new Date(Date.UTC(2026, 0, ++day)).toISOString().slice(0, 10)
  const at = new Date(house.now().getTime() - agoHours * hour)
  const id = newId('alrt', at)
  await house
    .db
    .insertInto('alerts')
    .values({
      id,
      scenario,
      version: 1,
      revision: 1,
      merchant_id: shop.merchantId,
      level: 'high',
      window_from_on: on,
      window_to_on: on,
      says: 'high_ticket_first',
      finding: JSON.stringify({ inputs: { payments: 2 }, values: { highestCents: 500_000, ceilingCents: 300_000 }, limits: {} }),
      raised_at: at,
      due_at: new Date(at.getTime() + 48 * hour),
    })
    .execute()
  return id
}

/**
 * Three alerts wait (two late, one in hand), of two scenarios; five are decided, by two people; a title of the closed compartment lies
 * beside a reserve.
 */
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-20T10:00:00Z' })
  shop = await submitted(house)
  await submitted(house)
  ;[ana, basile, odile] = [
    await house.staff('analyst', 'Ana Morel'),
    await house.staff('analyst', 'Basile Roy'),
    await house.staff('officer', 'Odile Prat'),
  ]
  await house.db.updateTable('screening_settings').set({ alert_look_bps: 0 }).where('state', '=', 'in_force').execute()
  const [first] = [await raise('TM-10', 2), await raise('TM-10', 60), await raise('TM-04', 24 * 40)]
  await claimAlert(house.ctx(basile), first!)
  const done = [
    await raise('TM-10', 30),
    await raise('TM-10', 20),
    await raise('TM-04', 10),
    await raise('TM-04', 10),
    await raise('TM-04', 10),
  ]
  house.forward(hour)
  await closeAlert(house.ctx(ana), done[0]!, { reason: 'explained', note: '' })
  await closeAlert(house.ctx(ana), done[1]!, { reason: 'duplicate', note: '' })
  await closeAlert(house.ctx(basile), done[2]!, { reason: 'seasonal', note: '' })
  await escalateAlert(house.ctx(ana), done[3]!, { reason: 'À examiner.' })
  house.forward(3 * 24 * hour)
  await closeAlert(house.ctx(ana), done[4]!, { reason: 'explained', note: '' })
  await addHolds()
  await addCases()
})
afterAll(() => house.close())

const addHolds = async (): Promise<void> => {
  const hold = {
    merchant_id: shop.merchantId,
    currency: 'eur',
    state: 'active',
    grounds: 'Essai.',
    proposed_at: house.now(),
    proposed_by: ana!.id,
    decided_at: house.now(),
    decided_by: odile!.id,
  } as const
  await house
    .db
    .insertInto('holds')
    .values({
      ...hold,
      id: newId('hold', house.now()),
      title: 'contract_reserve',
      clause_version: 'v1',
      secured_claims: 'Impayés.',
      release_on: '2026-03-21',
    })
    .execute()
  await house
    .db
    .insertInto('holds')
    .values({
      ...hold,
      id: newId('hold', house.now()),
      title: 'tracfin_opposition',
      reference: 'R1',
      notified_on: '2026-03-20',
    })
    .execute()
  await house.db.insertInto('holds').values({ ...hold, id: newId('hold', house.now()), title: 'asset_freeze', reference: 'R2' }).execute()
}

/** One is examined and past its ten working days, one was handed over within them; another merchant's is new. */
const addCases = async (): Promise<void> => {
  const other = await submitted(house)
  const at = house.now()
  house.travel(new Date(at.getTime() - 30 * 24 * hour))
  const ctx = (who: StaffActor) => house.ctx(who)
  const matter = { alertIds: [], hitIds: [], reason: 'Volumes sans rapport avec l’activité.' }
  const late = await openAmlCase(ctx(basile!), { merchantId: shop.merchantId, ...matter })
  await beginExamination(ctx(basile!), late)
  house.travel(new Date(at.getTime() - 2 * 24 * hour))
  const over = await openAmlCase(ctx(ana!), { merchantId: other.merchantId, ...matter })
  await beginExamination(ctx(ana!), over)
  for (const question of amlQuestions)
    await answerQuestion(ctx(ana!), over, {
      question,
      isEstablished: true,
      words: 'Établi.',
      source: 'payments',
      sourceWords: 'Relevé',
      pieceId: '',
    })
  house.travel(new Date(at.getTime() - 24 * hour))
  await concludeAmlCase(ctx(ana!), over, { facts: 'Facture produite.' })
  house.travel(at)
  await openAmlCase(ctx(ana!), { merchantId: other.merchantId, ...matter })
}

const period = () => readPeriod('7', parisDay(house.now()))
const figures = (queue: (typeof queueIds)[number], said = period()) => readFigures(house.db, queue, said, house.now())
const page = async (who: StaffActor, path = '') => (await house.clientOf(who)).get(`/console/dashboards${path}`)

describe('a period', () => {
  it('is days back with today, or a month up to today; what is no answer is thirty days; long ones go by week', () => {
    expect(readPeriod('7', '2026-03-23')).toEqual({ said: '7', from: '2026-03-17', to: '2026-03-23' })
    expect(readPeriod('2026-02', '2026-03-23')).toEqual({ said: '2026-02', from: '2026-02-01', to: '2026-02-28' })
    expect(readPeriod('2026-03', '2026-03-23')).toMatchObject({ from: '2026-03-01', to: '2026-03-23' })
    for (const said of ['2026-04', '2026-13', 'x', ['7'], undefined, '2026-3'])
      expect(readPeriod(said, '2026-03-23')).toMatchObject({ said: '30', from: '2026-02-22' })
    // the clock goes forward on the 29th: the day has 23 hours
    expect(boundsOf({ from: '2026-03-29', to: '2026-03-29' })).toEqual({
      since: new Date('2026-03-28T23:00:00Z'),
      until: new Date('2026-03-29T22:00:00Z'),
    })
    const weeks = slotsOf(readPeriod('90', '2026-03-25'))
    expect([weeks[0], weeks[1], weeks.at(-1)]).toEqual([
      { from: '2025-12-26', to: '2025-12-28' },
      { from: '2025-12-29', to: '2026-01-04' },
      { from: '2026-03-23', to: '2026-03-25' },
    ])
  })

  it('of ages: every age is in one band', () => {
    const now = new Date('2026-03-23T10:00:00Z')
    for (const ms of [0, 1, 24 * hour - 1, 24 * hour, 72 * hour, 30 * 24 * hour, 400 * 24 * hour]) {
      const at = now.getTime() - ms
      expect(
        bandDays.filter((_, band) =>
          at <= bandBounds(band, now).upTo.getTime() && at > (bandBounds(band, now).after?.getTime() ?? -Infinity)
        ),
        String(ms),
      )
        .toHaveLength(1)
    }
  })

  it('how many waited as a day ended: those of now, less what came since and with what went since', () => {
    const days = [{ day: '2026-03-22', arrived: 5, stayed: 5, decided: 1 }, { day: '2026-03-23', arrived: 3, stayed: 2, decided: 4 }]
    expect(trendOf({ said: '7', from: '2026-03-21', to: '2026-03-23' }, days, 7)).toEqual([
      { from: '2026-03-21', to: '2026-03-21', arrived: 0, decided: 0, open: 5 },
      { from: '2026-03-22', to: '2026-03-22', arrived: 5, decided: 1, open: 9 },
      { from: '2026-03-23', to: '2026-03-23', arrived: 3, decided: 4, open: 7 },
    ])
  })
})

describe('the figures of alerts', () => {
  it('say what waits by age, what is late, what came and went, how long it took, who did it, and what came to nothing, as the scenarios themselves are judged', async () => {
    const seen = await figures('alerts')
    expect(seen.totals).toMatchObject({ open: 3, late: 3, arrived: 7, decided: 5, judged: 4, wrong: 3 })
    expect(seen.totals.bands).toEqual([0, 0, 2, 0, 1])
    expect(seen.totals.medianMs).toBe(21 * hour)
    expect(seen.people.map(({ name, held, decided }) => ({ name, held, decided }))).toEqual([{ name: 'Ana Morel', held: 0, decided: 4 }, {
      name: 'Basile Roy',
      held: 1,
      decided: 1,
    }])
    const judged = await countByScenario(house.db, house.now(), 6)
    for (const { key, judged: of, wrong, open } of seen.keys)
      expect({ decided: of, wrong, waiting: open }, key).toEqual({
        decided: judged.get(key)!.decided,
        wrong: judged.get(key)!.wrong,
        waiting: judged.get(key)!.waiting,
      })
    expect(seen.keys.map(({ key }) => key)).toEqual(['TM-04', 'TM-10'])
    expect(await readTotals(house.db, 'alerts', period(), house.now())).toEqual(seen.totals)
    expect(seen.days.reduce((all, { decided }) => all + decided, 0)).toBe(5)
  })

  it('of a month that is over count what came and went in it, and what waits now', async () => {
    const february = await figures('alerts', readPeriod('2026-02', parisDay(house.now())))
    expect(february.totals).toMatchObject({ open: 3, arrived: 1, decided: 0, medianMs: null })
    expect(trendOf(readPeriod('2026-02', parisDay(house.now())), february.days, february.totals.open).at(-1)).toMatchObject({ open: 1 })
  })
})

describe('the figures of examination cases', () => {
  it('say what is examined and since when, what is late, what was handed over and in how long, and by whom', async () => {
    const seen = await figures('aml_cases')
    expect(seen.totals).toMatchObject({ open: 2, late: 1, arrived: 2, decided: 1, judged: 0, medianMs: 24 * hour })
    expect(seen.totals.bands).toEqual([1, 0, 0, 0, 1])
    expect(seen.people.map(({ name, held, decided }) => ({ name, held, decided }))).toEqual([{ name: 'Ana Morel', held: 1, decided: 1 }, {
      name: 'Basile Roy',
      held: 1,
      decided: 0,
    }])
    const own = await countLivingAmlCases(house.db, parisDay(house.now()))
    expect({ count: seen.totals.open, breaches: seen.totals.late }).toEqual(own)
  })

  it('stand on their own page with table and file, lead to the case, and are not there for whoever reads no alerts', async () => {
    const text = (await page(odile!, '/aml_cases?period=7')).text
    expect(text).toContain('Dossiers d’examen')
    expect(text).toContain('Basile Roy')
    expect((await page(odile!, '/aml_cases/items?of=late')).text).toMatch(/class="row-link" href="\/console\/aml-cases\/amlc_/)
    expect((await page(await house.staff('auditor'), '/aml_cases.csv?period=7')).text).toMatch(
      /par personne;Ana Morel;1;;1;;;24|par personne,Ana Morel,1,,1,,,24/,
    )
    const agent = await house.clientOf(await house.staff('agent'))
    for (const path of ['/aml_cases', '/aml_cases/items', '/aml_cases.csv', '/aml_cases/items.csv'])
      expect((await agent.get(`/console/dashboards${path}`)).status, path).toBe(404)
  })
})

describe('every figure', () => {
  it('is that of the room’s own list', async () => {
    const [reviews, alerts, hits, rights] = [
      await figures('reviews'),
      await figures('alerts'),
      await figures('hits'),
      await figures('rights'),
    ]
    expect({ open: reviews.totals.open, breaches: reviews.totals.late }).toEqual({
      open: (await countQueue(house.db, house.now())).open,
      breaches: (await countQueue(house.db, house.now())).breaches,
    })
    expect({ count: alerts.totals.open, breaches: alerts.totals.late }).toMatchObject({
      count: (await countWaitingAlerts(house.db, house.now())).count,
      breaches: (await countWaitingAlerts(house.db, house.now())).breaches,
    })
    const counted = await countHits(house.db, house.now())
    expect([hits.totals.open, hits.totals.late]).toEqual([counted.open + counted.proposed, counted.late])
    expect(rights.totals.open).toBe((await countRequests(house.db, parisDay(house.now()))).living)
  })

  it.each(queueIds)('of %s is that of the list it leads to', async (queue) => {
    const seen = await figures(queue)
    const said = period()
    const count = async (asked: Partial<Counted> & Pick<Counted, 'what'>): Promise<number> => {
      const counted = { ...said, ...asked }
      const [items, all] = [
        await listItems(house.db, queue, counted, null, house.now(), 500),
        await countItems(house.db, queue, counted, house.now()),
      ]
      expect(items).toHaveLength(all)
      return all
    }
    for (const what of ['open', 'late', 'arrived', 'decided', 'judged', 'wrong'] as const)
      expect(await count({ what }), what).toBe(seen.totals[what])
    for (const band of bandDays.keys()) expect(await count({ what: 'open', band })).toBe(seen.totals.bands[band])
    expect(seen.totals.bands.reduce((all, one) => all + one, 0)).toBe(seen.totals.open)
    for (const { id, held, decided } of seen.people)
      expect([await count({ what: 'held', person: id }), await count({ what: 'decided', person: id })]).toEqual([held, decided])
    for (const { key, open, judged, wrong } of seen.keys)
      expect([await count({ what: 'open', key }), await count({ what: 'judged', key }), await count({ what: 'wrong', key })]).toEqual([
        open,
        judged,
        wrong,
      ])
    for (const slot of trendOf(said, seen.days, seen.totals.open).filter(({ arrived }) => arrived > 0))
      expect(await count({ what: 'arrived', from: slot.from, to: slot.to })).toBe(slot.arrived)
  })

  it.each(itemSorts)(
    'a list sorted by %s pages by key, nothing twice and nothing left out, what has no such instant last',
    async (sort) => {
      for (const [queue, what] of [['alerts', 'decided'], ['alerts', 'arrived'], ['documents', 'open'], ['disputes', 'open']] as const) {
        const counted: Counted = { what, ...period() }
        const all = await listItems(house.db, queue, counted, null, house.now(), 100, sort)
        const ids: string[] = []
        for (let after = null as { at: string; id: string } | null;;) {
          const rows = await listItems(house.db, queue, counted, after, house.now(), 2, sort)
          if (rows.length === 0) break
          ids.push(...rows.map(({ id }) => id))
          after = { at: rows.at(-1)!.at, id: rows.at(-1)!.id }
        }
        expect(ids).toEqual(all.map(({ id }) => id))
        expect(ids).toHaveLength(await countItems(house.db, queue, counted, house.now()))
        const instants = all.map((one) =>
          ({
            oldest: one.arrivedAt,
            newest: one.arrivedAt,
            due: one.dueAt,
            due_last: one.dueAt,
            decided: one.decidedAt,
            decided_last: one.decidedAt,
          })[sort]
            ?.getTime() ?? null
        )
        const sign = sort === 'newest' || sort.endsWith('_last') ? -1 : 1
        expect(instants).toEqual(
          instants.toSorted((x, y) => (x === null || y === null ? Number(x === null) - Number(y === null) : sign * (x - y))),
        )
      }
    },
  )

  it('the table of queues sorts by each of its figures, both ways; what has none stands last, and what is no column changes nothing', () => {
    const line = (open: number, medianMs: number | null, hasNoEnd = false) => ({
      totals: { open, late: 0, oldestAt: null, arrived: 0, decided: open, medianMs, p90Ms: null, judged: 0, wrong: 0, bands: [] },
      hasNoEnd,
      hasVerdict: false,
    })
    const lines = [line(3, 50), line(9, null), line(5, 70, true)]
    const opens = (sort: TotalSort | null) => sortTotals(lines, sort).map(({ totals }) => totals.open)
    expect([
      opens(null),
      opens('open'),
      opens('open_up'),
      opens('median'),
      opens('median_up'),
      opens('decided'),
      opens('wrong'),
      opens('oldest'),
    ])
      .toEqual([[3, 9, 5], [9, 5, 3], [3, 5, 9], [5, 3, 9], [3, 5, 9], [9, 3, 5], [3, 9, 5], [3, 9, 5]])
  })
})

describe('the tables of one queue', () => {
  it('sort by each of their figures, both ways; equals stay, and what has none stands last', () => {
    const [low, high, none] = [{ key: 'TM-01', open: 1, judged: 10, wrong: 1 }, { key: 'TM-02', open: 1, judged: 2, wrong: 2 }, {
      key: 'TM-03',
      open: 4,
      judged: 0,
      wrong: 0,
    }]
    const keys = (sort: KeySort | null) => sortKeys([low, high, none], sort).map(({ key }) => key.slice(-1)).join('')
    expect([null, 'open', 'open_up', 'judged', 'wrong', 'rate', 'rate_up'].map((sort) => keys(sort as KeySort | null))).toEqual([
      '123',
      '312',
      '123',
      '123',
      '213',
      '213',
      '123',
    ])
    const person = (id: string, held: number, decided: number, medianMs: number | null) => ({ id, name: id, held, decided, medianMs })
    const people = (sort: PersonSort | null) =>
      sortPeople([person('a', 0, 5, 900), person('b', 3, 1, 100), person('c', 1, 0, null)], sort).map(({ id }) => id).join('')
    expect([null, 'held', 'held_up', 'decided_up', 'median', 'median_up'].map((sort) => people(sort as PersonSort | null))).toEqual([
      'abc',
      'bca',
      'acb',
      'cba',
      'abc',
      'bac',
    ])
  })
})

describe('the closed compartment', () => {
  it('is in nobody’s figures: of money that is kept the contract’s reserve alone', async () => {
    expect((await figures('releases')).totals).toMatchObject({ open: 1, late: 1 })
    expect(await house.db.selectFrom('holds').select('id').execute()).toHaveLength(3)
    const declarant = await page(odile!, '/releases/items')
    expect(declarant.text.match(/class="row-link"/g)).toHaveLength(1)
    expect(declarant.text.slice(declarant.text.indexOf('<main'))).not.toMatch(/tracfin|gel/i)
  })
})

describe('the pages', () => {
  it('sort by the heading of a column, keep it in the period’s form and in what is taken away, and read the list anew from its top', async () => {
    const queuesIn = (text: string) => [...text.matchAll(/class="row-link" href="\/console\/dashboards\/(\w+)/g)].map(([, queue]) => queue)
    const text = (await page(odile!, '?sort=open&period=7')).text
    expect(text).toMatch(/aria-sort="descending"[^>]*><a href="\/console\/dashboards\?period(=|&#x3D;)7&amp;sort(=|&#x3D;)open_up"/)
    expect(text).toContain('<input type="hidden" name="sort" value="open">')
    const opens = await Promise.all(queuesIn(text).map(async (queue) => (await figures(queue as (typeof queueIds)[number])).totals.open))
    expect(opens).toEqual(opens.toSorted((a, b) => b - a))
    expect(queuesIn((await page(odile!, '?sort=open;drop')).text)).toEqual([...queueIds])
    const items = (await page(odile!, '/alerts/items?of=arrived&period=7&sort=decided_last')).text
    expect(items).toMatch(/aria-sort="descending"[^>]*><a href="[^"]*sort(=|&#x3D;)decided&amp;of/)
    expect(items).toMatch(/items\.csv\?[^"]*sort(=|&#x3D;)decided_last/)
    for (
      const path of [
        '/alerts/items?sort=x',
        '/alerts/items?sort[]=due',
        '/alerts/items?sort=due&after=2200-12-31T12:00:00.000000Z~alrt_1',
        '?sort=__proto__',
        '.csv?sort=late_up',
      ]
    ) expect((await page(await house.staff('auditor'), path)).status, path).toBe(200)
  })

  it('of one queue sort its scenarios and its people, each by itself, and keep both orders in the period’s form and in what is taken away', async () => {
    const text = (await page(odile!, '/alerts?period=90&keys=judged&people=median_up')).text
    expect(text).toMatch(/aria-sort="descending"[^>]*><a href="[^"]*keys(=|&#x3D;)judged_up&amp;people(=|&#x3D;)median_up[^"]*"/)
    expect(text).toMatch(
      /aria-sort="ascending"[^>]*><a href="\/console\/dashboards\/alerts\?period(=|&#x3D;)90&amp;keys(=|&#x3D;)judged[^_][^"]*"/,
    )
    for (const hidden of ['name="keys" value="judged"', 'name="people" value="median_up"']) expect(text).toContain(hidden)
    expect(text).toMatch(/alerts\.csv\?[^"]*keys(=|&#x3D;)judged&amp;people(=|&#x3D;)median_up/)
    const csv = (await page(await house.staff('officer', 'Olivia'), '/alerts.csv?period=90&keys=judged_up&people=held')).text
    const lines = (table: string) => csv.split(/\r?\n/).map((line) => line.split(';')).filter(([name]) => name === table)
    expect([
      lines('par scénario ou liste').map(([, name, , , , judged]) => `${name!.slice(0, 5)} ${judged}`),
      lines('par personne').map(([, name, held]) => `${name} ${held}`),
    ])
      .toEqual([['TM-10 1', 'TM-04 3'], ['Basile Roy 1', 'Ana Morel 0']])
    expect((await page(odile!, '/alerts?keys=name&people=__proto__')).status).toBe(200)
  })

  it.each(roles)('show the %s the queues the role reads, and no other', async (role: Role) => {
    const text = (await page(await house.staff(role, undefined, null))).text
    for (const queue of queueIds)
      expect(text.includes(`href="/console/dashboards/${queue}"`), queue).toBe(isAllowed([role], queues[queue].read))
  })

  it('another’s queue is not there, nor its list, nor its file', async () => {
    const agent = await house.clientOf(await house.staff('agent'))
    for (const path of ['/alerts', '/hits', '/alerts/items', '/alerts.csv', '/hits/items.csv', '/documents', '/nothing', '/nothing/items'])
      expect((await agent.get(`/console/dashboards${path}`)).status, path).toBe(404)
  })

  it('everybody’s workload is seen by who answers for it; one’s own by oneself', async () => {
    const [mine, all] = [(await page(basile!, '/alerts?period=7')).text, (await page(odile!, '/alerts?period=7')).text]
    expect([mine.includes('Ana Morel'), mine.includes('Basile Roy')]).toEqual([false, true])
    expect(all).toContain('Ana Morel')
    expect((await page(basile!, `/alerts/items?of=decided&person=${ana!.id}`)).status).toBe(404)
    expect((await page(basile!, `/alerts/items?of=decided&person=${basile!.id}`)).status).toBe(200)
    expect((await page(odile!, `/alerts/items?of=decided&person=${ana!.id}`)).text).toContain('Ana Morel')
    expect((await page(basile!, '/alerts.csv')).text).not.toContain('Ana Morel')
  })

  it('each figure leads to its list, which says what it counts', async () => {
    const text = (await page(odile!, '/alerts?period=7')).text
    const figures = [...text.matchAll(/<a href="(\/console\/dashboards\/alerts\/items[^"]*)">(\d+)<\/a>/g)].map(([, href, figure]) =>
      [href!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='), Number(figure)] as const
    )
    expect(figures.length).toBeGreaterThan(12)
    const client = await house.clientOf(odile!)
    for (const [href, figure] of new Map(figures)) {
      const list = (await client.get(href)).text
      expect([list.match(/class="row-link"/g)?.length, Number(/class="stand">[^<]*: (\d+)</.exec(list)?.[1])], href).toEqual([
        figure,
        figure,
      ])
    }
  })

  it('answer whatever an address asks; what is taken away is recorded', async () => {
    const client = await house.clientOf(odile!)
    for (
      const path of [
        '?period=x',
        '?period[]=7&period=8',
        '/alerts?period=2026-99',
        '/alerts/items?of=x&band=9&key=%00&person=y&from=2026-01-01&to=1999-01-01&after=z~w',
        '/hits/items?of=wrong&band=4',
        '/reviews/items?of=arrived&from=2026-03-23&to=2026-03-23',
        '/alerts/items?after=2026-03-20T10:00:00.000000Z~alrt_1',
      ]
    ) expect((await client.get(`/console/dashboards${path}`)).status, path).toBe(200)
    for (const path of ['.csv', '/alerts.csv?period=90', '/alerts/items.csv?of=wrong'])
      expect((await client.get(`/console/dashboards${path}`)).headers.get('content-type'), path).toContain('text/csv')
    expect(
      await house
        .db
        .selectFrom('audit_events')
        .select('data')
        .where('event', '=', 'dashboard.exported')
        .where('subject_id', '=', odile!.id)
        .execute(),
    )
      .toHaveLength(3)
    const exported = (await client.get('/console/dashboards/alerts/items.csv?of=wrong&period=7')).text
    expect(exported.trim().split('\r\n')).toHaveLength(4)
    await claimReview(house.ctx(ana), (await house.db.selectFrom('review_items').select('id').limit(1).executeTakeFirstOrThrow()).id).catch(
      () => undefined
    )
    expect((await client.get('/console/dashboards/reviews?period=90')).text).toContain('Dossiers à instruire')
  })
})
