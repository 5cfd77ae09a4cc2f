import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newToken } from '#src/kernel/ids.ts'
import { sha256 } from '#src/platform/crypto.ts'
import { disableStaff } from '#src/staff/disableStaff.ts'
import { resetSecondFactor } from '#src/staff/resetSecondFactor.ts'
import { totpCode } from '#src/staff/totp.ts'
import { unlockStaff } from '#src/staff/unlockStaff.ts'
import { openHouse, type Answered, type House } from '#test/support/house.ts'
import { addNewcomer, addPerson, eventsOf, forgetKnocks, giveCode, givePassword, goodPassword, signIn, type Person } from './people.ts'

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

const account = (id: string) => house.db.selectFrom('staff').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const wrong = 'une tout autre phrase secrète'
const failPassword = async (person: Person, times: number): Promise<void> => {
  const client = await house.client()
  for (let n = 0; n < times; n++) await givePassword(client, { ...person, password: wrong })
}
/** A page without what was typed into it. */
const said = (answered: Answered, email: string): string => answered.text.replaceAll(email, 'EMAIL')

describe('signing in', () => {
  it('takes the password, then the code, and answers a token that was not there before', async () => {
    const person = await addPerson(house)
    const client = await house.client()
    const half = await givePassword(client, person)
    expect([half.status, half.location]).toEqual([303, '/console/second-factor'])
    const partial = client.cookies.get('vigie_console')
    const entered = await giveCode(house, client, person)
    expect([entered.status, entered.location]).toEqual([303, '/console'])
    expect(client.cookies.get('vigie_console')).not.toBe(partial)
    expect((await client.get('/console')).status).toBe(200)
    expect((await eventsOf(house, person.id)).at(-1)).toMatchObject({ event: 'staff.signed_in', actor_kind: 'staff', actor_id: person.id })
  })

  it('opens nothing half way', async () => {
    const person = await addPerson(house)
    const client = await house.client()
    await givePassword(client, person)
    for (const path of ['/console', '/console/account', '/console/jobs'])
      expect((await client.get(path)).location).toBe('/console/second-factor')
  })

  it('ends the half-open session: its token is worth nothing afterwards', async () => {
    const person = await addPerson(house)
    const client = await house.client()
    await givePassword(client, person)
    const partial = client.cookies.get('vigie_console')!
    await giveCode(house, client, person)
    const thief = await house.client()
    thief.cookies.set('vigie_console', partial)
    expect((await thief.get('/console')).location).toMatch(/^\/console\/sign-in/)
  })

  it('does not adopt a token that was planted', async () => {
    const person = await addPerson(house)
    const planted = newToken()
    const client = await house.client()
    client.cookies.set('vigie_console', planted)
    await givePassword(client, person)
    await giveCode(house, client, person)
    expect(client.cookies.get('vigie_console')).not.toBe(planted)
    expect(await house.db.selectFrom('sessions').select('id').where('token_hash', '=', sha256(planted)).execute()).toEqual([])
  })

  it('reads the address in any capitals', async () => {
    const person = await addPerson(house, 'analyst', { email: 'Capitales.Durand@vigie.test' })
    expect((await givePassword(await house.client(), { ...person, email: ' CAPITALES.durand@VIGIE.test ' })).status).toBe(303)
  })

  it('leads back to where one was going, and nowhere else', async () => {
    const person = await addPerson(house)
    const client = await house.client()
    const stopped = await client.get('/console/account?x=1')
    expect(stopped.location).toBe('/console/sign-in?back=%2Fconsole%2Faccount%3Fx%3D1')
    expect((await client.get(stopped.location!)).text).toContain('name="back" value="/console/account?x&#x3D;1"')
    const half = await givePassword(client, person, { back: '/console/account?x=1' })
    expect(half.location).toBe('/console/second-factor?back=%2Fconsole%2Faccount%3Fx%3D1')
    expect((await giveCode(house, client, person, { back: '/console/account?x=1' })).location).toBe('/console/account?x=1')
    house.forward(60_000)
    const other = await house.client()
    expect((await givePassword(other, person, { back: 'https://evil.example/console' })).location).toBe('/console/second-factor')
    expect((await giveCode(house, other, person, { back: '//evil.example' })).location).toBe('/console')
  })

  it('sends whoever is in already on his way', async () => {
    const client = await signIn(house, await addPerson(house))
    for (const path of ['sign-in', 'second-factor', 'enrol', 'new-password'])
      expect((await client.get(`/console/${path}`)).location).toBe('/console')
  })
})

describe('a refusal', () => {
  it('is the same page, for a wrong address, a wrong password, a lock and a closed account', async () => {
    const [known, locked, closed] = [await addPerson(house), await addPerson(house), await addPerson(house)]
    await failPassword(locked, 5)
    await disableStaff(house.ctx(), closed.id)
    const client = await house.client()
    const tries: [string, string][] = [
      ['personne@vigie.test', goodPassword],
      [known.email, wrong],
      [locked.email, goodPassword],
      [locked.email, wrong],
      [closed.email, goodPassword],
      [closed.email, wrong],
    ]
    const answers: { status: number; text: string; cookies: string[] }[] = []
    for (const [email, password] of tries) {
      const answered = await givePassword(client, { email, password })
      answers.push({ status: answered.status, text: said(answered, email), cookies: answered.headers.getSetCookie() })
    }
    expect(new Set(answers.map(({ status, text, cookies }) => JSON.stringify({ status, text, cookies }))).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 422, cookies: [] })
    expect(answers[0]!.text).toContain('ne permettent pas d’entrer')
  })

  it('takes the work of a hash for an unknown address too', async () => {
    const person = await addPerson(house)
    const client = await house.client()
    const time = async (email: string): Promise<number> => {
      const start = performance.now()
      await givePassword(client, { email, password: wrong })
      return performance.now() - start
    }
    const [unknown, known]: [number[], number[]] = [[], []]
    await time('echauffement@vigie.test')
    for (let n = 0; n < 8; n++) {
      unknown.push(await time(`inconnu${n}@vigie.test`))
      known.push(await time(person.email))
    }
    // the quickest of each: what else the machine does only adds. Without the hash an unknown address would take a tenth.
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) * 0.4)
  })

  it('keeps what was typed, never the password', async () => {
    const answered = await givePassword(await house.client(), { email: 'personne@vigie.test', password: 'ne-pas-répéter-ceci' })
    expect(answered.text).toContain('value="personne@vigie.test"')
    expect(answered.text).not.toContain('ne-pas-répéter-ceci')
  })

  it('leaves no address in the history', async () => {
    await givePassword(await house.client(), { email: 'inconnue@vigie.test', password: wrong })
    const [last] = await house
      .db
      .selectFrom('audit_events')
      .selectAll()
      .where('event', '=', 'staff.sign_in_failed')
      .orderBy('id', 'desc')
      .limit(1)
      .execute()
    expect(last).toMatchObject({ subject_id: 'unknown', actor_kind: 'visitor', data: { fault: 'unknown' } })
    expect(JSON.stringify(last)).not.toContain('inconnue')
  })

  it.each([
    [{}],
    [{ email: 'x' }],
    [{ email: 'a@b.fr', password: '' }],
    [{ email: ['a@b.fr', 'c@d.fr'], password: 'x' }],
    [{ email: `${'a'.repeat(300)}@b.fr`, password: 'x' }],
    [{ email: 'a@b.fr', password: 'p'.repeat(5_000) }],
    [{ email: "a'or'1'='1@b.fr", password: '\u0000' }],
  ])('names what is wrong with %j', async (form) => {
    const answered = await (await house.client()).post('/console/sign-in', form as Record<string, string>)
    expect(answered.status).toBe(422)
  })
})

describe('the lock', () => {
  it('falls at the fifth wrong password and is told to the history', async () => {
    const person = await addPerson(house)
    await failPassword(person, 4)
    expect((await account(person.id)).locked_until).toBeNull()
    await failPassword(person, 1)
    expect((await account(person.id)).locked_until).toEqual(new Date(house.now().getTime() + 30 * 60_000))
    const events = (await eventsOf(house, person.id)).map(({ event }) => event)
    expect(events.slice(1)).toEqual([...Array<string>(5).fill('staff.sign_in_failed'), 'staff.locked'])
  })

  it('holds against the right password until its last second', async () => {
    const person = await addPerson(house)
    await failPassword(person, 5)
    house.forward(30 * 60_000 - 1_000)
    expect((await givePassword(await house.client(), person)).status).toBe(422)
    house.forward(1_000)
    const client = await house.client()
    expect((await givePassword(client, person)).status).toBe(303)
    expect((await giveCode(house, client, person)).location).toBe('/console')
    expect(await account(person.id)).toMatchObject({ failed_attempts: 0, locked_until: null })
  })

  it('counts codes with passwords, and a right password does not begin the count anew', async () => {
    const person = await addPerson(house)
    const client = await house.client()
    for (let n = 0; n < 4; n++) {
      expect((await givePassword(client, person)).status).toBe(303)
      expect((await client.post('/console/second-factor', { code: '000000' })).status).toBe(422)
    }
    await failPassword(person, 1)
    expect((await account(person.id)).locked_until).not.toBeNull()
    // the session opened half before the lock is over with it
    expect((await giveCode(house, client, person)).location).toMatch(/sign-in/)
  })

  it('puts nobody out of a session at work', async () => {
    const person = await addPerson(house)
    const client = await signIn(house, person)
    await failPassword(person, 5)
    expect((await client.get('/console')).status).toBe(200)
  })

  it('counts five tries at once as five', async () => {
    const person = await addPerson(house)
    await Promise.all(Array.from({ length: 5 }, () => failPassword(person, 1)))
    expect(await account(person.id)).toMatchObject({ failed_attempts: 5 })
    expect((await account(person.id)).locked_until).not.toBeNull()
  })

  it('is lifted by an administrator', async () => {
    const person = await addPerson(house)
    await failPassword(person, 5)
    const administrator = await house.staff('administrator')
    await unlockStaff(house.ctx(administrator), person.id)
    expect((await givePassword(await house.client(), person)).status).toBe(303)
    expect((await eventsOf(house, person.id)).at(-1)).toMatchObject({ event: 'staff.unlocked', actor_id: administrator.id })
    await expect(unlockStaff(house.ctx(administrator), person.id)).rejects.toMatchObject({ status: 409 })
  })

  it('lets nobody knock more than twenty times in a quarter of an hour', async () => {
    const client = await house.client()
    const statuses: number[] = []
    for (let n = 0; n < 21; n++) statuses.push((await client.post('/console/sign-in', { email: 'x', password: 'x' })).status)
    expect(statuses.slice(0, 20)).toEqual(Array<number>(20).fill(422))
    expect(statuses[20]).toBe(429)
  })
})

describe('the second factor', () => {
  it('refuses a code that was used, and the one before it', async () => {
    const person = await addPerson(house)
    await signIn(house, person)
    const code = totpCode(person.secret, house.now())
    const before = totpCode(person.secret, new Date(house.now().getTime() - 30_000))
    const client = await house.client()
    await givePassword(client, person)
    expect((await client.post('/console/second-factor', { code })).status).toBe(422)
    expect((await client.post('/console/second-factor', { code: before })).status).toBe(422)
    house.forward(30_000)
    expect((await giveCode(house, client, person)).status).toBe(303)
  })

  it('lets one of two who send the same code at once', async () => {
    const person = await addPerson(house)
    const [one, two] = [await house.client(), await house.client()]
    await givePassword(one, person)
    await givePassword(two, person)
    const answers = await Promise.all([giveCode(house, one, person), giveCode(house, two, person)])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422])
  })

  it('waits ten minutes at most', async () => {
    const person = await addPerson(house)
    const client = await house.client()
    await givePassword(client, person)
    house.forward(10 * 60_000)
    expect((await client.get('/console/second-factor')).location).toBe('/console/sign-in')
  })

  it.each(['', 'abcdef', '12345', '1'.repeat(500), '١٢٣٤٥٦'])('names a code that is none: %j', async (code) => {
    const person = await addPerson(house)
    const client = await house.client()
    await givePassword(client, person)
    expect((await client.post('/console/second-factor', { code })).status).toBe(422)
  })
})

describe('a newcomer', () => {
  it('chooses a password, links a telephone, and is in', async () => {
    const person = await addNewcomer(house)
    const client = await house.client()
    expect((await givePassword(client, person)).location).toBe('/console/new-password')
    for (const path of ['enrol', 'second-factor']) expect((await client.get(`/console/${path}`)).location).toBe('/console/new-password')
    const chosen = await client.post('/console/new-password', { password: goodPassword, password_again: goodPassword })
    expect(chosen.location).toBe('/console/enrol')

    const page = await client.get('/console/enrol')
    const secret = /data-copy="([A-Z2-7]{32})"/.exec(page.text)![1]!
    expect(page.text).toContain('<svg class="qr"')
    expect(page.text).toContain(secret.replace(/(.{4})(?=.)/g, '$1 '))
    expect((await client.get('/console/enrol')).text).toContain(secret)
    expect((await account(person.id)).totp_secret).toBeNull()

    expect((await client.post('/console/enrol', { code: '000000' })).status).toBe(422)
    const entered = await client.post('/console/enrol', { code: totpCode(secret, house.now()) })
    expect(entered.location).toBe('/console')
    expect((await client.get('/console')).status).toBe(200)
    expect((await eventsOf(house, person.id)).map(({ event }) => event)).toEqual([
      'staff.added',
      'staff.password_changed',
      'staff.totp_enrolled',
      'staff.signed_in',
    ])
    const row = await account(person.id)
    expect(row.totp_secret!.includes(secret)).toBe(false)

    house.forward(60_000)
    const again = await house.client()
    expect((await givePassword(again, person)).status).toBe(422)
    expect((await givePassword(again, { ...person, password: goodPassword })).location).toBe('/console/second-factor')
    expect((await again.post('/console/second-factor', { code: totpCode(secret, house.now()) })).location).toBe('/console')
  })

  it.each([
    [{ password: 'trop court', password_again: 'trop court' }, 'plus long'],
    [{ password: 'motdepasse2026', password_again: 'motdepasse2026' }, 'se devine'],
    [{ password: 'les martin vont au marché', password_again: 'les martin vont au marché' }, 'ni votre nom'],
    [{ password: goodPassword, password_again: `${goodPassword}s` }, 'le même mot de passe'],
    [{ password: goodPassword }, 'Répondez'],
  ])('is told what is wrong with %j', async (form, words) => {
    const client = await house.client()
    await givePassword(client, await addNewcomer(house))
    const answered = await client.post('/console/new-password', form as Record<string, string>)
    expect(answered.status).toBe(422)
    expect(answered.text).toContain(words)
    expect(answered.text).not.toContain(goodPassword)
  })

  it('cannot keep the one-time password', async () => {
    const person = await addNewcomer(house)
    const client = await house.client()
    await givePassword(client, person)
    const answered = await client.post('/console/new-password', { password: person.password, password_again: person.password })
    expect([answered.status, answered.text.includes('différent de l’actuel')]).toEqual([422, true])
  })

  it('links another telephone when the first is forgotten', async () => {
    const person = await addPerson(house)
    await resetSecondFactor(house.ctx(), person.id)
    const client = await house.client()
    expect((await givePassword(client, person)).location).toBe('/console/enrol')
    const secret = /data-copy="([A-Z2-7]{32})"/.exec((await client.get('/console/enrol')).text)![1]!
    expect(secret).not.toBe(person.secret)
    expect((await client.post('/console/enrol', { code: totpCode(secret, house.now()) })).location).toBe('/console')
  })
})

describe('a session', () => {
  it('ends after fifteen idle minutes, not a second before', async () => {
    const client = await signIn(house, await addPerson(house))
    house.forward(15 * 60_000 - 1_000)
    expect((await client.get('/console/account')).status).toBe(200)
    house.forward(15 * 60_000)
    expect((await client.get('/console/account')).location).toMatch(/^\/console\/sign-in/)
  })

  it('ends after a working day whatever one does', async () => {
    const client = await signIn(house, await addPerson(house))
    for (let n = 0; n < 12 * 6; n++) {
      expect((await client.get('/console/account')).status).toBe(200)
      house.forward(10 * 60_000)
    }
    expect((await client.get('/console/account')).status).toBe(303)
  })

  it('ends when one signs out', async () => {
    const person = await addPerson(house)
    const client = await signIn(house, person)
    const token = client.cookies.get('vigie_console')!
    const out = await client.post('/console/sign-out')
    expect(out.location).toBe('/console/sign-in')
    expect(client.cookies.has('vigie_console')).toBe(false)
    client.cookies.set('vigie_console', token)
    expect((await client.get('/console')).status).toBe(303)
    expect((await eventsOf(house, person.id)).at(-1)).toMatchObject({ event: 'staff.signed_out', actor_id: person.id })
  })

  it('ends with the account', async () => {
    const person = await addPerson(house)
    const client = await signIn(house, person)
    await disableStaff(house.ctx(), person.id)
    expect((await client.get('/console')).location).toMatch(/^\/console\/sign-in/)
  })

  it('is kept as a hash only', async () => {
    const client = await signIn(house, await addPerson(house))
    const rows = await house.db.selectFrom('sessions').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(client.cookies.get('vigie_console'))
  })
})

describe('the door', () => {
  it.each([['sec-fetch-site', 'cross-site'], ['sec-fetch-site', 'same-site'], ['origin', 'https://evil.example'], ['origin', 'null']])(
    'refuses a post with %s: %s',
    async (name, value) => {
      const person = await addPerson(house)
      const client = await house.client()
      const answered = await client.post('/console/sign-in', { email: person.email, password: person.password }, { [name]: value })
      expect([answered.status, client.cookies.has('vigie_console')]).toEqual([403, false])
    },
  )

  it('gives cookies to the server alone, to this site alone, and in clear only during a trial', async () => {
    const person = await addPerson(house)
    const [half] = (await givePassword(await house.client(), person)).headers.getSetCookie()
    expect(half).toMatch(/^vigie_console=[0-9A-Za-z]{32}; Path=\/console; HttpOnly; SameSite=Lax$/)
    const earnest = await openHouse({ isTrial: false })
    try {
      const other = await addPerson(earnest)
      const [secure] = (await givePassword(await earnest.client(), other)).headers.getSetCookie()
      expect(secure).toMatch(/^vigie_console=[0-9A-Za-z]{32}; Path=\/console; HttpOnly; Secure; SameSite=Lax$/)
    } finally {
      await earnest.close()
    }
  })

  it('lets nothing inline run, and is kept in no cache', async () => {
    const { headers } = await (await house.client()).get('/console/sign-in')
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self';.*style-src 'self'/)
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(headers.get('cache-control')).toBe('no-store')
  })
})
