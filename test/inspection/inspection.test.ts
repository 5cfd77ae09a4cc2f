import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { strFromU8, unzipSync } from 'fflate'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rootOf } from '#src/audit/chain.ts'
import { secretEvents } from '#src/audit/secretEvents.ts'
import { exportChainHead } from '#src/chainHeads/exportChainHead.ts'
import { findHead } from '#src/chainHeads/chainHeads.sql.ts'
import { openDocument } from '#src/documents/openDocument.ts'
import { refuseDocument } from '#src/documents/refuseDocument.ts'
import { readDossierOfMerchant } from '#src/dossiers/readDossier.sql.ts'
import { buildInspections } from '#src/inspection/buildInspections.ts'
import { expireInspections } from '#src/inspection/expireInspections.ts'
import { pathIn, rootBy, treeOver } from '#src/inspection/inclusion.ts'
import { sha256 } from '#src/platform/crypto.ts'
import type { StaffActor } from '#src/kernel/actor.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { submitted, type Signed } from '#test/support/merchant.ts'

const run = promisify(execFile)
let house: House
let one: Signed
let auditor: StaffActor
let client: Client
let folder = ''
let dossierId = ''
let packId = ''
let files: Record<string, Uint8Array> = {}

const zipOf = async (id: string): Promise<Buffer> => {
  const response = await fetch(`${await house.url()}/console/inspections/${id}/pack.zip`, {
    headers: { cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip'])
  return Buffer.from(await response.arrayBuffer())
}

const unpackInto = async (name: string, said: Record<string, Uint8Array>): Promise<string> => {
  const root = join(folder, name)
  for (const [path, bytes] of Object.entries(said)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), bytes)
  }
  return root
}

const order = async (form: Record<string, string> = {}): Promise<string> => {
  const answer = await client.post(`/console/dossiers/${dossierId}/inspection`, {
    on: '2026-03-02',
    reason: 'ACPR, contrôle 2026-14',
    ...form,
  })
  expect(answer.status).toBe(303)
  return answer.location!.split('/').at(-1)!
}

beforeAll(async () => {
  house = await openHouse()
  await house.url()
  folder = await mkdtemp(join(tmpdir(), 'vigie-inspection-'))
  const analyst = await house.staff('analyst', 'Alix Martin')
  auditor = await house.staff('auditor', 'Aude Iteur', null)
  one = await submitted(house)
  await submitted(house)
  const { dossier, documents } = await readDossierOfMerchant(house.db, one.merchantId)
  dossierId = dossier.id
  await openDocument(house.ctx(analyst), documents[0]!.id)
  await refuseDocument(house.ctx(analyst), documents[0]!.id, { reason: 'unreadable', note: 'Le verso manque.' })
  // what only the circle knows of, in the middle of it
  await unit(house.ctx(), (tx) => record(tx, secretEvents[0]!, { subject: 'hold_1', merchantId: one.merchantId }))
  await exportChainHead(house.ctx())
  house.travel('2026-03-05T09:00:00Z')
  client = await house.clientOf(auditor)
  packId = await order()
  await buildInspections(house.ctx())
  files = unzipSync(await zipOf(packId))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await house.close()
})

const jsonIn = <T>(path: string): T => JSON.parse(strFromU8(files[path]!)) as T

describe('the way of a leaf to the root', () => {
  it('leads there from every leaf, and from no other', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 40 }), (numbers) => {
      const leaves = numbers.map((number) => sha256(String(number)).toString('hex'))
      const tree = treeOver(leaves)
      const root = rootOf(leaves).toString('hex')
      for (const leaf of leaves) expect(rootBy(leaf, pathIn(tree, leaf)!)).toBe(root)
      expect(pathIn(tree, sha256('another').toString('hex'))).toBeNull()
    }))
  })
})

describe('the pack', () => {
  it('holds the paper, the pieces as they came, the events and the proof', async () => {
    const names = Object.keys(files)
    for (
      const name of [
        'manifest.json',
        'dossier-de-controle.pdf',
        'events/events.json',
        'events/events.csv',
        'proof/events.json',
        'proof/blocks.csv',
        'proof/head.json',
        'proof/verify.mjs',
        'proof/LISEZ-MOI.txt',
      ]
    ) expect(names).toContain(name)
    const { documents } = await readDossierOfMerchant(house.db, one.merchantId)
    const pieces = names.filter((name) => name.startsWith('pieces/'))
    expect(pieces.map((name) => name.slice('pieces/'.length, 'pieces/'.length + 29)).sort()).toEqual(documents.map(({ id }) => id).sort())
    for (const { id, sha256: hash } of documents)
      expect(sha256(Buffer.from(files[pieces.find((name) => name.includes(id))!]!))).toEqual(hash)
    expect(names.filter((name) => name.startsWith('contract/'))).toHaveLength(1)
    expect(Buffer.from(files['dossier-de-controle.pdf']!).subarray(0, 5).toString()).toBe('%PDF-')
  })

  it('holds what was known by then, and nothing of others or of the closed circle', async () => {
    const events = jsonIn<{ event: string; at: string }[]>('events/events.json')
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['merchant.signed_up', 'dossier.company_saved', 'document.refused', 'document.opened']),
    )
    expect(events.every(({ at }) => at < '2026-03-02T23:00')).toBe(true)
    const said = Object.entries(files).filter(([name]) => /json|csv/.test(name)).map(([, bytes]) => strFromU8(bytes)).join('\n')
    for (const event of secretEvents) expect(said).not.toContain(event)
    const others = await house.db.selectFrom('merchants').select('id').where('id', '<>', one.merchantId).execute()
    for (const { id } of others) expect(said).not.toContain(id)
  })

  it('says no number of an event', async () => {
    const ids = (await house.db.selectFrom('audit_events').select('id').where('merchant_id', '=', one.merchantId).execute()).map(({ id }) =>
      id
    )
    const proven = jsonIn<Record<string, unknown>[]>('proof/events.json')
    expect(Object.keys(proven[0]!)).toEqual(['block', 'line', 'nonce', 'path', 'personal'])
    for (const { line } of proven as { line: string }[]) expect(ids).not.toContain(JSON.parse(line)[0])
  })

  it('leaves who made it, who took it, and when', async () => {
    const events = await house
      .db
      .selectFrom('audit_events')
      .select(['event', 'actor_id'])
      .where('subject_id', '=', packId)
      .orderBy('id')
      .execute()
    expect(events.map(({ event }) => event)).toEqual([
      'inspection.ordered',
      'inspection.begun',
      'inspection.built',
      'inspection.downloaded',
    ])
    expect([events[0]!.actor_id, events[3]!.actor_id]).toEqual([auditor.id, auditor.id])
    expect((await client.get(`/console/inspections/${packId}`)).text).toContain('ACPR, contrôle 2026-14')
  })
})

describe('proved outside the house, by its own script alone', () => {
  const verify = async (root: string, ...args: string[]) =>
    run(process.execPath, [join(root, 'proof/verify.mjs'), ...args]).then(
      ({ stdout }) => ({ ok: true, said: stdout }),
      (error: { stderr: string }) => ({ ok: false, said: error.stderr }),
    )
  const but = (path: string, change: (text: string) => string) => ({ ...files, [path]: Buffer.from(change(strFromU8(files[path]!))) })

  it('is whole, and goes on from the head that was kept', async () => {
    const root = await unpackInto('whole', files)
    const whole = await verify(root)
    expect(whole).toMatchObject({ ok: true })
    expect(whole.said).toMatch(/Whole and unaltered: \d+ files, \d+ events proved in \d+ blocks/)
    const kept = join(folder, 'kept.json')
    await writeFile(kept, (await findHead(house.db, '2026-03-02'))!.content)
    expect(await verify(root, kept)).toMatchObject({ ok: true })
    await writeFile(kept, (await readFile(kept, 'utf8')).replace(/"hash": "../, '"hash": "00'))
    expect((await verify(root, kept)).said).toContain('is not the one of the head that you kept')
  })

  it.each<[string, () => Record<string, Uint8Array>, RegExp]>([
    [
      'a piece exchanged',
      () => ({ ...files, [Object.keys(files).find((name) => name.startsWith('pieces/'))!]: Buffer.from('%PDF-other') }),
      /is not the file that was packed/,
    ],
    [
      'a file taken out',
      () => Object.fromEntries(Object.entries(files).filter(([name]) => name !== 'events/events.csv')),
      /events\.csv is missing/,
    ],
    [
      'an event changed',
      () => but('proof/events.json', (text) => text.replace('document.refused', 'document.accepted')),
      /is not in block/,
    ],
    [
      'words changed',
      () => but('proof/events.json', (text) => text.replace('Le verso manque.', 'Tout est en ordre')),
      /its words are not those/,
    ],
    [
      'a block changed',
      () => but('proof/blocks.csv', (text) => text.replace(/;leaves\n/, ';lines\n')),
      /do not end at the head|does not follow/,
    ],
    [
      'the head changed',
      () => but('proof/head.json', (text) => text.replace(/"events": \d+/, '"events": 1')),
      /head of the chain was not signed/,
    ],
    ['the manifest changed', () => but('manifest.json', (text) => text.replace(/"bytes": \d+/, '"bytes": 1')), /manifest was not signed/],
  ])('%s is found', async (name, said, fault) => {
    const { ok, said: told } = await verify(await unpackInto(name.replaceAll(' ', '-'), said()))
    expect(ok).toBe(false)
    expect(told).toMatch(fault)
  })
})

describe('the order', () => {
  it('is given by the officer and the auditor, with a reason', async () => {
    for (const role of ['analyst', 'agent', 'administrator'] as const) {
      const other = await house.clientOf(await house.staff(role))
      expect([
        (await other.get(`/console/dossiers/${dossierId}/inspection`)).status,
        (await other.get(`/console/inspections/${packId}`)).status,
        (await other.get(`/console/inspections/${packId}/pack.zip`)).status,
      ])
        .toEqual([403, 403, 403])
    }
    expect((await client.get(`/console/dossiers/${dossierId}/inspection?on=2026-03-02`)).status).toBe(200)
    const refused = await client.post(`/console/dossiers/${dossierId}/inspection`, { on: '2026-03-02', reason: ' ' })
    expect([refused.status, refused.text.includes('form')]).toEqual([422, true])
    for (const path of ['x', `insp_${'0'.repeat(24)}`]) expect((await client.get(`/console/inspections/${path}`)).status).toBe(404)
  })

  it('is carried out once: sent twice, ordered while another is made, built by two at once', async () => {
    expect(
      (await client.post(`/console/dossiers/${dossierId}/inspection`, { on: '2026-02-30', reason: 'ACPR', ticket: 'the-same' })).status,
    )
      .toBe(422)
    const id = await order({ ticket: 'the-same', on: '2026-03-02' })
    expect(
      (await client.post(`/console/dossiers/${dossierId}/inspection`, { on: '2026-03-02', reason: 'ACPR', ticket: 'the-same' })).location,
    )
      .toBe(`/console/dossiers/${dossierId}/inspection`)
    expect((await client.post(`/console/dossiers/${dossierId}/inspection`, { on: '2026-03-02', reason: 'ACPR' })).status).toBe(409)
    expect((await client.get(`/console/inspections/${id}/progress`)).text).toContain('data-poll-url')
    const reports = await Promise.all([buildInspections(house.ctx()), buildInspections(house.ctx())])
    expect(reports.reduce((sum, { done }) => sum + done, 0)).toBe(1)
    expect((await client.get(`/console/inspections/${id}/progress`)).text).not.toContain('data-poll-url')
    expect(await house.db.selectFrom('inspection_packs').select(['state', 'paper']).where('id', '=', id).execute()).toEqual([{
      state: 'ready',
      paper: null,
    }])
  })

  it('says so where an event is not what was sealed, and hands nothing out', async () => {
    const id = await order()
    await sql`alter table audit_events disable trigger user`.execute(house.db)
    await sql`update audit_events set actor_id = 'somebody' where event = 'dossier.company_saved' and merchant_id = ${one.merchantId}`
      .execute(house.db)
    expect(await buildInspections(house.ctx())).toMatchObject({ failed: 1, touched: [{ subject: id, detail: 'history_not_intact' }] })
    expect((await client.get(`/console/inspections/${id}/pack.zip`)).status).toBe(404)
    expect((await client.get(`/console/inspections/${id}`)).text).toContain('L’historique')
  })

  it('lasts thirty days', async () => {
    house.travel('2026-04-04T08:59:59Z')
    expect(await expireInspections(house.ctx())).toMatchObject({ done: 0 })
    house.travel('2026-04-04T09:00:00Z')
    const other = await house.clientOf(auditor)
    expect((await other.get(`/console/inspections/${packId}/pack.zip`)).status).toBe(404)
    expect(await expireInspections(house.ctx())).toMatchObject({ done: 2, failed: 0 })
    expect((await other.get(`/console/inspections/${packId}`)).text).toContain('trente jours')
  })
})
