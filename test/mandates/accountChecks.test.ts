import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { jobs } from '#jobs/index.ts'
import { system } from '#src/kernel/actor.ts'
import { newId } from '#src/kernel/ids.ts'
import { useBankGateway } from '#src/mandates/bankGateway.ts'
import { nameScore } from '#src/mandates/nameScore.ts'
import { simulatedBank } from '#src/mandates/simulatedBank.ts'
import { hangBell } from '#src/platform/bell.ts'
import { openApiMerchant, wordsOf, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
let other: ApiMerchant
beforeAll(async () => {
  house = await openHouse()
  shop = await openApiMerchant(house)
  other = await openApiMerchant(house)
})
afterEach(() => useBankGateway(null))
afterAll(() => house.close())

const iban = 'FR1420041010050500013M02606'
const pierre = { name: 'Pierre Martin', date_birth: '1978-09-09' }
const run = () => jobs['answer-account-checks']!.run(house.ctx(system('answer-account-checks')))
const counts = ({ done, skipped, failed }: { done: number; skipped: number; failed: number }) => [done, skipped, failed]

describe('the name score', () => {
  it.each([
    ['Pierre Martin', 'Pierre Martin', 100],
    ['MARTIN PIERRE', 'Pierre Martin', 100],
    ['maija meikalainen', 'Maija Meikäläinen', 100],
    ['Hector Fauche', 'Hector Fauché', 100],
    ['marie jeanne SANSBANQUE', 'Marie-Jeanne Sansbanque', 100],
  ])('%s is %s', (asked, known, score) => expect(nameScore(asked, known)).toBe(score))
  it('falls with what differs, and is never outside 0 to 100', () => {
    expect(nameScore('Pierre Martn', 'Pierre Martin')).toBeGreaterThan(85)
    expect(nameScore('Pierre Durand', 'Pierre Martin')).toBeLessThan(80)
    expect(nameScore('Xylophone', 'Pierre Martin')).toBeLessThan(30)
    for (const text of ['***', '山田太郎', 'a'.repeat(64)])
      expect(nameScore(text, 'Pierre Martin')).toSatisfy((score: number) => Number.isInteger(score) && score >= 0 && score <= 100)
  })
})

describe('a verification', () => {
  it('is sent at once, and answered later', async () => {
    const sent = await shop.test('POST', '/sepa/check/', { customer: pierre, sepa: { iban } })
    expect(sent).toMatchObject({
      status: 200,
      body: {
        status: 'check_sent',
        response: null,
        score_name: null,
        date_birth: null,
        verified: null,
        live_mode: false,
        sepa: { last4: '2606', name: 'Pierre Martin', check: null },
        customer: pierre,
      },
    })
    expect(sent.body['id']).toMatch(/^chck_[0-9A-Za-z]{24}$/)
    expect(sent.text).not.toContain('2004101005')
    expect((await run()).failed).toBe(0)
    const answer = {
      status: 'checked',
      response: '00',
      score_name: 100,
      date_birth: true,
      date_birth_valid: true,
      iban_type: true,
      iban_valid: true,
      verified: true,
    }
    for (const id of [sent.body['id'], sent.body['sepa'].id])
      expect(await shop.test('GET', `/sepa/check/${id}`)).toMatchObject({ status: 200, body: { ...answer, id } })
    expect((await shop.test('GET', `/sepa/${sent.body['sepa'].id}`)).body['check']).toMatchObject({ ...answer, id: sent.body['sepa'].id })
    const events = await house
      .db
      .selectFrom('audit_events')
      .select(['event', 'data'])
      .where('subject_id', '=', sent.body['id'])
      .orderBy('id')
      .execute()
    expect(events.map(({ event }) => event)).toEqual(['account_check.sent', 'account_check.answered'])
    expect(JSON.stringify(events)).not.toMatch(/Pierre|1978/)
  })

  it('is asked in three forms: known by its own id, or by that of the account', async () => {
    const { body: known } = await shop.test('POST', '/sepa', {
      iban: 'FR9430003000409249176322Z50',
      name: 'Gilles Dupont',
      date_birth: '1987-06-18',
    })
    const { body: customer } = await shop.test('POST', '/customers', { name: 'Gilles Dupont', email: 'gilles@example.net' })
    const byId = await shop.test('POST', '/sepa/check', { id: known['id'] })
    expect(byId.body).toMatchObject({ id: known['id'], status: 'check_sent' })
    expect(byId.body).not.toHaveProperty('sepa')
    await run()
    expect((await shop.test('GET', `/sepa/check/${known['id']}`)).body).toMatchObject({
      id: known['id'],
      score_name: 100,
      date_birth: true,
      verified: true,
    })
    expect((await shop.test('POST', '/sepa/check', { iban, name: 'Pierre Martin', date_birth: '1978-09-09' })).body).toMatchObject({
      id: expect.stringMatching(/^sepa_/),
      status: 'check_sent',
    })
    const byIds = await shop.test('POST', '/sepa/check', { sepa: known['id'], customer: customer['id'] })
    expect(byIds.body).toMatchObject({ id: expect.stringMatching(/^chck_/), customer: { id: customer['id'] }, sepa: { id: known['id'] } })
  })

  it('without a date of birth says nothing of it', async () => {
    const { body } = await shop.test('POST', '/sepa/check', { sepa: { iban: 'DE89370400440532013000', name: 'Mustermann, Max' } })
    await run()
    expect((await shop.test('GET', `/sepa/check/${body['id']}`)).body).toMatchObject({
      score_name: 100,
      date_birth: null,
      verified: true,
      customer: null,
    })
  })

  it('is refused where the bank takes no part, and leaves nothing behind', async () => {
    const before = await house.db.selectFrom('mandates').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
    for (
      const [body, field] of [[{ sepa: { iban: 'BE71096123456769', name: 'Jan Janssens' } }, 'sepa.iban'], [{
        iban: 'GB82WEST12345698765432',
        name: 'John Smith',
      }, 'iban']] as const
    ) {
      const refused = await shop.test('POST', '/sepa/check', body)
      expect([refused.status, wordsOf(refused)]).toEqual([
        400,
        `${field}: the bank that holds this account takes no part in account verification`,
      ])
    }
    expect(await house.db.selectFrom('mandates').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).toEqual(
      before,
    )
    const { body } = await shop.test('POST', '/sepa/check', { iban: 'FR7630006000011234567890189', name: 'Jean Inconnu' })
    await run()
    expect((await shop.test('GET', `/sepa/check/${body['id']}`)).body).toMatchObject({
      status: 'checked',
      response: 'AC01',
      iban_valid: false,
      verified: false,
      score_name: null,
    })
  })

  it('says what is missing or wrong', async () => {
    const ids = { sepa: newId('sepa', house.now()), customer: newId('cust', house.now()) }
    for (
      const [body, status, words] of [
        [{}, 400, 'sepa: is required: an object, or the id of one'],
        [{ customer: pierre }, 400, 'sepa: is required: an object, or the id of one'],
        [{ iban }, 400, 'name: is required'],
        [{ sepa: { iban } }, 400, 'sepa.name: is required'],
        [{ sepa: { iban: `${iban}1` }, customer: pierre }, 400, 'sepa.iban: is not an IBAN: its length or its check digits are wrong'],
        [{ sepa: { iban }, customer: { ...pierre, date_birth: 'x' } }, 400, 'customer.date_birth: must be a date, YYYY-MM-DD'],
        [{ id: ids.sepa }, 404, `No such sepa ${ids.sepa}`],
        [{ sepa: ids.sepa }, 404, `No such sepa ${ids.sepa}`],
        [{ sepa: { iban }, customer: ids.customer }, 404, `No such customer ${ids.customer}`],
        [{ id: 'paym_1' }, 400, 'id: must be an object, or an id that begins with sepa_'],
        [{ sepa: { iban }, customer: 7 }, 400, 'customer: must be an object'],
      ] as const
    ) {
      const refused = await shop.test('POST', '/sepa/check', body)
      expect([refused.status, wordsOf(refused)]).toEqual([status, words])
    }
  })

  it('is 404 where there is none, in the other world, and to another merchant', async () => {
    const { body: unchecked } = await shop.test('POST', '/sepa', { iban, name: 'Never Checked' })
    const { body } = await shop.test('POST', '/sepa/check', {
      sepa: { iban, name: 'Other Worlds' },
      customer: { name: 'Other Worlds', email: 'other@worlds.example' },
    })
    for (const id of [unchecked['id'], newId('chck', house.now()), newId('sepa', house.now()), 'nonsense', 'chck_%00', "x'"])
      expect((await shop.test('GET', `/sepa/check/${id}`)).status).toBe(404)
    for (const client of [shop.live, other.test, other.live]) {
      for (const id of [body['id'], body['sepa'].id])
        expect(await client('GET', `/sepa/check/${id}`)).toMatchObject({ status: 404, body: { error: { message: `No such check ${id}` } } })
      expect((await client('POST', '/sepa/check', { id: body['sepa'].id })).status).toBe(404)
      expect((await client('POST', '/sepa/check', { sepa: { iban }, customer: body['customer'].id })).status).toBe(404)
    }
  })

  it('asked a hundred times at once is one question, and rings the bell', async () => {
    await run()
    const rung: string[] = []
    hangBell(async (job) => void rung.push(job))
    const all = await Promise.all(
      Array.from({ length: 100 }, () => shop.test('POST', '/sepa/check', { customer: { name: 'Crowd Question' }, sepa: { iban } })),
    )
    hangBell(null)
    expect(new Set(all.map(({ status, body }) => `${status} ${body['id']}`)).size).toBe(1)
    expect(rung).toEqual(['answer-account-checks'])
    expect(counts(await run())).toEqual([1, 0, 0])
    const again = await shop.test('POST', '/sepa/check', { customer: { name: 'Crowd Question' }, sepa: { iban } })
    expect(again.body['id']).not.toBe(all[0]!.body['id'])
    await run()
  })
})

describe('the job', () => {
  const ask = async (name: string) => (await shop.test('POST', '/sepa/check', { customer: { name }, sepa: { iban } })).body['id'] as string
  const statusOf = async (id: string) => (await shop.test('GET', `/sepa/check/${id}`)).body

  it('two at once answer each once; a second run finds nothing', async () => {
    await run()
    const ids = await Promise.all(['one', 'two', 'three', 'four'].map((name) => ask(`Double ${name}`)))
    const asked: string[] = []
    useBankGateway({ ...simulatedBank, verify: (question) => (asked.push(question.id), simulatedBank.verify(question)) })
    const reports = await Promise.all([run(), run()])
    expect(reports[0]!.done + reports[1]!.done).toBe(4)
    expect(asked.sort()).toEqual(ids.sort())
    expect(counts(await run())).toEqual([0, 0, 0])
  })

  it('one that breaks stops no other, and is tried again', async () => {
    const [bad, good] = [await ask('Bad Line'), await ask('Good Line')]
    useBankGateway({
      ...simulatedBank,
      verify: (question) => (question.id === bad ? Promise.reject(new Error('no line')) : simulatedBank.verify(question)),
    })
    expect(counts(await run())).toEqual([1, 0, 1])
    expect([(await statusOf(bad))['status'], (await statusOf(good))['status']]).toEqual(['check_sent', 'checked'])
    useBankGateway(null)
    expect(counts(await run())).toEqual([1, 0, 0])
    expect((await statusOf(bad))['status']).toBe('checked')
  })

  it('waits for a silent bank two days, not a second more', async () => {
    const id = await ask('Silent Bank')
    useBankGateway({ ...simulatedBank, verify: async () => null })
    const at = house.now()
    house.forward(48 * 3_600_000 - 1_000)
    expect(counts(await run())).toEqual([0, 1, 0])
    expect((await statusOf(id))['status']).toBe('check_sent')
    house.forward(1_000)
    expect(counts(await run())).toEqual([1, 0, 0])
    expect(await statusOf(id)).toMatchObject({ status: 'check_error', response: '68', verified: null, score_name: null })
    house.travel(at)
  })
})
