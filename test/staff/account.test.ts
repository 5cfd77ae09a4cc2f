import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openHouse, type House } from '#test/support/house.ts'
import { addPerson, eventsOf, forgetKnocks, givePassword, goodPassword, signIn } from './people.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
  await house.url()
})
afterAll(() => house.close())
beforeEach(async () => {
  await forgetKnocks(house)
  house.forward(3_600_000)
})

const other = 'sept chaises bleues sous la pluie'
const openSessions = (id: string) =>
  house.db.selectFrom('sessions').selectAll().where('staff_id', '=', id).where('ended_at', 'is', null).orderBy('created_at').execute()

describe('changing one’s password', () => {
  it('asks for the current one, ends the other sessions and keeps this one', async () => {
    const person = await addPerson(house)
    const [here, elsewhere] = [await signIn(house, person), await signIn(house, person)]
    const changed = await here.post('/console/account/password', { current_password: goodPassword, password: other, password_again: other })
    expect([changed.status, changed.location]).toEqual([303, '/console/account'])
    expect((await here.get('/console/account')).status).toBe(200)
    expect((await elsewhere.get('/console/account')).status).toBe(303)
    expect((await givePassword(await house.client(), person)).status).toBe(422)
    expect((await givePassword(await house.client(), { ...person, password: other })).status).toBe(303)
    expect((await eventsOf(house, person.id)).findLast(({ event }) => event === 'staff.password_changed')).toMatchObject({
      actor_id: person.id,
      data: { endedSessions: 1 },
    })
  })

  it('counts a wrong current password as at the door', async () => {
    const person = await addPerson(house)
    const client = await signIn(house, person)
    const tryOnce = () =>
      client.post('/console/account/password', { current_password: 'une devinette au hasard', password: other, password_again: other })
    const first = await tryOnce()
    expect([first.status, first.text.includes('pas votre mot de passe actuel')]).toEqual([422, true])
    for (let n = 0; n < 4; n++) await tryOnce()
    expect((await house.db.selectFrom('staff').select('locked_until').where('id', '=', person.id).executeTakeFirstOrThrow()).locked_until)
      .not
      .toBeNull()
    // whoever guesses at an open session is put out of it
    expect((await client.get('/console/account')).status).toBe(303)
  })

  it.each([['trop court', 'plus long'], ['motdepasse2026', 'se devine'], [goodPassword, 'différent de l’actuel'], [
    'camille durand est passée',
    'ni votre nom',
  ]])('refuses %s', async (password, words) => {
    const client = await signIn(house, await addPerson(house))
    const answered = await client.post('/console/account/password', { current_password: goodPassword, password, password_again: password })
    expect(answered.status).toBe(422)
    expect(answered.text).toContain(words)
  })
})

describe('one’s sessions', () => {
  it('are listed in words, with this one named', async () => {
    const person = await addPerson(house)
    const client = await signIn(house, person)
    await signIn(house, person)
    await house
      .db
      .updateTable('sessions')
      .set({
        user_agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
        ip: '203.0.113.7',
      })
      .where('staff_id', '=', person.id)
      .where('id', '=', (await openSessions(person.id)).at(-1)!.id)
      .execute()
    const page = await client.get('/console/account')
    expect(page.text).toContain('Safari sur iPhone')
    expect(page.text).toContain('203.0.113.7')
    expect(page.text.match(/>Celle-ci</g)).toHaveLength(1)
  })

  it('are closed one by one, or all others', async () => {
    const person = await addPerson(house)
    const [first, second, third] = [await signIn(house, person), await signIn(house, person), await signIn(house, person)]
    const [oldest] = await openSessions(person.id)
    expect((await third.post(`/console/account/sessions/${oldest!.id}/revoke`)).location).toBe('/console/account')
    expect([(await first.get('/console')).status, (await second.get('/console')).status]).toEqual([303, 200])
    expect((await third.post('/console/account/sessions/revoke-others')).status).toBe(303)
    expect([(await second.get('/console')).status, (await third.get('/console')).status]).toEqual([303, 200])
    expect((await eventsOf(house, person.id)).slice(-2).map(({ event }) => event)).toEqual([
      'staff.session_revoked',
      'staff.sessions_revoked',
    ])
  })

  it('of others are not found, nor those that ended', async () => {
    const [mine, another] = [await addPerson(house), await addPerson(house)]
    const client = await signIn(house, mine)
    await signIn(house, another)
    const [foreign] = await openSessions(another.id)
    for (const id of [foreign!.id, 'sess_000000000000000000000000', 'x', "'; drop table sessions"])
      expect((await client.post(`/console/account/sessions/${encodeURIComponent(id)}/revoke`)).status).toBe(404)
    expect(await openSessions(another.id)).toHaveLength(1)
  })
})

describe('the language', () => {
  it('changes for the account and for the browser', async () => {
    const person = await addPerson(house)
    const client = await signIn(house, person)
    expect((await client.get('/console/account')).text).toContain('Mon compte')
    const changed = await client.post('/console/language', { lang: 'en', back: '/console/account' })
    expect([changed.status, changed.location, client.cookies.get('vigie_language')]).toEqual([303, '/console/account', 'en'])
    expect((await client.get('/console/account')).text).toContain('My account')
    expect((await client.get('/console/account')).text).toMatch(/<html lang="en"/)
    expect((await eventsOf(house, person.id)).at(-1)).toMatchObject({ event: 'staff.language_chosen', data: { from: 'fr', to: 'en' } })
    await client.post('/console/sign-out')
    expect((await client.get('/console/sign-in')).text).toContain('Sign in to the console')
  })

  it('changes before anybody is known, and leads only to our own pages', async () => {
    const client = await house.client()
    expect((await client.get('/console/sign-in')).text).toContain('<form class="language" method="post" action="/language">')
    expect((await client.post('/language', { lang: 'en', back: '/console/sign-in' })).location).toBe('/console/sign-in')
    expect((await client.get('/console/sign-in')).text).toContain('Sign in to the console')
    expect((await client.post('/language', { lang: 'fr', back: 'https://evil.example' })).location).toBe('/')
    expect((await client.post('/language', { lang: 'de', back: '/' })).status).toBe(422)
  })
})
