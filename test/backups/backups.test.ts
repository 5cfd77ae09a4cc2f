import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyAuditTrail } from '#src/audit/verifyAuditTrail.ts'
import { sealAuditTrail } from '#src/audit/sealAuditTrail.ts'
import { backUpNightly, useBackups } from '#src/backups/backUpNightly.ts'
import { listFilePlaces } from '#src/backups/catalog.sql.ts'
import { manifestName, readManifest, rowsName, writeManifest, type Manifest } from '#src/backups/manifest.ts'
import { makeBackup, type Made } from '#src/backups/makeBackup.ts'
import { restoreBackup } from '#src/backups/restoreBackup.ts'
import { headOf, readRows, writeRows } from '#src/backups/rowFile.ts'
import { openRow, splitRow } from '#src/backups/rows.ts'
import { keyedRows, keyTables, personalColumns, tablesWithKeys } from '#src/backups/rowKeys.ts'
import { findDeclaration } from '#src/declarations/declarations.sql.ts'
import { draftDeclaration } from '#src/declarations/draftDeclaration.ts'
import { openContent } from '#src/declarations/sealed.ts'
import { buildPortfolio } from '#src/demo/buildPortfolio.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { snapshotBalances } from '#src/ledger/snapshotBalances.ts'
import { system } from '#src/kernel/actor.ts'
import { addPieces } from '#src/packs/addPieces.ts'
import { readPieceBytes, readPieces } from '#src/packs/openPiece.ts'
import { erasePayers } from '#src/payers/erasePayer.ts'
import { knowPayer } from '#src/payers/knowPayer.ts'
import { useMasterKey } from '#src/platform/crypto.ts'
import { openCtx, unit } from '#src/platform/ctx.ts'
import { useStorage } from '#src/platform/storage.ts'
import { dataMap } from '#src/retention/dataMap.ts'
import { readBooks } from '#src/retention/books.sql.ts'
import { asOfOtherServer, bookSome } from '#test/support/otherServer.ts'
import { openApiMerchant, type ApiMerchant } from '#test/support/api.ts'
import { newPdf } from '#test/support/merchant.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { lastJson, openCommandLine } from '#test/support/vigie.ts'
import { lastEventOf, openPlaces, sumsOf, type Places } from './world.ts'

let house: House
let places: Places
let shop: ApiMerchant
let made: Made
let erased: string
let kept: string
let declaration: string
let ofDeclaration: Buffer
const isStored = (name: string): boolean => /[0-9a-f]{40}$/.test(name)

const code = (wanted: string) => expect.objectContaining({ code: wanted })

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-03T09:00:00Z' })
  await buildPortfolio(house.database, { merchants: 12, seed: 1, now: house.now(), say: () => {} })
  shop = await openApiMerchant(house)
  const paid = await shop.live('POST', '/checkout', {
    amount: 4_200,
    currency: 'eur',
    description: 'Quetzalcoatl',
    order_id: 'Xochiquetzal-1',
    card: { number: '4242424242424242', exp_month: 12, exp_year: 2029, cvc: '123', name: 'Ismérie Quatrevaux' },
    customer: { name: 'Ismérie Quatrevaux', email: 'ismerie@quatrevaux.example' },
  })
  expect(paid.status).toBe(200)
  await shop.live('POST', '/sepa', {
    iban: 'FR1420041010050500013M02606',
    name: 'Ismérie Quatrevaux',
    mandate: 'MANDAT-1',
    date_mandate: 1_700_000_000,
  })
  const payer = (name: string) =>
    unit(
      house.ctx(shop.actor),
      (tx) =>
        knowPayer(tx, { merchantId: shop.merchantId, mode: 'live' }, { name, email: `${name.split(' ')[0]!.toLowerCase()}@parti.example` }),
    )
  erased = (await payer('Philibert Lantenac')).id
  kept = (await payer('Radegonde Imanus')).id
  const officer = await house.staff('officer', 'Irène Vasseur')
  declaration = (await draftDeclaration(house.ctx(officer), {
    merchantId: shop.merchantId,
    suspectedAt: house.now(),
    offence: 'Blanchiment',
    from: '2026-01-01',
    to: '2026-03-03',
    caseId: '',
    declarant: 'Vigie',
    isUrgent: false,
  }))!
  ofDeclaration = await newPdf('Relevé')
  await addPieces(house.ctx(officer), declaration, [{ fileName: 'relevé.pdf', bytes: ofDeclaration }])
  await sealAuditTrail(house.ctx())
  // a payment that failed after it had drawn its number in the books, and balances carried over it; then all of it on a server whose
  // transactions are numbered far higher
  for (const cents of [700, 701]) await bookSome(house, shop.merchantId, cents)
  await sql`select nextval(pg_get_serial_sequence('ledger_entries', 'id'))`.execute(house.db)
  // tests beside this one write on the same server, and balances wait for whoever began to
  for (let covered = 0; covered === 0;) {
    await snapshotBalances(house.ctx())
    covered = (await house.db.selectFrom('ledger_horizon').select('covered_to').executeTakeFirstOrThrow()).covered_to
  }
  await asOfOtherServer(house.db)
  places = await openPlaces(house)
  made = await places.backUp()
}, 120_000)
afterAll(async () => {
  await places?.close()
  await house?.close()
})

const manifestAt = async (folder: string): Promise<Manifest> => readManifest(await readFile(join(folder, manifestName)))!
/** The lines of a table's file, as whoever has the master key and no person's key sees them. */
const linesOf = async (folder: string, table: string): Promise<string[]> => {
  const { houseKey } = await manifestAt(folder)
  const all: string[] = []
  for await (const { table: one, lines } of readRows(join(folder, rowsName), Buffer.from(houseKey, 'base64')).batches)
    if (one === table) all.push(...lines)
  return all
}

describe('what is restored', () => {
  it('is every row to the last bit, files too, with a history that is proved and books that balance', async () => {
    const last = await lastEventOf(house.db)
    const { restored, db, storage } = await places.restore(made.folder)
    expect(restored).toMatchObject({ lost: 0, swept: [], tables: made.tables, files: { missing: 0 } })
    expect(restored.files.taken).toBe(made.files.copied)
    expect(restored.files.taken).toBeGreaterThan(50)
    // the event of the backup itself came after the instant that it is of
    expect(await sumsOf(db, last - 1)).toEqual(await sumsOf(house.db, last - 1))
    expect((await readdir(storage, { recursive: true })).filter(isStored)).toHaveLength(made.files.copied)
    // the pieces of a declaration have no column for it: their key is their row's
    await useStorage(storage)
    const closed = (await findDeclaration(db, declaration))!
    const [piece] = await readPieces(db, closed)
    expect((await readPieceBytes(closed, piece!)).equals(ofDeclaration)).toBe(true)
    await useStorage(house.storage)
    expect(await verifyAuditTrail(db, { now: house.now() })).toMatchObject({ ok: true })
    expect(await checkLedger(db)).toMatchObject({ ok: true })
    // in numbers of this server: a purge that begins here compares every entry, and none to come is taken for one that balances have
    // already
    const { count, mine } =
      (await sql<{ count: number; mine: number }>`select count(*)::int as count, count(*) filter (where pg_visible_in_snapshot(written_in, pg_current_snapshot()))::int as mine from ledger_entries`
        .execute(db))
        .rows[0]!
    expect(await readBooks(db, null)).toMatchObject({ entries: count, outside: 0, restoredTo: 0 })
    expect([count > 1, mine]).toEqual([true, count])
    const horizon = await db.selectFrom('ledger_horizon').select(['covered_to', 'mark_to', 'mark_xid']).executeTakeFirstOrThrow()
    expect([horizon.mark_to, horizon.mark_xid]).toEqual([null, null])
    const drawn =
      (await sql<{ id: number }>`select nextval(pg_get_serial_sequence('ledger_entries', 'id'))::int as id`.execute(db)).rows[0]!.id
    expect((await sql<{ last: number }>`select max(id)::int as last from ledger_entries`.execute(house.db)).rows[0]!.last).toBeLessThan(
      horizon.covered_to,
    )
    expect(drawn).toBeGreaterThan(horizon.covered_to)
    expect(openContent((await findDeclaration(db, declaration))!)).toMatchObject({ offence: 'Blanchiment' })
    // and it goes on counting where it stood
    expect(await db.selectFrom('audit_events').select(['id', 'event']).orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).toEqual({
      id: last,
      event: 'retention.backup_restored',
    })
  })
})

describe('in the backup', () => {
  it('no word of a person lies in the clear, though one has the master key', async () => {
    const said =
      (await sql<{ word: string }>`select family_name as word from people union select given_names from people union select name from payers union select email from payers union select email from merchant_users
      union select iban from payout_accounts union select name from cards union select description from payments union select order_id from payments union select name from mandates union select to_address from mails`
        .execute(house.db))
        .rows
        .map(({ word }) => word)
        .filter((word) => word && word.length > 5)
    expect(said.length).toBeGreaterThan(40)
    const found: string[] = []
    for (const { table } of (await manifestAt(made.folder)).tables) {
      const text = (await linesOf(made.folder, table)).join('\n')
      found.push(...said.filter((word) => text.includes(word)).map((word) => `${table}: ${word}`))
    }
    expect(found).toEqual([])
  })

  it('each person’s words lie under his own key', async () => {
    const ownerOf = async (table: string, id: string): Promise<string> => {
      const line = (await linesOf(made.folder, table)).map(splitRow).find(({ plain }) => plain.includes(id))!
      return (await house.db.selectFrom('person_keys').select('subject_id').where('id', '=', line.keyName).executeTakeFirst())
        ?.subject_id ?? line.keyName
    }
    const { id: person } = await house.db.selectFrom('people').select('id').limit(1).executeTakeFirstOrThrow()
    expect(await ownerOf('people', person)).toBe(person)
    expect(await ownerOf('payers', kept)).toBe(kept)
    const { id: payment, payer_id: payer } = await house
      .db
      .selectFrom('payments')
      .select(['id', 'payer_id'])
      .where('payer_id', 'is not', null)
      .limit(1)
      .executeTakeFirstOrThrow()
    expect(await ownerOf('payments', payment)).toBe(payer)
    expect(await ownerOf('merchants', shop.merchantId)).toBe(shop.merchantId)
  })

  it('there is no key, and without any the files themselves are noise', async () => {
    expect((await manifestAt(made.folder)).tables.filter(({ table }) => keyTables.includes(table))).toEqual([])
    const wrapped =
      (await sql<{ key: string }>`select encode(wrapped_key, 'hex') as key from person_keys where wrapped_key is not null limit 5`.execute(
        house.db,
      ))
        .rows
    const bytes = Buffer.concat(await Promise.all((await readdir(made.folder)).map((name) => readFile(join(made.folder, name)))))
    for (const { key } of wrapped) expect(bytes.includes(Buffer.from(key, 'hex'))).toBe(false)
    for (const word of ['Quetzalcoatl', 'Lantenac', shop.merchantId]) expect(bytes.includes(word)).toBe(false)
  })

  it('what nobody erases, and only that, lies under the key of the backup', () => {
    const withWords = Object.keys(dataMap).filter((table) => personalColumns(table).size > 0 && !keyTables.includes(table))
    const ofHouse = withWords.filter((table) => !tablesWithKeys.includes(table) && dataMap[table]!.rows !== 'audit_trail')
    // books of ten years, addresses of the last hour, a simulator's digests; what is sealed already
    expect(ofHouse.sort()).toEqual(['closed_conclusions', 'closed_purges', 'rate_limits', 'settlement_lines', 'simulator_evidence'])
  })
})

describe('who is erased after a backup', () => {
  it('is in none of before: neither his row nor his words come back, and everybody else does', async () => {
    await unit(house.ctx(), (tx) => erasePayers(tx, [erased]))
    // a request of a person leaves such a trace; here it stands for one
    await sql`insert into foreign_tombstones (category, hash, purged_at) values ('payment', sha256(convert_to(${erased}, 'UTF8')), ${house.now()})`
      .execute(house.db)
    const newer = await places.backUp()
    expect((await readdir(places.keys)).sort()).toEqual([newer.keysFolder.split('/').at(-1)])
    const { restored, db } = await places.restore(made.folder)
    expect(restored.lost).toBe(1)
    expect(restored.swept).toContainEqual({ category: 'payer', erased: 1, refused: 0 })
    expect(await db.selectFrom('payers').select(['name', 'email']).where('id', '=', erased).executeTakeFirst()).toEqual({
      name: null,
      email: null,
    })
    expect(await db.selectFrom('payers').select(['name', 'email']).where('id', '=', kept).executeTakeFirst()).toEqual({
      name: 'Radegonde Imanus',
      email: 'radegonde@parti.example',
    })
    const line = (await linesOf(made.folder, 'payers')).map(splitRow).find(({ plain }) => plain.includes(erased))!
    expect(openRow('payers', line, null)).toBeNull()
    expect(await verifyAuditTrail(db, { now: house.now() })).toMatchObject({ ok: true })
  })

  it('nor does a row that ended by itself: its key is in no folder from the next backup on, whoever has all the others', async () => {
    const { id: letter } = await house.db.selectFrom('mails').select('id').limit(1).executeTakeFirstOrThrow()
    const { id: subject } = await house.db.selectFrom('screening_subjects').select('id').limit(1).executeTakeFirstOrThrow()
    const keyNames = async (folder: string, table: string): Promise<string[]> =>
      (await linesOf(folder, table)).map((line) => splitRow(line).keyName)
    expect(await keyNames(made.folder, 'mails')).toContain(letter)
    expect(await keyNames(made.folder, 'screening_versions')).toContain(subject)
    await sql`delete from mails where id = ${letter}`.execute(house.db)
    await sql`delete from screening_subjects where id = ${subject}`.execute(house.db)
    expect((await sql`select from row_keys where id in (${letter}, ${subject})`.execute(house.db)).rows).toEqual([])
    const newer = await places.backUp()
    const keys = (await linesOf(newer.keysFolder, 'row_keys')).map((line) => line.split('\t')[0])
    expect(keys.length).toBeGreaterThan(10)
    expect(keys).not.toContain(letter)
    expect(keys).not.toContain(subject)
    const { restored, db } = await places.restore(made.folder)
    expect(restored.lost).toBeGreaterThanOrEqual(2)
    expect((await db.selectFrom('mails').select('to_address').where('id', '=', letter).executeTakeFirst())?.to_address ?? 'erased-')
      .toMatch(/^erased-/)
    made = newer
  })

  it.each(keyedRows.map(({ table }) => table))('the row of %s takes its key with it', async (table) => {
    const { rows } = await sql<{ name: string }>`select tgname as name from pg_trigger where tgrelid = ${table}::regclass and tgname = 'row_keys_forgotten' and tgenabled = 'O'`
      .execute(house.db)
    expect(rows).toHaveLength(1)
  })

  it('whom our own list named is emptied, and his key goes', async () => {
    const entry = `wlen_${'9'.repeat(24)}`
    await sql`insert into watchlist_entries (id, list_code, ref, first_version) values (${entry}, 'house', 'Gauvain', 1)`.execute(house.db)
    await places.backUp()
    const keyOf = async (): Promise<unknown[]> => (await sql`select from row_keys where id = ${entry}`.execute(house.db)).rows
    expect(await keyOf()).toHaveLength(1)
    await sql`update watchlist_entries set ref = id where id = ${entry}`.execute(house.db)
    expect(await keyOf()).toEqual([])
    made = await places.backUp()
    expect(await keyOf()).toEqual([])
  })

  it('were it everybody, the schema takes what is left of them', async () => {
    // of a keys' folder that holds nobody's key: as if all were gone
    const other = await openHouse({ at: '2026-03-03T10:00:00Z' })
    const empty = await openPlaces(other)
    const { keysFolder } = await empty.backUp()
    const { restored, db } = await places.restore(made.folder, keysFolder)
    expect(restored.lost).toBeGreaterThan(200)
    expect((await db.selectFrom('people').select('family_name').execute()).every(({ family_name: name }) => name.startsWith('erased-')))
      .toBe(true)
    expect((await db.selectFrom('payments').select('amount_cents').execute()).map(({ amount_cents: cents }) => cents)).toContain(4_200)
    expect(await checkLedger(db)).toMatchObject({ ok: true })
    // a declaration has a key of its own, which went with the others
    const closed = (await findDeclaration(db, declaration))!
    expect(closed.merchant_id).toBe(shop.merchantId)
    expect(() => openContent(closed)).toThrow(code('declaration_gone'))
    await empty.close()
    await other.close()
  })
})

describe('files', () => {
  it('are copied once, set aside when the store lets them go, and dropped with the backups that name them', async () => {
    expect((await places.backUp()).files).toEqual({ copied: 0, gone: 0 })
    const path = join(house.storage, (await readdir(house.storage, { recursive: true })).find(isStored)!)
    await rename(path, join(house.storage, 'elsewhere'))
    expect((await places.backUp()).files).toEqual({ copied: 0, gone: 1 })
    expect((await places.restore(made.folder)).restored.files.missing).toBe(0)
    house.travel(new Date(house.now().getTime() + 36 * 86_400_000))
    const later = await places.backUp()
    expect(later.dropped).toBeGreaterThanOrEqual(3)
    expect((await readdir(places.to)).filter((name) => name.startsWith('backup-'))).toEqual([later.folder.split('/').at(-1)])
    expect(await readdir(join(places.to, 'gone'))).toEqual([])
    expect((await places.restore(later.folder)).restored.files.missing).toBe(1)
    await rename(join(house.storage, 'elsewhere'), path)
    made = await places.backUp()
  })

  it('are named where a backup looks, whoever keeps one', async () => {
    const kept: Record<string, string> = {
      'amlCases/addToAmlCase': 'aml_case_pieces',
      'packages/buildPackages': 'data_packages',
      'erasure/issueErasureCertificate': 'erasure_certificates',
      'retention/issuePurgeCertificate': 'purge_certificates',
      'retention/keptFiles': 'closed_kept_files',
      'inspection/buildInspections': 'inspection_packs',
      'notes/addNote': 'note_attachments',
      'rights/rightsFiles': 'rights_files',
      'resolutions/buildFile': 'evidence_files',
      'resolutions/gatherEvidence': 'resolution_pieces',
      'packs/addPieces': 'closed_pieces',
      'fraudCertificates/issueCertificate': 'fraud_certificates',
      'contracts/keepContractFile': 'contracts',
      'watchlists/orderImport': 'watchlist_imports',
      'documents/receiveDocument': 'documents',
      'documents/resealPiece': 'documents',
    }
    const sources = (await readdir('src', { recursive: true })).filter((name) => name.endsWith('.ts') && name !== 'platform/storage.ts')
    const keepers = []
    for (const source of sources) if (/\bputFile\(/.test(await readFile(join('src', source), 'utf8'))) keepers.push(source.slice(0, -3))
    expect(keepers.sort()).toEqual(Object.keys(kept).sort())
    const looked = (await listFilePlaces(house.db)).map(({ table }) => table)
    expect(Object.values(kept).filter((table) => !looked.includes(table))).toEqual([])
  })
})

describe('is refused', () => {
  const altered = async (folder: string, change: (bytes: Buffer) => Buffer): Promise<void> => {
    const path = join(folder, rowsName)
    const bytes = await readFile(path)
    await writeFile(path, change(Buffer.from(bytes)))
    await expect(places.restore(made.folder)).rejects.toEqual(code('backup_broken'))
    await writeFile(path, bytes)
  }

  it('a file with one bit changed, and the same backup is taken once it is mended', async () => {
    await altered(made.folder, (bytes) => {
      bytes[bytes.length - 3]! ^= 1
      return bytes
    })
    await altered(made.folder, (bytes) => {
      bytes[5]! ^= 1
      return bytes
    })
    await altered(made.folder, (bytes) => {
      bytes[Math.floor(bytes.length / 2)]! ^= 1
      return bytes
    })
    await altered(made.keysFolder, (bytes) => {
      bytes[bytes.length - 20]! ^= 1
      return bytes
    })
    expect((await places.restore(made.folder)).restored.lost).toBeGreaterThanOrEqual(0)
  })

  it.each(['backup', 'keys'] as const)(
    'a row that PostgreSQL does not even take, before the digest of the file of %s is known',
    async (kind) => {
      const folder = kind === 'backup' ? made.folder : made.keysFolder
      const [path, house] = [join(folder, rowsName), Buffer.from((await manifestAt(folder)).houseKey, 'base64')]
      async function* lines() {
        let table = ''
        for await (const batch of readRows(`${path}.away`, house).batches) {
          yield `${table === batch.table ? '' : headOf(batch.table)}${batch .lines .map((line) => `${line}${batch.table === (kind === 'backup' ? 'audit_blocks' : 'row_keys') ? '\tone more' : ''}\n`) .join('')}`
          table = batch.table
        }
      }
      await rename(path, `${path}.away`)
      await writeRows(path, house, lines())
      await expect(places.restore(made.folder)).rejects.toEqual(code('backup_broken'))
      await rm(path)
      await rename(`${path}.away`, path)
    },
  )

  it('a file cut in half, emptied, or of another folder', async () => {
    await altered(made.folder, (bytes) => bytes.subarray(0, bytes.length / 2))
    await altered(made.folder, () => Buffer.alloc(0))
    const other = await readFile(join(made.keysFolder, rowsName))
    await altered(made.folder, () => other)
    await altered(made.keysFolder, (bytes) => bytes.subarray(0, bytes.length - 40))
  })

  it('a file that is missing', async () => {
    const path = join(made.folder, rowsName)
    await rename(path, `${path}.away`)
    await expect(places.restore(made.folder)).rejects.toEqual(code('backup_broken'))
    await rename(`${path}.away`, path)
  })

  it('a database in which anybody has worked, and nothing of it is touched', async () => {
    const used = await places.fresh()
    await sql`insert into staff (id, email, name, password_hash, must_change_password, created_at) values (${`staf_${'1'.repeat(24)}`}, 'a@b.example', 'A', 'x', false, now())`
      .execute(used.db)
    await expect(restoreBackup({ ...house.ctx(), db: used.db }, { url: used.url, from: made.folder, keys: places.keys })).rejects.toEqual(
      code('backup_database_used'),
    )
    expect(await used.db.selectFrom('staff').select('name').execute()).toEqual([{ name: 'A' }])
  })

  it('a backup of another schema', async () => {
    const path = join(made.folder, manifestName)
    const bytes = await readFile(path)
    await writeFile(path, writeManifest({ ...readManifest(bytes)!, migration: '2020-01-01-0000_old' }))
    await expect(places.restore(made.folder)).rejects.toEqual(code('backup_other_schema'))
    await writeFile(path, bytes)
  })

  const withKeys = async (change: (manifest: Manifest) => Manifest, work: () => Promise<void>): Promise<void> => {
    const path = join(made.keysFolder, manifestName)
    const bytes = await readFile(path)
    await writeFile(path, writeManifest(change(readManifest(bytes)!)))
    await work()
    await writeFile(path, bytes)
  }

  it('not keys of a later version, where it changed none of their columns', () =>
    withKeys(
      (manifest) => ({ ...manifest, migration: '2099-01-01-0000_new' }),
      async () => void expect((await places.restore(made.folder)).restored.rows).toBeGreaterThan(1_000),
    ))

  it('keys with other columns, and keys that are older than the backup', async () => {
    await withKeys((manifest) => ({
      ...manifest,
      tables: manifest.tables.map((part) => (part.table === 'card_vault' ? { ...part, plain: [...part.plain, 'another'] } : part)),
    }), () => expect(places.restore(made.folder)).rejects.toEqual(code('backup_other_schema')))
    await withKeys(
      (manifest) => ({ ...manifest, at: '2020-01-01T00:00:00.000Z' }),
      () => expect(places.restore(made.folder)).rejects.toEqual(code('backup_keys_older')),
    )
  })

  it('another master key', async () => {
    useMasterKey(Buffer.alloc(32, 9))
    await expect(places.restore(made.folder)).rejects.toEqual(code('backup_broken'))
    useMasterKey(Buffer.alloc(32, 7))
  })

  it('a folder that is none, keys that are none, or two of them', async () => {
    await expect(places.restore(places.to)).rejects.toEqual(code('backup_broken'))
    await expect(places.restore(made.folder, places.to)).rejects.toEqual(code('backup_no_keys'))
    await expect(places.restore(made.folder, made.folder)).rejects.toEqual(code('backup_broken'))
    await mkdir(join(places.keys, 'keys-2020-01-01T00-00-00Z'))
    await expect(places.restore(made.folder)).rejects.toEqual(code('backup_no_keys'))
    await rm(join(places.keys, 'keys-2020-01-01T00-00-00Z'), { recursive: true })
  })

  it('a second one at the same time; what one that was killed had left goes with the next', async () => {
    await mkdir(join(places.to, 'backup-2026-03-04T00-00-00Z.part'))
    house.forward(5_000)
    const [one, other] = await Promise.allSettled([
      makeBackup(house.ctx(), { url: house.database.url, keptDays: 35, to: places.to, keys: places.keys }),
      places.backUp(),
    ])
    expect([one, other].map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect([one, other].find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'backup_running' } })
    expect((await readdir(places.to)).filter((name) => name.endsWith('.part'))).toEqual([])
    made = ([one, other].find(({ status }) => status === 'fulfilled') as PromiseFulfilledResult<Made>).value
  })

  it('keys within the backups, backups within the keys, a second of the same instant', async () => {
    const facts = { url: house.database.url, keptDays: 35 }
    await expect(makeBackup(house.ctx(), { ...facts, to: places.to, keys: join(places.to, 'keys') })).rejects.toEqual(
      code('backup_keys_apart'),
    )
    await expect(makeBackup(house.ctx(), { ...facts, to: join(places.keys, 'b'), keys: places.keys })).rejects.toEqual(
      code('backup_keys_apart'),
    )
    made = await places.backUp()
    await expect(makeBackup(house.ctx(), { ...facts, to: places.to, keys: places.keys })).rejects.toEqual(code('backup_exists'))
  })
})

describe('a fault in the middle', () => {
  it('of a backup leaves the one before with its keys, and the next night makes one', async () => {
    const [before, keysBefore] = [(await readdir(places.to)).sort(), await readdir(places.keys)]
    // the store cannot be read: after rows and keys were written
    await useStorage(join(places.to, 'no-such-store'))
    await rm(join(places.to, 'no-such-store'), { recursive: true })
    await expect(places.backUp()).rejects.toThrow()
    await useStorage(house.storage)
    expect((await readdir(places.to)).filter((name) => !name.endsWith('.part')).sort()).toEqual(before.sort())
    expect((await readdir(places.keys)).filter((name) => !name.endsWith('.part'))).toEqual(keysBefore)
    made = await places.backUp()
    expect(await readdir(places.keys)).toEqual([made.keysFolder.split('/').at(-1)])
  })

  it('of a restore, once the rows are there: the program does not start, and the same command goes on', async () => {
    const database = await places.fresh()
    const ctx = openCtx({ actor: system('restore'), now: house.now(), db: database.db })
    const gone = join(places.to, 'gone')
    await rename(gone, `${gone}.away`)
    await writeFile(gone, 'no folder')
    await expect(restoreBackup(ctx, { url: database.url, from: made.folder, keys: places.keys })).rejects.toThrow()
    const there = await openCommandLine(house, { DATABASE_URL: database.url })
    expect((await there.vigie('ledger', 'check')).errors).toContain('run npx vigie restore again')
    await there.close()
    await rm(gone)
    await rename(`${gone}.away`, gone)
    expect(await restoreBackup(ctx, { url: database.url, from: made.folder, keys: places.keys })).toMatchObject({
      lost: 0,
      files: { missing: 0 },
    })
    expect((await sql`select from pg_namespace where nspname = 'restoring'`.execute(database.db)).rows).toEqual([])
  })
})

describe('by night', () => {
  it('is made once a day where two places are set, by no dry run, and nowhere else', async () => {
    expect(await backUpNightly(house.ctx())).toMatchObject({ done: 0, skipped: 0 })
    useBackups({ url: house.database.url, to: places.to, keys: places.keys })
    house.travel('2026-06-01T00:37:00Z')
    expect(await backUpNightly(house.ctx(undefined, { dryRun: true }))).toMatchObject({ done: 0 })
    expect(await backUpNightly(house.ctx())).toMatchObject({ done: 1, touched: [{ subject: 'backup-2026-06-01' }] })
    house.travel('2026-06-01T01:37:00Z')
    expect(await backUpNightly(house.ctx())).toMatchObject({ done: 0, skipped: 1 })
    expect((await readdir(places.to)).filter((name) => name.startsWith('backup-'))).toEqual(['backup-2026-06-01T00-37-00Z'])
    useBackups(null)
  })
})

describe('by hand', () => {
  it('one command makes it beside a running server, another brings it back elsewhere and proves it', async () => {
    const [here, other] = [await openCommandLine(house), await places.fresh()]
    const there = await openCommandLine(house, { DATABASE_URL: other.url })
    const backedUp = await here.vigie('backup', '--to', places.to, '--keys', places.keys, '--keep', '30', '--json')
    expect(backedUp).toMatchObject({ code: 0 })
    const { folder } = lastJson(backedUp) as { folder: string }
    // the store of this process is the command's own, and empty
    const restored = await there.vigie('restore', '--from', folder, '--keys', places.keys, '--json')
    expect(lastJson(restored)).toMatchObject({ lost: 0, books: true, history: true })
    const again = await there.vigie('restore', '--from', folder, '--keys', places.keys)
    expect(again).toMatchObject({ code: 1, lines: [] })
    expect(again.errors).toContain('into an empty database only')
    const beside = await here.vigie('backup', '--to', places.to, '--keys', join(places.to, 'keys'))
    expect(beside.errors).toContain('--keys must be a folder apart from --to')
    expect((await here.vigie('backup', '--to', places.to, '--keys', places.keys, '--keep', '36')).errors).toContain('35 at most')
    await Promise.all([here.close(), there.close()])
  })
})
