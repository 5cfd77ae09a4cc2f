import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { roles } from '#src/kernel/permissions.ts'
import { addStaff } from '#src/staff/addStaff.ts'
import { changeRoles } from '#src/staff/changeRoles.ts'
import { disableStaff } from '#src/staff/disableStaff.ts'
import { enableStaff } from '#src/staff/enableStaff.ts'
import { listRoles } from '#src/staff/staff.sql.ts'
import { totpCode } from '#src/staff/totp.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { addNewcomer, addPerson, eventsOf, forgetKnocks, giveCode, givePassword, signIn } from './people.ts'

let house: House
let administrator: StaffActor
beforeAll(async () => {
  house = await openHouse()
  await house.url()
  administrator = await house.staff('administrator', 'Alix Administrateur')
})
afterAll(() => house.close())
beforeEach(async () => {
  await forgetKnocks(house)
  house.forward(3_600_000)
})

const stateOf = async (id: string): Promise<string> =>
  (await house.db.selectFrom('staff').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
const count = async (): Promise<number> =>
  Number((await house.db.selectFrom('staff').select(({ fn }) => fn.countAll().as('n')).executeTakeFirstOrThrow()).n)

describe('adding somebody', () => {
  it('shows the one-time password once, and it works', async () => {
    const client = await house.clientOf(administrator)
    const ticket = /name="ticket" value="(\w+)"/.exec((await client.get('/console/staff/new')).text)![1]!
    const form = { name: 'Ève Nouvelle', email: 'Eve.Nouvelle@vigie.test', lang: 'fr', roles: ['analyst', 'agent'], ticket }
    const told = await client.post('/console/staff', form)
    expect(told.status).toBe(200)
    const password = /data-copy="([\w-]{19})"/.exec(told.text)![1]!
    const added = await house.db.selectFrom('staff').selectAll().where('email', '=', 'eve.nouvelle@vigie.test').executeTakeFirstOrThrow()
    expect(await listRoles(house.db, added.id)).toEqual(['analyst', 'agent'])
    expect((await givePassword(await house.client(), { email: added.email, password })).location).toBe('/console/new-password')

    // the same form sent again: done once, and nothing told
    const before = await count()
    const again = await client.post('/console/staff', form)
    expect([again.status, again.location]).toEqual([303, '/console/staff'])
    expect(await count()).toBe(before)
    expect((await client.get(`/console/staff/${added.id}`)).text).not.toContain(password)
    expect(JSON.stringify(await house.db.selectFrom('audit_events').selectAll().execute())).not.toMatch(/Nouvelle|eve\./i)
  })

  it.each([
    [{ name: '', email: 'a@b.fr', lang: 'fr', roles: 'analyst' }, 'Répondez'],
    [{ name: 'A', email: 'pas une adresse', lang: 'fr', roles: 'analyst' }, 'adresse e-mail'],
    [{ name: 'A', email: 'a@b.fr', lang: 'fr' }, 'au moins un rôle'],
    [{ name: 'A', email: 'a@b.fr', lang: 'fr', roles: ['king'] }, 'réponses proposées'],
    [{ name: 'A', email: 'a@b.fr', lang: 'de', roles: 'analyst' }, 'réponses proposées'],
    [{ name: 'A\u202eB', email: 'a@b.fr', lang: 'fr', roles: 'analyst' }, 'invisibles'],
    [{ name: 'A'.repeat(101), email: 'a@b.fr', lang: 'fr', roles: 'analyst' }, 'Raccourcissez'],
  ])('names what is wrong with %j and keeps the rest', async (form, words) => {
    const before = await count()
    const answered = await (await house.clientOf(administrator)).post('/console/staff', form as Record<string, string>)
    expect(answered.status).toBe(422)
    expect(answered.text).toContain(words)
    expect(await count()).toBe(before)
  })

  it('escapes what was typed', async () => {
    const answered = await (await house.clientOf(administrator)).post('/console/staff', {
      name: '<script>alert(1)</script>',
      email: 'x',
      lang: 'fr',
      roles: 'analyst',
    })
    expect(answered.text).toContain('&lt;script&gt;')
    expect(answered.text).not.toContain('<script>alert')
  })

  it('refuses an address that has an account, in other capitals too; of two at once, one wins', async () => {
    const facts = { name: 'Un', roles: ['agent'] as const, lang: 'fr' as const }
    const tries = await Promise.allSettled([
      addStaff(house.ctx(administrator), { ...facts, email: 'double@vigie.test' }),
      addStaff(house.ctx(administrator), { ...facts, email: 'Double@Vigie.test' }),
    ])
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(addStaff(house.ctx(administrator), { ...facts, email: 'DOUBLE@vigie.test' })).rejects.toMatchObject({
      status: 422,
      fields: { email: 'staff:field.email_taken' },
    })
  })

  it('from the command line brings its second factor along', async () => {
    const added = await addStaff(house.ctx(), {
      email: 'main@vigie.test',
      name: 'Main',
      roles: ['administrator'],
      lang: 'fr',
      withTotp: true,
    })
    const client = await house.client()
    expect((await givePassword(client, { email: 'main@vigie.test', password: added.password })).location).toBe('/console/new-password')
    const chosen = 'sept chaises bleues sous la pluie'
    expect((await client.post('/console/new-password', { password: chosen, password_again: chosen })).location).toBe(
      '/console/second-factor',
    )
    expect((await client.post('/console/second-factor', { code: totpCode(added.totpSecret!, house.now()) })).location).toBe('/console')
  })

  it('for the demo takes a password and a secret that are known', async () => {
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
    await addStaff(house.ctx(), {
      email: 'demo@vigie.test',
      name: 'Démo',
      roles: ['analyst'],
      lang: 'fr',
      password: 'demo',
      mustChangePassword: false,
      totpSecret: secret,
    })
    const client = await house.client()
    expect((await givePassword(client, { email: 'demo@vigie.test', password: 'demo' })).location).toBe('/console/second-factor')
    expect((await giveCode(house, client, { secret })).location).toBe('/console')
  })
})

describe('roles', () => {
  it('hold at the next click', async () => {
    const person = await addPerson(house, 'agent')
    const client = await signIn(house, person)
    expect((await client.get('/console/staff')).status).toBe(403)
    const admin = await house.clientOf(administrator)
    expect((await admin.post(`/console/staff/${person.id}/roles`, { roles: ['auditor', 'officer'] })).status).toBe(303)
    expect((await client.get('/console/staff')).status).toBe(200)
    expect((await eventsOf(house, person.id)).at(-1)).toMatchObject({
      event: 'staff.roles_changed',
      data: { before: { roles: ['agent'] }, after: { roles: ['auditor', 'officer'] } },
    })
  })

  it('that do not change leave no event; none at all are refused', async () => {
    const person = await addPerson(house, 'agent')
    const before = (await eventsOf(house, person.id)).length
    await changeRoles(house.ctx(administrator), person.id, ['agent'])
    expect(await eventsOf(house, person.id)).toHaveLength(before)
    expect((await (await house.clientOf(administrator)).post(`/console/staff/${person.id}/roles`, {})).status).toBe(422)
    await expect(changeRoles(house.ctx(administrator), 'staf_000000000000000000000000', ['agent'])).rejects.toMatchObject({ status: 404 })
  })
})

describe('closing and reopening', () => {
  it('ends every session, tells its effects before, and can be undone', async () => {
    const person = await addPerson(house)
    const client = await signIn(house, person)
    const admin = await house.clientOf(administrator)
    const page = await admin.get(`/console/staff/${person.id}/disable`)
    expect([page.status, page.text.includes('session fermée aussitôt')]).toEqual([200, true])
    expect((await admin.post(`/console/staff/${person.id}/disable`)).status).toBe(303)
    expect((await client.get('/console')).status).toBe(303)
    expect(await stateOf(person.id)).toBe('disabled')
    expect((await admin.post(`/console/staff/${person.id}/disable`)).status).toBe(409)
    expect((await admin.post(`/console/staff/${person.id}/enable`)).status).toBe(303)
    expect((await admin.post(`/console/staff/${person.id}/enable`)).status).toBe(409)
    house.forward(60_000)
    await signIn(house, person)
    expect((await eventsOf(house, person.id)).map(({ event }) => event)).toEqual(
      expect.arrayContaining(['staff.disabled', 'staff.enabled']),
    )
  })

  it('is not for one’s own account', async () => {
    const second = await addPerson(house, 'administrator')
    await expect(disableStaff(house.ctx(administrator), administrator.id)).rejects.toMatchObject({ status: 409, code: 'not_oneself' })
    const answered = await (await house.clientOf(administrator)).post(`/console/staff/${administrator.id}/disable`)
    expect([answered.status, await stateOf(administrator.id)]).toEqual([409, 'active'])
    await disableStaff(house.ctx(administrator), second.id)
  })

  it('of somebody unknown is not found', async () => {
    const admin = await house.clientOf(administrator)
    for (const verb of ['disable', 'enable', 'unlock', 'reset-second-factor', 'reset-password', 'end-sessions'])
      expect((await admin.post(`/console/staff/staf_0/${verb}`)).status, verb).toBe(404)
  })
})

describe('the last administrator', () => {
  it('keeps the role and the account, whoever asks', async () => {
    const alone = await openHouse()
    try {
      const only = await alone.staff('administrator')
      await expect(changeRoles(alone.ctx(), only.id, ['auditor'])).rejects.toMatchObject({ status: 409, code: 'last_administrator' })
      await expect(disableStaff(alone.ctx(), only.id)).rejects.toMatchObject({ status: 409, code: 'last_administrator' })
      expect(await listRoles(alone.db, only.id)).toEqual(['administrator'])
      // one whose account is closed does not count
      const closed = await alone.staff('administrator')
      await disableStaff(alone.ctx(only), closed.id)
      await expect(changeRoles(alone.ctx(), only.id, ['auditor'])).rejects.toMatchObject({ code: 'last_administrator' })
      await enableStaff(alone.ctx(only), closed.id)
      // nor does anybody change his own
      await expect(changeRoles(alone.ctx(only), only.id, ['administrator', 'officer'])).rejects.toMatchObject({
        status: 409,
        code: 'not_oneself',
      })
      await changeRoles(alone.ctx(closed), only.id, ['auditor'])
    } finally {
      await alone.close()
    }
  })

  it('is left by two who close each other at the same moment', async () => {
    const pair = await openHouse()
    try {
      for (let round = 0; round < 5; round++) {
        const [one, two] = [await pair.staff('administrator'), await pair.staff('administrator')]
        const tries = await Promise.allSettled([disableStaff(pair.ctx(one), two.id), disableStaff(pair.ctx(two), one.id)])
        expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
        const left = await pair.db.selectFrom('staff').select('id').where('state', '=', 'active').execute()
        expect(left).toHaveLength(1)
        // they make room for the next pair
        const next = await pair.staff('administrator')
        await disableStaff(pair.ctx(next), left[0]!.id)
        await pair.db.updateTable('staff').set({ state: 'disabled' }).execute()
      }
    } finally {
      await pair.close()
    }
  })
})

describe('help at the door', () => {
  it('gives another one-time password, told once', async () => {
    const person = await addPerson(house)
    const client = await signIn(house, person)
    const admin = await house.clientOf(administrator)
    const told = await admin.post(`/console/staff/${person.id}/reset-password`, { ticket: 'un-billet-tout-neuf' })
    const password = /data-copy="([\w-]{19})"/.exec(told.text)![1]!
    expect((await client.get('/console')).status).toBe(303)
    expect((await givePassword(await house.client(), person)).status).toBe(422)
    expect((await givePassword(await house.client(), { ...person, password })).location).toBe('/console/new-password')
    expect((await admin.post(`/console/staff/${person.id}/reset-password`, { ticket: 'un-billet-tout-neuf' })).status).toBe(303)
    expect((await givePassword(await house.client(), { ...person, password })).location).toBe('/console/new-password')
  })

  it('forgets a telephone, and ends sessions', async () => {
    const person = await addPerson(house)
    const client = await signIn(house, person)
    const admin = await house.clientOf(administrator)
    expect((await admin.post(`/console/staff/${person.id}/reset-second-factor`)).status).toBe(303)
    expect((await client.get('/console')).status).toBe(303)
    expect((await givePassword(await house.client(), person)).location).toBe('/console/enrol')
    expect((await admin.post(`/console/staff/${person.id}/end-sessions`)).status).toBe(303)
    expect((await eventsOf(house, person.id)).map(({ event }) => event).slice(-2)).toEqual([
      'staff.second_factor_reset',
      'staff.sessions_revoked',
    ])
  })
})

describe('the list', () => {
  it('says roles, state, second factor and last visit, to those who may read it', async () => {
    const newcomer = await addNewcomer(house)
    const auditor = await house.clientOf(await house.staff('auditor'))
    const page = await auditor.get('/console/staff')
    expect(page.status).toBe(200)
    for (const words of [newcomer.name, 'Mot de passe à choisir', 'À associer', 'Jamais', 'Associé']) expect(page.text).toContain(words)
    expect(page.text).not.toContain('/console/staff/new')
    const account = await auditor.get(`/console/staff/${newcomer.id}`)
    expect([account.status, account.text.includes('<form method="post" action="/console/staff')]).toEqual([200, false])
  })

  it.each(roles)('shows the %s what the role may', async (role) => {
    const { status } = await (await house.clientOf(await house.staff(role))).get('/console/staff')
    expect(status).toBe(role === 'administrator' || role === 'auditor' ? 200 : 403)
  })
})
