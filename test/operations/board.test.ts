import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Role } from '#src/kernel/permissions.ts'
import { queueBoard } from '#src/operations/board.ts'
import { openQueues, type JobSpec, type Queues } from '#src/platform/queue.ts'
import { cookieName } from '#src/web/session.ts'
import { openHouse, type House } from '#test/support/house.ts'

const spec: JobSpec = { name: 'send-mails', queue: 'deliveries', run: async () => ({}) }
const board = '/console/jobs/board'
let house: House
let queues: Queues
let server: Server
const cookies: Partial<Record<Role, string>> = {}

const ask = (path: string, { as = 'administrator' as Role, method = 'PUT', body }: { as?: Role; method?: string; body?: object } = {}) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${board}${path}`, {
    method,
    redirect: 'manual',
    headers: { cookie: cookies[as] ?? '', 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
const acts = async () =>
  (await house
    .db
    .selectFrom('audit_events')
    .select(['event', 'subject_id', 'data'])
    .where('event', 'like', 'job.board%')
    .orderBy('id')
    .execute())
    .map(({ event, subject_id, data }) => [event, subject_id, (data as { action: string }).action])

beforeAll(async () => {
  house = await openHouse()
  queues = openQueues({ databaseUrl: house.database.url }, [spec])
  const app = express()
  app.use(board, queueBoard({ db: house.database.db, clock: house.now, queues }))
  server = await new Promise<Server>((done) => {
    const one = app.listen(0, '127.0.0.1', () => done(one))
  })
  for (const role of ['administrator', 'auditor', 'analyst'] as const)
    cookies[role] = `${cookieName.console}=${(await house.clientOf(await house.staff(role))).cookies.get(cookieName.console)}`
})
afterAll(async () => {
  server.close()
  await queues.close()
  await house.close()
})

describe('the board of the queues', () => {
  it('shows to those who may read jobs, with a policy of its own, and to nobody else', async () => {
    const page = await ask('/', { method: 'GET', as: 'auditor' })
    expect([page.status, page.headers.get('content-security-policy')?.includes("default-src 'none'")]).toEqual([200, true])
    expect((await ask('/', { method: 'GET', as: 'analyst' })).status).toBe(403)
    expect((await ask('/api/queues', { method: 'GET', as: 'analyst' })).status).toBe(403)
  })

  it('writes nothing for those who only read', async () => {
    for (const path of ['/api/queues/pause', '/api/queues/deliveries/pause', '/api/queues/deliveries/empty'])
      expect([path, (await ask(path, { as: 'auditor' })).status]).toEqual([path, 403])
    expect(await acts()).toEqual([])
  })

  it('lets nobody write a job, change what one carries, or move a schedule', async () => {
    const forged = { name: 'send-mails', data: { orderId: 'jord_forged', launchedBy: 'staff' }, options: {} }
    await queues.ring('send-mails')
    const [job] = await queues.bull.deliveries.getJobs()
    const asked: [string, string, object?][] = [
      ['POST', '/api/queues/deliveries/add', forged],
      ['POST', '/api/queues/deliveries/ADD/', forged],
      ['PATCH', `/api/queues/deliveries/${job!.id}/update-data`, { jobData: forged.data }],
      ['POST', `/api/queues/deliveries/${job!.id}/duplicate`, forged],
      ['PUT', '/api/queues/deliveries/job-schedulers/x/remove'],
      ['PATCH', '/api/queues/deliveries/job-schedulers/x', {}],
      ['POST', '/api/queues/%E0%A4%A/add', forged],
    ]
    for (const [method, path, body] of asked)
      expect([path, (await ask(path, { method, ...(body ? { body } : {}) })).status]).toEqual([path, 403])
    const all = await queues.bull.deliveries.getJobs()
    expect(all.map(({ id, data }) => [id, data])).toEqual([[job!.id, job!.data]])
    expect(await acts()).toEqual([])
  })

  it('keeps who did what, before it happens and how it ended', async () => {
    expect((await ask('/api/queues/deliveries/pause')).status).toBe(200)
    expect((await ask('/api/queues/deliveries/resume')).status).toBe(200)
    await vi.waitFor(async () => expect(await acts()).toHaveLength(4))
    const told = await acts()
    expect(told.filter(([event]) => event === 'job.board_used')).toEqual([['job.board_used', 'deliveries', 'pause'], [
      'job.board_used',
      'deliveries',
      'resume',
    ]])
    expect(told.filter(([event]) => event === 'job.board_answered')).toHaveLength(2)
  })
})
