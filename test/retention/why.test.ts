import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { askablePrefixes, findClaims } from '#src/retention/claims.sql.ts'
import { orderLegalHold } from '#src/retention/orderLegalHold.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'

let house: House
let shop: ApiMerchant
let payment: string
let officer: Client
let auditor: Client

const flat = (text: string): string => text.replace(/<[^>]+>/g, ' ').replace(/[\s\u00a0\u202f]+/g, ' ')
const why = async (client: Client, id: string): Promise<string> => flat((await client.get(`/console/retention/why?id=${id}`)).text)

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  shop = await openApiMerchant(house)
  payment = (await shop.live('POST', '/checkout', {
    amount: 5_000,
    currency: 'eur',
    device: { ip: '192.0.2.7' },
    customer: { email: 'a@exemple.test' },
    card: { number: '4000000000000077', exp_month: 12, exp_year: 2030, cvc: '123' },
  }))
    .body['id']
  ;[officer, auditor] = [await house.clientOf(await house.staff('officer')), await house.clientOf(await house.staff('auditor'))]
})
afterAll(() => house.close())

describe('why a record is still here', () => {
  it('a payment: each rule with its origin; the longest of the legal minimums decides', async () => {
    const claimed = (await findClaims(house.db, payment))!
    expect(claimed.origins).toEqual(
      expect.arrayContaining([{ category: 'payment', origin: '2026-03-02' }, { category: 'device', origin: '2026-03-02' }, {
        category: 'accounting',
        origin: '2026-12-31',
      }]),
    )
    expect(claimed.origins.map(({ category }) => category)).not.toContain('fraud_case')
    expect(await why(officer, payment)).toContain('Gardé jusqu’au 1er janv. 2037 (Écritures, factures, reversements).')
  })

  it('a merchant whose contract lives has no end yet; a payer follows his last payment', async () => {
    expect(await why(officer, shop.merchantId)).toContain('Gardé sans fin pour l’instant')
    const payer = (await house.db.selectFrom('payments').select('payer_id').where('id', '=', payment).executeTakeFirstOrThrow()).payer_id!
    expect((await findClaims(house.db, payer))!.origins).toEqual([{ category: 'payment', origin: '2026-03-02' }])
  })

  it('an id of nothing, of another kind, or no id: said, not broken', async () => {
    expect(await why(officer, 'paym_000000000000000000000000')).toContain('Aucun élément ne porte cet identifiant')
    for (const id of ['x', 'card_000000000000000000000000', '%27', ''])
      expect((await officer.get(`/console/retention/why?id=${id}`)).status).toBe(200)
  })

  it('a hold on it is said; one on a secret ground to the circle alone, and to others the page is the same as before', async () => {
    const staff = await house.staff('officer')
    const before = await why(auditor, payment)
    await orderLegalHold(house.ctx(staff), {
      scope: 'merchant',
      subjectId: shop.merchantId,
      ground: 'opposition',
      reference: '',
      reason: 'x',
      reviewOn: '2026-05-01',
    })
    expect(await why(auditor, payment)).toBe(before)
    expect(await why(officer, payment)).toContain('Opposition de Tracfin')
    await orderLegalHold(house.ctx(staff), {
      scope: 'payment',
      subjectId: payment,
      ground: 'litigation',
      reference: '',
      reason: 'x',
      reviewOn: '2026-05-01',
    })
    expect(await why(auditor, payment)).toContain('Rien n’en est effacé')
  })
})

/** What a person would never ask about, or never may. */
const machinery = [
  'acqc',
  'acqe',
  'acqr',
  'btch',
  'dspi',
  'hent',
  'jord',
  'jrun',
  'lper',
  'mtnc',
  'pkey',
  'rcty',
  'rpol',
  'rtab',
  'scnv',
  'scst',
  'srun',
  'wled',
  'wlfi',
  'wlim',
  'wlvr',
]
const secret = ['ckpt', 'conc', 'cpur', 'decl', 'dopp', 'dpce', 'lhld', 'seat']

describe('every kind of record', () => {
  it('is one that the page answers for, but for the machinery and what the circle alone knows of', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    const made = new Set(
      files.flatMap((name) => [...readFileSync(join('src', name), 'utf8').matchAll(/newId\('([a-z]{4})'/g)].map(([, prefix]) => prefix!)),
    )
    expect([...made].filter((prefix) => !askablePrefixes.includes(prefix)).toSorted()).toEqual([...machinery, ...secret].toSorted())
  })

  it.each(askablePrefixes)(
    '%s is looked for where it is',
    async (prefix) => expect(await findClaims(house.db, `${prefix}_${'9'.repeat(24)}`)).toBeNull(),
  )
})

const id = (prefix: string): string => `${prefix}_${'1'.repeat(24)}`

describe('what lives', () => {
  it('goes with what it is about: a note with its merchant, money kept back with him; a title of the circle’s is there for the circle alone', async () => {
    const staff = (await house.staff('officer')).id
    await sql`insert into notes (id, merchant_id, subject_id, body, author_id, at) values (${id('note')}, ${shop.merchantId}, ${shop.merchantId}, 'x', ${staff}, '2026-03-01')`
      .execute(house.db)
    expect((await findClaims(house.db, id('note')))!.origins).toEqual([{ category: 'merchant_file', origin: null }])
    expect(await why(auditor, id('note'))).toContain('Gardé sans fin pour l’instant')
    const reserve = (one: string, title: string) =>
      sql`insert into holds (id, merchant_id, title, currency, grounds, clause_version, secured_claims, release_on, proposed_by, proposed_at, wanted_cents) values (${one}, ${shop.merchantId}, ${title}::hold_title, 'eur', 'x', 'v1', 'x', '2026-06-01', ${staff}, '2026-03-01', 100)`
        .execute(house.db)
    await reserve(id('hold'), 'contract_reserve')
    await reserve(`hold_${'2'.repeat(24)}`, 'aml_pre_declaration')
    expect([await why(auditor, id('hold')), await why(auditor, `hold_${'2'.repeat(24)}`)]).toEqual([
      expect.stringContaining('Gardé sans fin'),
      expect.stringContaining('Aucun élément ne porte cet identifiant, et rien n’en a été effacé'),
    ])
    expect(await why(officer, `hold_${'2'.repeat(24)}`)).not.toContain('Aucun élément')
    const dossier =
      (await house.db.selectFrom('dossiers').select('id').where('merchant_id', '=', shop.merchantId).executeTakeFirstOrThrow()).id
    expect((await findClaims(house.db, dossier))!.origins).toEqual([{ category: 'merchant_file', origin: null }])
  })

  it('a mandate: until it lapses, whatever its fourteen months say, and what would change that', async () => {
    await sql`insert into mandates (id, merchant_id, mode, sealed_iban, iban_hash, last4, country, name, mandate, signed_at, created_at) values (${id('sepa')}, ${shop.merchantId}, 'live', 'x', sha256('x'), '2606', 'FR', 'A', 'M', '2026-01-10', '2026-01-10T10:00:00Z')`
      .execute(house.db)
    const living = await why(auditor, id('sepa'))
    expect([living.includes('Gardé jusqu’au 11 janv. 2029 (Mandat SEPA)'), living.includes('Une révocation du mandat')]).toEqual([
      true,
      true,
    ])
    await sql`update mandates set deleted_at = '2026-02-01' where id = ${id('sepa')}`.execute(house.db)
    expect(await why(auditor, id('sepa'))).toContain('Gardé jusqu’au 11 mars 2027 (Mandat SEPA)')
  })

  it('a payer whose payments all failed goes when they do; held, his card and his mandate say so', async () => {
    await sql`insert into payers (id, merchant_id, mode, name, country, created_at) values (${id('cust')}, ${shop.merchantId}, 'live', 'A', 'FR', '2026-01-01')`
      .execute(house.db)
    await sql`insert into cards (id, merchant_id, mode, pan_hash, first6, last4, exp_month, exp_year, name, tokenize, created_at) values (${id('card')}, ${shop.merchantId}, 'live', sha256('y'), '400000', '0077', 12, 2030, 'A', false, '2026-01-01')`
      .execute(house.db)
    await sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, method, scheme, card_id, payer_id, capture, created_at) values (${id('paym')}, ${shop.merchantId}, 'live', 'canceled', 1000, 'eur', 'card', 'visa', ${id('card')}, ${id('cust')}, true, '2026-02-10T10:00:00Z')`
      .execute(house.db)
    for (const one of ['paym', 'cust', 'card'])
      expect([one, await why(auditor, id(one))]).toEqual([
        one,
        expect.stringContaining('Gardé jusqu’au 11 févr. 2031 (Paiements et leurs payeurs)'),
      ])
    await sql`insert into payments (id, merchant_id, mode, state, amount_cents, currency, method, scheme, mandate_id, payer_id, capture, created_at) values (${`paym_${'2'.repeat(24)}`}, ${shop.merchantId}, 'live', 'canceled', 1000, 'eur', 'sepa', 'sepa', ${id('sepa')}, ${id('cust')}, true, '2026-02-10T10:00:00Z')`
      .execute(house.db)
    await orderLegalHold(house.ctx(await house.staff('officer')), {
      scope: 'person',
      subjectId: id('cust'),
      ground: 'authority',
      reference: '',
      reason: 'x',
      reviewOn: '2026-05-01',
    })
    for (const one of ['paym', 'cust', 'card', 'sepa'])
      expect([one, await why(auditor, id(one))]).toEqual([one, expect.stringContaining('Demande d’une autorité')])
  })

  it('a version that was signed and does not hold yet is in the date, and is named', async () => {
    const row = await house.db.selectFrom('retention_policies').selectAll().where('category', '=', 'device').executeTakeFirstOrThrow()
    const [one, two] = [(await house.staff('officer')).id, (await house.staff('officer')).id]
    await house
      .database
      .db
      .insertInto('retention_policies')
      .values({
        ...row,
        id: id('rpol'),
        version: 2,
        length: 0,
        valid_from: '2026-03-03',
        proposed_by: one,
        decided_by: two,
      })
      .execute()
    const text = await why(auditor, payment)
    expect(text).toMatch(/Appareil et adresse IP d’un payeur Au plus 0 mois après l’exécution 2 mars 2026 3 mars 2026/)
    expect(text).toContain('la version 2, déjà signée, vaut à partir du 3 mars 2026')
  })

  it('what suspicion begins with is nothing to whoever does not read it', async () => {
    await sql`insert into aml_cases (id, merchant_id, state, origin, summary, owner_id, opened_by, opened_at, due_on) select ${id('amlc')}, ${shop.merchantId}, 'open', 'staff', 'x', s.id, s.id, '2026-01-01', '2026-02-01' from staff s limit 1`
      .execute(house.db)
    const administrator = await house.clientOf(await house.staff('administrator'))
    expect([(await why(auditor, id('amlc'))).includes('Aucun élément'), (await why(administrator, id('amlc'))).includes('Aucun élément')])
      .toEqual([false, true])
  })
})
