import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { addDays, type Day } from '#src/kernel/calendar.ts'
import { readForecast } from '#src/forecast/forecast.sql.ts'
import type { Due } from '#src/forecast/ahead.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { useMasterKey } from '#src/platform/crypto.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { openPdf } from '#src/platform/pdf.ts'
import { useQueueInDatabase } from '#src/platform/queue-schema.ts'
import { putFile, removeFile, storedName, useStorage } from '#src/platform/storage.ts'
import { listPurgers } from '#src/purgers/purgers.sql.ts'
import { hasFiles, readAbsence } from '#src/retention/absence.sql.ts'
import { areSameBooks, readBooks } from '#src/retention/books.sql.ts'
import { findClaims } from '#src/retention/claims.sql.ts'
import { openPurgeCertificate } from '#src/retention/issuePurgeCertificate.ts'
import { keptUntil } from '#src/retention/keeping.ts'
import { listSigned } from '#src/retention/policies.sql.ts'
import type { Policy } from '#src/retention/policy.ts'
import { confirmLift, proposeLift } from '#src/retention/liftLegalHold.ts'
import { orderLegalHold } from '#src/retention/orderLegalHold.ts'
import { purgeExpired } from '#src/retention/purgeExpired.ts'
import { findCertificate, findPurge } from '#src/retention/purges.sql.ts'
import { signPurge } from '#src/retention/signPurge.ts'
import { readTombstones, sealedTombstoneLines } from '#src/tombstones/tombstoneFile.ts'
import { resweep } from '#src/tombstones/resweep.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { asOfOtherServer, bookSome } from '#test/support/otherServer.ts'
import { proposalOf } from '#test/support/proposalOf.ts'
import { dispute, fraudCase, host, idOf, makeFilesIn, mandate, sale, shop, wordOf } from './endedFiles.ts'

/**
 * A world in which everything ends on some day from January 2026 to the last of February 2027, made by statements over sets. Each thing
 * carries a word of its own in every column that can hold one: the day before its end the word is found, on the day it is found nowhere.
 */
let house: House
let officer: StaffActor
let second: StaffActor
let files: string
/** What begins on a day, and the first day on which nothing of it may be found. `isLeft`: the word may stand in what another rule keeps. */
type Case = { what: string; begins: Day; gone: Day; make: (n: number, on: Day) => Promise<void>; stays?: string[] }
const refused = (risk: string) => (n: number, on: Day) => shop(n, { state: 'rejected', dossier: 'rejected', refusedOn: on, risk })
const ended = (n: number, on: Day) => shop(n, { state: 'closed', endedOn: on })
const account = ['merchants', 'merchant_users', 'mails']
const cases: Case[] = [
  // at most: on the day
  {
    what: 'an unfinished dossier, ninety days',
    begins: '2025-11-30',
    gone: '2026-02-28',
    make: (n, on) => shop(n, { state: 'deactivated', stateChangedOn: on, dossier: 'lapsed' }),
    stays: [...account, 'companies', 'dossiers'],
  },
  { what: 'a refusal, six months to a shorter month', begins: '2025-08-31', gone: '2026-02-28', make: refused('low'), stays: account },
  { what: 'a refusal, six months from a leap day', begins: '2026-03-31', gone: '2026-09-30', make: refused('low'), stays: account },
  {
    what: 'a prospect, three years',
    begins: '2023-02-28',
    gone: '2026-02-28',
    make: (n, on) => shop(n, { state: 'onboarding', dossier: 'draft', lastContactOn: on }),
  },
  {
    what: 'a prospect, three years from a leap day',
    begins: '2024-02-29',
    gone: '2027-02-28',
    make: (n, on) => shop(n, { state: 'onboarding', dossier: 'draft', lastContactOn: on }),
  },
  { what: 'a confirmed fraud, five years', begins: '2021-02-28', gone: '2026-02-28', make: fraudCase },
  // at least: the day after
  { what: 'a refusal for vigilance, five years', begins: '2021-02-28', gone: '2026-03-01', make: refused('high'), stays: account },
  { what: 'the file of an ended relationship, five years', begins: '2021-02-28', gone: '2026-03-01', make: ended },
  { what: 'the file of one that ended on the last of a year', begins: '2020-12-31', gone: '2026-01-01', make: ended },
  { what: 'a payer, five years', begins: '2021-02-28', gone: '2026-03-01', make: (n, on) => sale(n, { on }) },
  { what: 'a payer, five years over two leap years', begins: '2022-02-27', gone: '2027-02-28', make: (n, on) => sale(n, { on }) },
  { what: 'a dispute, five years', begins: '2021-02-28', gone: '2026-03-01', make: dispute },
  {
    what: 'a revoked mandate, fourteen months to a shorter month',
    begins: '2024-12-31',
    gone: '2026-03-01',
    make: (n, on) => mandate(n, { on, isRevoked: true }),
  },
  {
    what: 'a mandate that lapses, thirty-six months',
    begins: '2023-02-28',
    gone: '2026-03-01',
    make: (n, on) => mandate(n, { on, isRevoked: false }),
  },
]

const numberOf = (one: Case, k: number): number => 100 + cases.indexOf(one) * 10 + k

/** Every table and every column that is legible, read through. */
const tablesWith = async (words: readonly string[]): Promise<Map<string, string[]>> => {
  const { rows: tables } = await sql<{ name: string }>`select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and relkind = 'r' order by 1`
    .execute(house.db)
  const found = new Map<string, string[]>(words.map((word) => [word, []]))
  for (const { name } of tables) {
    const { rows } = await sql<{ word: string }>`select distinct word from ${sql.table(name)} t, unnest(${words}::text[]) word where t::text like '%' || word || '%'`
      .execute(house.db)
    for (const { word } of rows) found.get(word)!.push(name)
  }
  return found
}

const job = (how?: { batches?: number; size?: number }) => purgeExpired(house.ctx(system('purge-expired')), how)
/** The job of a day; what waits for two signatures gets them, and runs. */
const day = async (on: Day): Promise<void> => {
  house.travel(`${on}T03:00:00Z`)
  for (let turn = 0; turn < 2; turn++) {
    const report = await job()
    expect(report.touched.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    const waiting = report.touched.filter(({ detail }) => detail === 'waits_for_signatures').map(({ subject }) => subject)
    for (const id of waiting)
      for (const who of [officer, second])
        await signPurge(house.ctx(who), id, { seen: (await findPurge(house.db, id))!.list_hash!.toString('hex') })
    if (waiting.length === 0)
      return
  }
}

beforeAll(async () => {
  house = await openHouse({ at: '2025-12-30T09:00:00Z' })
  files = await mkdtemp(join(tmpdir(), 'vigie-months-'))
  await useStorage(files)
  ;[officer, second] = [await house.staff('officer'), await house.staff('officer')]
  makeFilesIn({ house, officer, second })
  await shop(host, {})
  for (const one of cases) {
    await one.make(numberOf(one, 0), one.begins)
    // another, begun a day later: it stays a day longer, or as long where the month is shorter
    await one.make(numberOf(one, 1), addDays(one.begins, 5))
  }
})
afterAll(async () => {
  await house.close()
  await rm(files, { recursive: true, force: true })
})

let ahead: Due[]

/**
 * What the page says of rows of every purge that finds any, on the first day: by which rule, until when. Some of each: its first, its last,
 * and those between.
 */
type Said = { category: string; id: string; on: Day }
let pageSaid: Said[]
const saidOf = async (today: Day): Promise<Said[]> => {
  const [signed, found]: [Policy[], Said[]] = [await listSigned(house.db), []]
  for (const { category, over } of listPurgers()) {
    const { rows } = await sql<{ id: string }>`select id from (${over({ before: new Date('2200-01-01'), at: new Date('2200-01-01'), limit: null, rows: (id) => sql`${id} ~ '^[a-z]{4}_'` })}) o where not is_kept order by began limit 40`
      .execute(house.db)
    for (const { id } of rows) {
      const claim = (await findClaims(house.db, id))!.origins.find((one) => one.category === category)
      found.push({ category, id, on: claim ? keptUntil(signed, claim, today).on! : 'nothing' })
    }
  }
  return found
}

describe('to the day', () => {
  it('ninety days ahead: what the purge of each day will find, and nothing is written', async () => {
    house.travel('2025-12-31T02:00:00Z')
    pageSaid = await saidOf('2025-12-31')
    // in a transaction that may only read: whatever it wrote would be refused
    ahead = await house.db.transaction().setAccessMode('read only').execute((trx) =>
      readForecast(trx as unknown as House['db'], ['purge'], { today: '2025-12-31', isCircle: true })
    )
    const said = new Map(ahead.map(({ category, on, count }) => [`${category} ${on}`, count]))
    expect([
      said.get('incomplete_dossier 2026-02-28'),
      said.get('fraud_case 2026-02-28'),
      said.get('fraud_case 2026-03-01'),
      said.get('rejected_dossier_aml 2026-03-01'),
      said.get('merchant_file 2026-01-01'),
      said.get('mandate 2026-03-01'),
      said.get('mandate 2026-02-28'),
    ])
      .toEqual([1, 1, undefined, 1, 1, 2, undefined])
  })

  const days = [...new Set(cases.flatMap(({ gone }) => [addDays(gone, -1), gone]))].sort()
  it.each(days)('%s', async (on) => {
    await day(on)
    const words = cases.flatMap((one) => [wordOf(numberOf(one, 0)), wordOf(numberOf(one, 1))])
    const found = await tablesWith(words)
    for (const one of cases) {
      const [mine, later] = [found.get(wordOf(numberOf(one, 0)))!, found.get(wordOf(numberOf(one, 1)))!]
      const left = mine.filter((table) => !one.stays?.includes(table))
      expect([one.what, on < one.gone ? left.length > 0 : left]).toEqual([one.what, on < one.gone ? true : []])
      if (on <= one.gone) expect([one.what, 'begun later', later.length > 0]).toEqual([one.what, 'begun later', true])
    }
  })
})

const isThere = async (key: string): Promise<boolean> =>
  (await readdir(files, { recursive: true })).some((name) => name.endsWith(storedName(key)))
const words = async (n: number): Promise<string[]> => (await tablesWith([wordOf(n)])).get(wordOf(n))!
const openOf = async (category: string) =>
  house.db.selectFrom('purges').selectAll().where('category', '=', category).orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
const numbered = (what: string): number => numberOf(cases.find((one) => one.what.startsWith(what))!, 0)

describe('what the page said of each', () => {
  it('is the day on which its purge took it: not before, and not after', async () => {
    const looked = ['2025-12-31', ...new Set(cases.flatMap(({ gone }) => [addDays(gone, -1), gone]))].sort()
    const { rows } = await sql<{ hash: string; category: string; on: Day }>`select encode(t.hash, 'hex') as hash, p.category, p.on_day as on from tombstones t join purges p on p.id = t.purge_id`
      .execute(house.db)
    const went = new Map(rows.map(({ hash, category, on }) => [`${category} ${hash}`, on]))
    for (const { category, id, on } of pageSaid)
      expect([category, id, went.get(`${category} ${createHash('sha256').update(id).digest('hex')}`)]).toEqual([
        category,
        id,
        looked.find((day) => day >= on),
      ])
    expect([...new Set(pageSaid.map(({ category }) => category))].toSorted()).toEqual([
      'account_login',
      'dispute_file',
      'fraud_case',
      'incomplete_dossier',
      'mandate',
      'merchant_file',
      'notice',
      'payment',
      'prospect_contact',
      'rejected_dossier',
      'rejected_dossier_aml',
    ])
  })
})

describe('what was foretold', () => {
  it('is what went, category by category and day by day', async () => {
    const went = await sql<{ category: string; on: string; count: number }>`select category, on_day as on, sum(erased_count)::int as count from purges where on_day between '2025-12-31' and '2026-03-01' and erased_count > 0 group by 1, 2 order by 1, 2`
      .execute(house.db)
    // the world is looked at on these days alone: what went on one of them was due since the one before
    const looked = ['2025-12-31', '2026-01-01', '2026-02-27', '2026-02-28', '2026-03-01']
    const foretold = new Map<string, number>()
    for (const { category, on, count } of ahead) {
      const day = looked.find((one) => one >= on)
      if (day) foretold.set(`${category} ${day}`, (foretold.get(`${category} ${day}`) ?? 0) + count)
    }
    expect(Object.fromEntries(went.rows.map(({ category, on, count }) => [`${category} ${on}`, count]))).toEqual(
      Object.fromEntries([...foretold].toSorted()),
    )
  })

  it('has a page and a CSV, for whoever reads clocks; each kind for whoever reads its room', async () => {
    house.travel('2025-12-31T02:00:00Z')
    const [one, administrator, support] = [
      await house.clientOf(officer),
      await house.clientOf(await house.staff('administrator')),
      await house.clientOf(await house.staff('agent')),
    ]
    await dispute(781, '2025-12-30')
    await sql`update disputes set state = 'open', closed_at = null, won_cents = null, cause = null, due_on = '2026-01-20', merchant_due_on = '2025-12-28' where id = ${idOf('dspt', 781)}`
      .execute(house.db)
    expect(await readForecast(house.db, ['dispute', 'merchant_dispute'], { today: '2025-12-31', isCircle: false })).toEqual([{
      kind: 'dispute',
      on: '2026-01-20',
      count: 1,
      cents: 1000,
    }, { kind: 'merchant_dispute', on: '2025-12-31', count: 1, cents: 1000 }])
    for (
      const path of ['/console/forecast', '/console/forecast?kind=purge', '/console/forecast?kind=x&kind=purge', '/console/forecast?kind=']
    ) expect([path, (await one.get(path)).status]).toEqual([path, 200])
    expect([
      (await administrator.get('/console/forecast')).text.includes('Contestations, réseau'),
      (await support.get('/console/forecast')).text.includes('Effacements'),
    ])
      .toEqual([false, false])
    const csv = await one.get('/console/forecast.csv?kind=purge')
    expect([csv.status, csv.text.split('\n')[0]]).toEqual([200, expect.stringContaining('jour')])
    expect((await administrator.get('/console/forecast.csv')).status).toBe(403)
    // no booking stands behind it
    await sql`delete from disputes where id = ${idOf('dspt', 781)}`.execute(house.db)
  })
})

describe('what is gone', () => {
  it('is gone from the store, with the key that opened it; the accounts stay, and the books hold', async () => {
    const [merchant, dispute, payer] = [numbered('the file of an ended'), numbered('a dispute'), numbered('a payer, five years')]
    expect([
      await isThere(`${idOf('docu', merchant)}.bin`),
      await isThere(`${idOf('rpce', dispute)}.bin`),
      await isThere(`${idOf('docu', host)}.bin`),
    ])
      .toEqual([false, false, true])
    expect([await findMerchantKey(house.db, idOf('mrch', merchant)), (await findMerchantKey(house.db, idOf('mrch', host)))?.length])
      .toEqual([null, 32])
    expect(
      await house
        .db
        .selectFrom('payments')
        .select(['amount_cents', 'scheme', 'payer_id', 'description', 'is_stripped'])
        .where('id', '=', idOf('paym', payer))
        .executeTakeFirst(),
    )
      .toEqual({ amount_cents: 1000, scheme: 'visa', payer_id: null, description: null, is_stripped: true })
    expect((await checkLedger(house.database.db)).ok).toBe(true)
    const purges = await house
      .db
      .selectFrom('purges')
      .select(['category', 'absence', 'books_before', 'books_after'])
      .where('state', '=', 'done')
      .execute()
    for (const { category, absence, books_before: before, books_after: after } of purges)
      expect([category, (absence as { remaining: number }).remaining, after]).toEqual([category, 0, before])
    expect(new Set(purges.map(({ category }) => category)).size).toBeGreaterThanOrEqual(11)
  })

  it('has a page that says so: what, when, under which version, with the certificate; parts too', async () => {
    const client = await house.clientOf(officer)
    const why = async (id: string): Promise<string> =>
      (await client.get(`/console/retention/why?id=${id}`)).text.replace(/<(?!a )[^>]+>/g, ' ').replace(/\s+/g, ' ')
    const gone = await why(idOf('dspt', numbered('a dispute')))
    expect(gone).toMatch(/Effacé le 1er mars 2026 .*href="\/console\/retention\/dispute_file\/purges\/purg_\w+\/certificate"/)
    expect(await why(idOf('docu', numbered('the file of an ended')))).toContain('Effacé le 1er mars 2026')
    expect(await why(idOf('paym', numbered('a payer, five years')))).toContain('Une partie en est déjà effacée')
    expect((await client.get(`/console/retention/dispute_file/purges/${(await openOf('dispute_file')).id}/certificate`)).status).toBe(200)
  })

  it('leaves pages that open without it', async () => {
    const client = await house.clientOf(officer)
    for (const what of ['the file of an ended', 'a prospect, three years', 'a refusal, six months to', 'an unfinished']) {
      const n = numbered(what)
      for (const path of [`/console/merchants/${idOf('mrch', n)}`, `/console/dossiers/${idOf('doss', n)}`])
        expect([what, path.slice(0, 20), (await client.get(path)).status]).toEqual([what, path.slice(0, 20), 200])
    }
    expect((await client.get(`/console/payments/${idOf('paym', numbered('a payer, five years'))}`)).status).toBe(200)
    expect((await client.get(`/console/disputes/${idOf('dspt', numbered('a dispute'))}`)).status).toBe(404)
    for (const path of ['/console/merchants', '/console/payments', '/console/disputes', '/console/fraud-cases'])
      expect([path, (await client.get(path)).status]).toEqual([path, 200])
  })
})

describe('an archived file', () => {
  it('opens a month after its end with a reason alone, to whoever gave it, for a day; the reason is kept', async () => {
    house.travel('2027-03-01T09:00:00Z')
    await dispute(791, '2027-02-01')
    await fraudCase(792, '2027-01-15')
    const [path, case_] = [`/console/disputes/${idOf('dspt', 791)}`, `/console/fraud-cases/${idOf('frdc', 792)}`]
    const analyst = await house.staff('analyst')
    const [one, agent] = [await house.clientOf(analyst), await house.clientOf(await house.staff('agent'))]
    const asks = (html: string): boolean => html.includes('class="stack"') && html.includes('/console/archive/')
    // the last day at hand, and the day after
    house.travel('2027-02-28T09:00:00Z')
    expect(asks((await one.get(path)).text)).toBe(false)
    house.travel('2027-03-01T09:00:00Z')
    expect([asks((await one.get(path)).text), asks((await one.get(case_)).text), (await one.get(path)).text.includes(wordOf(791))]).toEqual(
      [true, true, false],
    )
    const closed = (await agent.get(path)).text
    expect([
      asks(closed),
      closed.includes(wordOf(791)),
      (await agent.post(`/console/archive/${idOf('dspt', 791)}`, { reason: 'Je veux voir' })).status,
    ])
      .toEqual([false, false, 403])
    expect([
      (await one.post(`/console/archive/${idOf('dspt', 791)}`, { reason: ' x ' })).status,
      (await one.post('/console/archive/dspt_000000000000000000000000', { reason: 'Réclamation' })).status,
      (await one.get('/console/archive/zzzz')).status,
    ])
      .toEqual([422, 404, 404])
    // nor is anything done there, from a tab that was open before
    const note = { body: 'Le payeur rappelle demain' }
    const notesOf = () => house.db.selectFrom('notes').select('body').where('body', '=', note.body).execute()
    const [turned, shut] = [await one.post(`${path}/notes`, note), await agent.post(`${path}/notes`, note)]
    expect([turned, shut].map(({ status, text }) => [status, text.includes('Rien n’a été fait'), text.includes(note.body), asks(text)]))
      .toEqual([
        [403, true, true, true],
        [403, true, true, false],
      ])
    expect([(await one.post(`${path}/claim`)).status, (await one.post(`${case_}/claim`)).status, await notesOf()]).toEqual([403, 403, []])
    const kept = (await one.post(`/console/archive/${idOf('dspt', 791)}`, { reason: '', written: note.body })).text
    expect([kept.includes(note.body), kept.includes('Rien n’a été fait')]).toEqual([true, false])
    expect((await one.post(`/console/archive/${idOf('dspt', 791)}`, { reason: 'Réclamation du payeur' })).location).toBe(path)
    expect([(await one.post(`${path}/notes`, note)).status, await notesOf()]).toEqual([303, [note]])
    expect([(await one.get(path)).text.includes(wordOf(791)), asks((await one.get(case_)).text)]).toEqual([true, true])
    expect(await house.db.selectFrom('archive_openings').select(['subject_id', 'opened_by', 'reason']).execute()).toEqual([{
      subject_id: idOf('dspt', 791),
      opened_by: analyst.id,
      reason: 'Réclamation du payeur',
    }])
    expect(await house.db.selectFrom('audit_events').select('actor_id').where('event', '=', 'archive.opened').execute()).toEqual([{
      actor_id: analyst.id,
    }])
    const other = await house.clientOf(await house.staff('officer'))
    expect([asks((await other.get(path)).text), (await other.get(path)).text.includes('Réclamation du payeur')]).toEqual([true, true])
    house.travel('2027-03-01T17:00:01Z')
    expect(asks((await (await house.clientOf(analyst)).get(path)).text)).toBe(true)
  })
})

describe('a purge of whole files', () => {
  it('killed in the middle goes on; what is held meanwhile stays, and the rest goes; set back, the clock erases nothing early', async () => {
    house.travel('2027-03-02T03:00:00Z')
    for (const n of [801, 802, 803, 804]) await dispute(n, '2022-03-01')
    await dispute(805, '2022-03-02')
    house.travel('2027-03-01T03:00:00Z')
    await job()
    expect((await words(801)).length).toBeGreaterThan(0)
    house.travel('2027-03-02T03:00:00Z')
    await job({ batches: 1, size: 1 })
    const cut = await openOf('dispute_file')
    expect([cut.state, cut.erased_count]).toEqual(['running', 1])
    await orderLegalHold(house.ctx(officer), {
      scope: 'case',
      subjectId: idOf('dspt', 803),
      ground: 'litigation',
      reference: '',
      reason: 'Assignation',
      reviewOn: '2027-08-31',
    })
    await job({ size: 1 })
    expect(await openOf('dispute_file')).toMatchObject({ id: cut.id, state: 'done', erased_count: 3, kept_count: 1, refused_count: 0 })
    for (const n of [801, 802, 804]) expect([n, await words(n), await isThere(`${idOf('rpce', n)}.bin`)]).toEqual([n, [], false])
    for (const n of [803, 805])
      expect([n, (await words(n)).includes('resolutions'), await isThere(`${idOf('rpce', n)}.bin`)]).toEqual([n, true, true])
    house.travel('2027-03-03T03:00:00Z')
    await job()
    expect([(await words(803)).includes('resolutions'), await words(805)]).toEqual([true, []])
  })

  it('is not proved to be gone while the store has a file that no row names any more, or the queue a word of it', async () => {
    for (const n of [806, 807]) await dispute(n, '2022-03-07')
    house.travel('2027-03-08T03:00:00Z')
    await job({ batches: 1, size: 1 })
    const { id: purgeId } = await openOf('dispute_file')
    expect(
      listPurgers().filter(({ category, files: theirs }) => theirs !== undefined && !hasFiles(category)).map(({ category }) => category),
    )
      .toEqual([])
    const left = `${idOf('rpce', 899)}.bin`
    await putFile(left, Buffer.alloc(32), Buffer.from('of a row that is gone'))
    expect((await job()).touched).toContainEqual({ subject: purgeId, outcome: 'failed', detail: 'absence_not_proved' })
    expect((await findPurge(house.db, purgeId))!.absence).toMatchObject({ files: 1, remaining: 1, queue: { values: 0, ids: 0 } })
    const certificate = await openPdf(await openPurgeCertificate((await findCertificate(house.db, purgeId))!))
    for (const said of ['restés dans le dépôt sans ligne qui les nomme : 1', 'NON établie', 'File d’attente des tâches'])
      expect(certificate.pageText(1).replace(/\s+/g, ' ')).toContain(said)
    certificate.close()
    await removeFile(left)
    const asked = (files: number) =>
      readAbsence(house.db, {
        purgeId,
        category: 'dispute_file',
        kind: 'dspt',
        needles: [{ id: idOf('dspt', 806), value: wordOf(806) }, { id: idOf('dspt', 802), value: wordOf(802) }],
        files,
      })
    expect(await asked(0)).toMatchObject({ values: 1, remaining: 0, queue: { values: 0, ids: 0 } })
    await sql`create table bullmq.payloads as select ${JSON.stringify({ to: `${wordOf(806)}@shop.test`, about: idOf('dspt', 806) })} as data union all select ${wordOf(802)}`
      .execute(house.db)
    expect(await asked(0)).toMatchObject({ remaining: 1, queue: { values: 1, ids: 1 } })
    await sql`drop table bullmq.payloads`.execute(house.db)
    useQueueInDatabase(false)
    expect(await asked(0)).toMatchObject({ remaining: 0, queue: null })
    useQueueInDatabase(true)
  })

  it('where the store keeps a file its row stays, is counted, and goes when the store lets go', async () => {
    await dispute(811, '2022-03-10')
    await dispute(812, '2022-03-10')
    house.travel('2027-03-11T03:00:00Z')
    // a key of no store: what a store that refuses does
    await sql`update resolution_pieces set storage_key = '../escape' where resolution_id = ${idOf('rslv', 811)}`.execute(house.db)
    const report = await job()
    expect(report.touched.filter(({ outcome }) => outcome === 'failed')).toMatchObject([{ detail: 'files_refused' }])
    expect(await openOf('dispute_file')).toMatchObject({ state: 'done', erased_count: 1, kept_count: 2, refused_count: 1 })
    expect([(await words(811)).includes('resolutions'), await words(812)]).toEqual([true, []])
    await sql`update resolution_pieces set storage_key = ${`${idOf('rpce', 811)}.bin`} where resolution_id = ${idOf('rslv', 811)}`.execute(
      house.db,
    )
    await job()
    expect([await words(811), await isThere(`${idOf('rpce', 811)}.bin`)]).toEqual([[], false])
  })

  it('a merchant stays while money, a dispute or a case of his is left; then he goes', async () => {
    await shop(821, { state: 'closed', endedOn: '2022-01-10' })
    const book = (cents: number) => bookSome(house, idOf('mrch', 821), cents)
    await book(500)
    await job()
    expect((await words(821)).includes('merchants')).toBe(true)
    await book(-500)
    await fraudCase(822, '2026-01-01')
    await sql`update fraud_cases set merchant_id = ${idOf('mrch', 821)} where id = ${idOf('frdc', 822)}`.execute(house.db)
    await job()
    expect((await words(821)).includes('merchants')).toBe(true)
    await sql`update fraud_cases set merchant_id = ${idOf('mrch', host)} where id = ${idOf('frdc', 822)}`.execute(house.db)
    await job()
    expect(await words(821)).toEqual([])
  })
})

describe('an order on one person', () => {
  it('keeps the whole file he is in, and the letters to him; the file beside goes', async () => {
    house.travel('2027-03-12T03:00:00Z')
    await shop(831, { state: 'closed', endedOn: '2022-01-10' })
    await shop(832, { state: 'closed', endedOn: '2022-01-10' })
    await orderLegalHold(house.ctx(officer), {
      scope: 'person',
      subjectId: idOf('user', 831),
      ground: 'authority',
      reference: '',
      reason: 'Réquisition',
      reviewOn: '2027-08-31',
    })
    await job()
    expect([(await words(831)).filter((table) => ['merchants', 'mails', 'merchant_users', 'documents'].includes(table)), await words(832)])
      .toEqual([['documents', 'mails', 'merchant_users', 'merchants'], []])
  })

  it('who paid keeps the file of the merchant whom he paid: with that one’s key would go what is sealed of him', async () => {
    await shop(833, { state: 'closed', endedOn: '2022-01-10' })
    const payer = idOf('cust', 833)
    await sql`insert into payers (id, merchant_id, mode, created_at) values (${payer}, ${idOf('mrch', 833)}, 'live', '2027-01-01')`.execute(
      house.db,
    )
    const hold = await orderLegalHold(house.ctx(officer), {
      scope: 'person',
      subjectId: payer,
      ground: 'litigation',
      reference: '',
      reason: 'Assignation',
      reviewOn: '2027-08-31',
    })
    await job()
    expect((await words(833)).includes('merchants')).toBe(true)
    await proposeLift(house.ctx(officer), hold!, { reason: 'Jugé' })
    await confirmLift(house.ctx(second), hold!, { proposal: await proposalOf(house, 'lift', hold!) })
    await job()
    expect(await words(833)).toEqual([])
  })
})

describe('an order on a mandate, on a card, on an examination', () => {
  it('keeps what it names and all that hangs on it; the same beside it goes', async () => {
    house.travel('2027-03-12T03:00:00Z')
    const amlCase = async (n: number) =>
      void (await sql`insert into aml_cases (id, merchant_id, state, origin, summary, owner_id, opened_by, opened_at, due_on) values (${idOf('amlc', n)}, ${idOf('mrch', n)}, 'open', 'staff', ${wordOf(n)}, ${officer.id}, ${officer.id}, '2020-01-01', '2020-02-01')`
        .execute(house.db))
    for (const n of [841, 842]) await mandate(n, { on: '2021-02-28', isRevoked: true })
    for (const n of [843, 844]) await sale(n, { on: '2021-02-28' })
    for (const n of [845, 846]) {
      await shop(n, { state: 'closed', endedOn: '2022-01-10' })
      await amlCase(n)
    }
    const hold = (scope: 'payment' | 'case', subjectId: string) =>
      orderLegalHold(house.ctx(officer), {
        scope,
        subjectId,
        ground: 'litigation',
        reference: '',
        reason: 'Assignation',
        reviewOn: '2027-08-31',
      })
    await hold('payment', idOf('sepa', 841))
    await hold('payment', idOf('card', 843))
    await hold('case', idOf('amlc', 845))
    await job()
    const left = async (n: number): Promise<string[]> =>
      (await words(n)).filter((table) => ['mandates', 'payers', 'cards', 'aml_cases', 'documents', 'merchants'].includes(table))
    expect([await left(841), await left(1_000_841), await left(842), await left(1_000_842)]).toEqual([['mandates'], ['payers'], [], []])
    expect([await left(843), await left(844)]).toEqual([['cards', 'payers'], []])
    expect([await left(845), await left(846)]).toEqual([['aml_cases', 'documents', 'merchants'], []])
  })
})

describe('a backup that is restored', () => {
  it('is swept with the tombstones of the lost database: what was erased is erased again, what a hold covers stays', async () => {
    const path = join(files, 'tombstones.csv')
    let text = ''
    for await (const part of sealedTombstoneLines(house.db)) text += part
    await writeFile(path, text)
    // the backup brings back a dispute and a payer, of whom this database, which is another, has no tombstone
    await sql`alter table tombstones disable trigger user`.execute(house.db)
    await sql`delete from tombstones`.execute(house.db)
    await dispute(802, '2022-03-01')
    await sale(801, { on: '2021-01-01' })
    house.travel('2027-03-12T03:00:00Z')
    expect(await resweep(house.ctx(system('resweep')))).toEqual([])
    await expect(readTombstones(house.ctx(), files)).rejects.toThrow()
    // who has no key of ours makes none that is read: a line of his own, one changed, cut off or put under the seal, the seal of another
    // house
    const own = `payment,${'0'.repeat(64)},2026-11-30T16:00:00.000Z\n`
    const refused = async (bad: string, fault: unknown): Promise<void> => {
      await writeFile(`${path}.bad`, bad)
      await expect(readTombstones(house.ctx(), `${path}.bad`)).rejects.toEqual(fault)
    }
    const unsealed = expect.objectContaining({ code: 'tombstones_unsealed' })
    const [lines, seal] = [text.split('\n').slice(0, -2), text.split('\n').at(-2)!]
    for (
      const bad of [
        '',
        `category,hash,at\n${own}`,
        `${lines.join('\n')}\n`,
        `${text}${own}`,
        `${lines.slice(0, -1).join('\n')}\n${seal}\n`,
        [lines[0], own.trim(), ...lines.slice(1), seal, ''].join('\n'),
        text.replace('dispute_file,', 'payment,'),
        text.replace(/seal,../, 'seal,xx'),
      ]
    ) await refused(bad, unsealed)
    await refused(`category,hash,at\nmrch,xx,2026\n${seal}\n`, expect.objectContaining({ message: 'line 2 is no tombstone' }))
    useMasterKey(Buffer.alloc(32, 9))
    await refused(text, unsealed)
    useMasterKey(Buffer.alloc(32, 7))
    expect((await sql`select from foreign_tombstones`.execute(house.db)).rows).toEqual([])
    expect(await readTombstones(house.ctx(), path)).toMatchObject({ read: text.split('\n').length - 3 })
    expect(await resweep(house.ctx(system('resweep')))).toEqual([{ category: 'dispute_file', erased: 1, refused: 0 }])
    expect([await words(802), await resweep(house.ctx(system('resweep')))]).toEqual([[], []])
  })
})

describe('the books beside a purge', () => {
  it('are compared whole, on a server that did not write them too; what goes on meanwhile is not in it, and what is not compared proves nothing', async () => {
    const all = async () => (await sql<{ n: number }>`select count(*)::int as n from ledger_entries`.execute(house.db)).rows[0]!.n
    for (const cents of [701, -701]) await bookSome(house, idOf('mrch', host), cents)
    await asOfOtherServer(house.db)
    const before = await readBooks(house.db, null)
    expect(before).toMatchObject({ entries: await all(), outside: 0 })
    expect(before.entries).toBeGreaterThan(2)
    await bookSome(house, idOf('mrch', host), 702)
    const after = await readBooks(house.db, before)
    expect([after.entries, after.outside, areSameBooks(before, after)]).toEqual([before.entries, 1, true])
    // as it was measured before: by numbers of transactions alone, none of them was in it
    const blind = {
      ...before,
      entries: 0,
      postings: 0,
      debits: '0',
      digest: 'd41d8cd98f00b204e9800998ecf8427e',
      outside: undefined as unknown as number,
    }
    expect(areSameBooks(blind, { ...blind, outside: before.entries })).toBe(false)
    await sql`alter table ledger_postings disable trigger user`.execute(house.db)
    await sql`update ledger_postings set amount_cents = 700 where amount_cents = 701`.execute(house.db)
    expect(areSameBooks(before, await readBooks(house.db, before))).toBe(false)
  })
})
