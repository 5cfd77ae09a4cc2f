import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { visitor, type StaffActor } from '#src/kernel/actor.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import { activateAccount } from '#src/merchants/activateAccount.ts'
import { addUser, type NewUser } from '#src/merchants/addUser.ts'
import { inviteUserAgain } from '#src/merchants/inviteUserAgain.ts'
import { findUser, listUsers } from '#src/merchants/merchantUsers.sql.ts'
import { removeUser } from '#src/merchants/removeUser.ts'
import { requestPasswordReset } from '#src/merchants/requestPasswordReset.ts'
import { resetPassword } from '#src/merchants/resetPassword.ts'
import { searchMerchants } from '#src/merchants/searchMerchants.sql.ts'
import { signInMerchant } from '#src/merchants/signInMerchant.ts'
import { signUpMerchant } from '#src/merchants/signUpMerchant.ts'
import { listReaders } from '#src/notifications/mails.sql.ts'
import { findCandidates } from '#src/personalData/candidates.sql.ts'
import { paths } from '#src/personalData/reach.sql.ts'
import { findSession } from '#src/platform/sessions.ts'
import { fileOwnRequest } from '#src/rights/fileRequest.ts'
import { linkOf } from '#src/rights/letterTo.ts'
import { findRequest } from '#src/rights/rights.sql.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { letterOf, openAccount, password, tokenIn, type Signed } from '#test/support/merchant.ts'

let house: House
let agent: StaffActor
beforeAll(async () => {
  house = await openHouse()
  agent = await house.staff('agent')
})
afterAll(() => house.close())

const chosen = 'Lanterne-Brume-4-Sentier'
let count = 0
const someone = (merchantId: string, said: Partial<NewUser> = {}): NewUser => ({
  merchantId,
  name: 'Paul Meunier',
  email: `paul${++count}@exemple.test`,
  language: 'en',
  askedBy: 'telephone',
  reason: 'Rappelé au numéro du dossier',
  ...said,
})
const add = async (said: NewUser): Promise<string> => (await addUser(house.ctx(agent), said))!
const activate = async (email: string, given = chosen): Promise<void> =>
  activateAccount(house.ctx(visitor), tokenIn(await letterOf(house, 'invitation', email)), { password: given })
const remove = (merchantId: string, userId: string) => removeUser(house.ctx(agent), { merchantId, userId, reason: 'A quitté l’entreprise' })
const signIn = (email: string, given = chosen) =>
  signInMerchant(house.ctx(visitor), { email, password: given, ip: '127.0.0.1', userAgent: 'test' })
const templatesTo = async (email: string) =>
  (await house.db.selectFrom('mails').select('template').where('to_address', '=', email).orderBy('id').execute()).map(({ template }) =>
    template
  )
/** Of a merchant with his first user, a second one who is active. */
const joined = async (): Promise<{ shop: Signed; user: string; email: string }> => {
  const shop = await openAccount(house)
  const said = someone(shop.merchantId)
  const user = await add(said)
  await activate(said.email)
  return { shop, user, email: said.email }
}

describe('adding', () => {
  it('invites him by a link with which he chooses his password, tells the others, and says in the history who asked', async () => {
    const shop = await openAccount(house)
    const said = someone(shop.merchantId)
    const id = await add(said)
    expect(await findUser(house.db, id)).toMatchObject({
      email: said.email,
      name: 'Paul Meunier',
      language: 'en',
      password_hash: '',
      activated_at: null,
      added_by: agent.id,
    })
    expect([await templatesTo(said.email), (await templatesTo(shop.email)).at(-1)]).toEqual([['invitation'], 'user_added'])
    const { entries: [event] } = await readHistory(house.db, { subjectId: id }, { limit: 1 })
    expect(event).toMatchObject({
      event: 'account.added',
      actorId: agent.id,
      data: { askedBy: 'telephone' },
      personal: { reason: said.reason, before: {}, after: { name: 'Paul Meunier', email: said.email, language: 'en' } },
    })
    await expect(signIn(said.email, '')).rejects.toMatchObject({ status: 422 })
    await expect(activate(said.email, '')).rejects.toMatchObject({ status: 422, fields: { password: 'web:field.missing' } })
    await activate(said.email)
    expect(await signIn(said.email)).toHaveProperty('token')
    expect((await listReaders(house.db, shop.merchantId)).map(({ address }) => address)).toEqual([shop.email, said.email])
    await expect(inviteUserAgain(house.ctx(agent), { merchantId: shop.merchantId, userId: id })).rejects.toMatchObject({
      status: 409,
      code: 'user_not_invited',
    })
  })

  it('refuses an address that has an account, naming the field; two colleagues at once add him once; a form sent twice too', async () => {
    const [shop, other] = [await openAccount(house), await openAccount(house)]
    await expect(add(someone(shop.merchantId, { email: other.email }))).rejects.toMatchObject({
      status: 422,
      fields: { email: 'merchants:users.taken' },
    })
    await expect(add(someone(shop.merchantId, { email: shop.email.toUpperCase() }))).rejects.toMatchObject({
      status: 422,
      fields: { email: 'merchants:users.taken_here' },
    })
    const said = someone(shop.merchantId)
    const both = await Promise.allSettled([shop, other].map(({ merchantId }) => add({ ...said, merchantId })))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { status: 422, fields: { email: 'merchants:users.taken' } },
    })
    const form = someone(shop.merchantId, { ticket: 'ticket-of-an-invitation' })
    expect([typeof (await add(form)), await add(form), await templatesTo(form.email)]).toEqual(['string', null, ['invitation']])
    const id = (await listUsers(house.db, shop.merchantId)).find(({ email }) => email === form.email)!.id
    const first = tokenIn(await letterOf(house, 'invitation', form.email))
    for (const _ of [1, 2])
      await inviteUserAgain(house.ctx(agent), { merchantId: shop.merchantId, userId: id, ticket: 'ticket-of-another' })
    expect(await templatesTo(form.email)).toEqual(['invitation', 'invitation'])
    await expect(activateAccount(house.ctx(visitor), first, { password: chosen })).rejects.toMatchObject({ status: 410 })
    await expect(addUser(house.ctx(await house.staff('analyst')), someone(shop.merchantId))).rejects.toMatchObject({ status: 403 })
  })
})

describe('removing', () => {
  it('ends his session, his links and his password at once; he gets one last letter, and the merchant’s file keeps his name', async () => {
    const { shop, user, email } = await joined()
    const { token } = await signIn(email)
    const asked = await fileOwnRequest(house.ctx({ kind: 'merchant', id: user, merchantId: shop.merchantId, name: email }), {
      kind: 'access',
      said: 'Tout ce que vous avez',
    })
    await requestPasswordReset(house.ctx(visitor), { email })
    const link = tokenIn(await letterOf(house, 'password_reset', email))
    await remove(shop.merchantId, user)
    expect(await findSession(house.db, 'merchant', token, house.now())).toBeNull()
    expect(await findUser(house.db, user)).toMatchObject({ name: 'Paul Meunier', email, password_hash: '', removed_by: agent.id })
    await expect(signIn(email)).rejects.toMatchObject({ status: 422, code: 'sign_in_failed' })
    expect(await linkOf(house.db, (await findRequest(house.db, asked!))!)).toEqual({ hasArea: false })
    await expect(resetPassword(house.ctx(visitor), { token: link, password: chosen })).rejects.toMatchObject({ status: 410 })
    await requestPasswordReset(house.ctx(visitor), { email })
    expect([(await templatesTo(email)).slice(-2), (await templatesTo(shop.email)).at(-1)]).toEqual([
      ['password_reset', 'access_removed'],
      'user_removed',
    ])
    expect((await listReaders(house.db, shop.merchantId)).map(({ address }) => address)).toEqual([shop.email])
    const { entries } = await readHistory(house.db, { subjectId: user }, { limit: 3 })
    expect(entries.find(({ event }) => event === 'account.removed')).toMatchObject({
      data: { from: 'active', to: 'removed', endedSessions: 1 },
      personal: { reason: 'A quitté l’entreprise' },
    })
    await expect(sql`update merchant_users set password_hash = 'x' where id = ${user}`.execute(house.db)).rejects.toThrow(
      'merchant_users_removed_without_password',
    )
    await expect(remove(shop.merchantId, user)).rejects.toMatchObject({ status: 409, code: 'user_removed' })
  })

  it('never leaves a merchant without anybody: of two who remove the last two at once, one is refused', async () => {
    const { shop, user } = await joined()
    const both = await Promise.allSettled([shop.actor.id, user].map((id) => remove(shop.merchantId, id)))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { status: 409, code: 'user_is_last' } })
    await expect(remove((await openAccount(house)).merchantId, user)).rejects.toMatchObject({ status: 404 })
  })

  it('asked for again he is the same user, without his old password; meanwhile his address is free for an account of his own', async () => {
    const { shop, user, email } = await joined()
    await remove(shop.merchantId, user)
    expect(await add(someone(shop.merchantId, { email, name: 'Paul Meunier-Roche' }))).toBe(user)
    await expect(signIn(email)).rejects.toMatchObject({ status: 422 })
    await activate(email, password)
    expect(await signIn(email, password)).toHaveProperty('token')
    await remove(shop.merchantId, user)
    const { merchantId: own } = await signUpMerchant(house.ctx(visitor), { email, password, lang: 'fr' })
    expect(own).not.toBe(shop.merchantId)
    await expect(add(someone(shop.merchantId, { email }))).rejects.toMatchObject({ fields: { email: 'merchants:users.taken' } })
    expect((await searchMerchants(house.db, { state: null, search: email, before: null }, 9)).map(({ id }) => id).sort()).toEqual(
      [own, shop.merchantId].sort(),
    )
    const wanted = { name: '', email, bornOn: null, mobile: '', last4: '' }
    expect((await findCandidates(house.db, wanted, 9)).map(({ merchantId }) => merchantId).sort()).toEqual([own, shop.merchantId].sort())
    const letters = paths['mails']!.of({ user: [user], person: [], payer: [], card: [], mandate: [] })
    const { rows } = await sql<{ merchantId: string }>`select distinct t.merchant_id as "merchantId" from mails t where ${letters}`.execute(
      house.db,
    )
    expect(rows).toEqual([{ merchantId: shop.merchantId }])
  })
})

describe('the pages', () => {
  const reason = { askedBy: 'email', reason: 'Courriel du gérant' }

  it('let an agent add and remove, with what it does; whoever reads is told why he cannot; nobody else’s user is reached', async () => {
    const { shop, user, email } = await joined()
    const other = await openAccount(house)
    const here = `/console/merchants/${shop.merchantId}`
    const client = await house.clientOf(agent)
    const page = (await client.get(here)).text
    for (const part of ['Paul Meunier', email, shop.email, `${here}/users/new`, `${here}/users/${user}/remove`])
      expect(page).toContain(part)
    const wrong = await client.post(`${here}/users/new`, {
      name: 'Ève Le Goff',
      email: 'eve',
      language: 'fr',
      ...reason,
      askedBy: 'pigeon',
    })
    expect([wrong.status, wrong.text.includes('Ève Le Goff'), wrong.text.includes('href="#f-email"')]).toEqual([422, true, true])
    const taken = await client.post(`${here}/users/new`, { name: 'Ève Le Goff', email: other.email, language: 'fr', ...reason })
    expect([taken.status, taken.text.includes('chez un autre marchand'), taken.text.includes(other.merchantId)]).toEqual([422, true, false])
    expect((await client.post(`${here}/users/new`, { name: 'Ève Le Goff', email: 'eve@exemple.test', language: 'fr', ...reason })).location)
      .toBe(here)
    const eve = (await listUsers(house.db, shop.merchantId)).at(-1)!
    expect((await client.get(here)).text).toContain(`action="${here}/users/${eve.id}/invite"`)
    expect((await client.post(`${here}/users/${eve.id}/invite`, {})).location).toBe(here)
    expect((await client.post(`${here}/users/${user}/invite`, {})).status).toBe(409)
    expect((await client.get(`${here}/users/${user}/remove`)).text).toContain('clés d’API')
    expect((await client.post(`${here}/users/${user}/remove`, { reason: ' ' })).status).toBe(422)
    expect((await client.post(`${here}/users/${user}/remove`, { reason: 'Parti' })).location).toBe(here)
    expect((await client.post(`${here}/users/${user}/remove`, { reason: 'Parti' })).status).toBe(409)
    expect((await client.get(`${here}/users/${shop.actor.id}/remove`)).location).toBe(here)
    const after = (await client.get(here)).text
    for (
      const part of [
        'C’est le dernier',
        'a retiré l’accès de Paul Meunier',
        'Parti',
        'a ajouté un utilisateur',
        'Courriel du gérant',
        'a renvoyé l’invitation',
      ]
    ) expect(after).toContain(part)
    for (const path of [`${here}/users/${other.actor.id}/remove`, `${here}/users/user_x/remove`, '/console/merchants/mrch_x/users/new'])
      expect((await client.get(path)).status, path).toBe(404)
    const auditor = await house.clientOf(await house.staff('auditor'))
    expect((await auditor.get(here)).text).toContain('Votre rôle ne le permet pas')
    for (const path of [`${here}/users/new`, `${here}/users/${eve.id}/remove`]) expect((await auditor.get(path)).status, path).toBe(403)
  })

  it('show the merchant who has access, and whoever follows an invitation that he chooses a password', async () => {
    const { shop, user, email } = await joined()
    const own = await house.clientOf(shop.actor)
    const said = someone(shop.merchantId)
    await add(said)
    const profile = (await own.get('/merchant/profile')).text
    for (const part of [email, said.email, 'Invité', 'aide@vigie.example']) expect(profile).toContain(part)
    await remove(shop.merchantId, user)
    expect((await own.get('/merchant/profile')).text).not.toContain(email)
    const { text } = await (await house.client()).get(`/merchant/activate/${tokenIn(await letterOf(house, 'invitation', said.email))}`)
    for (const part of ['type="password"', 'invité à utiliser']) expect(text).toContain(part)
  })
})
