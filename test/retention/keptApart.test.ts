import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { unit, type Tx } from '#src/platform/ctx.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { institutionFileKey } from '#src/platform/institution-key.ts'
import { findMerchantKey } from '#src/platform/merchant-keys.ts'
import { record } from '#src/platform/record.ts'
import { listClosedOf } from '#src/platform/recordClosed.ts'
import { isStorageKey, putFile, readSealed, removeFile, storedName, useStorage } from '#src/platform/storage.ts'
import { listPurgers } from '#src/purgers/purgers.sql.ts'
import { eraseRows } from '#src/retention/eraseRows.ts'
import { openKept } from '#src/retention/keepApart.ts'
import { copyOf, openKeptFile } from '#src/retention/keptFiles.ts'
import { confirmLift, proposeLift } from '#src/retention/liftLegalHold.ts'
import { orderLegalHold } from '#src/retention/orderLegalHold.ts'
import type { Category } from '#src/retention/policy.ts'
import { isAnyGoing } from '#src/retention/purges.sql.ts'
import { listStrayFiles } from '#src/retention/strayFiles.ts'
import { liftAll } from '#test/support/holds.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { openAccount, type Signed } from '#test/support/merchant.ts'
import { alert, book, correction, freeze, invoice, makeThingsIn, means, newId, paid, request, run } from '#test/purgers/endedThings.ts'
import { proposalOf } from '#test/support/proposalOf.ts'
import { dispute, fraudCase, host, idOf, makeFilesIn, mandate, sale, shop, wordOf } from './endedFiles.ts'

/**
 * Whatever a purge takes of what an order of the compartment holds lies in the compartment: every category by what its statement did to
 * every table and to the store, not by what it says it does.
 */
let house: House
let files: string
let aside: string
let one: Signed
let officer: StaffActor
let second: StaffActor

/** Card numbers no order may keep; keys of rows are made anew by each backup; the rest is the compartment and the migrations. */
const unnoted = /^(kysely_|closed_|row_keys$|card_vault$)/
const tables = async (): Promise<string[]> =>
  (await sql<{ name: string }>`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`
    .execute(house.db))
    .rows
    .map(({ name }) => name)
    .filter((name) => !unnoted.test(name))

let noted: string[]
/** A digest of every row there is, behind the name of its table. */
const world = async (db: ReadDb): Promise<Set<string>> => {
  const each = noted.map((name) => sql`select ${`${name} `} || md5(to_jsonb(t)::text) as said from ${sql.table(name)} t`)
  return new Set((await sql<{ said: string }>`${sql.join(each, sql` union all `)}`.execute(db)).rows.map(({ said }) => said))
}
const lost = (before: Set<string>, after: Set<string>): string[] => [...before].filter((said) => !after.has(said)).toSorted()
/** The same of what lies in a copy. */
const digestsOf = async (rows: Record<string, unknown[]>): Promise<string[]> => {
  const said = JSON.stringify(Object.entries(rows).flatMap(([source, each]) => each.map((was) => ({ source, was }))))
  return (await sql<{ said: string }>`select (e ->> 'source') || ' ' || md5((e -> 'was')::text) as said from jsonb_array_elements(${said}::jsonb) e`
    .execute(house.db))
    .rows
    .map((row) => row.said)
    .toSorted()
}
const stored = async (): Promise<Set<string>> =>
  new Set((await readdir(files, { recursive: true })).map((name) => name.split('/').at(-1)!).filter((name) => /^[0-9a-f]{40}$/.test(name)))
const merchantOf = (n: number): string => idOf('mrch', n)
const reachOf = (category: Category, id: string) => ({
  purger: listPurgers().find((purger) => purger.category === category)!,
  before: house.now(),
  at: house.now(),
  listOf: null,
  only: (found: ReturnType<typeof sql>) => sql`${found} = ${id}`,
})
const erase = async (tx: Tx, category: Category, id: string): Promise<string[]> => {
  const { ids } = await eraseRows(tx, reachOf(category, id), { purgeId: null, after: '', limit: 10 })
  await record(tx, 'test.erased', { subject: id })
  return ids
}
const hold = async (merchantId: string): Promise<string> =>
  (await orderLegalHold(house.ctx(officer), {
    scope: 'merchant',
    subjectId: merchantId,
    ground: 'opposition',
    reference: '',
    reason: 'Opposition',
    reviewOn: '2040-03-01',
  }))!
const keptOf = (id: string) =>
  house.db.selectFrom('closed_kept').selectAll().where('about', '=', id).orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()

/** Under which names copies of its files lie. */
const copiesOf = (row: Parameters<typeof openKept>[0]): string[] => openKept(row).files.map(({ kept }) => storedName(kept!))

/** One of each category, of a merchant who is held: the file it has, by its storage key, and what is in it. */
type Ended = { category: Category; id: string; merchant: string; file?: [key: string, word: string] }
const ended: Ended[] = []
const file = (n: number, kind: string): [string, string] => [`${idOf(kind, n)}.bin`, wordOf(n)]

const makeFiles = async (): Promise<void> => {
  await shop(host, {})
  await shop(2, { state: 'deactivated', stateChangedOn: '2025-01-01', dossier: 'lapsed' })
  await shop(3, { state: 'rejected', dossier: 'rejected', refusedOn: '2025-01-01' })
  await shop(4, { state: 'rejected', dossier: 'rejected', refusedOn: '2025-01-01', risk: 'high' })
  await shop(5, { state: 'closed', endedOn: '2025-01-01' })
  await shop(6, { state: 'onboarding', dossier: 'draft', lastContactOn: '2020-01-01' })
  await shop(7, { state: 'closed', endedOn: '2025-01-01' })
  await sale(10, { on: '2020-01-01' })
  await mandate(11, { on: '2020-01-01', isRevoked: true })
  await dispute(12, '2021-01-01')
  await fraudCase(13, '2021-01-01')
  await sale(14, { on: '2020-01-01' })
  await run(
    sql`update payments set device = '{"ip":"198.51.100.14"}', auth_state = 'success', auth_requested_at = '2020-01-01', auth_expires_at = '2020-01-02', auth_token = gen_random_uuid() where id = ${idOf('paym', 14)}`,
  )
  await run(
    sql`insert into fraud_reports (id, merchant_id, mode, reason, statement, payment_ids, lines, bad_count, bad_lines, made_by_kind, made_by, made_at) values (${idOf('frdr', 15)}, ${merchantOf(host)}, 'live', 'stolen_keys', 'x', '{}', '{}', 0, '[]', 'merchant', 'x', '2020-01-01')`,
  )
  const of = (category: Category, kind: string, n: number, by = host): Ended => ({ category, id: idOf(kind, n), merchant: merchantOf(by) })
  ended.push(
    of('device', 'paym', 14),
    of('authentication_evidence', 'paym', 14),
    of('fraud_alert', 'frdr', 15),
    of('mandate', 'sepa', 11),
    { ...of('dispute_file', 'dspt', 12), file: file(12, 'rpce') },
    of('fraud_case', 'frdc', 13),
    of('payment', 'paym', 10),
    { ...of('incomplete_dossier', 'doss', 2, 2), file: file(2, 'docu') },
    { ...of('rejected_dossier', 'doss', 3, 3), file: file(3, 'docu') },
    { ...of('rejected_dossier_aml', 'doss', 4, 4), file: file(4, 'docu') },
    of('account_login', 'user', 7, 7),
    of('notice', 'mail', 5, 5),
    { ...of('merchant_file', 'mrch', 5, 5), file: file(5, 'docu') },
    { ...of('prospect_contact', 'mrch', 6, 6), file: file(6, 'docu') },
  )
}

const makeThings = async (): Promise<void> => {
  const [merchant, other] = [one.merchantId, officer.id]
  await run(sql`alter table freezes drop constraint freezes_hit_id_fkey, drop constraint freezes_entry_id_fkey`)
  const [letter, session, trial, marker] = [newId('mail'), newId('sess'), newId('btst'), newId('rmrk')]
  await run(
    sql`insert into mails (id, merchant_id, subject_id, dedupe_key, template, language, to_address, subject, text_body, holds_secret, state, attempts, next_attempt_at, created_at, sent_at) values (${letter}, ${merchant}, ${merchant}, ${letter}, 'invitation', 'fr', 'a@shop.test', 'x', 'x', false, 'sent', 1, '2020-01-01', '2020-01-01', '2020-01-01')`,
  )
  await run(
    sql`insert into sessions (id, token_hash, merchant_user_id, created_at, seen_at, expires_at, ip, user_agent) values (${session}, sha256(${session}::bytea), ${one.actor.id}, '2020-01-01', '2020-01-01', '2020-01-01', '203.0.113.77', 'Mozilla')`,
  )
  await run(
    sql`insert into backtests (id, version_id, digest, state, from_on, to_on, days_done, days_total, kept, gained, lost, ordered_by, ordered_at, done_at) select ${trial}, id, 'x', 'done', '2026-01-01', '2026-01-02', 2, 2, 1, 1, 0, ${other}, '2026-04-01', '2026-04-01' from scenario_versions limit 1`,
  )
  await run(
    sql`insert into backtest_alerts (backtest_id, outcome, merchant_id, subject, level, raised_on, finding) values (${trial}, 'gained', ${merchant}, 'card:deadbeefdeadbeef', 'warn', '2026-01-01', '{}')`,
  )
  await run(
    sql`insert into rejection_markers (id, hash, merchant_id, ground, refused_at) values (${marker}, sha256(${marker}::bytea), ${merchant}, 'eligibility', '2020-01-01')`,
  )
  const asked = await request('2020-01-10', one)
  await putFile(`${asked}.bin`, institutionFileKey('rights-files'), Buffer.from('lettre'))
  const statement = await paid('2015-05-05', 1, one)
  await paid('2016-05-05', 2, one)
  await correction(one, '2015-07-01')
  await book(one, '2015-03-02', 500)
  const noted = await means('2020-03-31', one)
  const bill = await invoice('2015-05-05')
  const note = await invoice('2015-06-05', bill)
  for (
    const [category, id] of [
      ['mail', letter],
      ['security_log', session],
      ['monitoring_alert', await alert(one, '2020-01-01')],
      ['backtest', trial],
      ['rejected_dossier_marker', marker],
      ['asset_freeze', await freeze('2020-01-01')],
      ['unused_means', noted.payer],
      ['unused_means', noted.card],
      ['unused_means', noted.address],
      ['accounting', note],
      ['accounting', bill],
      ['payout_statement', statement],
      ['ledger_year', `${merchant}:2015`],
    ] as const
  ) ended.push({ category, id, merchant })
  ended.push({ category: 'rights_request', id: asked, merchant, file: [`${asked}.bin`, 'lettre'] })
}

beforeAll(async () => {
  house = await openHouse({ at: '2014-06-01T09:00:00Z' })
  ;[files, aside] = [await mkdtemp(join(tmpdir(), 'vigie-kept-')), await mkdtemp(join(tmpdir(), 'vigie-aside-'))]
  await useStorage(files)
  ;[officer, second] = [await house.staff('officer'), await house.staff('officer')]
  one = await openAccount(house)
  makeFilesIn({ house, officer, second })
  makeThingsIn({ house, shop: one, officer, second })
  await makeFiles()
  await makeThings()
  house.travel('2040-01-02T09:00:00Z')
  noted = await tables()
  // rows that are written once go where a lost database says that they went
  for (const category of ['accounting', 'payout_statement', 'ledger_year', 'asset_freeze'])
    await run(
      sql`insert into foreign_tombstones (hash, category, purged_at) values (sha256(${category}::bytea), ${category}, '2039-01-01')`,
    )
})
afterAll(async () => {
  await house.close()
  for (const folder of [files, aside]) await rm(folder, { recursive: true, force: true })
})

describe('every table', () => {
  it('notes what an erasing takes of it, where it asks to', async () => {
    const { rows } = await sql<{ name: string }>`select c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname = 'lost_row_is_noted' order by 1`
      .execute(house.db)
    expect(rows.map(({ name }) => name)).toEqual(noted)
  })
})

describe('what is held in secret', () => {
  const orders = new Map<string, string>()

  it('of every category goes as if nothing held it, and what was taken of it lies in the compartment, row by row and file by file', async () => {
    for (const merchant of new Set(ended.map((each) => each.merchant))) orders.set(merchant, await hold(merchant))
    let before = await world(house.db)
    for (const { category, id, file: piece } of ended) {
      expect([category, id, await isAnyGoing(house.db, reachOf(category, id))]).toEqual([category, id, true])
      // without any order, and taken back: what would be left
      await rm(aside, { recursive: true })
      await cp(files, aside, { recursive: true })
      const free = await unit(house.ctx(undefined, { dryRun: true }), async (tx) => {
        await liftAll(tx.db, sql`true`)
        expect([category, await erase(tx, category, id)]).toEqual([category, [id]])
        return { world: await world(tx.db), files: await stored() }
      })
      await cp(aside, files, { recursive: true })
      const there = await stored()
      expect(await unit(house.ctx(), (tx) => erase(tx, category, id))).toEqual([id])
      const [after, left, kept] = [await world(house.db), await stored(), openKept(await keptOf(id))]
      const outside = (rows: readonly string[]) => rows.filter((said) => !/^(audit_|legal_holds )/.test(said))
      expect([category, outside(lost(after, free.world)), outside(lost(free.world, after))]).toEqual([category, [], []])
      const taken = await digestsOf(kept.rows)
      expect([category, taken]).toEqual([category, lost(before, after)])
      expect(taken.length).toBeGreaterThan(0)
      const copied = kept.files.map(({ key }) => storedName(key))
      expect([category, [...there].filter((name) => !left.has(name)).toSorted()]).toEqual([category, copied.toSorted()])
      expect([...free.files].toSorted()).toEqual(
        [...left].filter((name) => !kept.files.some((one) => storedName(one.kept!) === name)).toSorted(),
      )
      if (piece) {
        const found = kept.files.find(({ key }) => key === piece[0])!
        expect([category, (await openKeptFile(found))?.toString()]).toEqual([category, piece[1]])
      }
      before = after
    }
    // but of an entry of our own list, which no order can name
    expect([...new Set(ended.map(({ category }) => category))].toSorted()).toEqual(
      listPurgers().map(({ category }) => category).filter((category) => category !== 'house_entry').toSorted(),
    )
  })

  it('is of no file that nobody names; the circle takes it as an archive; with the order go the copies and their files', async () => {
    expect(await listStrayFiles(house.db)).toEqual([])
    const [client, outside] = [await house.clientOf(officer), await house.clientOf(await house.staff('auditor'))]
    const order = orders.get(merchantOf(5))!
    const { text } = await client.get(`/console/legal-holds/${order}`)
    expect(text).toContain(`/console/legal-holds/${order}/kept.zip`)
    // nor does the page promise what this ground does not do
    expect(text).toContain('sa copie reste dans le compartiment')
    expect(text).not.toContain('Rien de ce qu’il couvre n’est effacé')
    const plain = await house.clientOf(await house.staff('officer', 'Odile Officier', null))
    const forms = [await client.get('/console/legal-holds/new'), await plain.get('/console/legal-holds/new')]
    expect(forms.map((form) => [form.status, form.text.includes('sa copie reste dans le compartiment')])).toEqual([[200, true], [
      200,
      false,
    ]])
    expect([(await outside.get(`/console/legal-holds/${order}/kept.zip`)).status]).toEqual([404])
    const cookie = [...client.cookies].map((pair) => pair.join('=')).join('; ')
    const taken = await fetch(`${await house.url()}/console/legal-holds/${order}/kept.zip`, { headers: { cookie } })
    const said = unzipSync(new Uint8Array(await taken.arrayBuffer()))
    const folder = `merchant_file/${merchantOf(5)}`
    expect(taken.headers.get('content-type')).toBe('application/zip')
    expect(Buffer.from(said[`${folder}/files/${idOf('docu', 5)}.bin-${wordOf(5)}.pdf`]!).toString()).toBe(wordOf(5))
    expect(JSON.parse(Buffer.from(said[`${folder}/merchants.json`]!).toString())).toEqual([
      expect.objectContaining({ id: merchantOf(5), name: wordOf(5) }),
    ])
    expect(JSON.parse(Buffer.from(said[`${folder}/merchant_keys.json`]!).toString())).toEqual([
      expect.objectContaining({ wrapped_key: expect.stringMatching(/^\\x/) }),
    ])
    expect((await listClosedOf(house.db, order, 5)).map(({ event }) => event)).toContain('hold.copies_read')
    const copies = copiesOf(await keptOf(merchantOf(5)))
    expect(copies.length).toBeGreaterThan(0)
    await proposeLift(house.ctx(officer), order, { reason: 'Levée' })
    await confirmLift(house.ctx(second), order, { proposal: await proposalOf(house, 'lift', order) })
    expect(await house.db.selectFrom('closed_kept').select('id').where('about', '=', merchantOf(5)).execute()).toEqual([])
    const left = await stored()
    expect(copies.filter((name) => left.has(name))).toEqual([])
    expect(left.has(storedName(copyOf(file(6, 'docu')[0])))).toBe(true)
    expect(await listStrayFiles(house.db)).toEqual([])
  })
})
describe('a file that is held in secret', () => {
  const name = (n: number): string => `${idOf('docu', n)}.bin`
  const begin = async (n: number): Promise<void> => {
    await shop(n, { state: 'rejected', dossier: 'rejected', refusedOn: '2025-01-01' })
    await hold(merchantOf(n))
  }
  const go = (n: number, andThen: () => void = () => {}) =>
    unit(house.ctx(), async (tx) => {
      const ids = await erase(tx, 'rejected_dossier', idOf('doss', n))
      andThen()
      return ids
    })
  const lies = async (key: string): Promise<boolean> => (await stored()).has(storedName(key))

  it('is where it was, and its copy is not, when the transaction comes to nothing', async () => {
    await begin(21)
    await expect(go(21, () => {
      throw new Error('a fault behind it')
    }))
      .rejects
      .toThrow('a fault behind it')
    expect([await lies(name(21)), await lies(copyOf(name(21)))]).toEqual([true, false])
    expect(await go(21)).toEqual([idOf('doss', 21)])
    expect([await lies(name(21)), await lies(copyOf(name(21)))]).toEqual([false, true])
  })

  it('that a run which was killed had copied and removed is found by the next one', async () => {
    await begin(22)
    const key = (await findMerchantKey(house.db, merchantOf(22)))!
    await putFile(name(22), key, Buffer.from('as it was'))
    await putFile(copyOf(name(22)), institutionFileKey('kept-in-secret'), (await readSealed(name(22)))!)
    await removeFile(name(22))
    expect(await go(22)).toEqual([idOf('doss', 22)])
    const { files: [found] } = openKept(await keptOf(idOf('doss', 22)))
    expect([isStorageKey(found!.kept!), (await openKeptFile(found!))?.toString()]).toEqual([true, 'as it was'])
  })
})
