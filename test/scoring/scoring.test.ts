import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { jobs } from '#jobs/index.ts'
import { system } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { useLetterhead } from '#src/platform/letterhead.ts'
import { answerConsent } from '#src/scoring/answerConsent.ts'
import { useOpenBanking, type FiguresQuestion } from '#src/scoring/openBanking.ts'
import { scoreOf } from '#src/scoring/score.ts'
import { simulatedOpenBanking } from '#src/scoring/simulatedOpenBanking.ts'
import { wordsOf, type ApiClient, type Wire } from '#test/support/api.ts'
import { openHouse, type Answered, type Client, type House } from '#test/support/house.ts'
import { openShop, titleIn, type Shop } from '#test/paypage/payers.ts'

let house: House
let shop: Shop
let other: Shop
let payer: Client
beforeAll(async () => {
  house = await openHouse()
  shop = await openShop(house)
  other = await openShop(house, 'Café Kervella')
  payer = await house.client()
})
afterEach(() => useOpenBanking(simulatedOpenBanking))
afterAll(() => house.close())

const hour = 3_600_000
const iban = 'FR1420041010050500013M02606'
const pierre = { name: 'Pierre Martin', email: 'pierre@martin.fr' }
const wanted = { amount: 120_000, upfront: 40_000, duration: 12, currency: 'EUR', customer: pierre, return_url: 'https://www.example.com/' }

const askBy = async (call: ApiClient, said: Record<string, unknown> = {}): Promise<Wire> => {
  const { status, body, text } = await call('POST', '/scoring/', { ...wanted, ...said })
  if (status !== 200) throw new Error(text)
  return body
}
const read = async (call: ApiClient, id: string): Promise<Wire> => (await call('GET', `/scoring/${id}`)).body
const pathOf = ({ redirect_url: address }: Wire, lang = 'fr'): string => `${new URL(address).pathname}?lang=${lang}`
const tokenOf = ({ redirect_url: address }: Wire): string => /_([0-9a-f-]{36})$/.exec(address)?.[1] ?? ''
const answer = (scoring: Wire, step: string): Promise<Answered> => payer.post(pathOf(scoring), { step })
const begun = async (call: ApiClient, said: Record<string, unknown> = {}): Promise<Wire> => {
  const scoring = await askBy(call, said)
  await answer(scoring, 'attempted')
  return scoring
}
const eventsOf = async (id: string) =>
  house
    .db
    .selectFrom('audit_events')
    .select(['event', 'actor_kind', 'actor_id', 'data'])
    .where('subject_id', '=', id)
    .orderBy('id')
    .execute()
const namesOf = async (id: string): Promise<string[]> => (await eventsOf(id)).map(({ event }) => event)
const run = () => jobs['expire-scorings']!.run(house.ctx(system('expire-scorings')))
const counts = ({ done, skipped, failed }: { done: number; skipped: number; failed: number }) => [done, skipped, failed]
const countOf = async (): Promise<number> =>
  Number((await house.db.selectFrom('scorings').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count)

describe('asking for a score', () => {
  it('answers the object of the reference', async () => {
    const sepa = { iban, name: 'Pierre Martin' }
    const { status, body, text } = await shop.test('POST', '/scoring/', { ...wanted, sepa })
    expect(status).toBe(200)
    expect(body).toEqual({
      id: expect.stringMatching(/^scor_[0-9A-Za-z]{24}$/),
      amount: 120_000,
      upfront: 40_000,
      duration: 12,
      currency: 'eur',
      status: 'requested',
      score: null,
      live_mode: false,
      created: Math.floor(house.now().getTime() / 1_000),
      return_url: 'https://www.example.com/',
      redirect_url: expect.stringMatching(/^https:\/\/dsp2\.localhost:3000\/v1\/consent\/test_[0-9a-f-]{36}$/),
      customer: expect.objectContaining({
        ...pierre,
        id: expect.stringMatching(/^cust_/),
        mobile: null,
        external_id: null,
        date_birth: null,
        country: null,
        live_mode: false,
      }),
      sepa: expect.objectContaining({
        id: expect.stringMatching(/^sepa_/),
        bic: 'TESTFRPP',
        check: null,
        date_mandate: null,
        mandate: null,
        last4: '2606',
        name: 'Pierre Martin',
      }),
    })
    expect(text).not.toContain('2004101005')
    expect(await read(shop.test, body['id'])).toEqual(body)
    expect(await eventsOf(body['id'])).toMatchObject([{
      event: 'scoring.requested',
      actor_kind: 'api_key',
      data: { mode: 'test', amountCents: 120_000, upfrontCents: 40_000, currency: 'eur', months: 12 },
    }])
  })

  it('takes what clients send: no slash, digits as text, null for absent, ids for objects', async () => {
    const { body: customer } = await shop.test('POST', '/customers', { email: 'ids@example.net', mobile: '+33612345678' })
    const { body: sepa } = await shop.test('POST', '/sepa', { iban, name: 'Ids Only' })
    const asked = await shop.test('POST', '/scoring', {
      ...wanted,
      amount: '5000',
      duration: '1',
      upfront: null,
      currency: 'eur',
      customer: customer['id'],
      sepa: sepa['id'],
    })
    expect(asked).toMatchObject({
      status: 200,
      body: { amount: 5_000, duration: 1, upfront: 0, customer: { id: customer['id'] }, sepa: { id: sepa['id'] } },
    })
    expect(await askBy(shop.test, { sepa: null, duration: 24 })).toMatchObject({ sepa: null, duration: 24 })
    // the known customer is the one, and an account's verification is shown with it
    expect((await askBy(shop.test)).customer.id).toBe((await askBy(shop.test)).customer.id)
    await shop.test('POST', '/sepa/check', { id: sepa['id'] })
    expect((await read(shop.test, asked.body['id'])).sepa.check).toMatchObject({ status: 'check_sent' })
    // deleted since, they are still those of this scoring
    await shop.test('DELETE', `/customers/${customer['id']}`)
    await shop.test('DELETE', `/sepa/${sepa['id']}`)
    expect(await read(shop.test, asked.body['id'])).toMatchObject({ customer: { email: 'ids@example.net' }, sepa: { last4: '2606' } })
  })

  const ids = { cust: newId('cust', new Date(0)), sepa: newId('sepa', new Date(0)) }
  it.each<[Record<string, unknown>, number, string]>([
    [{ duration: undefined }, 400, 'duration: is required'],
    [{ duration: 0 }, 400, 'duration: must be at least 1'],
    [{ duration: 25 }, 400, 'duration: must be at most 24'],
    [{ duration: 1.5 }, 400, 'duration: must be an integer'],
    [{ amount: undefined }, 400, 'amount: is required'],
    [{ amount: 0 }, 400, 'amount: must be at least 1'],
    [{ amount: -1 }, 400, 'amount: must be at least 1'],
    [{ amount: 1_000_000_001 }, 400, 'amount: must be at most 1000000000'],
    [{ amount: 2 ** 53 }, 400, 'amount: must be at most 9007199254740991'],
    [{ amount: '1e3' }, 400, 'amount: must be a number'],
    [{ upfront: 120_000 }, 400, 'upfront: must be less than the amount'],
    [{ upfront: 120_001 }, 400, 'upfront: must be less than the amount'],
    [{ upfront: -1 }, 400, 'upfront: must be at least 0'],
    [{ currency: 'usd' }, 400, 'currency: must be one of eur'],
    [{ currency: undefined }, 400, 'currency: is required'],
    [{ customer: undefined }, 400, 'customer: is required'],
    [{ customer: { name: 'Pierre Martin' } }, 400, 'customer.email: is required'],
    [{ customer: { ...pierre, email: null } }, 400, 'customer.email: is required'],
    [{ customer: { ...pierre, mobile: '1' } }, 400, 'customer.mobile: must have at least 8 characters'],
    [{ customer: 7 }, 400, 'customer: must be an object'],
    [{ sepa: { iban: `${iban}1`, name: 'Pierre Martin' } }, 400, 'sepa.iban: is not an IBAN: its length or its check digits are wrong'],
    [{ return_url: undefined }, 400, 'return_url: is required'],
    [{ return_url: 'http://www.example.com/' }, 400, 'return_url: must be an https address'],
    [{ return_url: 'javascript:alert(1)' }, 400, 'return_url: must be an https address'],
    [{ return_url: `https://www.example.com/${'x'.repeat(2_048)}` }, 400, 'return_url: must have at most 2048 characters'],
    [{ customer: ids.cust }, 404, `No such customer ${ids.cust}`],
    [{ sepa: ids.sepa }, 404, `No such sepa ${ids.sepa}`],
  ])('%j is %i', async (said, status, words) => {
    const before = await countOf()
    const refused = await shop.test('POST', '/scoring', { ...wanted, ...said })
    expect([refused.status, wordsOf(refused)]).toEqual([status, words])
    expect(await countOf()).toBe(before)
  })

  it('takes no customer who has no e-mail, and no body that is none', async () => {
    const { body: customer } = await shop.test('POST', '/customers', { name: 'Only Mobile', mobile: '+33612345678' })
    const refused = await shop.test('POST', '/scoring', { ...wanted, customer: customer['id'] })
    expect([refused.status, wordsOf(refused)]).toEqual([400, 'customer: must have an email: this one has none'])
    for (const body of ['[]', '"x"', '7', '{', 'null']) expect((await shop.test('POST', '/scoring', body)).status).toBe(400)
    for (const method of ['PATCH', 'DELETE'] as const)
      expect((await shop.test(method, `/scoring/${newId('scor', house.now())}`, {})).status).toBe(404)
    expect((await shop.test('GET', '/scoring')).status).toBe(404)
  })

  it('keeps the two worlds, and two merchants, apart', async () => {
    const scoring = await askBy(shop.test, { sepa: { iban, name: 'Pierre Martin' } })
    for (const client of [shop.live, other.test, other.live]) {
      expect(await client('GET', `/scoring/${scoring['id']}`)).toMatchObject({
        status: 404,
        body: { error: { type: 'invalid_request_error', message: `No such scoring ${scoring['id']}` } },
      })
      expect((await client('POST', '/scoring', { ...wanted, customer: scoring['customer'].id })).status).toBe(404)
      expect((await client('POST', '/scoring', { ...wanted, sepa: scoring['sepa'].id })).status).toBe(404)
    }
    for (const id of ['nonsense', 'scor_%00', newId('scor', house.now()), scoring['customer'].id])
      expect((await shop.test('GET', `/scoring/${id}`)).status).toBe(404)
    const live = await askBy(shop.live)
    expect(live).toMatchObject({ live_mode: true, redirect_url: expect.stringContaining('/v1/consent/live_') })
    // an address that names the other world is none
    expect((await payer.get(`/v1/consent/test_${tokenOf(live)}`)).status).toBe(404)
    expect((await payer.get(`/v1/consent/live_${tokenOf(live)}`)).status).toBe(200)
  })

  it('sends payers to the public name of the house', async () => {
    useLetterhead({ publicUrl: 'https://vigie.example', isTrial: true })
    expect((await askBy(shop.test)).redirect_url).toMatch(/^https:\/\/dsp2\.vigie\.example\/v1\/consent\/test_/)
    useLetterhead({ publicUrl: 'http://127.0.0.1:3000', isTrial: true })
  })
})

describe('the payer at his bank', () => {
  it('is told what is asked and what becomes of it, consents, and goes back; the merchant reads the score', async () => {
    const scoring = await askBy(shop.test, { sepa: { iban, name: 'Pierre Martin' } })
    const page = await payer.get(pathOf(scoring))
    expect(page.status).toBe(200)
    for (const words of ['Boulangerie Lenoir', '1 200,00', '400,00', '12 mois', '66,67', '2606', 'ne sont pas conservés'])
      expect(page.text.replace(/[\u00a0\u202f]/g, ' ')).toContain(words)
    expect(page.text).not.toMatch(/pierre@martin\.fr|<script/)
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self' https://www.example.com; frame-ancestors 'self'; base-uri 'none'; object-src 'none'",
    )
    expect([page.headers.get('cache-control'), page.headers.getSetCookie()]).toEqual(['no-store', []])
    // looking changes nothing
    expect((await read(shop.test, scoring['id'])).status).toBe('requested')
    const begun = await answer(scoring, 'attempted')
    expect([begun.status, begun.location]).toEqual([303, pathOf(scoring)])
    expect(titleIn(await payer.get(begun.location!))).toBe('Votre réponse à la banque')
    expect(await read(shop.test, scoring['id'])).toMatchObject({ status: 'attempted', score: null })
    const back = await answer(scoring, 'success')
    expect([back.status, back.location]).toEqual([303, 'https://www.example.com/'])
    const { status, score } = await read(shop.test, scoring['id'])
    const answered = await simulatedOpenBanking.readFigures({ id: '', email: '', iban })
    expect([status, score]).toEqual([
      'success',
      scoreOf(answered.kind === 'figures' ? answered.figures : ({} as never), { amountCents: 120_000, upfrontCents: 40_000, months: 12 }),
    ])
    expect(await eventsOf(scoring['id'])).toMatchObject([
      { event: 'scoring.requested' },
      { event: 'scoring.attempted', actor_kind: 'system', actor_id: 'consent-page', data: { from: 'requested', to: 'attempted' } },
      { event: 'scoring.succeeded', data: { from: 'attempted', to: 'success' } },
    ])
    expect(titleIn(await payer.get(pathOf(scoring)))).toBe('Votre réponse est enregistrée')
  })

  it('speaks English, and the browser’s language where the address says none', async () => {
    const scoring = await askBy(shop.test)
    expect((await payer.get(pathOf(scoring, 'en-GB'))).text).toContain('Continue to my bank')
    expect((await payer.get(pathOf(scoring, '').replace('?lang=', ''), { 'accept-language': 'fr-FR' })).text).toContain(
      'Continuer vers ma banque',
    )
    const again = await payer.post(pathOf(scoring, 'en'), { step: 'attempted' })
    expect((await payer.get(again.location!)).text).toContain('lang="en"')
  })

  it.each([['declined', 'scoring.declined'], ['failed', 'scoring.failed'], ['unavailable', 'scoring.unavailable']])(
    '%s: no figure is read, no score is made',
    async (step, event) => {
      const asked: FiguresQuestion[] = []
      useOpenBanking({
        ...simulatedOpenBanking,
        readFigures: (question) => (asked.push(question), simulatedOpenBanking.readFigures(question)),
      })
      const scoring = await begun(shop.live)
      const back = await answer(scoring, step)
      expect([back.status, back.location, asked]).toEqual([303, 'https://www.example.com/', []])
      expect(await read(shop.live, scoring['id'])).toMatchObject({ status: step, score: null })
      expect((await namesOf(scoring['id'])).at(-1)).toBe(event)
    },
  )

  it('may refuse before he goes there; what is out of turn or no answer shows the question again', async () => {
    const scoring = await askBy(shop.test)
    for (const step of ['success', 'failed', 'unavailable', 'expired', 'constructor', '']) {
      await answer(scoring, step)
      expect((await read(shop.test, scoring['id'])).status).toBe('requested')
    }
    expect((await payer.post(pathOf(scoring), { step: ['declined', 'declined'] })).status).toBe(200)
    expect((await answer(scoring, 'declined')).location).toBe('https://www.example.com/')
    expect(await namesOf(scoring['id'])).toEqual(['scoring.requested', 'scoring.declined'])
  })

  it('answers once: two clicks, or two answers at once, are one, and an end is final', async () => {
    const asked: string[] = []
    useOpenBanking({
      ...simulatedOpenBanking,
      readFigures: (question) => (asked.push(question.id), simulatedOpenBanking.readFigures(question)),
    })
    const scoring = await askBy(shop.live)
    await Promise.all(Array.from({ length: 5 }, () => answer(scoring, 'attempted')))
    const all = await Promise.all(
      ['success', 'declined', 'success', 'failed', 'success', 'unavailable', 'declined'].map((step) => answer(scoring, step)),
    )
    expect(all.map(({ status, location }) => `${status} ${location}`)).toEqual(all.map(() => '303 https://www.example.com/'))
    expect(await namesOf(scoring['id'])).toHaveLength(3)
    expect(asked.length).toBeLessThanOrEqual(1)
    const { status, score } = await read(shop.live, scoring['id'])
    for (const step of ['success', 'declined', 'failed', 'unavailable', 'attempted']) expect((await answer(scoring, step)).status).toBe(303)
    expect(await read(shop.live, scoring['id'])).toMatchObject({ status, score })
    expect(await namesOf(scoring['id'])).toHaveLength(3)
    // nor by hand
    await expect(house.db.updateTable('scorings').set({ score: 100 }).where('id', '=', scoring['id']).execute()).rejects.toThrow(
      'written once',
    )
  })

  it('of a session that never was, or another site’s form, nothing comes', async () => {
    for (const token of ['test_0', 'test_00000000-0000-4000-8000-000000000000', 'x', '%00', 'test_%27']) {
      for (const said of [await payer.get(`/v1/consent/${token}`), await payer.post(`/v1/consent/${token}`, { step: 'success' })])
        expect(said.status).toBe(404)
    }
    const scoring = await begun(shop.test)
    expect((await payer.post(pathOf(scoring), { step: 'success' }, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await read(shop.test, scoring['id'])).status).toBe('attempted')
  })

  it('goes back by a link where a policy cannot name the address', async () => {
    const scoring = await begun(shop.test, { return_url: 'https://[2001:db8::1]/back?a=1&b="<x>"' })
    const back = await answer(scoring, 'declined')
    expect([back.status, back.text.includes('href="https://[2001:db8::1]/back?a&#x3D;1&amp;b&#x3D;&quot;&lt;x&gt;&quot;"')]).toEqual([
      200,
      true,
    ])
    expect((await read(shop.test, scoring['id'])).return_url).toBe('https://[2001:db8::1]/back?a=1&b="<x>"')
  })
})

describe('the figures', () => {
  it('are kept nowhere: no table, no event holds one of them', async () => {
    const figures = { incomeCents: 31_415_926, chargesCents: 2_718_281, balanceCents: 16_180_339, incidents: 0 }
    useOpenBanking({ ...simulatedOpenBanking, readFigures: async () => ({ kind: 'figures', figures }) })
    const scoring = await begun(shop.live)
    await answer(scoring, 'success')
    expect((await read(shop.live, scoring['id'])).score).toBe(scoreOf(figures, { amountCents: 120_000, upfrontCents: 40_000, months: 12 }))
    const { rows: tables } = await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public'`.execute(
      house.db,
    )
    expect(tables.map(({ name }) => name)).toContain('scorings')
    for (const { name } of tables) {
      const { rows: [all] } = await sql<{ text: string | null }>`select string_agg(t::text, E'\n') as text from ${sql.table(name)} t`
        .execute(house.db)
      expect(all?.text ?? '', name).not.toMatch(/31415926|2718281|16180339/)
    }
    // what is said of a person lies under the merchant's key: the chain itself does not say his score
    expect(JSON.stringify(await eventsOf(scoring['id']))).not.toContain('score"')
  })

  it('that cannot be, and a bank that is silent, make no score: he may try again', async () => {
    const scoring = await begun(shop.live)
    for (const figures of [{ incomeCents: -1 }, { incomeCents: Number.NaN }, { incomeCents: 1e300 }, { incidents: 0.5 }, {}]) {
      useOpenBanking({
        ...simulatedOpenBanking,
        readFigures: async () => ({
          kind: 'figures',
          figures: {
            incomeCents: 1,
            chargesCents: 0,
            balanceCents: 0,
            ...figures,
            ...(Object.keys(figures).length === 0 ? {} : { incidents: 0, ...figures }),
          } as never,
        }),
      })
      expect((await answer(scoring, 'success')).status).toBe(503)
    }
    useOpenBanking({ ...simulatedOpenBanking, readFigures: async () => ({ kind: 'unreached' }) })
    const silent = await answer(scoring, 'success')
    expect([silent.status, silent.text.includes('Votre banque ne répond pas')]).toEqual([503, true])
    expect(await read(shop.live, scoring['id'])).toMatchObject({ status: 'attempted', score: null })
    useOpenBanking({ ...simulatedOpenBanking, readFigures: async () => ({ kind: 'unavailable' }) })
    expect((await answer(scoring, 'success')).status).toBe(303)
    expect(await read(shop.live, scoring['id'])).toMatchObject({ status: 'unavailable', score: null })
  })

  it('are never made up for the live world: without a provider it refuses, and says why; the test world goes on', async () => {
    const begunBefore = await begun(shop.live)
    const before = await countOf()
    useOpenBanking(null)
    const refused = await shop.live('POST', '/scoring/', wanted)
    expect([refused.status, refused.body['error'].type]).toEqual([501, 'api_error'])
    expect(wordsOf(refused)).toContain('no provider of account information (DSP2) is connected')
    expect(await countOf()).toBe(before)
    // nor on our own page, nor past it
    expect((await answer(begunBefore, 'success')).status).toBe(404)
    expect(await answerConsent(house.ctx(), tokenOf(begunBefore), 'success')).toMatchObject({ state: 'attempted', score: null })
    const scoring = await begun(shop.test)
    await answer(scoring, 'success')
    expect(await read(shop.test, scoring['id'])).toMatchObject({ status: 'success', score: expect.any(Number) })
  })

  it('come from a real provider at his bank: the address is the bank’s, and our page takes no answer', async () => {
    const opened: string[] = []
    useOpenBanking({
      usesOurPage: false,
      openSession: async ({ id, comesBackTo }) => (opened.push(id, comesBackTo), 'https://bank.example/consent/7'),
      readFigures: simulatedOpenBanking.readFigures,
    })
    const scoring = await askBy(shop.live)
    expect([scoring['redirect_url'], opened[0]]).toEqual(['https://bank.example/consent/7', scoring['id']])
    const ours = new URL(opened[1]!).pathname
    expect([(await payer.get(ours)).status, (await payer.post(ours, { step: 'declined' })).status]).toEqual([404, 404])
    const token = ours.split('_')[1]!
    await answerConsent(house.ctx(), token, 'attempted')
    expect(await answerConsent(house.ctx(), token, 'success')).toMatchObject({ state: 'success' })
  })
})

describe('after six hours', () => {
  const endAll = async (): Promise<void> => {
    await house.db.updateTable('scorings').set({ expires_at: house.now() }).where('ended_at', 'is', null).execute()
    await run()
  }

  it('the session is over, to the second, also where the job is late; the job says so once', async () => {
    await endAll()
    const at = house.now()
    const [early, late, done] = [await askBy(shop.test), await begun(shop.test), await begun(shop.test)]
    await answer(done, 'success')
    house.forward(6 * hour - 1_000)
    expect(counts(await run())).toEqual([0, 0, 0])
    expect(titleIn(await payer.get(pathOf(late)))).toBe('Votre réponse à la banque')
    house.forward(1_000)
    expect((await read(shop.test, late['id'])).status).toBe('expired')
    const refused = await answer(late, 'success')
    expect([refused.status, titleIn(refused)]).toEqual([200, 'Cette session est terminée'])
    expect(refused.text).toContain('href="https://www.example.com/"')
    const reports = await Promise.all([run(), run()])
    expect(reports[0]!.done + reports[1]!.done).toBe(2)
    expect(counts(await run())).toEqual([0, 0, 0])
    for (const { id } of [early, late]) {
      expect(await read(shop.test, id)).toMatchObject({ status: 'expired', score: null })
      expect((await eventsOf(id)).at(-1)).toMatchObject({ event: 'scoring.expired', actor_id: 'expire-scorings' })
    }
    expect((await read(shop.test, done['id'])).status).toBe('success')
    expect((await answer(late, 'success')).status).toBe(200)
    expect((await read(shop.test, late['id'])).status).toBe('expired')
    house.travel(at)
  })

  it('one that is poisoned stops no other; a week late is soon enough', async () => {
    await endAll()
    const at = house.now()
    const [bad, good] = [await askBy(shop.test), await askBy(shop.test)]
    await house
      .db
      .schema
      .alterTable('scorings')
      .addCheckConstraint('poison', sql`id <> ${sql.lit(bad['id'])} or state = 'requested'`)
      .execute()
    house.forward(7 * 24 * hour)
    expect(counts(await run())).toEqual([1, 0, 1])
    expect(await namesOf(good['id'])).toEqual(['scoring.requested', 'scoring.expired'])
    await house.db.schema.alterTable('scorings').dropConstraint('poison').execute()
    expect(counts(await run())).toEqual([1, 0, 0])
    house.travel(at)
  })
})
