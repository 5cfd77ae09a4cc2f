import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { jobs } from '#jobs/index.ts'
import { useAcquirer } from '#src/acquirer/gateway.ts'
import { openSimulator } from '#src/acquirer/simulator.ts'
import { useBank } from '#src/bank/bankGateway.ts'
import { openBankSimulator } from '#src/bank/bankSimulator.ts'
import { draftAmendment, draftDeclaration } from '#src/declarations/draftDeclaration.ts'
import { openContent } from '#src/declarations/sealed.ts'
import { approveDeclaration, acknowledgeDeclaration, fileDeclaration } from '#src/declarations/moveDeclaration.ts'
import { findDeclaration } from '#src/declarations/declarations.sql.ts'
import { writeDeclaration } from '#src/declarations/writeDeclaration.ts'
import { registry } from '#src/operations/registry.ts'
import { confirmNoSuspicion, draftFromCase, proposeNoSuspicion } from '#src/conclusions/conclude.ts'
import { readMetrics } from '#src/operations/metrics.ts'
import type { Actor } from '#src/kernel/actor.ts'
import { addPieces, takeDocument } from '#src/packs/addPieces.ts'
import { openCtx, type Ctx } from '#src/platform/ctx.ts'
import { tryJob } from '#src/platform/job.ts'
import { routes } from '#src/routes.ts'
import type { Route } from '#src/web/route.ts'
import { hearLog } from '#test/support/hearLog.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { newPdf } from '#test/support/merchant.ts'
import { ownList } from '#test/watchlists/samples.ts'
import { proposalOf } from '#test/support/proposalOf.ts'
import { addressesOf, emptyFamilies, familyOf, searches, unknownFamilies } from './leakRoutes.ts'
import { buildWorld, openSide, outsiders, type Outsider, type Side, type World } from './leakWorld.ts'

/*
 * Two worlds, identical but for a declaration on a merchant: drafted, filed, completed. Whoever is not of the circle walks every address of
 * the program in both; what he is answered must be the same to the byte. So must every row outside the compartment, what jobs did, what is
 * logged, measured and written to people (CMF L561-18; rules.md X-06).
 */
const all = routes({ isTrial: true })
const open = all.filter(({ guard }) => guard.door !== 'circle')
const closed = all.filter(({ guard }) => guard.door === 'circle')

/**
 * A walk that is cut off for its time goes on behind the back of the next, in one world more than in the other: it is left the time it
 * takes on a machine that has other work.
 */
const patience = 300_000

let house: House
let world: World
let without: Side
let having: Side
let known: Set<string>
let declarationId: string
let publisher: Server

/**
 * The one place where two answers may differ: names drawn by lot for what the walk itself makes, the number of the request, the port, the
 * time it took.
 */
const plain = (text: string, { base }: Side): string =>
  text
    .replaceAll(base, 'base')
    .replaceAll(new URL(base).host, 'host')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'uuid')
    .replace(/\b([a-z]{4})_[0-9A-Za-z]{24}/g, (id, prefix: string) => (known.has(id) ? id : `${prefix}_new`))
    .replace(/\b([0-9a-z]{8})\.[0-9A-Za-z]{32}\.([0-9a-z-]+)\.[\w-]{32}(?=")/g, '$1.ticket.$2')
    .replace(/\b[0-9A-Za-z]{32}\b/g, 'token')
    .replace(/\b[0-9A-Za-z]{4}(-[0-9A-Za-z]{4}){3}\b/g, 'one-time password')
    .replace(/\/ID \[[^\]]*\]/g, '/ID')
    .replace(/"ms":[\d.]+|"time":"[^"]*"|Expires=[^;]*/g, 'time')

/** Bytes too are read as text, one sign each. */
const unpacked = (bytes: Buffer, encoding: string | undefined): string =>
  (encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString('latin1')

type Method = Route['method'] | 'head' | 'options'
const ask = (side: Side, as: Outsider | 'declarant', method: Method, path: string): Promise<string> =>
  new Promise((done, fail) => {
    const cookie = world.cookies[as]
    const body = method === 'get' || method === 'head' || method === 'options' ? '' : path.startsWith('/v1') ? '{}' : 'x=1'
    const headers = {
      origin: side.base,
      'content-type': path.startsWith('/v1') ? 'application/json' : 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
      ...(cookie ? { cookie } : {}),
      ...(as === 'api_key' ? { authorization: `Basic ${Buffer.from(`${world.key}:`).toString('base64')}` } : {}),
    }
    const sent = request(side.base + path, { method: method.toUpperCase(), headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part)).on('error', fail).on('end', () => {
        const { date: _date, etag: _etag, 'x-request-id': _id, ...said } = response.headers
        done(plain(
          `${response.statusCode} ${JSON.stringify(said)}\n${unpacked(Buffer.concat(parts), response.headers['content-encoding'])}`,
          side,
        ))
      })
    })
    sent.on('error', fail).end(body)
  })

/** Addresses at which somebody found something. */
const answered = new Set<string>()

/** Both worlds are asked the same at the same time; what differs is named, with where it begins. */
const differ = async (as: Outsider, method: Method, path: string): Promise<string[]> => {
  const [a, b] = await Promise.all([ask(without, as, method, path), ask(having, as, method, path)])
  if (a === b) {
    if (as !== 'nobody' || /^\/(pay|merchant|v1|dev)\//.test(path)) { if (/^(200|303) /.test(a)) answered.add(path) }
    return []
  }
  const at = [...a].findIndex((sign, i) => sign !== b[i])
  return [`${as} ${method} ${path}: …${a.slice(Math.max(0, at - 60), at + 90)}… ≠ …${b.slice(Math.max(0, at - 60), at + 90)}…`]
}

const within = ({ database }: Side, actor: Actor): Ctx => openCtx({ actor, now: house.now(), db: database.db })
const inHaving = (actor: Actor): Ctx => within(having, actor)

/**
 * What both worlds handed over: in one the circle sees no suspicion, by two people; in the other it declares, and declares besides on a
 * case that is examined still. Answers what was drafted.
 */
const conclude = async (): Promise<string> => {
  const { declarant, correspondent } = world.members
  const [amlCase, openCase] = [world.ids['amlCase']!, world.ids['openCase']!]
  await proposeNoSuspicion(within(without, declarant), amlCase, { reasoning: 'Boulangerie : ventes avant l’aube.' })
  await confirmNoSuspicion(within(without, correspondent), amlCase, { proposal: await proposalOf(without.database, 'conclusion') })
  const said = {
    suspectedAt: house.now(),
    offence: 'Blanchiment',
    isUrgent: false,
    declarant: 'Vigie',
    context: 'Volumes',
    analysis: 'Blanchiment',
  }
  const drafted = await draftFromCase(inHaving(declarant), amlCase, said)
  await draftFromCase(inHaving(correspondent), openCase, said)
  for (const side of [without, having])
    for (const path of ['', '.csv', `/${amlCase}`])
      expect([
        path,
        (await ask(side, 'declarant', 'get', `/console/conclusions${path}`)).slice(0, 3),
      ])
        .toEqual([path, '200'])
  return drafted
}

/**
 * By its use cases and through its pages: a draft, a piece brought and one of the file, approval, filing, receipt; then a complementary
 * one, filed too.
 */
const declare = async (): Promise<string> => {
  const { declarant, correspondent } = world.members
  const [first, second] = [inHaving(declarant), inHaving(correspondent)]
  const at = house.now()
  const words = {
    offence: 'Blanchiment de fraude',
    isSerious: true,
    isTaxFraud: false,
    criteria: [],
    isAttempt: false,
    stance: 'executed',
    executedWhy: 'Report impossible.',
    declarant: 'Vigie',
    context: 'Volumes sans rapport avec l’activité.',
    analysis: 'Les cartes se suivent.',
  } as const
  const id = (await draftDeclaration(first, {
    merchantId: world.ids['merchant']!,
    suspectedAt: at,
    offence: words.offence,
    from: '2026-01-01',
    to: '2026-03-03',
    caseId: '',
    declarant: 'Vigie',
    isUrgent: true,
  }))!
  const fill = async (one: string): Promise<void> =>
    writeDeclaration(first, one, {
      words: { ...words, criteria: [] },
      isUrgent: true,
      seenVersion: (await findDeclaration(having.database.db, one))!.version,
    })
  const finish = async (one: string, reference: string): Promise<void> => {
    await approveDeclaration(second, one, { seenVersion: (await findDeclaration(having.database.db, one))!.version })
    await fileDeclaration(first, one, { reference, filedAt: at })
    await acknowledgeDeclaration(second, one, { receipt: `${reference}-R`, at })
  }
  await fill(id)
  await addPieces(first, id, [{ fileName: 'releve.pdf', bytes: await newPdf() }])
  const other = (await draftDeclaration(first, {
    merchantId: world.ids['waitingMerchant']!,
    suspectedAt: at,
    offence: 'Tentative',
    from: '2026-01-01',
    to: '2026-03-03',
    caseId: '',
    declarant: 'Vigie',
    isUrgent: false,
  }))!
  await takeDocument(first, other, world.ids['document']!)
  await finish(id, 'ERMES-1')
  const later = (await draftAmendment(first, id, { learntAt: at }))!
  await fill(later)
  await finish(later, 'ERMES-2')
  for (const path of ['', '.csv', '/new', `/${id}`, `/${id}/compare`, `/${id}/pack.zip`, `/${later}`, `/${id}/acts/close`])
    expect([path, (await ask(having, 'declarant', 'get', `/console/declarations${path}`)).slice(0, 3)]).toEqual([path, '200'])
  expect(openContent((await findDeclaration(having.database.db, id))!).taken.operations.length).toBeGreaterThan(2)
  return id
}

/** Each world asks its own bank: what the first was answered is nothing the second may know. */
const ownOutside = ({ database: { db } }: Side): void => {
  useAcquirer(openSimulator({ db }))
  useBank(openBankSimulator({ db }), { name: 'Vigie Épreuve', iban: 'FR7630001007941234567890185', bic: 'TESTFRPPXXX' })
}

type Stranger = { isOpen: boolean; leave: () => Promise<void>; end: () => Promise<void> }

/** Somebody of another database of this server, who writes for a while. */
const openStranger = async (): Promise<Stranger> => {
  const client = new pg.Client({ connectionString: inject('serverUrl') })
  await client.connect()
  await client.query('begin')
  await client.query('select pg_current_xact_id()')
  const stranger: Stranger = {
    isOpen: true,
    leave: async () => void (stranger.isOpen = false, await client.query('commit')),
    end: () => client.end(),
  }
  return stranger
}

/**
 * The horizon of the books waits for every transaction of the server that began before it, those of other databases too: until these are
 * over nothing is done, and that run counts for none.
 */
const ringBooks = async (side: Side, at: Date, stranger: Stranger): Promise<void> => {
  for (let left = 600; left > 0; left--) {
    const { done, runId } = await tryJob({
      name: 'snapshot-balances',
      job: jobs['snapshot-balances']!,
      db: side.database.db,
      at,
      dryRun: false,
      launch: { kind: 'command', by: 'test' },
    })
    if (done > 0) return
    await side.database.db.deleteFrom('job_runs').where('id', '=', runId).execute()
    if (stranger.isOpen) await stranger.leave()
    else await new Promise((next) => setTimeout(next, 50))
  }
  throw new Error('somebody writes for longer than a test waits')
}

const ring = async (side: Side, name: string, at: Date, stranger: Stranger): Promise<void> => {
  if (name === 'snapshot-balances') return ringBooks(side, at, stranger)
  // reading pieces takes minutes of a processor and knows documents alone: what it would read is asked
  await tryJob({
    name,
    job: jobs[name]!,
    db: side.database.db,
    at,
    dryRun: name === 'read-documents',
    launch: { kind: 'command', by: 'test' },
  })
}

/** Whoever publishes a list that is fetched. */
const openPublisher = (): Promise<Server> =>
  new Promise((done) => {
    const server = createServer((_, res) => void res.end(ownList('1;Honorine Vasselot;1964-05-02;FR;;;').bytes)).listen(
      0,
      '127.0.0.1',
      () => done(server),
    )
  })

beforeAll(async () => {
  house = await openHouse()
  world = await buildWorld(house)
  publisher = await openPublisher()
  await house
    .db
    .updateTable('watchlists')
    .set({ fetch_address: `http://127.0.0.1:${(publisher.address() as AddressInfo).port}/pep.csv` })
    .where('code', '=', 'pep')
    .execute()
  ;[without, having] = [await openSide(house), await openSide(house)]
  const dump = JSON.stringify(await rowsOf(without, () => true))
  known = new Set(dump.match(/\b[a-z]{4}_[0-9A-Za-z]{24}/g))
  declarationId = await declare()
  await conclude()
})
afterAll(async () => {
  publisher?.close()
  await without?.close()
  await having?.close()
  await house?.close()
})

const tablesOf = async ({ database }: Side): Promise<string[]> =>
  (await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public' order by 1`.execute(database.db))
    .rows
    .map(({ name }) => name)

/** Every row there is, as text, in the order of its text. */
const rowsOf = async (side: Side, isAsked: (table: string) => boolean): Promise<Record<string, string[]>> => {
  const found: Record<string, string[]> = {}
  for (const table of (await tablesOf(side)).filter(isAsked))
    found[table] = (await sql<{ row: string }>`select t::text as row from ${sql.table(table)} t order by 1`.execute(side.database.db))
      .rows
      .map(({ row }) => row)
  return found
}

const isOutside = (table: string): boolean => !table.startsWith('closed_')

describe('a declaration', () => {
  it('stands in one world alone', async () => {
    const count = async ({ database }: Side) =>
      (await sql<{ n: number }>`select count(*)::int as n from closed_declarations`.execute(database.db)).rows[0]!.n
    expect([await count(without), await count(having)]).toEqual([0, 5])
  })

  it('leaves no row, no number of a sequence and no index entry outside the compartment', async () => {
    const [a, b] = [await rowsOf(without, isOutside), await rowsOf(having, isOutside)]
    expect(Object.keys(a).filter((table) => JSON.stringify(a[table]) !== JSON.stringify(b[table]))).toEqual([])
    const sequences = async ({ database }: Side) =>
      (await sql`select sequencename, last_value from pg_sequences order by 1`.execute(database.db)).rows
    expect(await sequences(having)).toEqual(await sequences(without))
  })

  it('is readable in no row of its own: what reads every table finds its id, its state and its dates', async () => {
    const inside = JSON.stringify(await rowsOf(having, (table) => !isOutside(table)))
    expect(inside).not.toMatch(/Blanchiment|Lenoir|releve|FR14|Volumes/)
  })
})

/** Whatever the method is tried by one; the others try those that a browser has, and the one that asks what there is. */
const methodsOf = (
  as: Outsider,
): Method[] => ['get', 'post', 'options', ...(as === 'officer' ? (['patch', 'delete', 'head'] as const) : [])]

/** What each address of the compartment has in it; written otherwise it is none. */
const closedFamily = /\/(declaration-end|declaration|conclusion|freeze)s(?=[/.?&"]|$)/g

describe('an address of the compartment', () => {
  it.each(outsiders)('is none to %s, by whatever method', async (as) => {
    for (const { path } of closed) {
      const address = path.replace(':id', declarationId).replace(/:\w+/g, 'file')
      const nowhere = address.replace(closedFamily, '/$1z')
      expect(nowhere).not.toBe(address)
      for (const method of methodsOf(as))
        expect([path, method, (await ask(having, as, method, address)).replaceAll(closedFamily, '/$1z')]).toEqual([
          path,
          method,
          await ask(having, as, method, nowhere),
        ])
    }
  })
})

describe('whoever is not of the circle', () => {
  it('is walked through every family of addresses there is', () => expect(unknownFamilies(world, open)).toEqual([]))

  const ofDoor = (as: Outsider): Route[] =>
    open.filter(({ path }) =>
      (as === 'merchant'
        ? /^\/(merchant|pay|v1\/(redirect|consent))/
        : as === 'api_key'
        ? /^\/v1/
        : as === 'nobody'
        ? /./
        : /^\/(console|$)/)
        .test(path)
    )

  const heard = { without: '', having: '' }
  it.each(outsiders)('%s is answered the same, byte by byte, wherever he looks', async (as) => {
    const gets = ofDoor(as).filter(({ method }) => method === 'get').flatMap((route) => addressesOf(world, route))
    const faults: string[] = []
    for (const path of [...gets, ...(world.cookies[as] && as !== 'merchant' ? searches(world, declarationId) : [])])
      faults.push(...(await differ(as, 'get', path)))
    expect(faults).toEqual([])
  }, patience)

  it('finds something in every family but those that are named: no sample is an id that nothing has', () => {
    const families = new Map<string, string[]>()
    for (const route of open.filter(({ method }) => method === 'get')) {
      const family = familyOf(route)
      if (family !== null) families.set(family, [...(families.get(family) ?? []), ...addressesOf(world, route)])
    }
    expect([...families].filter(([, paths]) => !paths.some((path) => answered.has(path))).map(([family]) => family).toSorted()).toEqual(
      emptyFamilies,
    )
  })

  it.each(outsiders)('%s is answered the same whatever he sends', async (as) => {
    const faults: string[] = []
    for (const route of ofDoor(as).filter(({ method, path }) => method !== 'get' && !/sign-out|sessions/.test(path)))
      for (const path of addressesOf(world, route))
        faults.push(...(await differ(as, route.method, path)))
    expect(faults).toEqual([])
  }, patience)

  it('reads the same in the log, and the same figures in the metrics', async () => {
    for (const [name, side] of [['without', without], ['having', having]] as const) {
      const hearing = hearLog()
      registry.resetMetrics()
      // one of the circle reads and is refused: it is nobody's business outside
      if (side === having) {
        for (
          const path of [
            'declarations',
            `declarations/${declarationId}`,
            `declarations/${declarationId}/pack.zip`,
            'declarations/absent',
            'conclusions',
            `conclusions/${world.ids['amlCase']}`,
          ]
        ) await ask(side, 'declarant', 'get', `/console/${path}`)
      }
      for (const as of outsiders)
        for (const path of ['/console', `/console/merchants/${world.ids['merchant']}`, `/console/declarations/${declarationId}`])
          await ask(side, as, 'get', path)
      const metrics = (await readMetrics(side.database.db, house.now()))
        .split('\n')
        .filter((line) => /^vigie_(?!process|nodejs)/.test(line) && !/_(sum|bucket)/.test(line))
        .join('\n')
      hearing.stop()
      heard[name] = plain(`${hearing.text()}\n${metrics}`, side)
    }
    expect(heard.having).toBe(heard.without)
    expect(heard.having).toContain('/console/merchants/:id')
  })

  it('reads the same of every job: what it touched, what it counted, whom it wrote to', async () => {
    const at = new Date(house.now().getTime() + 40 * 86_400_000)
    for (const side of [without, having]) {
      const stranger = await openStranger()
      ownOutside(side)
      for (const name of Object.keys(jobs)) await ring(side, name, at, stranger)
      expect(stranger.isOpen, 'the books were to wait for a stranger').toBe(false)
      await stranger.end()
    }
    const seen = async (side: Side) => {
      const { rows: runs } = await sql<{ said: string }>`select concat_ws(' ', r.job, r.done, r.skipped, r.failed, r.error, i.position, i.subject_id, i.outcome, i.detail) as said from job_runs r left join job_run_items i on i.run_id = r.id order by r.job, r.id, i.position`
        .execute(side.database.db)
      const { rows: mails } = await sql<{ said: string }>`select concat_ws(' ', template, to_address, subject, text_body) as said from mails order by created_at, template, to_address, subject`
        .execute(side.database.db)
      return plain([...runs, ...mails].map(({ said }) => said).join('\n'), side)
    }
    expect(await seen(having)).toBe(await seen(without))
    expect(await seen(having)).toMatch(/fetch-watchlists 1 0 0 0 pep done \+1[^]*read-documents [1-9]/)
  }, patience)

  it('and after all of it no table outside has a row more or less', async () => {
    const counts = async (side: Side) =>
      Object.fromEntries(Object.entries(await rowsOf(side, isOutside)).map(([table, rows]) => [table, rows.length]))
    expect(await counts(having)).toEqual(await counts(without))
  })
})
