import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { touchDossier } from '#src/dossiers/touchDossier.ts'
import { validateDossier } from '#src/reviews/validateDossier.ts'
import { noteFact, withdrawFact } from '#src/ratings/noteFact.ts'
import { askLowering, endLowering, raiseRating, signLowering } from '#src/ratings/overrideRating.ts'
import { rateMerchants } from '#src/ratings/rateMerchants.ts'
import { proposalOf } from '#test/support/proposalOf.ts'
import { decideCountryFor, decideTableFor, tableNow } from './decide.ts'
import { declineTable, signTable, withdrawTable } from '#src/riskTables/decideTable.ts'
import { previewMoves } from '#src/riskTables/previewMoves.ts'
import { proposeCountry } from '#src/riskTables/proposeCountry.ts'
import { proposeTable } from '#src/riskTables/proposeTable.ts'
import { sql } from 'kysely'
import { listSignedCountries } from '#src/riskTables/countries.sql.ts'
import { countriesOn } from '#src/riskTables/riskTable.ts'
import { readRules } from '#src/riskTables/tables.sql.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openDossier, type Dossier } from '#test/reviews/dossiers.ts'
import { firstTable } from './firstTable.ts'

let house: House
let [analyst, officer, other, auditor] = [] as unknown as [StaffActor, StaffActor, StaffActor, StaffActor]
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  ;[analyst, officer, other, auditor] = [
    await house.staff('analyst'),
    await house.staff('officer'),
    await house.staff('officer'),
    await house.staff('auditor'),
  ]
})
afterAll(() => house.close())
beforeEach(() => void house.forward(86_400_000))

const ratingsOf = ({ dossierId }: Dossier) =>
  house.db.selectFrom('ratings').selectAll().where('dossier_id', '=', dossierId).orderBy('id').execute()
const dossierOf = ({ dossierId }: Dossier) =>
  house.db.selectFrom('dossiers').selectAll().where('id', '=', dossierId).executeTakeFirstOrThrow()
const reviewOf = ({ dossierId }: Dossier) =>
  house.db.selectFrom('periodic_reviews').selectAll().where('dossier_id', '=', dossierId).executeTakeFirstOrThrow()
const nightly = () => rateMerchants(house.ctx())
const tomorrow = () => new Date(house.now().getTime() + 86_400_000).toISOString().slice(0, 10)
/** Rows of another room, as it would leave them; nothing of it is told in the feed. */
const put = (work: (tx: Parameters<Parameters<typeof unit>[1]>[0]) => Promise<unknown>) =>
  unit(house.ctx(), async (tx) => {
    await work(tx)
    await record(tx, 'test.put', { subject: 'test' })
  })
const validated = async (wish = {}): Promise<Dossier> => {
  const one = await openDossier(house, wish)
  await validateDossier(house.ctx(analyst), one.dossierId, { reason: '' })
  return one
}
const status = async (act: Promise<unknown>): Promise<string> =>
  act.then(() => 'done', (error: { status: number; code: string }) => `${error.status} ${error.code}`)

describe('the countries', () => {
  it('are the same where SQL counts by them: twenty-six from 2026-01-29 (HRC-01)', async () => {
    const changes = await listSignedCountries(house.db)
    const inSql = async (day: string) =>
      (await sql<{ codes: string[] }>`select risk_countries_on(${day}::date) as codes`.execute(house.db)).rows[0]!.codes
    for (const day of ['2026-01-28', '2026-01-29', '2026-03-02'])
      expect(await inSql(day)).toEqual([...countriesOn(changes, day).countries].toSorted())
    expect(await inSql('2026-01-29')).toHaveLength(26)
  })
})

describe('a rating', () => {
  it('is kept with what it rests on, once, and again only where it is another', async () => {
    const one = await openDossier(house)
    expect(await ratingsOf(one)).toMatchObject([{
      trigger: 'first',
      score: 5,
      level: 'low',
      computed: 'low',
      facts: { mcc: '5462', isRemoteSelling: true },
      axes: { channel: 50 },
      reasons: [{ id: 'remote_selling', points: 50 }],
      override_id: null,
    }])
    await put((tx) => touchDossier(tx, one.dossierId))
    expect(await ratingsOf(one)).toHaveLength(1)
    await put(async (tx) => {
      await tx.db.updateTable('companies').set({ mcc: '7995' }).where('dossier_id', '=', one.dossierId).execute()
      await touchDossier(tx, one.dossierId)
    })
    expect((await ratingsOf(one)).map(({ level, trigger }) => [level, trigger])).toEqual([['low', 'first'], ['high', 'dossier']])
    expect(await dossierOf(one)).toMatchObject({ risk: 'high', risk_score: 60, raised: ['high_risk'], risk_rule: 'table-1 hrc-2026-01-29' })
    await expect(house.db.updateTable('ratings').set({ score: 1 }).where('dossier_id', '=', one.dossierId).execute()).rejects.toThrow()
  })

  it('begins by the table of the rules', async () => expect((await readRules(house.db, '2026-03-02')).table).toEqual(firstTable))
})

describe('the bell', () => {
  it('rates anew whoever is stale, once; twice, at once, and a week late it does the same', async () => {
    const [one, quiet] = [await openDossier(house), await openDossier(house)]
    await nightly()
    house.forward(7 * 86_400_000)
    await put((tx) =>
      tx
        .db
        .insertInto('merchant_days')
        .values({
          merchant_id: one.merchantId,
          traded_on: house.now().toISOString().slice(0, 10),
          captures: 9,
          captured_cents: 2_400_000,
        })
        .execute()
    )
    const [a, b] = await Promise.all([nightly(), nightly()])
    expect([a.failed + b.failed, a.done + b.done]).toEqual([0, 1])
    expect((await ratingsOf(one)).map(({ trigger, score }) => [trigger, score])).toEqual([['first', 5], ['volume', 13]])
    expect((await nightly()).done).toBe(0)
    expect(await ratingsOf(quiet)).toHaveLength(1)
  })

  it('follows the feed between two nights: an exposed person whom screening confirmed, a programme', async () => {
    const [one, told] = [await openDossier(house), await openDossier(house)]
    house.forward(7_200_000)
    await nightly()
    house.forward(600_000)
    await put((tx) =>
      tx
        .db
        .insertInto('programme_months')
        .values({
          merchant_id: one.merchantId,
          programme: 'vamp',
          month: house.now().toISOString().slice(0, 8) + '01',
          rule_id: 'vamp.1',
          counted: 200,
          counted_once: 200,
          fraud_cents: 0,
          settled: 9_000,
          authenticated: 0,
          percent: 120,
          standing: 'reached',
          computed_at: tx.now,
        })
        .execute()
    )
    expect((await nightly()).done).toBe(0)
    await unit(house.ctx(), (tx) => record(tx, 'programme.standing_changed', { subject: one.merchantId, merchantId: one.merchantId }))
    expect([(await nightly()).done, (await nightly()).done]).toEqual([1, 0])
    expect((await ratingsOf(one)).at(-1)).toMatchObject({ trigger: 'programme', score: 15 })
    expect(await ratingsOf(told)).toHaveLength(1)
  })

  it('leaves a merchant who is gone, and a draft, alone', async () => {
    const gone = await openDossier(house)
    await put((tx) =>
      tx.db.updateTable('merchants').set({ state: 'closed', ended_on: '2026-03-01' }).where('id', '=', gone.merchantId).execute()
    )
    await put((tx) => tx.db.updateTable('companies').set({ mcc: '7995' }).where('dossier_id', '=', gone.dossierId).execute())
    await nightly()
    expect(await ratingsOf(gone)).toHaveLength(1)
  })
})

describe('the level decides', () => {
  it('when the file is looked at: earlier at once where it rises, never later without a look', async () => {
    const one = await validated()
    const first = (await reviewOf(one)).due_on
    await noteFact(house.ctx(analyst), one.merchantId, { fact: 'shell', reason: 'Boîte aux lettres' })
    const high = await reviewOf(one)
    expect([high.risk, high.due_on < first, high.due_on.slice(0, 4)]).toEqual(['high', true, '2027'])
    expect(
      await status(withdrawFact(
        house.ctx(analyst),
        one.merchantId,
        { fact: 'shell', reason: 'x', proposal: await proposalOf(house, 'fact') },
      )),
    )
      .toBe('403 four_eyes')
    const read = await proposalOf(house, 'fact')
    await withdrawFact(house.ctx(officer), one.merchantId, { fact: 'shell', reason: 'Visite sur place', proposal: read })
    expect(await reviewOf(one)).toMatchObject({ risk: 'low', due_on: high.due_on })
    expect((await ratingsOf(one)).map(({ trigger, level }) => [trigger, level])).toEqual([['first', 'low'], ['note', 'high'], [
      'note',
      'low',
    ]])
    await noteFact(house.ctx(other), one.merchantId, { fact: 'shell', reason: 'Aucun salarié' })
    expect(await status(withdrawFact(house.ctx(officer), one.merchantId, { fact: 'shell', reason: 'x', proposal: read }))).toBe(
      '409 proposal_has_changed',
    )
  })

  it('who decides: a proposal made on another level falls, and four eyes stay', async () => {
    const one = await openDossier(house)
    await noteFact(house.ctx(analyst), one.merchantId, { fact: 'bearer_shares', reason: 'Statuts, article 9' })
    expect(await status(validateDossier(house.ctx(analyst), one.dossierId, { reason: '' }))).toContain('409')
    expect((await dossierOf(one)).raised).toEqual(['high_risk'])
    expect(await house.db.selectFrom('review_items').select('risk').where('dossier_id', '=', one.dossierId).executeTakeFirst()).toEqual({
      risk: 'high',
    })
  })
})

describe('a person', () => {
  it('raises alone, at once, with a reason; two of them lower, until the next look', async () => {
    const one = await validated()
    const raise = (level: 'medium' | 'high', reason = 'Presse défavorable') =>
      raiseRating(house.ctx(analyst), one.merchantId, { level, reason })
    expect([
      await status(raise('high', ' ')),
      await status(raiseRating(house.ctx(analyst), one.merchantId, { level: 'low', reason: 'x' })),
      await status(raiseRating(house.ctx(auditor), one.merchantId, { level: 'high', reason: 'x' })),
    ])
      .toEqual(['422 invalid', '422 invalid', '403 forbidden'])
    await raise('high')
    expect((await ratingsOf(one)).at(-1)).toMatchObject({ trigger: 'decision', level: 'high', computed: 'low', rated_by: analyst.id })
    await askLowering(house.ctx(officer), one.merchantId, { level: 'low', reason: 'Démentie' })
    expect([
      await status(signLowering(house.ctx(officer), one.merchantId, { proposal: await proposalOf(house, 'lowering') })),
      await status(signLowering(house.ctx(analyst), one.merchantId, { proposal: await proposalOf(house, 'lowering') })),
      await status(askLowering(house.ctx(officer), one.merchantId, { level: 'low', reason: 'x' })),
    ])
      .toEqual(['403 four_eyes', '403 forbidden', '409 lowering_is_proposed'])
    const both = await Promise.all([
      status(signLowering(house.ctx(other), one.merchantId, { proposal: await proposalOf(house, 'lowering') })),
      status(signLowering(house.ctx(other), one.merchantId, { proposal: await proposalOf(house, 'lowering') })),
    ])
    expect(both.sort()).toEqual(['409 state_has_changed', 'done'])
    expect((await ratingsOf(one)).map(({ level, computed }) => [level, computed])).toEqual([['low', 'low'], ['high', 'low'], [
      'low',
      'low',
    ]])
  })

  it('lowers below the table until the next look, and no longer than the reasons he knew', async () => {
    const one = await validated()
    await noteFact(house.ctx(analyst), one.merchantId, { fact: 'shell', reason: 'x' })
    await askLowering(house.ctx(analyst), one.merchantId, { level: 'medium', reason: 'Activité constatée' })
    await signLowering(house.ctx(officer), one.merchantId, { proposal: await proposalOf(house, 'lowering') })
    expect((await dossierOf(one)).risk).toBe('medium')
    await noteFact(house.ctx(analyst), one.merchantId, { fact: 'young_company', reason: 'x' })
    expect((await dossierOf(one)).risk).toBe('high')
    await withdrawFact(house.ctx(officer), one.merchantId, {
      fact: 'young_company',
      reason: 'x',
      proposal: await proposalOf(house, 'fact'),
    })
    expect((await dossierOf(one)).risk).toBe('medium')
    const { expires_on: end } = await house
      .db
      .selectFrom('rating_overrides')
      .select('expires_on')
      .where('dossier_id', '=', one.dossierId)
      .executeTakeFirstOrThrow()
    expect(end).toBe((await reviewOf(one)).due_on)
    house.travel(`${end}T09:00:00Z`)
    await nightly()
    expect((await ratingsOf(one)).at(-1)).toMatchObject({ trigger: 'expiry', level: 'high' })
  })

  it('lowers nobody whom the law puts high; asks in vain, or takes it back', async () => {
    const pep = await openDossier(house, { isPep: true })
    expect(await status(askLowering(house.ctx(analyst), pep.merchantId, { level: 'low', reason: 'x' }))).toBe('409 decided_by_law')
    const one = await openDossier(house, { isRisky: true })
    const ask = () => askLowering(house.ctx(analyst), one.merchantId, { level: 'low', reason: 'x' })
    await ask()
    expect([
      await status(endLowering(house.ctx(analyst), one.merchantId, { declined: 'non', proposal: await proposalOf(house, 'lowering') })),
      await status(endLowering(house.ctx(officer), one.merchantId, 'withdrawn')),
    ])
      .toEqual(['403 forbidden', '403 forbidden'])
    const read = await proposalOf(house, 'lowering')
    await endLowering(house.ctx(officer), one.merchantId, { declined: 'Pas établi', proposal: read })
    await askLowering(house.ctx(other), one.merchantId, { level: 'low', reason: 'y' })
    expect([
      await status(signLowering(house.ctx(officer), one.merchantId, { proposal: read })),
      await status(endLowering(house.ctx(officer), one.merchantId, { declined: 'x', proposal: read })),
    ])
      .toEqual(['409 proposal_has_changed', '409 proposal_has_changed'])
    await endLowering(house.ctx(other), one.merchantId, 'withdrawn')
    expect(
      (await house.db.selectFrom('rating_overrides').select('state').where('dossier_id', '=', one.dossierId).orderBy('id').execute()).map((
        { state },
      ) => state),
    )
      .toEqual(['declined', 'withdrawn'])
    expect((await dossierOf(one)).risk).toBe('high')
    expect(await status(ask().then(() => raiseRating(house.ctx(analyst), newId('mrch', house.now()), { level: 'high', reason: 'x' }))))
      .toBe('404 not_found')
  })
})

describe('another table', () => {
  it('takes two people and shows who would move: they do, from its day, and each once', async () => {
    await nightly()
    const table = { ...(await tableNow(house)), mediumFrom: 4 }
    const asked = { table, validFrom: tomorrow(), source: 'Comité des risques', reason: 'Vente à distance' }
    expect(await status(proposeTable(house.ctx(auditor), asked))).toBe('403 forbidden')
    expect(await status(proposeTable(house.ctx(analyst), { ...asked, validFrom: house.now().toISOString().slice(0, 10) }))).toBe(
      '422 invalid',
    )
    await proposeTable(house.ctx(officer), asked)
    expect(await status(proposeTable(house.ctx(analyst), asked))).toBe('409 table_is_proposed')
    expect([
      await status(signTable(house.ctx(officer), { seen: 'x', proposal: await proposalOf(house, 'table') })),
      await status(signTable(house.ctx(other), { seen: 'x', proposal: await proposalOf(house, 'table') })),
      await status(withdrawTable(house.ctx(other))),
      await status(declineTable(house.ctx(other), { reason: '', proposal: await proposalOf(house, 'table') })),
    ])
      .toEqual(['403 four_eyes', '409 figures_have_changed', '403 forbidden', '422 invalid'])
    const preview = await decideTableFor(house, other)
    expect(preview.moves.length).toBeGreaterThan(2)
    expect(preview.moves.every(({ from, to }) => from === 'low' && to === 'medium')).toBe(true)
    expect((await nightly()).done).toBe(0)
    house.forward(86_400_000)
    const report = await nightly()
    expect([report.failed, report.done]).toEqual([0, preview.rated])
    const moved = await house
      .db
      .selectFrom('ratings')
      .select('dossier_id')
      .where('table_id', '<>', 'rtab_000000000000000000000001')
      .where('level', '=', 'medium')
      .execute()
    expect(moved.map(({ dossier_id: id }) => id)).toEqual(expect.arrayContaining(preview.moves.map(({ dossierId }) => dossierId)))
    const levels = await house
      .db
      .selectFrom('dossiers as d')
      .innerJoin('merchants as m', 'm.id', 'd.merchant_id')
      .where('m.ended_on', 'is', null)
      .select((eb) => ['risk', eb.fn.countAll<number>().as('n')])
      .groupBy('risk')
      .execute()
    expect(Object.fromEntries(levels.map(({ risk, n }) => [risk, Number(n)]))).toMatchObject(
      Object.fromEntries(Object.entries(preview.after).filter(([, n]) => n > 0)),
    )
    expect([(await nightly()).done, (await previewMoves(house.ctx(), await readRules(house.db, tomorrow()))).moves]).toEqual([0, []])
  })

  it('is declined with a reason, or taken back; the same is none', async () => {
    const now = await tableNow(house)
    expect(await status(proposeTable(house.ctx(analyst), { table: now, validFrom: tomorrow(), source: 'x', reason: 'x' }))).toBe(
      '422 invalid',
    )
    const propose = (by: StaffActor) =>
      proposeTable(house.ctx(by), { table: { ...now, highFrom: 50 }, validFrom: tomorrow(), source: 'x', reason: 'x' })
    await propose(analyst)
    const read = await proposalOf(house, 'table')
    await declineTable(house.ctx(officer), { reason: 'Trop sévère', proposal: read })
    await propose(other)
    expect([
      await status(signTable(house.ctx(officer), { seen: 'x', proposal: read })),
      await status(declineTable(house.ctx(officer), { reason: 'x', proposal: read })),
    ])
      .toEqual(['409 proposal_has_changed', '409 proposal_has_changed'])
    await withdrawTable(house.ctx(other))
    expect(
      (await house.db.selectFrom('risk_tables').select('state').orderBy('version', 'desc').limit(2).execute()).map(({ state }) => state),
    )
      .toEqual(['withdrawn', 'declined'])
  })
})

describe('the list of countries', () => {
  it('is data: one more country, by two people, from its day on', async () => {
    const one = await openDossier(house)
    await put(async (tx) => {
      await tx
        .db
        .updateTable('payout_accounts')
        .set({ iban: 'MT84MALT011000012345MTLCAST001S' })
        .where('dossier_id', '=', one.dossierId)
        .execute()
      await touchDossier(tx, one.dossierId)
    })
    const asked = { country: 'MT', isListed: true, validFrom: tomorrow(), source: 'Reg. (EU) 2027/1', reason: 'Inscrite' }
    expect([
      await status(proposeCountry(house.ctx(analyst), { ...asked, country: 'RU' })),
      await status(proposeCountry(house.ctx(analyst), { ...asked, country: 'XX' })),
      await status(proposeCountry(house.ctx(analyst), { ...asked, country: 'DE', isListed: false })),
    ])
      .toEqual(Array(3).fill('422 invalid'))
    const id = await proposeCountry(house.ctx(officer), asked)
    expect(await status(proposeCountry(house.ctx(analyst), asked))).toBe('409 country_is_proposed')
    expect(await status(decideCountryFor(house, officer, id))).toBe('403 four_eyes')
    expect((await decideCountryFor(house, other, id)).moves.map(({ dossierId, to }) => [dossierId, to])).toEqual([[one.dossierId, 'high']])
    expect((await dossierOf(one)).risk).not.toBe('high')
    house.forward(86_400_000)
    await nightly()
    expect((await ratingsOf(one)).at(-1)).toMatchObject({
      trigger: 'countries',
      level: 'high',
      reasons: expect.arrayContaining([expect.objectContaining({ id: 'high_risk_country', says: { countries: ['MT'] } })]),
    })
  })
})

describe('the pages', () => {
  it('show the portfolio, the table, the list and a merchant to whom it is for, and to nobody else', async () => {
    const one = await openDossier(house, { name: 'Atelier Kervadec', isRisky: true })
    const pages = [
      '/console/ratings',
      '/console/ratings.csv',
      '/console/ratings/table',
      '/console/ratings/countries',
      `/console/ratings/${one.merchantId}`,
    ]
    const agent = await house.clientOf(await house.staff('agent'))
    const [reads, works] = [await house.clientOf(auditor), await house.clientOf(analyst)]
    for (const path of pages) expect([path, (await agent.get(path)).status, (await reads.get(path)).status]).toEqual([path, 403, 200])
    expect((await works.get(`/console/dossiers/${one.dossierId}`)).text).toContain('Classification du risque')
    expect((await agent.get(`/console/dossiers/${one.dossierId}`)).text).not.toContain('Points par axe')
    expect((await works.get('/console/ratings?level=high&reason=high_risk_mcc&q=kervadec')).text).toContain('Atelier Kervadec')
    expect((await reads.get('/console/ratings.csv?q=kervadec')).text).toContain('Atelier Kervadec;Élevé;60;Métier à haut risque')
    for (
      const asked of [
        'level=x&level=high',
        'after=zzz',
        'sort=review&after=12~doss_000000000000000000000000',
        'q=%00',
        `q=${'a'.repeat(5_000)}`,
        'reason[]=pep',
      ]
    ) expect([asked, (await reads.get(`/console/ratings?${asked}`)).status]).toEqual([asked, 200])
    for (const path of ['/console/ratings/mrch_000000000000000000000000', '/console/ratings/x%00'])
      expect((await reads.get(path)).status).toBe(404)
    expect((await reads.post(`/console/ratings/${one.merchantId}/level`, { level: 'low', reason: 'x' })).status).toBe(403)
  })

  it('page by key, each merchant once', async () => {
    const client = await house.clientOf(auditor)
    const seen: string[] = []
    for (let path: string | null = '/console/ratings.csv?sort=lowest'; path; path = null)
      seen.push(...(await client.get(path)).text.trim().split('\r\n').slice(1).map((row) => row.split(';')[0]!))
    expect(new Set(seen).size).toBe(seen.length)
    const scores = (await client.get('/console/ratings.csv?sort=lowest')).text.trim().split('\r\n').slice(1).map((row) =>
      Number(row.split(';')[3])
    )
    expect(scores).toEqual([...scores].sort((a, b) => a - b))
  })

  it('propose what was typed, say what is wrong, and let a second person sign what he saw', async () => {
    const [first, second] = [await house.clientOf(officer), await house.clientOf(other)]
    const { text } = await first.get('/console/ratings/table')
    const form = Object.fromEntries(
      [...text.matchAll(/name="([a-z_]+\.?[a-z_]*)"[^>]*?value="([^"]*)"/g)]
        .filter(([, name]) => name!.includes('.') || /_from$/.test(name!))
        .map(([, name, value]) => [name!, value!]),
    )
    const ticked = Object.fromEntries(
      [...text.matchAll(/<input[^>]*name="([a-z_]+\.decides)"[^>]*>/g)].filter(([input]) => / checked/.test(input)).map((
        [, name],
      ) => [name!, 'on']),
    )
    const decides = Object.keys(form).filter((name) => name.endsWith('.decides'))
    for (const name of decides) delete form[name]
    const whole = { ...form, ...ticked, mccs: firstTable.mccs.join(' '), valid_from: tomorrow(), source: 'Comité', reason: 'Essai' }
    const wrong = await first.post('/console/ratings/table/propose', { ...whole, 'axis.product': '30', reason: '' })
    expect([wrong.status, wrong.text.includes('error-summary') || wrong.text.includes('is-wrong')]).toEqual([422, true])
    expect(await first.post('/console/ratings/table/propose', { ...whole, 'remote_selling.points': '90' })).toMatchObject({ status: 303 })
    const page = (await second.get('/console/ratings/table')).text
    expect(page).toMatch(/Vente à distance\s:\s50\spoints → 90\spoints/)
    const seen = /name="seen" value="([0-9a-f]{64})"/.exec(page)![1]!
    expect((await second.post('/console/ratings/table/sign', { seen })).status).toBe(409)
    const late = await second.post('/console/ratings/table/decline', { reason: 'Trop sévère, à mon avis.', proposal: 'x' })
    expect([late.status, late.text.includes('>Trop sévère, à mon avis.<')]).toEqual([409, true])
    const proposal = /name="proposal" value="([^"]+)"/.exec(page)![1]!
    expect((await second.post('/console/ratings/table/sign', { seen, proposal })).status).toBe(303)
    expect(
      (await first.post('/console/ratings/countries/propose', {
        country: 'TR',
        effect: 'listed',
        valid_from: tomorrow(),
        source: 'x',
        reason: 'x',
      }))
        .status,
    )
      .toBe(303)
    expect((await second.get('/console/ratings/countries')).text).toMatch(/Turquie\s:\sinscription/)
    const one = await openDossier(house)
    expect((await first.post(`/console/ratings/${one.merchantId}/level`, { level: 'high', reason: 'Presse' })).status).toBe(303)
    expect((await first.get(`/console/ratings/${one.merchantId}`)).text).toContain('Décision d’une personne')
  })
})
