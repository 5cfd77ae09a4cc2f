import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchSchedules } from '#src/operations/schedules.ts'
import { runJob } from '#src/platform/job.ts'
import { takeOrders, type Order } from '#src/platform/bell.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
const placed: Order[] = []
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T09:00:00Z' })
  takeOrders(async (order) => void placed.push(order))
})
afterAll(async () => {
  takeOrders(null)
  await house.close()
})

const form = { on: '2026-03-01', time: '10:30', mode: 'real', ticket: 'one' }

describe('the jobs page', () => {
  it('lists every job to those who may read it, and to nobody else', async () => {
    const auditor = await house.clientOf(await house.staff('auditor'))
    const page = await auditor.get('/console/jobs')
    expect([page.status, page.text.includes('seal-audit-trail')]).toEqual([200, true])
    const analyst = await house.clientOf(await house.staff('analyst'))
    expect((await analyst.get('/console/jobs')).status).toBe(403)
    expect((await (await house.client()).get('/console/jobs')).location).toContain('/console/sign-in')
  })

  it('says that a job whose time is over waits', async () => {
    watchSchedules(async () =>
      new Map([['seal-audit-trail', new Date(house.now().getTime() - 6 * 60_000)], [
        'deliver-mails',
        new Date(house.now().getTime() - 30_000),
      ]])
    )
    const { text } = await (await house.clientOf(await house.staff('auditor'))).get('/console/jobs')
    watchSchedules(async () => new Map())
    expect(text.match(/en attente depuis [^<]*/g)?.map((one) => one.replace(/[\u00a0\u202f]/g, ' '))).toEqual(['en attente depuis 6 min'])
  })

  it('takes an order from an administrator once, as of the date in Paris, and records who', async () => {
    const admin = await house.staff('administrator')
    const client = await house.clientOf(admin)
    expect((await client.post('/console/jobs/seal-audit-trail/run', form)).status).toBe(303)
    expect((await client.post('/console/jobs/seal-audit-trail/run', form)).status).toBe(409)
    const orders = await house.db.selectFrom('job_orders').selectAll().execute()
    expect(orders).toMatchObject([{
      job: 'seal-audit-trail',
      as_of: new Date('2026-03-01T09:30:00Z'),
      is_dry_run: false,
      ordered_by: admin.id,
      done_at: null,
    }])
    expect(placed).toEqual([{ id: orders[0]!.id, job: 'seal-audit-trail' }])
    const events = await house.db.selectFrom('audit_events').select(['actor_id', 'data']).where('event', '=', 'job.ordered').execute()
    expect(events).toEqual([{ actor_id: admin.id, data: { job: 'seal-audit-trail', at: '2026-03-01T09:30:00.000Z', dry_run: false } }])
  })

  it('refuses a real run as of tomorrow, an unknown job, a bad date and a role that may not', async () => {
    const client = await house.clientOf(await house.staff('administrator'))
    const bad = await client.post('/console/jobs/seal-audit-trail/run', { ...form, on: '2026-03-03', ticket: 'two' })
    expect([bad.status, bad.text.includes('2026-03-03')]).toEqual([422, true])
    expect((await client.post('/console/jobs/seal-audit-trail/run', { ...form, on: '2026-02-30', ticket: 'three' })).status).toBe(422)
    expect((await client.post('/console/jobs/no-such-job/run', form)).status).toBe(404)
    const auditor = await house.clientOf(await house.staff('auditor'))
    expect((await auditor.post('/console/jobs/seal-audit-trail/run', { ...form, ticket: 'four' })).status).toBe(403)
    expect(placed).toHaveLength(1)
  })

  it('shows a run, what it touched, and the same as CSV', async () => {
    const touched = [{ subject: 'docr_1', outcome: 'done' as const, detail: null }, {
      subject: 'docr_2',
      outcome: 'failed' as const,
      detail: '=cmd',
    }]
    const job = { queue: 'sweeps' as const, run: async () => ({ done: 1, skipped: 0, failed: 1, touched }) }
    const { runId } = await runJob({
      name: 'seal-audit-trail',
      job,
      db: house.db,
      at: house.now(),
      launch: { kind: 'command', by: 'test' },
    })
    const client = await house.clientOf(await house.staff('officer'))
    const page = await client.get(`/console/jobs/runs/${runId}`)
    expect([page.status, page.text.includes('docr_2')]).toEqual([200, true])
    expect((await client.get(`/console/jobs/runs/${runId}?outcome=done`)).text).not.toContain('docr_2')
    expect((await client.get(`/console/jobs/runs/${runId}.csv`)).text).toContain("docr_2;failed;'=cmd")
    expect((await client.get('/console/jobs/runs')).text).toContain(runId)
    expect((await client.get('/console/jobs/runs/jrun_nope')).status).toBe(404)
  })
})

describe('the probes', () => {
  it('say alive, ready, and how much is overdue', async () => {
    const client = await house.client()
    expect((await client.get('/healthz')).status).toBe(200)
    expect(JSON.parse((await client.get('/readyz')).text)).toEqual({ database: true, queue: true, storage: true, migrations: true })
    const metrics = (await client.get('/metrics')).text
    for (const name of ['vigie_http_requests_total', 'vigie_overdue_clocks', 'vigie_job_runs', 'vigie_review_items'])
      expect(metrics).toContain(name)
  })
})

describe('every answer', () => {
  it('refuses a post from another site', async () => {
    const client = await house.clientOf(await house.staff('administrator'))
    const answer = await client.post('/console/jobs/seal-audit-trail/run', form, { origin: 'https://evil.example' })
    expect(answer.status).toBe(403)
    const marked = await client.post('/console/jobs/seal-audit-trail/run', form, { 'sec-fetch-site': 'cross-site' })
    expect(marked.status).toBe(403)
  })

  it('carries a strict policy and a request id, and an unknown page tells nothing', async () => {
    const client = await house.client()
    const answer = await client.get('/console/nowhere')
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'/)
    expect(answer.headers.get('content-security-policy')).not.toContain('unsafe')
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(answer.text).not.toMatch(/\.ts:|node_modules/)
  })
})

describe('the API door', () => {
  it('asks every method for a key first', async () => {
    const url = await house.url()
    for (const method of ['PUT', 'PATCH', 'DELETE', 'POST', 'GET'])
      expect((await fetch(`${url}/v1/payments/paym_x`, { method })).status, method).toBe(401)
  })
})
