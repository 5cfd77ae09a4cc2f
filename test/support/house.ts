import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { useAcquirer } from '#src/acquirer/gateway.ts'
import { openSimulator } from '#src/acquirer/simulator.ts'
import { useBank } from '#src/bank/bankGateway.ts'
import { openBankSimulator } from '#src/bank/bankSimulator.ts'
import { system, type Actor, type MerchantActor, type StaffActor } from '#src/kernel/actor.ts'
import type { Role, Seat } from '#src/kernel/permissions.ts'
import { parisDay } from '#src/kernel/calendar.ts'
import { newId } from '#src/kernel/ids.ts'
import { useBankGateway } from '#src/mandates/bankGateway.ts'
import { hangBell, takeOrders } from '#src/platform/bell.ts'
import { openCtx, unit, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { useMasterKey } from '#src/platform/crypto.ts'
import { useReader } from '#src/platform/ocr.ts'
import { record } from '#src/platform/record.ts'
import { useStorage } from '#src/platform/storage.ts'
import { useOpenBanking } from '#src/scoring/openBanking.ts'
import { simulatedOpenBanking } from '#src/scoring/simulatedOpenBanking.ts'
import { useLetterhead } from '#src/platform/letterhead.ts'
import { useMailer } from '#src/platform/mail.ts'
import { allowCalls, useLimits } from '#src/web/limits.ts'
import { cookieName, openSession, type Door } from '#src/web/session.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'
import { rememberingReader } from './readers.ts'

type HouseFacts = { at?: string; isTrial?: boolean }

/**
 * A browser without a browser: keeps its cookies, follows nothing by itself. Asks for pages as they are: packing and unpacking them is no
 * part of what it tests.
 */
export type Client = {
  get: (path: string, headers?: Record<string, string>) => Promise<Answered>
  post: (path: string, form?: Record<string, string | string[] | File>, headers?: Record<string, string>) => Promise<Answered>
  cookies: Map<string, string>
}
export type Answered = { status: number; location: string | null; text: string; headers: Headers }

const encodeForm = (form: Record<string, string | string[] | File>): URLSearchParams | FormData => {
  const entries = Object.entries(form).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => [name, one] as const)
  )
  const body = entries.some(([, value]) => value instanceof File) ? new FormData() : new URLSearchParams()
  for (const [name, value] of entries) (body as FormData).append(name, value as string)
  return body
}

const openClient = (base: string): Client => {
  const cookies = new Map<string, string>()
  const send = async (method: string, path: string, init: RequestInit): Promise<Answered> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(base + path, {
      method,
      redirect: 'manual',
      ...init,
      headers: { 'accept-encoding': 'identity', ...(cookie ? { cookie } : {}), ...(init.headers as Record<string, string>) },
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /Expires=Thu, 01 Jan 1970/.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return { status: response.status, location: response.headers.get('location'), text: await response.text(), headers: response.headers }
  }
  return {
    cookies,
    get: (path, headers = {}) => send('GET', path, { headers }),
    post: (path, form = {}, headers = {}) => send('POST', path, { body: encodeForm(form), headers: { origin: base, ...headers } }),
  }
}

export type House = {
  database: TestDatabase
  db: TestDatabase['db']
  /** Where its files lie. */
  storage: string
  /** The house's time; the app's clock reads it. */
  now: () => Date
  travel: (to: string | Date) => Date
  forward: (ms: number) => Date
  ctx: (actor?: Actor, options?: { dryRun?: boolean }) => Ctx
  /**
   * A staff row with a session-less actor: enough for use cases. `seat`: in the closed circle; an officer is its declarant unless said
   * (null: of no circle).
   */
  staff: (role: Role | Role[], name?: string, seat?: Seat | null) => Promise<StaffActor>
  /** Starts the real app once, on a free port. */
  url: () => Promise<string>
  client: () => Promise<Client>
  /** A client already signed in as this person. */
  clientOf: (actor: StaffActor | MerchantActor) => Promise<Client>
  close: () => Promise<void>
}

const listen = async (
  house: { database: TestDatabase; clock: () => Date; isTrial: boolean },
): Promise<{ base: string; server: Server }> => {
  const { createApp } = await import('#src/app.ts')
  const app = createApp({ database: house.database, clock: house.clock, isTrial: house.isTrial })
  const server = await new Promise<Server>((done) => {
    const one = app.listen(0, '127.0.0.1', () => done(one))
  })
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

const founder = `staf_${'0'.repeat(24)}`

/** Named by himself and by somebody who is gone: a house begins with nobody who could name the first. */
const nameTo = async ({ db, now }: Tx, staffId: string, seat: Seat): Promise<void> => {
  await db
    .insertInto('staff')
    .values({
      id: founder,
      email: 'founder@vigie.test',
      name: 'Fondateur',
      state: 'disabled',
      password_hash: 'none',
      must_change_password: false,
      created_at: now,
    })
    .onConflict((oc) => oc.doNothing())
    .execute()
  await db
    .insertInto('closed_seats')
    .values({
      id: newId('seat', now),
      staff_id: staffId,
      seat,
      state: 'held',
      from_on: parisDay(now),
      reason: 'test',
      proposed_by: staffId,
      proposed_at: now,
      decided_by: founder,
      decided_at: now,
    })
    .execute()
}

/** A clone of the migrated database, a master key, a storage folder, a clock that tests own, and the real app when asked for. */
export const openHouse = async ({ at = '2026-03-02T09:00:00Z', isTrial = true }: HouseFacts = {}): Promise<House> => {
  useMasterKey(Buffer.alloc(32, 7))
  const folder = await mkdtemp(join(tmpdir(), 'vigie-test-'))
  await useStorage(folder)
  const database = await openTestDatabase()
  // Files of tests share a process: each house begins as a program does, whatever the last one was told.
  useLetterhead({ publicUrl: 'http://127.0.0.1:3000', isTrial: true })
  useMailer(null)
  useReader(rememberingReader)
  allowCalls()
  hangBell(null)
  takeOrders(null)
  useBankGateway(null)
  useAcquirer(openSimulator({ db: database.db }))
  useBank(openBankSimulator({ db: database.db }), { name: 'Vigie Épreuve', iban: 'FR7630001007941234567890185', bic: 'TESTFRPPXXX' })
  useOpenBanking(simulatedOpenBanking)
  let time = new Date(at)
  let running: Promise<{ base: string; server: Server }> | null = null
  const clock = (): Date => new Date(time)
  const start = () => (running ??= listen({ database, clock, isTrial }))
  const ctx: House['ctx'] = (actor = system('test'), { dryRun = false } = {}) => openCtx({ actor, now: clock(), db: database.db, dryRun })
  const client = async (): Promise<Client> => openClient((await start()).base)
  let people = 0

  return {
    database,
    db: database.db,
    storage: folder,
    now: clock,
    ctx,
    client,
    travel: (to) => (time = new Date(to)),
    forward: (ms) => (time = new Date(time.getTime() + ms)),
    url: async () => (await start()).base,
    staff: async (role, name = `Staff ${++people}`, seat = [role].flat().includes('officer') ? 'declarant' : null) => {
      const roles = Array.isArray(role) ? role : [role]
      const id = newId('staf', time)
      await unit(ctx(), async (tx) => {
        await tx
          .db
          .insertInto('staff')
          .values({
            id,
            email: `${id.toLowerCase()}@vigie.test`,
            name,
            password_hash: 'none',
            must_change_password: false,
            totp_enrolled_at: tx.now,
            created_at: tx.now,
          })
          .execute()
        await tx.db.insertInto('staff_roles').values(roles.map((one) => ({ staff_id: id, role: one }))).execute()
        if (seat) await nameTo(tx, id, seat)
        await record(tx, 'staff.added', { subject: id })
      })
      return { kind: 'staff', id, name, roles: seat ? [...roles, seat] : roles }
    },
    clientOf: async (actor) => {
      const door: Door = actor.kind === 'staff' ? 'console' : 'merchant'
      const one = await client()
      const token = await unit(ctx(), (tx) => openSession(tx, { door, personId: actor.id, ip: '127.0.0.1', userAgent: 'test' }))
      one.cookies.set(cookieName[door], token)
      return one
    },
    close: async () => {
      const { server } = (await running) ?? {}
      server?.closeAllConnections()
      if (server) useLimits(null)
      await new Promise<void>((done) => (server ? server.close(() => done()) : done()))
      useReader(null)
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
