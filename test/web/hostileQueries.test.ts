import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jobs } from '#jobs/index.ts'
import { runJob } from '#src/platform/job.ts'
import { routes } from '#src/routes.ts'
import { answerProblem } from '#src/web/problem.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { openDossier, type Dossier } from '#test/reviews/dossiers.ts'

let house: House
let staff: Client
let merchant: Client
let one: Dossier
let runId: string

beforeAll(async () => {
  house = await openHouse()
  one = await openDossier(house, { pieces: 'received', isSigned: false })
  staff = await house.clientOf(await house.staff(['analyst', 'officer', 'auditor', 'administrator']))
  merchant = await house.clientOf(one.user)
  runId = (await runJob({
    name: 'release-idle-reviews',
    job: jobs['release-idle-reviews']!,
    db: house.db,
    launch: { kind: 'command', by: 'test' },
  }))
    .runId
})
afterAll(() => house.close())

const id = '000000000000000000000000'
const places = [
  '2026-02-30T00:00:00.000000Z',
  '0000-01-01T00:00:00.000000Z',
  '9999-12-31T24:00:00.000000Z',
  '2026-13-01T00:00:00.000Z',
  '1899-12-31T23:59:59.999999Z',
  '2026-01-01T23:59:60.000000Z',
]
const values = [
  ...places.slice(0, 3).flatMap((at) => [`${at}~revw_${id}`, `${at}~dreq_${id}`, `${at}~5`]),
  '2026-01-01T00:00:00.000000Z~999999999999999999',
  '9999-12-31',
  '0000-01-01',
  '2026-02-30',
  '+275760-09-13',
  '-000001-01-01',
  'NaN',
  '1e309',
  '99999999999999999999',
  '-1',
  '\u0000',
  '\ufffd',
  "' or 1=1 --",
  '__proto__',
  '%',
  'x'.repeat(3_000),
]
const names = [
  'after',
  'before',
  'from',
  'to',
  'on',
  'date',
  'page',
  'size',
  'start',
  'q',
  'owner',
  'state',
  'kind',
  'risk',
  'sort',
  'group',
  'purpose',
  'history',
  'actor',
  'noun',
  'merchant',
  'days',
  'requirement',
  'outcome',
  'job',
  'idle',
  'back',
  'seen',
]

/** Every address that reads, but those that end a token or a session by being read. */
const addresses = (): string[] => {
  const known: Record<string, string> = {
    dossiers: one.dossierId,
    reviews: one.reviewId,
    merchants: one.merchantId,
    runs: runId,
    staff: 'x',
    documents: 'x',
    requests: 'x',
    mail: 'x',
    people: one.personId,
  }
  const filled = (path: string): string =>
    path.replace(/(\w+)\/:id/g, (_, noun: string) => `${noun}/${known[noun] ?? 'x'}`).replace(/:\w+/g, 'release-idle-reviews')
  return routes({ isTrial: true }).filter(({ method, path }) => method === 'get' && !path.startsWith('/v1')).map(({ path }) => filled(path))
}

const everyName = (value: string, without: string[] = []): string =>
  names.filter((name) => !without.includes(name)).map((name) => `${name}=${encodeURIComponent(value)}`).join('&')

const broken = async (paths: string[], query: string): Promise<string[]> => {
  const answers = await Promise.all(
    paths.map(async (path) => ({ path, status: (await (path.startsWith('/merchant') ? merchant : staff).get(`${path}?${query}`)).status })),
  )
  return answers.filter(({ status }) => status >= 500).map(({ path, status }) => `${status} ${path}?${query.slice(0, 200)}`)
}

/**
 * By which names the addresses look at what stands behind them, while something is asked of each: `*` where they look at the whole. One
 * that does not look answers the same whatever stands there.
 */
const namesReadBy = async (ask: () => Promise<void>): Promise<Map<string, Set<string>>> => {
  const read = new Map<string, Set<string>>()
  const usual = Object.getOwnPropertyDescriptor(express.request, 'query')!
  const noted = (req: express.Request): ProxyHandler<Record<string, unknown>> => {
    const path = req.originalUrl.split('?')[0]!
    const note = (name: string): void => void read.set(path, (read.get(path) ?? new Set()).add(name))
    return {
      get: (all, name) => (note(String(name)), all[name as string]),
      has: (all, name) => (note(String(name)), name in all),
      ownKeys: (all) => (note('*'), Reflect.ownKeys(all)),
    }
  }
  Object.defineProperty(express.request, 'query', {
    ...usual,
    get(this: express.Request) {
      return new Proxy(usual.get!.call(this) as Record<string, unknown>, noted(this))
    },
  })
  try {
    await ask()
  } finally {
    Object.defineProperty(express.request, 'query', usual)
  }
  return read
}

describe('an address of ours with nonsense behind it', { timeout: 240_000 }, () => {
  it('is never our fault', async () => {
    const paths = addresses()
    expect(paths.length).toBeGreaterThan(50)
    const [first, ...others] = values as [string, ...string[]]
    const read = await namesReadBy(async () => expect(await broken(paths, everyName(first))).toEqual([]))
    const readers = paths.filter((path) => read.has(path))
    for (const path of ['/console/queue', '/console/history', '/console/merchants.csv', '/merchant/payments'])
      expect(readers).toContain(path)
    // A cursor that is read wins over what it keeps from being read: each direction is asked alone too, of whoever looked at the one that
    // is left out, whatever stood there.
    const seen = await namesReadBy(async () => {
      for (const value of others) expect(await broken(readers, everyName(value))).toEqual([])
    })
    const paged = readers.filter((path) => [read, seen].some((names) => names.get(path)?.has('after') || names.get(path)?.has('*')))
    expect(paged.length).toBeGreaterThan(10)
    for (const value of values.filter((one) => one.includes('~'))) expect(await broken(paged, everyName(value, ['after']))).toEqual([])
  })

  it('nor with a name twice, as a list, as an object, or half an escape', async () => {
    const paths = addresses()
    const odd = [
      names.map((name) => `${name}=a&${name}=b`).join('&'),
      names.map((name) => `${name}[]=2026-02-30`).join('&'),
      names.map((name) => `${name}[x]=1`).join('&'),
      'after=%E0%A4%A&to=%ff',
    ]
    for (const query of odd) expect(await broken(paths, query)).toEqual([])
  })

  it('a list is the usual one, whatever its cursor', async () => {
    const cursors = [
      ...places.flatMap((at) => [
        `/console/queue?after=${at}~revw_${id}`,
        `/console/queue.csv?before=${at}~revw_${id}`,
        `/console/history?before=${at}~5`,
        `/console/dossiers/${one.dossierId}?before=${at}~5`,
        `/console/clocks?group=month&after=${at}~dreq_${id}`,
      ]),
      '/console/history?to=9999-12-31',
      '/console/history?from=0000-01-01',
      '/console/history.csv?to=9999-12-31',
    ]
    for (const path of cursors) expect([path, (await staff.get(path)).status]).toEqual([path, 200])
  })

  it('a day the calendar ends before is no day of an order', async () => {
    for (const on of ['9999-12-31', '0001-01-01', '2201-01-01'])
      expect((await staff.post('/console/jobs/release-idle-reviews/run', { on, time: '', mode: 'trial', ticket: '' })).status).toBe(422)
  })
})

describe('what the database cannot read', () => {
  const statusOf = (error: unknown): number => {
    let status = 0
    const res = {
      headersSent: false,
      locals: { now: new Date() },
      set: () => res,
      type: () => res,
      send: () => res,
      json: () => res,
      status: (said: number) => ((status = said), res),
    }
    answerProblem(true)(error, { path: '/v1/x', method: 'GET', id: 'r' } as never, res as never, () => undefined)
    return status
  }
  it.each(['22003', '22007', '22008', '22021', '22P02', '22P05'])('%s is the sender’s', (code) => expect(statusOf({ code })).toBe(400))
  it('what it cannot do is ours', () => expect(statusOf({ code: '42P01' })).toBe(500))
})
