import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAllowed, roles, type Role } from '#src/kernel/permissions.ts'
import { unit } from '#src/platform/ctx.ts'
import { routes } from '#src/routes.ts'
import type { Route } from '#src/web/route.ts'
import { openSession } from '#src/web/session.ts'
import { openHouse, type Answered, type House } from '#test/support/house.ts'

/**
 * Every route there is, whoever wrote it, against every role: who may not is told 403 whatever he asks for, who may is never; without a
 * session all lead to the door; and nothing answers with a fault of ours.
 */
const all = routes({ isTrial: true })
const consoleRoutes = all.filter(({ guard }) => guard.door === 'console')
const name = ({ method, path }: Route): string => `${method} ${path}`

/** Ids that nothing has: what is there for who may look is then 404, not 403. */
const addressOf = ({ path }: Route): string =>
  path.replace(/:(\w+)/g, (_, parameter: string) => (parameter === 'name' ? 'no-such-job' : 'none_000000000000000000000000'))

let house: House
const staff = new Map<Role, { id: string }>()
beforeAll(async () => {
  house = await openHouse()
  await house.url()
  for (const role of roles) staff.set(role, await house.staff(role))
  // so that an act on the last administrator is not what is refused
  await house.staff('administrator')
})
afterAll(() => house.close())

/** A session of its own for each try: some routes end it. */
const clientAs = async (role: Role | 'half' | null) => {
  const client = await house.client()
  if (role === null) return client
  const personId = staff.get(role === 'half' ? 'officer' : role)!.id
  const token = await unit(
    house.ctx(),
    (tx) => openSession(tx, { door: 'console', personId, isPartial: role === 'half', ip: '127.0.0.1', userAgent: 'test' }),
  )
  client.cookies.set('vigie_console', token)
  return client
}

const ask = async (route: Route, role: Role | 'half' | null): Promise<Answered> => {
  const client = await clientAs(role)
  return route.method === 'get'
    ? client.get(addressOf(route))
    : client.post(addressOf(route), route.files ? { file: new File(['x'], 'x.pdf') } : {})
}

const mayPass = ({ guard }: Route, role: Role): boolean =>
  guard.door === 'console' && (guard.permission === null || isAllowed([role], guard.permission))

const isOpenAnswer = ({ status }: Answered): boolean => [200, 303, 400, 404, 409, 422].includes(status)

describe.each(consoleRoutes.map((route) => [name(route), route] as const))('%s', (_name, route) => {
  it.each(roles)('%s', async (role) => {
    const answered = await ask(route, role)
    if (!mayPass(route, role)) return expect(answered.status).toBe(403)
    expect([answered.status, isOpenAnswer(answered)]).toEqual([answered.status, true])
    // a page without an id in its address is there for who may read it
    if (route.method === 'get' && !route.path.includes(':')) expect([200, 303]).toContain(answered.status)
    expect(answered.location ?? '').not.toMatch(/^\/console\/sign-in/)
  })

  it('nobody', async () => {
    const answered = await ask(route, null)
    expect([answered.status, answered.location?.split('?')[0]]).toEqual([303, '/console/sign-in'])
  })

  it('half signed in', async () => {
    const answered = await ask(route, 'half')
    expect([answered.status, answered.location]).toEqual([303, '/console/second-factor'])
  })
})

it('there is at least the work of every room to guard', () => {
  expect(consoleRoutes.length).toBeGreaterThan(15)
})

it('the cookie of a merchant opens no door of the console', async () => {
  const client = await clientAs('officer')
  client.cookies.set('vigie_merchant', client.cookies.get('vigie_console')!)
  client.cookies.delete('vigie_console')
  expect((await client.get('/console')).status).toBe(303)
  expect((await client.get('/merchant')).text).not.toContain('Staff')
})
