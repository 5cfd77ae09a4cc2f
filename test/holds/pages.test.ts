import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { proposeBreach } from '#src/breaches/proposeBreach.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { proposeHold } from '#src/holds/proposeHold.ts'
import { holdTitles, isSecret, type HoldTitle } from '#src/holds/hold.ts'
import { listClosedOf } from '#src/platform/recordClosed.ts'
import { payable, receive } from '#test/payouts/ground.ts'
import type { ApiMerchant } from '#test/support/api.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { breach, holdsOf, placeHold, runRelease, stateOf, twoOfficers, wanted, type Two } from './ground.ts'

let house: House
let two: Two
let first: Client
let second: Client
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  two = await twoOfficers(house)
  first = await house.clientOf(two.first)
  second = await house.clientOf(two.second)
})
afterAll(() => house.close())

const hiddenIn = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

describe('by the pages', () => {
  it('an officer proposes, another terminates; each sees the figures; the merchant reads what is his to know', async () => {
    const one = await payable(house)
    await receive(house, one.merchantId, 90_000)
    const path = `/console/merchants/${one.merchantId}`
    expect((await first.get(path)).text).toContain(`${path}/breach`)
    const form = await first.get(`${path}/breach?act=terminate`)
    expect(form.text).toMatch(/900,00/)
    expect(form.text).toContain('2 avr. 2027')
    expect(
      (await first.post(`${path}/breach`, {
        act: 'terminate',
        ground: 'nothing',
        reason: '',
        clauseVersion: 'cadre-2026-11',
        securedClaims: '',
      }))
        .status,
    )
      .toBe(422)
    const said = {
      act: 'terminate',
      ground: 'prohibited_use',
      reason: 'Vente interdite.',
      clauseVersion: 'cadre-2026-11',
      securedClaims: 'Paiements contestables.',
    }
    const proposed = await first.post(`${path}/breach`, said)
    expect(proposed.status).toBe(303)
    expect((await first.post(`${path}/breach`, said)).status).toBe(409)
    expect((await first.get(proposed.location!)).text).not.toContain('/confirm"')
    expect((await first.post(`${proposed.location}/confirm`)).status).toBe(403)
    expect((await second.get('/console/holds?state=waiting')).text).toContain(proposed.location!)
    expect((await second.post(`${proposed.location}/decline`, { reason: '' })).status).toBe(422)
    expect((await second.get(proposed.location!)).text).toContain('/confirm"')
    expect((await second.post(`${proposed.location}/confirm`)).status).toBe(303)
    expect((await second.post(`${proposed.location}/confirm`)).status).toBe(409)
    expect(await stateOf(house, one.merchantId)).toBe('terminated')
    const own = await house.clientOf(one.actor)
    for (const page of ['/merchant', '/merchant/balance', '/merchant/payouts', '/merchant/payments'])
      expect((await own.get(page)).status).toBe(200)
    const balance = (await own.get('/merchant/balance')).text
    expect(balance).toContain('2 avr. 2027')
    expect(balance).not.toMatch(/Vente interdite|manquement/i)
    expect((await own.get('/merchant/end-contract')).location).toBe('/merchant')
  })

  it('a reserve from the proposal to the release; what is wrong is named', async () => {
    const one = await payable(house)
    await receive(house, one.merchantId, 5_000)
    const path = `/console/merchants/${one.merchantId}/new-hold`
    const page = await first.get(path)
    const ticket = hiddenIn(page.text, 'ticket')
    const said = {
      title: 'contract_reserve',
      ticket,
      amount: '20,00',
      releaseOn: '2026-08-15',
      clauseVersion: 'cadre-2026-11',
      securedClaims: 'Paiements contestables.',
      grounds: 'Contestations en hausse.',
    }
    for (
      const [name, value] of [
        ['amount', 'beaucoup'],
        ['amount', '-3'],
        ['amount', ''],
        ['releaseOn', '2026-02-30'],
        ['releaseOn', '2031-01-01'],
        ['grounds', ''],
        ['securedClaims', ''],
        ['title', 'a_title'],
        ['grounds', 'x'.repeat(5_000)],
      ] as const
    ) {
      const refused = await first.post(path, { ...said, [name]: value })
      expect([name, value, refused.status]).toEqual([name, value, 422])
    }
    const made = await first.post(path, said)
    expect(made.location).toMatch(/^\/console\/holds\/hold_/)
    expect((await first.post(path, said)).location).toBe('/console/holds?state=waiting')
    expect(await holdsOf(house, one.merchantId)).toHaveLength(1)
    expect((await first.post(`${made.location}/confirm`)).status).toBe(403)
    expect((await second.get(`${made.location}/confirm`)).text).toContain('14 août 2026')
    expect((await second.post(`${made.location}/confirm`)).status).toBe(303)
    expect((await second.post(`${made.location}/confirm`)).status).toBe(409)
    expect((await first.post(`${made.location}/propose-release`, { amount: '99', reason: 'Trop.' })).status).toBe(422)
    expect((await first.post(`${made.location}/propose-release`, { amount: '5,00', reason: 'Moins de contestations.' })).status).toBe(303)
    const confirm = await second.get(`${made.location}/confirm-release`)
    const [figures, proposal] = [hiddenIn(confirm.text, 'seen'), hiddenIn(confirm.text, 'proposal')]
    expect((await second.post(`${made.location}/confirm-release`, { seen: '1', proposal })).status).toBe(409)
    // a page of another proposal: the one that stands is drawn, with what was typed
    const late = await second.post(`${made.location}/decline-release`, { reason: 'Trop tôt, à mon avis.', proposal: `${proposal}0` })
    expect([late.status, late.text.includes('Trop tôt, à mon avis.'), hiddenIn(late.text, 'proposal')]).toEqual([409, true, proposal])
    expect(late.text).toContain('Ce n’est plus la même proposition')
    expect((await second.post(`${made.location}/confirm-release`, { seen: figures, proposal })).status).toBe(303)
    expect((await second.get(made.location!)).text).toContain('15,00')
    for (
      const list of [
        '/console/holds?q=lenoir',
        '/console/holds?state=all&sort=soonest',
        '/console/holds?sort=largest&state=over',
        '/console/holds?state=at_risk',
        `/console/holds?after=99.${'hold_'.padEnd(29, '0')}&sort=largest`,
        '/console/holds?after=zz&sort=latest&from=2026-13-40',
        '/console/release-calendar?from=2026-08-01&to=2026-08-31',
        '/console/release-calendar?after=x',
      ]
    )
      expect([list, (await first.get(list)).status]).toEqual([list, 200])
    expect((await first.get('/console/release-calendar')).text).toMatch(/class="curve-line"/)
    expect((await first.get('/console/release-calendar.csv')).text).toContain('2026-08-14')
    expect((await first.get('/console/holds.csv?state=all')).text).toContain('1500')
  })

  it('the end of a contract, asked and taken back by its merchant', async () => {
    const one = await payable(house)
    const own = await house.clientOf(one.actor)
    expect((await own.get('/merchant/profile')).text).toContain('/merchant/end-contract')
    const page = await own.get('/merchant/end-contract')
    expect(hiddenIn(page.text, 'lastDay')).toBe('2026-04-02')
    expect((await own.post('/merchant/end-contract', { lastDay: '2026-04-01' })).status).toBe(409)
    expect((await own.post('/merchant/end-contract', { lastDay: '2026-04-02' })).status).toBe(303)
    expect((await own.post('/merchant/end-contract', { lastDay: '2026-04-02' })).status).toBe(409)
    expect((await own.get('/merchant/end-contract')).text).toContain('/merchant/end-contract/withdraw')
    expect((await first.get(`/console/merchants/${one.merchantId}`)).text).toContain('2 avr. 2026')
    expect((await own.post('/merchant/end-contract/withdraw')).status).toBe(303)
    expect((await own.post('/merchant/end-contract/withdraw')).status).toBe(409)
  })
})

describe('secrecy (X-06)', () => {
  const secret = holdTitles.filter(isSecret)
  const held = new Map<HoldTitle, { merchant: ApiMerchant; holdId: string }>()
  const readers: StaffActor[] = []
  const clients = new Map<string, Client>()

  beforeAll(async () => {
    for (const title of secret) {
      const merchant = await payable(house)
      await receive(house, merchant.merchantId, 7_770)
      const holdId = await placeHold(
        house,
        two,
        wanted(merchant.merchantId, {
          title,
          amountCents: null,
          reference: 'REF-77',
          notifiedOn: title === 'tracfin_opposition' ? '2026-03-02' : null,
          grounds: 'Soupçon grave.',
        }),
      )
      held.set(title, { merchant, holdId })
    }
    house.travel('2026-03-03T06:10:00Z')
    first = await house.clientOf(two.first)
    await createPayouts(house.ctx(system('create-payouts')))
    await runRelease(house)
    for (const role of ['agent', 'analyst', 'auditor', 'administrator'] as const) {
      const actor = await house.staff(role)
      readers.push(actor)
      clients.set(actor.id, await house.clientOf(actor))
    }
  })

  /** What is of one merchant alone (his ids, his keys, his siret, his address), and of this very reading, says nothing. */
  const plain = (text: string, { merchant }: { merchant: ApiMerchant }): string =>
    text
      .replaceAll(merchant.email, '@')
      .replace(/<span class="grouped">.*?<\/span><\/span>/g, 'grouped')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'uuid')
      .replace(/Staff \d+/g, 'Staff')
      .replace(/(finissant par|last4["': =]+) ?"*\w{4}/g, 'last')
      .replace(/^\d+;/gm, 'number;')
      .replace(/\b[a-z]{4}_[0-9A-Za-z…]{6,}/g, 'id')
      .replace(/[0-9A-Za-z]{24,}/g, 'token')
      .replace(/\b\d{3}\s?\d{3}\s?\d{3}(\s?\d{5})?\b/g, 'siren')
      .replace(/(?:n[°º]|#|no\.)\s?\d[\d\s  ,]*/gi, 'number')
      .replace(/•+\s?\w{4}|…\w{4}/g, 'last')

  it('nobody outside the circle sees one title differ from another, in any page, list, count, export or history', async () => {
    for (const actor of readers) {
      const client = clients.get(actor.id)!
      const of = async (path: (one: { merchant: ApiMerchant; holdId: string }) => string) =>
        Promise.all(secret.map(async (title) => {
          const one = held.get(title)!
          const { status, text } = await client.get(path(one))
          return `${status} ${plain(text, one)}`
        }))
      for (
        const path of [
          ({ merchant }: { merchant: ApiMerchant }) => `/console/merchants/${merchant.merchantId}`,
          ({ merchant }: { merchant: ApiMerchant }) => `/console/merchants/${merchant.merchantId}/ledger`,
          ({ holdId }: { holdId: string }) => `/console/holds/${holdId}`,
          ({ holdId }: { holdId: string }) => `/console/holds?state=all&q=${holdId}`,
          ({ merchant }: { merchant: ApiMerchant }) => `/console/holds.csv?state=all&q=${merchant.merchantId}`,
          ({ merchant }: { merchant: ApiMerchant }) => `/console/history?merchant=${merchant.merchantId}`,
          ({ merchant }: { merchant: ApiMerchant }) => `/console/history.csv?merchant=${merchant.merchantId}`,
        ]
      ) {
        const [a, b, c] = await of(path)
        expect(b).toBe(a)
        expect(c).toBe(a)
        expect(a).not.toMatch(/tracfin|gel des avoirs|abstention|Soupçon grave|REF-77|2035|2036|asset_freeze|aml_/i)
      }
    }
  })

  it('and no list or sum of the reserves counts them', async () => {
    for (const actor of readers.filter(({ roles }) => !roles.includes('administrator'))) {
      const client = clients.get(actor.id)!
      for (
        const path of [
          '/console/holds?state=all',
          '/console/holds?state=waiting',
          '/console/holds.csv?state=all',
          '/console/release-calendar',
          '/console/release-calendar.csv',
          '/console/holds?state=all&title=asset_freeze',
          '/console/withheld-payouts',
          '/console/safeguarding',
        ]
      ) {
        const { text } = await client.get(path)
        expect(text).not.toMatch(/tracfin|gel des avoirs|abstention|Soupçon grave|REF-77|asset_freeze/i)
        if (!/withheld|safeguarding/.test(path)) expect(text).not.toMatch(/77,70|7770/)
      }
      for (const { holdId } of held.values()) expect((await client.get(`/console/holds/${holdId}`)).status).toBe(404)
    }
    const [one] = [...held.values()]
    expect((await clients.get(readers[0]!.id)!.get(`/console/holds/${'hold_'.padEnd(29, '0')}`)).status).toBe(404)
    await expect(
      proposeHold(house.ctx(readers[1]), wanted(one!.merchant.merchantId, { title: 'asset_freeze', amountCents: null, reference: 'x' })),
    )
      .rejects
      .toMatchObject({ status: 403 })
    await expect(proposeBreach(house.ctx(readers[1]), breach(one!.merchant.merchantId))).rejects.toMatchObject({ status: 403 })
  })

  it('the merchant reads the same neutral words, in his area and in his letters', async () => {
    const seen = await Promise.all(secret.map(async (title) => {
      const one = held.get(title)!
      const own = await house.clientOf(one.merchant.actor)
      const pages = await Promise.all(
        ['/merchant', '/merchant/balance', '/merchant/payouts'].map(async (path) => plain((await own.get(path)).text, one)),
      )
      const letters = await house
        .db
        .selectFrom('mails')
        .select(['template'])
        .where('merchant_id', '=', one.merchant.merchantId)
        .orderBy('id')
        .execute()
      return JSON.stringify([pages, letters])
    }))
    expect(new Set(seen).size).toBe(1)
    expect(seen[0]).not.toMatch(/tracfin|gel|blanchiment|Soupçon|2035|2036/i)
  })

  it('the circle sees each by its title, and its reading is on record', async () => {
    for (const [title, { holdId, merchant }] of held) {
      const { status, text } = await first.get(`/console/holds/${holdId}`)
      expect(status).toBe(200)
      expect(text).toMatch(
        { aml_pre_declaration: /L561-16/, tracfin_opposition: /16 mars 2026/, asset_freeze: /L562-4/, contract_reserve: /2374/ }[title],
      )
      const acts = await house
        .db
        .selectFrom('hold_acts')
        .select(['act', 'actor_id'])
        .where('hold_id', '=', holdId)
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow()
      expect(acts).toEqual({ act: 'read', actor_id: two.first.id })
      expect(await house.db.selectFrom('audit_events').select('event').where('subject_id', '=', holdId).execute()).toEqual([])
      const inside = await listClosedOf(house.db, holdId, 100)
      expect(inside.map(({ event }) => event)).toEqual(expect.arrayContaining(['hold.placing_proposed', 'hold.placed', 'hold.read']))
      expect(inside.every(({ data }) => data === '{}')).toBe(true)
      expect((await first.get(`/console/merchants/${merchant.merchantId}`)).text).toContain(holdId)
    }
    expect((await first.get('/console/holds?title=asset_freeze')).text).toContain(held.get('asset_freeze')!.holdId)
    expect((await first.get('/console/release-calendar.csv')).text).toMatch(/TRACFIN/)
  })
})
