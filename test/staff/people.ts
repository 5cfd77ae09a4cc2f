import type { Role } from '#src/kernel/permissions.ts'
import { addStaff, type NewStaff } from '#src/staff/addStaff.ts'
import { newTotpSecret, totpCode } from '#src/staff/totp.ts'
import type { Answered, Client, House } from '#test/support/house.ts'

export const goodPassword = 'quatre lampes vertes au grenier'

export type Person = { id: string; email: string; name: string; password: string; secret: string }

let people = 0

/** Somebody who can sign in: his password chosen, his telephone enrolled. */
export const addPerson = async (house: House, roles: Role | Role[] = 'analyst', facts: Partial<NewStaff> = {}): Promise<Person> => {
  const n = ++people
  const email = facts.email ?? `p${n}.durand@vigie.test`
  const name = facts.name ?? `Camille Durand ${n}`
  const secret = newTotpSecret()
  const { id, password } = await addStaff(house.ctx(), {
    lang: 'fr',
    password: goodPassword,
    mustChangePassword: false,
    totpSecret: secret,
    ...facts,
    email,
    name,
    roles: Array.isArray(roles) ? roles : [roles],
  })
  return { id, email, name, password, secret }
}

/** Somebody just added: a one-time password, no telephone yet. */
export const addNewcomer = async (house: House, roles: Role | Role[] = 'analyst'): Promise<Person> => {
  const n = ++people
  const email = `n${n}.martin@vigie.test`
  const { id, password } = await addStaff(house.ctx(), {
    email,
    name: `Dominique Martin ${n}`,
    roles: Array.isArray(roles) ? roles : [roles],
    lang: 'fr',
  })
  return { id, email, name: `Dominique Martin ${n}`, password, secret: '' }
}

export const givePassword = (
  client: Client,
  { email, password }: Pick<Person, 'email' | 'password'>,
  more: Record<string, string> = {},
): Promise<Answered> => client.post('/console/sign-in', { email, password, ...more })

/** Each code works once: a step later for each sign-in. */
export const giveCode = (
  house: House,
  client: Client,
  { secret }: Pick<Person, 'secret'>,
  more: Record<string, string> = {},
): Promise<Answered> => client.post('/console/second-factor', { code: totpCode(secret, house.now()), ...more })

export const signIn = async (house: House, person: Person): Promise<Client> => {
  house.forward(30_000)
  const client = await house.client()
  await givePassword(client, person)
  const entered = await giveCode(house, client, person)
  if (entered.location !== '/console') throw new Error(`not signed in: ${entered.status} ${entered.location}`)
  return client
}

/** The doors count their knocks on the wall's clock: a test file knocks more than a person does. */
export const forgetKnocks = async (house: House): Promise<void> => void (await house.db.deleteFrom('rate_limits').execute())

export const eventsOf = (house: House, subject: string) =>
  house
    .db
    .selectFrom('audit_events')
    .select(['event', 'actor_kind', 'actor_id', 'data'])
    .where('subject_id', '=', subject)
    .orderBy('id')
    .execute()
