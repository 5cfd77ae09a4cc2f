import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readDossierOfMerchant } from '#src/dossiers/readDossier.sql.ts'
import { readApiKeys } from '#src/merchants/readApiKeys.sql.ts'
import { validateMerchant } from '#src/merchants/validateMerchant.ts'
import { unit } from '#src/platform/ctx.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { letterOf, newPdf, openAccount, password, submitted, tellAll, tokenIn, type Signed } from '#test/support/merchant.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
beforeEach(() => house.db.deleteFrom('rate_limits').execute())
afterAll(() => house.close())

const signedIn = async (signed: Signed): Promise<Client> => house.clientOf(signed.actor)
const pages = [
  '/merchant',
  '/merchant/company',
  '/merchant/people',
  '/merchant/people/new',
  '/merchant/account',
  '/merchant/documents',
  '/merchant/contract',
  '/merchant/submit',
  '/merchant/developers',
  '/merchant/profile',
]

describe('the door', () => {
  it('nobody reads the area without signing in, and is led back where he was going', async () => {
    const client = await house.client()
    for (const path of [...pages, '/merchant/contract/file', '/merchant/contract/pages/1']) {
      expect(await client.get(path)).toMatchObject({ status: 303, location: `/merchant/sign-in?back=${encodeURIComponent(path)}` })
    }
    for (const path of ['/merchant/company', '/merchant/submit', '/merchant/developers/roll', '/merchant/sign-out'])
      expect((await client.post(path)).location).toBe('/merchant/sign-in')
  })

  it('signs in, back to where he was going, and only to a page of ours', async () => {
    const { email } = await openAccount(house)
    for (
      const [back, to] of [
        ['/merchant/people', '/merchant/people'],
        ['//evil.example', '/merchant'],
        ['https://evil.example', '/merchant'],
        ['/console', '/merchant'],
      ]
    ) {
      const client = await house.client()
      const answer = await client.post('/merchant/sign-in', { email, password, back: back! })
      expect(answer).toMatchObject({ status: 303, location: to })
      expect(answer.headers.getSetCookie().join()).toMatch(/vigie_merchant=[^;]+; Path=\/merchant; HttpOnly; SameSite=Lax/)
      expect((await client.get('/merchant')).status).toBe(200)
    }
  })

  it('one page for a wrong password and for an unknown address, and what was typed stays but the password', async () => {
    const { email } = await openAccount(house)
    const client = await house.client()
    const [wrong, unknown] = [
      await client.post('/merchant/sign-in', { email, password: 'Faux-Mot-De-Passe' }),
      await client.post('/merchant/sign-in', { email: 'autre@exemple.test', password: 'Faux-Mot-De-Passe' }),
    ]
    expect([wrong.status, unknown.status]).toEqual([422, 422])
    expect(wrong.text.replaceAll(email, 'x')).toBe(unknown.text.replaceAll('autre@exemple.test', 'x'))
    expect(wrong.text).not.toContain('Faux-Mot-De-Passe')
  })

  it('sign-up, resend and forgotten answer the same for a known and an unknown address', async () => {
    const { email } = await openAccount(house)
    for (const [path, form] of [['/merchant/sign-up', { password }], ['/merchant/activate', {}], ['/merchant/forgot', {}]] as const) {
      const [known, unknown] = await Promise.all(
        [email, 'jamais-vu@exemple.test'].map(async (address) => (await house.client()).post(path, { ...form, email: address })),
      )
      expect(known).toMatchObject({ status: 303 })
      expect([unknown!.status, unknown!.location]).toEqual([known!.status, known!.location])
    }
  })

  it('following an activation link changes nothing; pressing its button does; a second time is a page that says what to do', async () => {
    const client = await house.client()
    await client.post('/merchant/sign-up', { email: 'scanner@exemple.test', password })
    const path = `/merchant/activate/${tokenIn(await letterOf(house, 'activation', 'scanner@exemple.test'))}`
    for (let i = 0; i < 3; i++) expect((await client.get(path)).status).toBe(200)
    expect((await client.post('/merchant/sign-in', { email: 'scanner@exemple.test', password })).status).toBe(409)
    expect(await client.post(path)).toMatchObject({ status: 303, location: '/merchant/sign-in' })
    for (const again of [await client.get(path), await client.post(path)])
      expect(again).toMatchObject({ status: 410, text: expect.stringContaining('déjà actif') })
    expect((await client.get('/merchant/activate/nonsense')).text).toContain('/merchant/activate')
  })

  it('a reset link sets a password once, then says that it is over', async () => {
    const { email } = await openAccount(house)
    const client = await house.client()
    await client.post('/merchant/forgot', { email })
    const path = `/merchant/reset/${tokenIn(await letterOf(house, 'password_reset', email))}`
    expect((await client.get(path)).status).toBe(200)
    expect((await client.post(path, { password: 'court' })).status).toBe(422)
    expect(await client.post(path, { password: 'Nouvelle-Phrase-De-Passe' })).toMatchObject({ status: 303, location: '/merchant/sign-in' })
    for (const again of [await client.get(path), await client.post(path, { password: 'Nouvelle-Phrase-De-Passe' })])
      expect(again.status).toBe(410)
  })

  it('who is signed in asks for it without saying his address again', async () => {
    const { email, actor } = await openAccount(house)
    const client = await house.clientOf(actor)
    expect((await client.get('/merchant/profile')).text).not.toContain('href="/merchant/forgot"')
    expect((await client.post('/merchant/profile/password')).location).toBe('/merchant/profile')
    expect((await client.get('/merchant/profile')).text).toContain('Un lien est parti à votre adresse')
    expect(tokenIn(await letterOf(house, 'password_reset', email))).not.toBe('')
  })

  it('shows a merchant who is validated the pieces he sent, and speaks of no file where none is taken', async () => {
    const one = await submitted(house)
    await house
      .db
      .updateTable('dossiers')
      .set({ state: 'validated', decided_at: house.now() })
      .where('merchant_id', '=', one.merchantId)
      .execute()
    await house.db.updateTable('merchants').set({ state: 'validated' }).where('id', '=', one.merchantId).execute()
    const sent = await house.db.selectFrom('documents').select('file_name').where('merchant_id', '=', one.merchantId).execute()
    const { text } = await (await house.clientOf(one.actor)).get('/merchant/documents')
    expect(sent.length).toBeGreaterThan(0)
    for (const { file_name: name } of sent) expect(text).toContain(name)
    expect([text.includes('type="file"'), text.includes('10 Mo au plus')]).toEqual([false, false])
  })

  it('knocks are counted', async () => {
    const client = await house.client()
    const answers = []
    for (let i = 0; i < 12; i++) answers.push((await client.post('/merchant/forgot', { email: `x${i}@exemple.test` })).status)
    expect(answers).toContain(429)
    expect(answers.every((status) => status === 303 || status === 429)).toBe(true)
  })

  it('a page of another site posts nothing', async () => {
    const client = await signedIn(await openAccount(house))
    expect((await client.post('/merchant/sign-out', {}, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).status).toBe(
      403,
    )
  })

  it('speaks both languages, and remembers', async () => {
    const signed = await openAccount(house)
    const client = await signedIn(signed)
    expect((await client.get('/merchant')).text).toContain('lang="fr"')
    expect(await client.post('/merchant/language', { lang: 'en', back: '/merchant/company' })).toMatchObject({
      status: 303,
      location: '/merchant/company',
    })
    expect((await client.get('/merchant')).text).toContain('lang="en"')
  })

  it('signs out', async () => {
    const client = await signedIn(await openAccount(house))
    expect((await client.post('/merchant/sign-out')).status).toBe(303)
    expect((await client.get('/merchant')).status).toBe(303)
  })
})

describe('the area', () => {
  it('every page answers at every stage of the file', async () => {
    const empty = await openAccount(house)
    const told = await openAccount(house)
    await tellAll(house, told)
    const sent = await submitted(house)
    for (const signed of [empty, told, sent]) {
      const client = await signedIn(signed)
      for (const lang of ['en', 'fr']) {
        await client.post('/merchant/language', { lang })
        for (const path of pages) expect([200, 303], `${path} in ${lang}`).toContain((await client.get(path)).status)
      }
    }
  })

  it('what is another merchant’s is not found', async () => {
    const [mine, theirs] = [await openAccount(house), await submitted(house)]
    await tellAll(house, mine)
    const client = await signedIn(mine)
    const file = await readDossierOfMerchant(house.db, theirs.merchantId)
    const [person, document] = [file.people[0]!.id, file.documents[0]!.id]
    expect((await client.get(`/merchant/people/${person}`)).status).toBe(404)
    expect((await client.post(`/merchant/people/${person}/remove`)).status).toBe(404)
    expect((await client.post(`/merchant/documents/${document}/withdraw`)).status).toBe(404)
    const key = (await readApiKeys(house.db, theirs.merchantId))[0]!.id
    expect((await client.post(`/merchant/developers/${key}/reveal`)).status).toBe(404)
    expect((await client.get('/merchant/contract/file')).status).toBe(404)
    const identity = file.checklist.find(({ requirement }) => requirement.kind === 'identity_document')!.requirement.key
    const upload = await client.post('/merchant/documents', {
      requirement: identity,
      file: new File([new Uint8Array(await newPdf())], 'x.pdf'),
    })
    expect(upload.status).toBe(404)
    expect(await readDossierOfMerchant(house.db, theirs.merchantId)).toEqual(file)
  })

  it('takes files, and refuses with the line named', async () => {
    const signed = await openAccount(house)
    await tellAll(house, signed)
    const client = await signedIn(signed)
    const post = async (name: string, bytes: Buffer) =>
      client.post('/merchant/documents', { requirement: 'statutes', file: new File([new Uint8Array(bytes)], name) })
    expect(await post('statuts.pdf', await newPdf())).toMatchObject({ status: 303, location: '/merchant/documents' })
    const refused = await post('virus.pdf', Buffer.from('MZ no document'))
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('id="f-file"')
    expect((await client.post('/merchant/documents', { requirement: 'statutes' })).status).toBe(422)
    const tooBig = await post('enorme.pdf', Buffer.alloc(10 * 1024 * 1024 + 1))
    expect(tooBig.status).toBe(422)
    expect(tooBig.text).toMatch(/10 Mo/)
    const page = await client.get('/merchant/documents')
    expect(page.text).toContain('statuts.pdf')
    const { documents } = await readDossierOfMerchant(house.db, signed.merchantId)
    expect((await client.post(`/merchant/documents/${documents[0]!.id}/withdraw`)).status).toBe(303)
    expect((await client.post(`/merchant/documents/${documents[0]!.id}/withdraw`)).status).toBe(409)
  })

  it('shows the contract as pictures and as the very file', async () => {
    const signed = await submitted(house)
    const client = await signedIn(signed)
    const page = await client.get('/merchant/contract/pages/1')
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'image/png'])
    for (const no of ['0', '99', '1.5', 'x', '-1']) expect((await client.get(`/merchant/contract/pages/${no}`)).status).toBe(404)
    expect((await client.get('/merchant/contract/file')).headers.get('content-type')).toBe('application/pdf')
    expect((await client.get('/merchant/contract/signed')).headers.get('content-disposition')).toMatch(/^attachment/)
  })

  it('the live secret is in one answer and in no other', async () => {
    const signed = await openAccount(house)
    const officer = await house.staff('officer')
    await unit(house.ctx(officer), (tx) => validateMerchant(tx, signed.merchantId))
    const client = await signedIn(signed)
    const before = (await client.get('/merchant/developers')).text
    expect(before).not.toMatch(/sprod_[0-9A-Za-z]{24}/)
    const id = /developers\/(akey_[0-9A-Za-z]{24})\/reveal/.exec(before)![1]!
    const shown = await client.post(`/merchant/developers/${id}/reveal`)
    expect(shown.text).toMatch(/sprod_[0-9A-Za-z]{24}/)
    expect(shown.headers.get('cache-control')).toBe('no-store')
    expect((await client.post(`/merchant/developers/${id}/reveal`)).status).toBe(409)
    expect((await client.get('/merchant/developers')).text).not.toMatch(/sprod_[0-9A-Za-z]{24}|\/reveal/)
  })

  it.each([['deactivated', 'désactivé'], ['suspended', 'suspendre'], ['rejected', 'suite favorable'], ['closed', 'pris fin']] as const)(
    'a %s merchant sees where he stands and nothing else',
    async (state, words) => {
      const signed = await submitted(house)
      await house.db.updateTable('merchants').set({ state }).where('id', '=', signed.merchantId).execute()
      if (state === 'deactivated' || state === 'suspended')
        await house
          .db
          .updateTable('dossiers')
          .set({ state: 'lapsed' })
          .where('merchant_id', '=', signed.merchantId)
          .execute()
      const client = await signedIn(signed)
      expect((await client.get('/merchant')).text).toContain(words)
      for (const path of ['/merchant/company', '/merchant/people', '/merchant/account', '/merchant/contract', '/merchant/developers'])
        expect(await client.get(path)).toMatchObject({ status: 303, location: '/merchant' })
      expect((await client.get('/merchant/contract/file')).status).toBe(404)
      expect((await client.post('/merchant/developers/roll', { mode: 'test' })).status).toBe(409)
    },
  )

  it('tells nothing of a proposal, and every refusal in the same words', async () => {
    const signed = await submitted(house)
    const client = await signedIn(signed)
    const before = (await client.get('/merchant')).text
    await house.db.updateTable('dossiers').set({ state: 'proposed' }).where('merchant_id', '=', signed.merchantId).execute()
    expect((await client.get('/merchant')).text).toBe(before)
  })
})
