import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jobs } from '#jobs/index.ts'
import { system, type StaffActor } from '#src/kernel/actor.ts'
import { settleApart } from '#src/platform/apart.ts'
import { runJob } from '#src/platform/job.ts'
import { getFile, removeFile } from '#src/platform/storage.ts'
import { findCandidates } from '#src/watchlists/candidates.sql.ts'
import { changeList } from '#src/watchlists/changeList.ts'
import { listChanges } from '#src/watchlists/changes.sql.ts'
import { findEntry, listAtVersion } from '#src/watchlists/entries.sql.ts'
import { fetchLists } from '#src/watchlists/fetchLists.ts'
import { importList, type Imported } from '#src/watchlists/importList.ts'
import { importOrdered } from '#src/watchlists/importOrdered.ts'
import { importKey } from '#src/watchlists/orderImport.ts'
import type { ListFile } from '#src/watchlists/readList.ts'
import { findCurrent, findWatchlist, listVersionsInForce, listWithVersions } from '#src/watchlists/watchlists.sql.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { lastJson, openCommandLine } from '#test/support/vigie.ts'
import { fileOf, ofacSet, ownList, sample } from './samples.ts'

let house: House
const take = (list: string, files: ListFile[], force?: string): Promise<Imported> =>
  importList(house.ctx(system('command-line')), { list, files, origin: 'command', force: force ?? null })
const imported = async (list: string, files: ListFile[], force?: string) => {
  const done = await take(list, files, force)
  if (done.outcome !== 'imported') throw new Error(JSON.stringify(done))
  return done
}
const events = async (name: string) =>
  (await house
    .db
    .selectFrom('audit_events')
    .select(['subject_id', 'data', 'actor_id'])
    .where('event', '=', name)
    .orderBy('id')
    .execute()) as unknown as { subject_id: string; data: Record<string, unknown>; actor_id: string }[]
const changesOf = async (versionId: string, number: number) =>
  (await listChanges(house.db, { id: versionId, number }, { kind: null, part: null, after: null }, 100)).map((
    { ref, kind, parts, name, nameBefore },
  ) => ({ ref, kind, parts, name, ...(nameBefore ? { nameBefore } : {}) }))
const names = async (name: string, numbers: string[] = []) =>
  (await findCandidates(house.db, { name, numbers })).map(({ party }) => party.names[0]!.text).sort()

beforeAll(async () => {
  house = await openHouse({ at: '2026-11-22T09:00:00Z' })
})
afterAll(() => house.close())

const first = ownList(
  '1;Jean Dupont;1970-01-02;FR;;;',
  '2;Anna Schmidt;1980;DE;passport:C01X00T47:DE;La Blonde;',
  '3;Ivan Petrov;;RU;;;',
  '4;Zeno;;;;;',
  '5;Marta Nowak;;PL;;;',
  '6;Ole Hansen;;NO;;;',
  '7;Rui Sousa;;PT;;;',
  '8;Ana Costa;;PT;;;',
  '9;Al Rossi;;IT;;;',
  '10;Eva Horak;;CZ;;;',
)
const second = ownList(
  '1;Jean Dupont;1970-01-02;FR;;;',
  '2;Anna Schmidt;1981;DE;passport:C01X00T47:DE;;une remarque',
  '4;Zeno Bis;;;;;',
  '5;Marta Nowak;;PL;;;',
  '6;Ole Hansen;;NO;;;',
  '7;Rui Sousa;;PT;;;',
  '8;Ana Costa;;PT;;;',
  '9;Al Rossi;;IT;;;',
  '10;Eva Horak;;CZ;;;',
  '11;Yann Le Goff;;FR;;;',
)

describe('versions', () => {
  it('the first adds everybody, is recorded, and is what is searched', async () => {
    expect(await take('house', [first])).toMatchObject({
      outcome: 'imported',
      number: 1,
      entries: 10,
      names: 11,
      added: 10,
      changed: 0,
      removed: 0,
      unchanged: 0,
    })
    expect((await events('watchlist.imported')).at(-1)).toMatchObject({
      actor_id: 'command-line',
      data: { list: 'house', number: 1, added: 10, isForced: false },
    })
    expect(await names('Schmidt Anna')).toEqual(['Anna Schmidt'])
  })

  it('the same file again changes nothing, and counts as looked for', async () => {
    house.forward(3_600_000)
    expect(await take('house', [first])).toMatchObject({ outcome: 'unchanged', number: 1 })
    expect((await findWatchlist(house.db, 'house'))!.checked_at).toEqual(house.now())
    expect(await events('watchlist.imported')).toHaveLength(1)
  })

  it('the next says what it adds, changes by part, and removes; ids stay', async () => {
    const [before] = await findCandidates(house.db, { name: 'Anna Schmidt' })
    const done = await imported('house', [second])
    expect(done).toMatchObject({ number: 2, added: 1, changed: 2, removed: 1, unchanged: 7 })
    expect(await changesOf(done.versionId, 2)).toEqual([
      { ref: '11', kind: 'added', parts: [], name: 'Yann Le Goff' },
      { ref: '2', kind: 'changed', parts: ['names', 'birth', 'other'], name: 'Anna Schmidt' },
      { ref: '4', kind: 'changed', parts: ['names'], name: 'Zeno Bis', nameBefore: 'Zeno' },
      { ref: '3', kind: 'removed', parts: [], name: 'Ivan Petrov', nameBefore: 'Ivan Petrov' },
    ])
    const [after] = await findCandidates(house.db, { name: 'Anna Schmidt' })
    expect(after!.entryId).toBe(before!.entryId)
    expect(after!.editionId).not.toBe(before!.editionId)
    expect(await names('Ivan Petrov')).toEqual([])
  })

  it('whoever comes back keeps his id; any past list can be read again', async () => {
    const gone = await house
      .db
      .selectFrom('watchlist_entries')
      .select('id')
      .where('list_code', '=', 'house')
      .where('ref', '=', '3')
      .executeTakeFirstOrThrow()
    expect(await imported('house', [first])).toMatchObject({ number: 3, added: 1, changed: 2, removed: 1 })
    expect(await findEntry(house.db, gone.id)).toMatchObject({ firstVersion: 1, removedVersion: null })
    const [one, two, three] = [
      await listAtVersion(house.db, 'house', 1),
      await listAtVersion(house.db, 'house', 2),
      await listAtVersion(house.db, 'house', 3),
    ]
    expect(three).toEqual(one)
    expect([one.map(({ ref }) => ref), two.map(({ ref }) => ref)]).toEqual([['1', '10', '2', '3', '4', '5', '6', '7', '8', '9'], [
      '1',
      '10',
      '11',
      '2',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
    ]])
    expect(two.find(({ ref }) => ref === '2')!.births).toEqual([{ from: '1981-01-01', to: '1981-12-31', isCirca: false }])
  })

  it('two at once: each is a version of its own, or the second finds nothing new', async () => {
    const results = await Promise.all([take('house', [second]), take('house', [second])])
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['imported', 'unchanged'])
    expect((await findCurrent(house.db, 'house'))!.number).toBe(4)
  })

  it('a dry run takes nothing', async () => {
    await importList(house.ctx(system('fetch-watchlists'), { dryRun: true }), { list: 'house', files: [first], origin: 'fetch' })
    expect((await findCurrent(house.db, 'house'))!.number).toBe(4)
  })
})

describe('refusals', () => {
  it('a file of fewer than nine in ten is refused, the version in force stays, and it is kept once however often it comes', async () => {
    const few = ownList(...Array.from({ length: 8 }, (_, i) => `${i};Personne ${i};;;;;`))
    for (const _ of [1, 2])
      expect(await take('house', [few])).toMatchObject({
        outcome: 'refused',
        fault: 'too_small',
        details: { entries: 8, least: 9, current: 10 },
      })
    expect(await events('watchlist.refused')).toMatchObject([{ data: { list: 'house', fault: 'too_small' } }])
    expect(await findWatchlist(house.db, 'house')).toMatchObject({ failure: 'too_small', failed_at: house.now() })
    expect(await names('Anna Schmidt')).toEqual(['Anna Schmidt'])
    expect((await listWithVersions(house.db)).find(({ code }) => code === 'house')).toMatchObject({
      current: { number: 4 },
      refused: { fault: 'too_small' },
    })
  })

  it('a person may force it, with a reason that stays', async () => {
    const nine = ownList(...Array.from({ length: 8 }, (_, i) => `${i};Personne ${i};;;;;`))
    await imported('house', [nine], 'La direction a radié deux inscrits.')
    expect(await findCurrent(house.db, 'house')).toMatchObject({
      number: 5,
      entry_count: 8,
      forced_reason: 'La direction a radié deux inscrits.',
    })
    expect(await findWatchlist(house.db, 'house')).toMatchObject({ failure: null, failed_at: null })
  })

  it('a broken file is never forced in; an older one is refused; a list that is none is 404', async () => {
    await imported('fr', [sample('fr.json')])
    const json = sample('fr.json').bytes.toString()
    expect(await take('fr', [fileOf(json.slice(0, 5_000))], 'quand même')).toMatchObject({ outcome: 'refused', fault: 'cut' })
    expect(await take('fr', [fileOf(json.replace('2026-11-20', '2026-11-19'))])).toMatchObject({
      outcome: 'refused',
      fault: 'older',
      details: { on: '2026-11-19', current: '2026-11-20' },
    })
    expect(await take('fr', [sample('un.xml')])).toMatchObject({ outcome: 'refused', fault: 'other_format' })
    await expect(take('x', [])).rejects.toMatchObject({ status: 404 })
    expect((await findCurrent(house.db, 'fr'))!.number).toBe(1)
  })

  it('who has no right to it takes nothing', async () => {
    for (const role of ['agent', 'auditor'] as const)
      await expect(importList(house.ctx(await house.staff(role)), { list: 'house', files: [first], origin: 'console' }))
        .rejects
        .toMatchObject({ status: 403 })
  })
})

describe('candidates', () => {
  beforeAll(async () => {
    for (
      const [list, files] of [['un', [sample('un.xml')]], ['uk', [sample('uk.csv')]], ['ofac', ofacSet()], ['pep', [
        sample('pep.csv'),
      ]]] as const
    ) await take(list, [...files])
    await take('house', [
      ownList(
        '1;Иван Сергеевич Вольнов;;;;;',
        '2;عبد الرحمن الكاتب;;;;;',
        '3;김철수;;;;;',
        '4;李小龙;;;;;',
        '5;Αλέξανδρος Παπαδόπουλος;;;;;',
        '6;יוסף כהן;;;;;',
        '7;やまだたろう;;;;;',
        '8;Q;;;;;',
        '9;SARL;;;;;',
      ),
    ], 'autre liste')
  })

  it.each([
    ['a typing error', 'Radomir Keltiwarow', 'Radomir Stanislavovich KELTIVAROV'],
    ['another order', 'KORVANTIS Eleftheria', 'Eleftheria KORVANTIS'],
    ['a missing name', 'Ortezuela Fermin', 'Fermín ORTEZUELA MANDRIL'],
    ['an alias', 'Mahdi Ben Iourazi', 'Mehdi Slimane BEN YOURAZI'],
    ['a weak alias', 'El Tejedor', 'Fermín ORTEZUELA MANDRIL'],
    ['another sound', 'Anaïth Tervossian', 'Anahit THERVOSIAN'],
    ['another script', 'Радомир Кельтиваров', 'Radomir Stanislavovich KELTIVAROV'],
    ['Cyrillic for Latin', 'Ivan Volnov', 'Иван Сергеевич Вольнов'],
    ['Hangul', '김철수', '김철수'],
    ['Han', 'Li Xiao Long', '李小龙'],
    ['Greek', 'Alexandros Papadopoulos', 'Αλέξανδρος Παπαδόπουλος'],
    ['Hebrew', 'יוסף כהן', 'יוסף כהן'],
    ['Arabic', 'عبد الرحمن الكاتب', 'عبد الرحمن الكاتب'],
    ['Kana', 'Yamada Tarou', 'やまだたろう'],
    ['one letter', 'q', 'Q'],
    ['nothing but a form', 'S.A.R.L.', 'SARL'],
    ['a company', 'Zarqan Gen. Trading', 'Zarqan General Trading FZE'],
  ])('%s: %s', async (_, asked, found) => expect(await names(asked)).toContain(found))

  it('by number alone, however it is written; nobody for nothing', async () => {
    expect(await names('Personne Du Tout', ['imo 999-0015'])).toEqual(['SEA LANTERN IV', 'SEA LANTERN IV', 'SEA LANTERN IV'])
    expect(await names('')).toEqual([])
    expect((await names('x'.repeat(5_000_000))).length).toBeLessThan(100)
    expect(await names("'; drop table watchlists; --")).toEqual([])
  })

  it('the session’s threshold is not the question’s', async () => {
    await house.database.pool.query('set pg_trgm.similarity_threshold = 0.99')
    expect(await names('Radomir Keltiwarow')).toContain('Radomir Stanislavovich KELTIVAROV')
    await house.database.pool.query('reset pg_trgm.similarity_threshold')
  })

  it('a list that does not count is left out; one of freezes always counts', async () => {
    const ctx = house.ctx(await house.staff('officer'))
    await changeList(ctx, 'pep', { address: '', leastPercent: 80, isEnabled: false })
    expect(await names('Ginevra Altomonti')).toEqual([])
    expect((await listVersionsInForce(house.db)).map(({ listCode }) => listCode)).toEqual(['fr', 'un', 'uk', 'ofac', 'house'])
    await changeList(ctx, 'pep', { address: '', leastPercent: 80, isEnabled: true })
    await expect(changeList(ctx, 'fr', { address: '', leastPercent: 90, isEnabled: false })).rejects.toMatchObject({ status: 422 })
    await expect(changeList(ctx, 'fr', { address: 'file:///etc/passwd', leastPercent: 90, isEnabled: true })).rejects.toMatchObject({
      fields: { address: 'watchlists:settings.bad_address' },
    })
  })
})

describe('fetching', () => {
  let server: Server
  let base = ''
  let answer: { status: number; body: Buffer; etag?: string } = { status: 200, body: Buffer.alloc(0) }
  const asked: (string | undefined)[] = []
  const fetchNow = () =>
    runJob({
      name: 'fetch-watchlists',
      job: jobs['fetch-watchlists']!,
      db: house.db,
      at: house.now(),
      launch: { kind: 'schedule', by: 'schedule' },
    })
  const detail = async () =>
    (await house
      .db
      .selectFrom('job_run_items')
      .innerJoin('job_runs', 'job_runs.id', 'run_id')
      .select(['subject_id', 'outcome', 'detail'])
      .orderBy('run_id', 'desc')
      .limit(1)
      .executeTakeFirst())!

  beforeAll(async () => {
    server = createServer((req, res) => {
      asked.push(req.headers['if-none-match'])
      if (answer.etag && req.headers['if-none-match'] === answer.etag) return void res.writeHead(304).end()
      res.writeHead(answer.status, answer.etag ? { etag: answer.etag } : {}).end(answer.body)
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise<void>((done) => void server.close(() => done())))

  it('no address: says so and does nothing', async () => {
    expect(await fetchNow()).toMatchObject({ done: 0, skipped: 1, failed: 0 })
    expect(await detail()).toEqual({ subject_id: 'watchlists', outcome: 'skipped', detail: 'no_address' })
  })

  it('takes what is new, not what is the same; an outside that is down, or answers nonsense, leaves the version in force', async () => {
    await changeList(house.ctx(await house.staff('officer')), 'eu', {
      address: `${base}/eu.xml?token=secret`,
      leastPercent: 90,
      isEnabled: true,
    })
    answer = { status: 200, body: sample('eu.xml').bytes as Buffer, etag: '"1"' }
    expect(await fetchNow()).toMatchObject({ done: 1, skipped: 0, failed: 0 })
    expect(await detail()).toEqual({ subject_id: 'eu', outcome: 'done', detail: '+10 ~0 -0' })
    house.forward(4 * 3_600_000)
    expect(await fetchNow()).toMatchObject({ done: 0, skipped: 1 })
    expect(asked.at(-1)).toBe('"1"')
    expect((await findWatchlist(house.db, 'eu'))!.checked_at).toEqual(house.now())
    answer = { status: 503, body: Buffer.from('no') }
    for (const _ of [1, 2]) expect(await fetchNow()).toMatchObject({ failed: 1 })
    expect(await detail()).toMatchObject({ subject_id: 'eu', outcome: 'failed', detail: 'http_503' })
    answer = { status: 200, body: Buffer.from('<!DOCTYPE html><html></html>') }
    await fetchNow()
    expect(await detail()).toMatchObject({ outcome: 'failed', detail: 'unknown_format' })
    expect(await findCurrent(house.db, 'eu')).toMatchObject({ number: 1, origin: 'fetch' })
    expect((await events('watchlist.refused')).filter(({ data }) => data['list'] === 'eu').map(({ data }) => data['fault'])).toEqual([
      'unreachable',
      'unknown_format',
    ])
    expect(JSON.stringify(await events('watchlist.changed'))).not.toContain('secret')
  })

  it('in a process of its own it comes to the same; a trial keeps nothing', async () => {
    settleApart({ databaseUrl: house.database.url, storageUrl: house.storage, masterKey: Buffer.alloc(32, 7) })
    try {
      answer = { status: 503, body: Buffer.from('no') }
      expect(await fetchNow()).toMatchObject({ failed: 1 })
      answer = { status: 200, body: Buffer.concat([sample('eu.xml').bytes as Buffer, Buffer.from('\n')]), etag: '"2"' }
      const before = await findWatchlist(house.db, 'eu')
      expect(await fetchLists(house.ctx(system('fetch-watchlists'), { dryRun: true }))).toMatchObject({ done: 1 })
      expect(await findWatchlist(house.db, 'eu')).toEqual(before)
      expect(await fetchNow()).toMatchObject({ done: 1, failed: 0 })
      expect(await detail()).toEqual({ subject_id: 'eu', outcome: 'done', detail: '+0 ~0 -0' })
      expect(await findCurrent(house.db, 'eu')).toMatchObject({ number: 2, origin: 'fetch', imported_by: 'fetch-watchlists' })
      answer = { status: 200, body: Buffer.from('<!DOCTYPE html><html></html>') }
      expect(await fetchNow()).toMatchObject({ failed: 1 })
      expect(await detail()).toMatchObject({ outcome: 'failed', detail: 'unknown_format' })
    } finally {
      settleApart(null)
    }
  }, 60_000)
})

describe('the command line', () => {
  it('takes a list in, says why one is refused with exit 1, and tells what each stands at', async () => {
    const { vigie, close } = await openCommandLine(house)
    const folder = await mkdtemp(join(tmpdir(), 'vigie-lists-'))
    const cut = join(folder, 'cut.csv')
    await writeFile(cut, sample('deputies.csv').bytes.toString().slice(0, -20))
    const path = fileURLToPath(new URL('../../samples/watchlists/deputies.csv', import.meta.url))
    const done = await vigie('screening', 'import', '--list', 'deputies', '--file', path, '--json')
    expect([done.code, lastJson(done)]).toEqual([
      0,
      expect.objectContaining({ outcome: 'imported', list: 'deputies', number: 1, entries: 2, added: 2 }),
    ])
    expect(await vigie('screening', 'import', '--list', 'deputies', '--file', cut)).toMatchObject({
      code: 1,
      lines: [],
      errors: expect.stringContaining('deputies: refused, the version in force stays: The file ends in the middle'),
    })
    expect(await vigie('screening', 'import', '--list', 'x', '--file', cut)).toMatchObject({
      code: 1,
      errors: expect.stringContaining('--list: one of fr, eu'),
    })
    const lists = JSON.parse((await vigie('screening', 'lists', '--json')).lines.at(-1)!) as { list: string }[]
    expect(lists.find(({ list }) => list === 'deputies')).toMatchObject({ version: 1, entries: 2, refused: 'cut', counts: true })
    await Promise.all([close(), rm(folder, { recursive: true })])
  }, 60_000)
})

describe('pages', () => {
  let client: Client
  let reader: StaffActor
  const post = (path: string, form: Record<string, string | File>) => client.post(path, form)
  const asFile = ({ name, bytes }: ListFile): File => new File([new Uint8Array(bytes)], name)
  beforeAll(async () => {
    house.forward(26 * 3_600_000)
    reader = await house.staff('analyst')
    client = await house.clientOf(reader)
  })

  it('says what each list stands at; freezes that nobody looked for are late, what was refused says why', async () => {
    const { text } = await client.get('/console/watchlists')
    for (
      const words of [
        'Registre national des gels',
        'En retard',
        'Dernier essai refusé',
        'Ce fichier n’est d’aucun format connu.',
        'déposez le fichier',
      ]
    ) expect(text).toContain(words)
  })

  it('finds by name, by number, and nobody', async () => {
    expect((await client.get('/console/watchlists?q=Keltivarof')).text).toContain('Radomir Stanislavovich KELTIVAROV')
    expect((await client.get('/console/watchlists?q=IMO+9990015')).text).toContain('même numéro')
    expect((await client.get('/console/watchlists?q=Bernadette+Soubirous')).text).toContain('Personne ne porte ce nom')
    for (const odd of ['q=a&q=b', 'q=%00', 'q=%3Cscript%3E', `q=${'x'.repeat(3_000)}`, 'q[]=1'])
      expect((await client.get(`/console/watchlists?${odd}`)).status).toBe(200)
  })

  it('says how far the reading of a file is, takes no other meanwhile, keeps no file once it is read, and reads each once though two workers ring', async () => {
    const path = '/console/watchlists/house'
    const own = (lines: string) => asFile(ownList(...lines.split('|')))
    const orders = () => house.db.selectFrom('watchlist_imports').selectAll().where('list_code', '=', 'house').orderBy('id').execute()
    const both = await Promise.all([
      post(`${path}/import`, { file: own('77;Une Personne;;;;;'), force: 'seule' }),
      post(`${path}/import`, { file: own('77;Une Personne;;;;;'), force: 'seule' }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([303, 409])
    expect(both.find(({ status }) => status === 409)!.text).toContain('Attendez qu’il soit lu')
    const waiting = (await client.get(path)).text
    expect(waiting).toMatch(/id="list-import" aria-live="polite" data-poll-url="\/console\/watchlists\/house"/)
    expect(waiting).toContain('attend son tour')
    expect(waiting).not.toContain('name="file"')
    const { storageKey } = ((await orders())[0]!.files as { storageKey: string }[])[0]!
    const work = () => importOrdered(house.ctx(system('import-watchlists')))
    const reports = await Promise.all([work(), work()])
    expect(reports.reduce((sum, { done }) => sum + done, 0)).toBe(1)
    expect(await work()).toMatchObject({ done: 0, skipped: 0, failed: 0 })
    expect(await orders()).toMatchObject([{ state: 'imported', entry_count: 1, files: [], ordered_by: reader.id }])
    await expect(getFile(storageKey, importKey())).rejects.toThrow()
    const done = (await client.get(path)).text
    expect(done).toMatch(/Version n°\s\d+ en vigueur/)
    expect(done).not.toContain('data-poll-url')
    expect(done).toContain('name="file"')
    expect((await house
      .db
      .selectFrom('audit_events')
      .select(['event', 'actor_id'])
      .where('event', 'like', 'watchlist.import\\_%')
      .where('subject_id', '=', (await orders())[0]!.id)
      .orderBy('id')
      .execute())
      .map(({ event }) => event))
      .toEqual(['watchlist.import_ordered', 'watchlist.import_begun', 'watchlist.import_ended'])
  })

  it('what broke on our side says so and is handed in again; a worker that died silently is followed by another', async () => {
    const path = '/console/watchlists/pep'
    expect((await post(`${path}/import`, { file: asFile(sample('pep.csv')), force: 'encore' })).status).toBe(303)
    const { id, files } = await house
      .db
      .selectFrom('watchlist_imports')
      .select(['id', 'files'])
      .where('list_code', '=', 'pep')
      .executeTakeFirstOrThrow()
    await house.db.updateTable('watchlist_imports').set({ state: 'reading', seen_at: house.now() }).where('id', '=', id).execute()
    expect(await importOrdered(house.ctx(system('import-watchlists')))).toMatchObject({ done: 0, skipped: 0, failed: 0 })
    await removeFile((files as { storageKey: string }[])[0]!.storageKey)
    house.forward(11 * 60_000)
    expect(await importOrdered(house.ctx(system('import-watchlists')))).toMatchObject({ failed: 1 })
    expect((await client.get(path)).text).toContain('La lecture s’est interrompue de notre côté')
    expect((await post(`${path}/import`, { file: asFile(sample('pep.csv')), force: 'encore' })).status).toBe(303)
    expect(await importOrdered(house.ctx(system('import-watchlists')))).toMatchObject({ done: 1 })
  })

  it('a list of which none was ever handed in is shown, and says what is wrong with too many files or too large ones', async () => {
    expect(await house.db.selectFrom('watchlist_imports').select('id').where('list_code', '=', 'ofac-cons').execute()).toEqual([])
    expect((await client.get('/console/watchlists/ofac-cons')).status).toBe(200)
    const many = await client.post('/console/watchlists/ofac-cons/import', {
      file: Array.from({ length: 7 }, () => asFile(sample('uk.csv'))) as never,
    })
    expect([many.status, many.text.includes('error-summary')]).toEqual([422, true])
    const large = await client.post('/console/watchlists/ofac-cons/import', { file: new File([new Uint8Array(64_000_001)], 'x.xml') })
    expect([large.status, large.text.includes('Ce fichier dépasse 64')]).toEqual([422, true])
    expect(await house.db.selectFrom('watchlist_imports').select('id').where('list_code', '=', 'ofac-cons').execute()).toEqual([])
  }, 30_000)

  it('in a process of its own it comes to the same, also where the file is broken', async () => {
    settleApart({ databaseUrl: house.database.url, storageUrl: house.storage, masterKey: Buffer.alloc(32, 7) })
    try {
      for (
        const [file, outcome] of [[sample('uk.csv'), 'imported'], [
          fileOf('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><CONSOLIDATED_LIST>&a;', 'uk.csv'),
          'refused',
        ]] as const
      ) {
        expect((await post('/console/watchlists/uk/import', { file: asFile(file), force: 'à part' })).status).toBe(303)
        await importOrdered(house.ctx(system('import-watchlists')))
        expect(
          await house
            .db
            .selectFrom('watchlist_imports')
            .select(['state', 'files'])
            .where('list_code', '=', 'uk')
            .orderBy('id', 'desc')
            .limit(1)
            .executeTakeFirst(),
        )
          .toEqual({ state: outcome, files: [] })
      }
    } finally {
      settleApart(null)
    }
  }, 60_000)

  it('takes a file in, says nothing is new, refuses with the figures, and shows what changed', async () => {
    const read = () => importOrdered(house.ctx(system('import-watchlists')))
    expect(await post('/console/watchlists/un/import', { file: asFile(sample('un.xml')), force: '' })).toMatchObject({ status: 303 })
    expect(await read()).toMatchObject({ done: 0, skipped: 1, failed: 0 })
    expect((await client.get('/console/watchlists/un')).text).toMatch(/Rien de nouveau\s: ce fichier est celui de la version n°\s1,/)
    const shorter = fileOf(
      sample('un.xml').bytes.toString().replace(/<INDIVIDUAL>[\s\S]*?<\/INDIVIDUAL>/, '').replace(/<INDIVIDUAL>[\s\S]*?<\/INDIVIDUAL>/, ''),
      'un.xml',
    )
    expect((await post('/console/watchlists/un/import', { file: asFile(shorter), force: '' })).status).toBe(303)
    expect(await read()).toMatchObject({ done: 0, failed: 1, touched: [{ subject: 'un', detail: 'too_small' }] })
    const refused = await client.get('/console/watchlists/un')
    expect(refused.text).toContain('8 entrées seulement, quand la version en vigueur en a 10 et qu’il en faut au moins 9.')
    expect((await post('/console/watchlists/un/import', { file: asFile(shorter), force: 'Radiations confirmées par le Trésor' })).status)
      .toBe(303)
    expect(await read()).toMatchObject({ done: 1, failed: 0 })
    expect((await client.get('/console/watchlists/un')).text).toMatch(/Version n°\s2 en vigueur/)
    expect((await findCurrent(house.db, 'un'))!).toMatchObject({
      imported_by_kind: 'staff',
      imported_by: reader.id,
      origin: 'console',
      forced_reason: 'Radiations confirmées par le Trésor',
    })
    const { text } = await client.get('/console/watchlists/un')
    for (
      const words of [
        'Changements de la version n° 2',
        'Radomir Stanislavovich KELTIVAROV',
        'Retrait',
        'Radiations confirmées par le Trésor',
      ]
    ) expect(text).toContain(words)
    expect((await client.get(`/console/watchlists/un?version=${(await findCurrent(house.db, 'un'))!.id}&kind=added`)).text).toContain(
      'Aucun changement de cette sorte',
    )
    const csv = await client.get('/console/watchlists/un/changes.csv')
    expect(csv.text.split('\r\n').slice(0, 2)).toEqual([
      expect.stringContaining('liste;version;changement'),
      expect.stringMatching(/^un;2;Retrait;;.*KELTIVAROV;.*;Personne;XEi\.001;wlen_/),
    ])
    expect(await events('watchlist.changes_exported')).toHaveLength(1)
  })

  it('an entry whole, as it is and as it was', async () => {
    const { id } = await house
      .db
      .selectFrom('watchlist_entries')
      .select('id')
      .where('list_code', '=', 'fr')
      .where('ref', '=', '900005')
      .executeTakeFirstOrThrow()
    const { text } = await client.get(`/console/watchlists/entries/${id}`)
    for (
      const words of [
        'Mehdi Slimane BEN YOURAZI',
        'مهدي سليمان بن يورازي',
        'Tunisie',
        '07/1983',
        'Passeport T998877',
        '12 avr. 2027',
        'sauf renouvellement',
        'Inscrite',
      ]
    ) expect(text).toContain(words)
    const { id: removed } = await house
      .db
      .selectFrom('watchlist_entries')
      .select('id')
      .where('list_code', '=', 'un')
      .where('ref', '=', 'XEi.001')
      .executeTakeFirstOrThrow()
    expect((await client.get(`/console/watchlists/entries/${removed}?version=1`)).text).toContain(
      'Telle qu’elle était de la version n° 1 jusqu’à la version n° 2',
    )
  })

  it('settings are kept, and what is wrong is said beside its field', async () => {
    expect(
      (await post('/console/watchlists/uk/settings', { address: 'https://example.org/uk.csv', least_percent: '85', is_enabled: 'on' }))
        .status,
    )
      .toBe(303)
    expect(await findWatchlist(house.db, 'uk')).toMatchObject({
      fetch_address: 'https://example.org/uk.csv',
      least_percent: 85,
      is_enabled: true,
    })
    expect((await post('/console/watchlists/uk/settings', { address: 'ftp://x', least_percent: '85' })).text).toContain(
      'Donnez une à six adresses',
    )
    expect((await post('/console/watchlists/uk/settings', { address: '', least_percent: '101' })).status).toBe(422)
  })

  it('404, 403, and what is hostile', async () => {
    for (
      const path of [
        'x',
        'entries/x',
        'entries/wlen_000000000000000000000000',
        'un?version=wlvr_000000000000000000000000',
        'un?version=x',
        `un?version=${(await findCurrent(house.db, 'fr'))!.id}`,
      ]
    ) expect((await client.get(`/console/watchlists/${path}`)).status, path).toBe(404)
    for (const odd of ['un?kind=x&part=y&after=-1&before=z', 'un?kind=a&kind=b', 'un?after=99999999999999999'])
      expect((await client.get(`/console/watchlists/${odd}`)).status, odd).toBe(200)
    expect((await post('/console/watchlists/un/import', { force: '' })).status).toBe(422)
    const auditor = await house.clientOf(await house.staff('auditor'))
    expect((await auditor.get('/console/watchlists/un')).text).toContain('revient aux analystes')
    expect((await auditor.post('/console/watchlists/un/import', { force: '' })).status).toBe(403)
    const agent = await house.clientOf(await house.staff('agent'))
    for (const path of ['', '/un', '/un/changes.csv']) expect((await agent.get(`/console/watchlists${path}`)).status, path).toBe(403)
  })
})
