import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { draftContract } from '#src/contracts/draftContract.ts'
import { sendContractCode } from '#src/contracts/sendContractCode.ts'
import { readDossierOfMerchant, type DossierFile } from '#src/dossiers/readDossier.sql.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { newSiret, openAccount, password, submitted, tellAll, type Signed } from '#test/support/merchant.ts'

let house: House
let signed: Signed
let other: Signed
let client: Client
let visitor: Client
let personId: string
let strangerId: string

beforeAll(async () => {
  house = await openHouse()
  signed = await openAccount(house)
  await tellAll(house, signed)
  other = await submitted(house)
  client = await house.clientOf(signed.actor)
  visitor = await house.client()
  const { people } = await readDossierOfMerchant(house.db, signed.merchantId)
  personId = people[0]!.id
  strangerId = (await readDossierOfMerchant(house.db, other.merchantId)).people[0]!.id
  await draftContract(house.ctx(signed.actor), { signerId: personId })
  await sendContractCode(house.ctx(signed.actor))
})
beforeEach(() => house.db.deleteFrom('rate_limits').execute())
afterAll(() => house.close())

type Form = Record<string, string>
const company = (): Form => ({
  legalForm: 'sarl',
  name: 'Boulangerie Lenoir',
  tradeName: 'Au bon pain',
  siret: newSiret(),
  rna: '',
  isListed: 'on',
  address1: '12 quai',
  address2: '',
  zip: '29000',
  city: 'Quimper',
  management: '',
  activity: 'Pains',
  mcc: '5462',
  naf: '10.71C',
  website: 'exemple.fr',
  monthly: '12 000',
  ticket: '18,50',
})
const person = (): Form => ({
  kind: 'natural',
  role: 'gerant',
  representsPersonId: '',
  isSignatory: '',
  isBeneficialOwner: 'on',
  isPep: 'no',
  givenNames: 'Anne',
  familyName: 'Lenoir',
  usageName: '',
  birthDate: '1980-12-01',
  birthPlace: 'Quimper',
  birthCountry: 'FR',
  nationality: 'FR',
  address: '3 rue du Port',
  companyName: '',
  companySiren: '',
  capital: '100',
  votes: '100',
  controlNature: '',
  ownerSince: '2019-01-01',
  pepFunction: '',
  ticket: '',
})

/** Every form of the merchant's pages, as a browser sends it. */
const forms = (): { path: string; form: Form; by: Client }[] => [
  { path: '/merchant/sign-up', form: { email: 'x@exemple.test', password, ticket: '' }, by: visitor },
  { path: '/merchant/activate', form: { email: 'x@exemple.test' }, by: visitor },
  { path: '/merchant/activate/nonsense', form: {}, by: visitor },
  { path: '/merchant/sign-in', form: { email: 'x@exemple.test', password, back: '/merchant' }, by: visitor },
  { path: '/merchant/forgot', form: { email: 'x@exemple.test' }, by: visitor },
  { path: '/merchant/reset/nonsense', form: { password }, by: visitor },
  { path: '/merchant/language', form: { lang: 'fr', back: '/merchant' }, by: visitor },
  { path: '/merchant/company', form: company(), by: client },
  { path: '/merchant/people', form: person(), by: client },
  { path: `/merchant/people/${personId}`, form: person(), by: client },
  { path: `/merchant/people/${strangerId}`, form: person(), by: client },
  { path: '/merchant/account', form: { holder: 'Lenoir', iban: 'FR1420041010050500013M02606', bic: '' }, by: client },
  { path: '/merchant/documents', form: { requirement: 'statutes' }, by: client },
  { path: '/merchant/contract/draft', form: { signer: personId }, by: client },
  { path: '/merchant/contract/sign', form: { code: '123456' }, by: client },
  { path: '/merchant/submit', form: { ticket: '' }, by: client },
  { path: '/merchant/developers/roll', form: { mode: 'live', ticket: '' }, by: client },
  { path: '/merchant/developers/revoke', form: { mode: 'live' }, by: client },
]

const hostile: Record<string, string> = {
  empty: '',
  blanks: '   ',
  overlong: 'x'.repeat(20_000),
  nul: 'a\u0000b',
  controls: '\u0007\u001b[31m',
  rightToLeft: 'abc\u202egpj.exe',
  zeroWidth: 'a\u200bb',
  loneSurrogate: 'a\ud800b',
  script: '<script>alert(1)</script>',
  sql: `'; drop table merchants; --`,
  template: '{{constructor.constructor("return process")()}}',
  json: '{"$ne":null}',
  number: '1e999',
  negative: '-1',
  lines: 'a\nb\r\nc',
  unknown: 'not_a_choice',
  emoji: '👩‍👩‍👧‍👦'.repeat(40),
  stranger: 'pers_000000000000000000000000',
  percent: '%00%ff%',
  path: '../../etc/passwd',
  prototype: '__proto__',
}

/** Each field gets seven of them, another seven than its neighbour: over the fields of a form all of them come. */
const sevenOf = (turn: number): [string, string][] => {
  const all = Object.entries(hostile)
  return Array.from({ length: 7 }, (_, i) => all[(turn * 7 + i) % all.length]!)
}

const isCalm = (status: number): boolean => status === 303 || status === 200 || (status >= 400 && status < 500)
const fileNow = (): Promise<DossierFile> => readDossierOfMerchant(house.db, signed.merchantId)

/** Nothing of what is kept holds what nobody types. */
const expectClean = (file: DossierFile): void => {
  const kept = JSON.stringify([file.company, file.people, file.account])
  expect(kept).not.toMatch(/\\u0000|\\u001b|\\u0007|\u202e|\u200b|\\ud800/)
  expect(kept.length).toBeLessThan(60_000)
}

describe('bad input', { timeout: 300_000 }, () => {
  it('every field of every form, with what nobody types: refused or taken, never broken', async () => {
    const broken: string[] = []
    let turn = 0
    for (const { path, form, by } of forms()) {
      for (const name of Object.keys(form)) {
        turn += 1
        // At once, as a stranger with a script would; the limits on knocking are not what is tried here.
        await Promise.all(
          sevenOf(turn).map(async ([what, value]) => {
            const { status, text } = await by.post(path, { ...form, [name]: value })
            if (!isCalm(status)) broken.push(`${path} ${name} ${what}: ${status}`)
            if (/<script>alert|at (async )?\w+ \(|node_modules/.test(text)) broken.push(`${path} ${name} ${what}: says too much`)
          }),
        )
        await house.db.deleteFrom('rate_limits').execute()
      }
    }
    expect(broken).toEqual([])
    expectClean(await fileNow())
  })

  it('lists where one value is meant, fields twice, fields nobody asked for, no field at all', async () => {
    for (const { path, form, by } of forms()) {
      for (const name of Object.keys(form)) {
        const { [name]: _, ...rest } = form
        const odd = [{ ...form, [name]: ['a', 'b'] }, rest, { ...rest, [`${name}[]`]: 'a', [`${name}[x]`]: 'b', '__proto__[x]': 'y' }]
        const answers = await Promise.all(odd.map(async (one) => (await by.post(path, one)).status))
        expect(answers.every(isCalm), `${path} ${name}: ${answers.join()}`).toBe(true)
      }
      expect(isCalm((await by.post(path, {})).status), path).toBe(true)
      await house.db.deleteFrom('rate_limits').execute()
    }
    expectClean(await fileNow())
  })

  it('bodies that are no form', async () => {
    const url = await house.url()
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const bodies: [string, string][] = [
      ['application/json', '{"name":{"$gt":""}}'],
      ['text/plain', 'hello'],
      ['multipart/form-data; boundary=x', '--x\r\nbroken'],
      ['multipart/form-data', 'none'],
      ['application/x-www-form-urlencoded', '%E0%A4%A'],
      ['application/x-www-form-urlencoded; charset=utf-7', 'a=b'],
      ['', ''],
    ]
    for (const { path } of forms()) {
      for (const [type, body] of bodies) {
        const response = await fetch(url + path, {
          method: 'POST',
          redirect: 'manual',
          headers: { cookie, origin: url, ...(type ? { 'content-type': type } : {}) },
          body,
        })
        expect(isCalm(response.status), `${path} ${type}: ${response.status}`).toBe(true)
      }
      await house.db.deleteFrom('rate_limits').execute()
    }
  })

  it('whatever stands in the address', async () => {
    const odd = ['%00', '%ff', '..%2f..%2f', 'a'.repeat(3000), '%F0%9F%92%A9', "';--", '__proto__', 'undefined', 'pers_' + 'z'.repeat(24)]
    for (const one of odd) {
      for (
        const path of [
          `/merchant/people/${one}`,
          `/merchant/activate/${one}`,
          `/merchant/reset/${one}`,
          `/merchant/contract/pages/${one}`,
          `/merchant/sign-in?back=${one}`,
          `/merchant/people/new?kind=${one}`,
        ]
      ) {
        expect(isCalm((await client.get(path)).status), path).toBe(true)
      }
      for (const path of [`/merchant/people/${one}/remove`, `/merchant/documents/${one}/withdraw`, `/merchant/developers/${one}/reveal`])
        expect(isCalm((await client.post(path)).status), path).toBe(true)
    }
  })

  it('a refused form keeps what was typed, escaped, and changes nothing', async () => {
    const before = await fileNow()
    const { status, text } = await client.post('/merchant/company', { ...company(), name: '<b onmouseover=alert(1)>"Pain"', siret: '123' })
    expect(status).toBe(422)
    expect(text).toContain('&lt;b onmouseover&#x3D;alert(1)&gt;&quot;Pain&quot;')
    expect(await fileNow()).toEqual(before)
  })

  it('any words at all, as a property', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ maxLength: 40 }),
      fc.constantFrom(...Object.values(hostile).filter((one) => one.length < 500)),
    )
    const some = fc.record(Object.fromEntries(Object.keys(company()).map((name) => [name, text])), { requiredKeys: [] })
    await fc.assert(
      fc.asyncProperty(some, async (said) => isCalm((await client.post('/merchant/company', { ...company(), ...(said as Form) })).status)),
      { numRuns: 40 },
    )
    expectClean(await fileNow())
  })

  // The last: a client that hears 413 in the middle of its body leaves a connection nobody should use again.
  it('a form of a thousand fields, and one too heavy', async () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`f${i}`, 'x']))
    expect((await client.post('/merchant/company', many)).status).toBe(413)
    expect((await client.post('/merchant/company', { name: 'x'.repeat(400_000) })).status).toBe(413)
  })
})
