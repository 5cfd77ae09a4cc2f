import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { visitor } from '#src/kernel/actor.ts'
import { activateAccount } from '#src/merchants/activateAccount.ts'
import { listApiKeys } from '#src/merchants/apiKeys.sql.ts'
import { findUserByEmail } from '#src/merchants/merchantUsers.sql.ts'
import { requestPasswordReset } from '#src/merchants/requestPasswordReset.ts'
import { resendActivation } from '#src/merchants/resendActivation.ts'
import { resetPassword } from '#src/merchants/resetPassword.ts'
import { signInMerchant } from '#src/merchants/signInMerchant.ts'
import { signUpMerchant } from '#src/merchants/signUpMerchant.ts'
import { cookieName, findSession } from '#src/platform/sessions.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { letterOf, openAccount, password, submitted, tokenIn } from '#test/support/merchant.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const hour = 3_600_000
const signIn = (email: string, given = password) =>
  signInMerchant(house.ctx(visitor), { email, password: given, ip: '127.0.0.1', userAgent: 'test' })
const mailsTo = (email: string) =>
  house.db.selectFrom('mails').select('template').where('to_address', '=', email).orderBy('id').execute().then((rows) =>
    rows.map(({ template }) => template)
  )
const eventsOf = async (merchantId: string) =>
  (await house.db.selectFrom('audit_events').select('event').where('merchant_id', '=', merchantId).orderBy('id').execute()).map((
    { event },
  ) => event)

describe('signing up', () => {
  it('opens an account that waits for its activation, with a key, a draft dossier and an event', async () => {
    const { merchantId } = await signUpMerchant(house.ctx(visitor), { email: 'a@exemple.test', password, lang: 'en' })
    const user = await findUserByEmail(house.db, 'A@Exemple.test')
    expect(user).toMatchObject({ merchant_id: merchantId, activated_at: null, language: 'en' })
    expect(user?.password_hash).toMatch(/^\$argon2id\$/)
    expect(await house.db.selectFrom('dossiers').select('state').where('merchant_id', '=', merchantId!).executeTakeFirst()).toEqual({
      state: 'draft',
    })
    expect(await house.db.selectFrom('merchant_keys').select('destroyed_at').where('merchant_id', '=', merchantId!).executeTakeFirst())
      .toBeDefined()
    expect(await eventsOf(merchantId!)).toEqual(expect.arrayContaining(['merchant.signed_up', 'dossier.opened', 'mail.written']))
    await expect(signIn('a@exemple.test')).rejects.toMatchObject({ status: 409, code: 'account_not_active' })
  })

  it.each([['court', 'too_short'], ['motdepasse2024', 'too_common'], ['aaaaaaaaaaaaaaaa', 'too_common'], ['x'.repeat(201), 'too_long']])(
    'refuses the password %s',
    async (poor, why) => {
      await expect(signUpMerchant(house.ctx(visitor), { email: 'poor@exemple.test', password: poor, lang: 'fr' })).rejects.toMatchObject({
        status: 422,
        fields: { password: `errors:password.${why}` },
      })
      expect(await findUserByEmail(house.db, 'poor@exemple.test')).toBeNull()
    },
  )

  it('answers the same for an address it knows, tells its holder once an hour, and changes nothing', async () => {
    const { email } = await openAccount(house)
    const before = await findUserByEmail(house.db, email)
    for (let i = 0; i < 3; i++)
      expect(await signUpMerchant(house.ctx(visitor), { email, password: 'Autre-Phrase-De-Passe-9', lang: 'en' })).toEqual({
        merchantId: null,
      })
    expect(await findUserByEmail(house.db, email)).toEqual(before)
    expect((await mailsTo(email)).filter((one) => one === 'already_registered')).toHaveLength(1)
  })

  it('a form sent twice opens one account; two at once too', async () => {
    const form = { email: 'deux@exemple.test', password, lang: 'fr' as const, ticket: 'ticket-of-this-form' }
    await signUpMerchant(house.ctx(visitor), form)
    await signUpMerchant(house.ctx(visitor), form)
    expect(await mailsTo(form.email)).toEqual(['activation'])
    await Promise.all([1, 2, 3].map(() => signUpMerchant(house.ctx(visitor), { email: 'ensemble@exemple.test', password, lang: 'fr' })))
    expect(await house.db.selectFrom('merchant_users').select('id').where('email', '=', 'ensemble@exemple.test').execute()).toHaveLength(1)
  })

  it('signed up again with the same password: the newest link counts', async () => {
    const email = 'encore@exemple.test'
    await signUpMerchant(house.ctx(visitor), { email, password, lang: 'fr' })
    const first = tokenIn(await letterOf(house, 'activation', email))
    house.forward(1000)
    await signUpMerchant(house.ctx(visitor), { email, password, lang: 'fr' })
    await expect(activateAccount(house.ctx(visitor), first)).rejects.toMatchObject({ status: 410 })
    await activateAccount(house.ctx(visitor), tokenIn(await letterOf(house, 'activation', email)))
    expect(await signIn(email)).toHaveProperty('token')
  })

  it('signed up again by a stranger: neither password counts, whoever holds the mailbox chooses his', async () => {
    const email = 'dispute@exemple.test'
    const [stranger, own] = ['Autre-Phrase-De-Passe-9', 'Celle-Que-Je-Choisis-4']
    await signUpMerchant(house.ctx(visitor), { email, password, lang: 'fr' })
    house.forward(1000)
    await signUpMerchant(house.ctx(visitor), { email, password: stranger, lang: 'fr' })
    const token = tokenIn(await letterOf(house, 'activation', email))
    await expect(activateAccount(house.ctx(visitor), token)).rejects.toMatchObject({
      status: 422,
      fields: { password: 'web:field.missing' },
    })
    await expect(activateAccount(house.ctx(visitor), token, { password: 'court' })).rejects.toMatchObject({
      status: 422,
      fields: { password: 'errors:password.too_short' },
    })
    await activateAccount(house.ctx(visitor), token, { password: own })
    for (const other of [password, stranger]) await expect(signIn(email, other)).rejects.toMatchObject({ status: 422 })
    expect(await signIn(email, own)).toHaveProperty('token')
  })
})

describe('the activation link', () => {
  it('works once, and makes the test keys', async () => {
    const { merchantId } = await signUpMerchant(house.ctx(visitor), { email: 'lien@exemple.test', password, lang: 'fr' })
    const token = tokenIn(await letterOf(house, 'activation', 'lien@exemple.test'))
    expect(token).toHaveLength(32)
    await activateAccount(house.ctx(visitor), token)
    await expect(activateAccount(house.ctx(visitor), token)).rejects.toMatchObject({ status: 410, code: 'link_expired' })
    const keys = await listApiKeys(house.db, merchantId!)
    expect(keys.map(({ mode, kind }) => `${mode} ${kind}`).sort()).toEqual(['test public', 'test secret'])
    expect(await eventsOf(merchantId!)).toContain('account.activated')
  })

  it('lives 24 hours: a second before it works, at the instant it does not', async () => {
    const start = house.now()
    const open = async (email: string) => {
      house.travel(start)
      await signUpMerchant(house.ctx(visitor), { email, password, lang: 'fr' })
      return tokenIn(await letterOf(house, 'activation', email))
    }
    const early = await open('tot@exemple.test')
    house.forward(24 * hour - 1000)
    await activateAccount(house.ctx(visitor), early)
    const late = await open('tard@exemple.test')
    house.forward(24 * hour)
    await expect(activateAccount(house.ctx(visitor), late)).rejects.toMatchObject({ status: 410 })
    await resendActivation(house.ctx(visitor), { email: 'tard@exemple.test' })
    await activateAccount(house.ctx(visitor), tokenIn(await letterOf(house, 'activation', 'tard@exemple.test')))
  })

  it('is not sent to an address that is unknown or active', async () => {
    const { email } = await openAccount(house)
    const before = await mailsTo(email)
    await resendActivation(house.ctx(visitor), { email })
    await resendActivation(house.ctx(visitor), { email: 'personne@exemple.test' })
    expect(await mailsTo(email)).toEqual(before)
    expect(await mailsTo('personne@exemple.test')).toEqual([])
  })
})

describe('signing in', () => {
  it('opens a session; wrong, unknown and locked get one answer', async () => {
    const { email } = await openAccount(house)
    const { token } = await signIn(email)
    expect(await findSession(house.db, 'merchant', token, house.now())).toMatchObject({ email, door: 'merchant' })
    const wrong = await signIn(email, 'Pas-Le-Bon-Mot-12').catch((error: unknown) => error)
    const unknown = await signIn('inconnu@exemple.test').catch((error: unknown) => error)
    expect(wrong).toMatchObject({ status: 422, code: 'sign_in_failed', fields: {} })
    expect(unknown).toMatchObject({ status: 422, code: 'sign_in_failed', fields: {} })
  })

  it('the fifth failure locks for 30 minutes, against the right password too', async () => {
    const { email } = await openAccount(house)
    for (let i = 0; i < 5; i++) await expect(signIn(email, 'Pas-Le-Bon-Mot-12')).rejects.toMatchObject({ code: 'sign_in_failed' })
    await expect(signIn(email)).rejects.toMatchObject({ code: 'sign_in_failed' })
    house.forward(hour / 2 - 1000)
    await expect(signIn(email)).rejects.toMatchObject({ code: 'sign_in_failed' })
    house.forward(1000)
    expect(await signIn(email)).toHaveProperty('token')
  })

  it('four failures and a success start the count again; tries at once all count', async () => {
    const { email } = await openAccount(house)
    for (let i = 0; i < 4; i++) await signIn(email, 'Pas-Le-Bon-Mot-12').catch(() => null)
    await signIn(email)
    expect(await findUserByEmail(house.db, email)).toMatchObject({ failed_attempts: 0, locked_until: null })
    await Promise.all(Array.from({ length: 5 }, () => signIn(email, 'Pas-Le-Bon-Mot-12').catch(() => null)))
    await expect(signIn(email)).rejects.toMatchObject({ code: 'sign_in_failed' })
  })
})

describe('a forgotten password', () => {
  it('is set once by a link of 30 minutes, which ends the sessions and lifts the lock', async () => {
    const { email, merchantId } = await openAccount(house)
    const { token } = await signIn(email)
    for (let i = 0; i < 5; i++) await signIn(email, 'Pas-Le-Bon-Mot-12').catch(() => null)
    await requestPasswordReset(house.ctx(visitor), { email })
    const link = tokenIn(await letterOf(house, 'password_reset', email))
    await expect(resetPassword(house.ctx(visitor), { token: link, password: 'court' })).rejects.toMatchObject({ status: 422 })
    await resetPassword(house.ctx(visitor), { token: link, password: 'Nouvelle-Phrase-De-Passe' })
    await expect(resetPassword(house.ctx(visitor), { token: link, password: 'Encore-Une-Autre-Phrase' })).rejects.toMatchObject({
      status: 410,
    })
    expect(await findSession(house.db, 'merchant', token, house.now())).toBeNull()
    await expect(signIn(email)).rejects.toMatchObject({ code: 'sign_in_failed' })
    expect(await signIn(email, 'Nouvelle-Phrase-De-Passe')).toHaveProperty('token')
    expect(await eventsOf(merchantId)).toEqual(
      expect.arrayContaining(['account.reset_requested', 'account.locked', 'account.password_reset']),
    )
    expect(await mailsTo(email)).toContain('password_changed')
  })

  it('the link dies at 30 minutes; an unknown address gets nothing', async () => {
    const { email } = await openAccount(house)
    await requestPasswordReset(house.ctx(visitor), { email })
    const link = tokenIn(await letterOf(house, 'password_reset', email))
    house.forward(hour / 2)
    await expect(resetPassword(house.ctx(visitor), { token: link, password: 'Nouvelle-Phrase-De-Passe' })).rejects.toMatchObject({
      status: 410,
    })
    await requestPasswordReset(house.ctx(visitor), { email: 'personne2@exemple.test' })
    expect(await mailsTo('personne2@exemple.test')).toEqual([])
  })
})

describe('the way in', () => {
  it('leads from nothing to a file in the queue', async () => {
    const { merchantId } = await submitted(house)
    expect(await house.db.selectFrom('dossiers').select(['state', 'risk']).where('merchant_id', '=', merchantId).executeTakeFirst())
      .toMatchObject({ state: 'submitted' })
    expect(await house.db.selectFrom('review_items').select(['state', 'kind']).where('merchant_id', '=', merchantId).execute()).toEqual([{
      state: 'open',
      kind: 'new_dossier',
    }])
    expect(cookieName.merchant).toBe('vigie_merchant')
  })
})
