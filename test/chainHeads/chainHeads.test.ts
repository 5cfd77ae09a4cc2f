import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hashOf } from '#src/audit/chain.ts'
import { listBlocks } from '#src/audit/audit.sql.ts'
import { checkKeptHead } from '#src/chainHeads/checkKeptHead.ts'
import { exportChainHead } from '#src/chainHeads/exportChainHead.ts'
import { findHead } from '#src/chainHeads/chainHeads.sql.ts'
import { sealAuditTrail } from '#src/audit/sealAuditTrail.ts'
import type { ReadDb } from '#src/platform/db.ts'
import { useOutsider } from '#src/platform/outsider.ts'
import { addEvents, tampered } from '#test/audit/events.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let kept = ''
beforeAll(async () => {
  house = await openHouse({ at: '2026-01-31T22:30:00Z' })
  await house.url()
})
afterAll(async () => {
  useOutsider(null)
  await house.close()
})

const against = (text: string) => (db: ReadDb) => checkKeptHead(db, text)

it('writes nothing before there is a block', async () => expect(await exportChainHead(house.ctx())).toMatchObject({ done: 0, skipped: 1 }))

it('seals what waits and writes the end once a day, a day of Paris', async () => {
  await addEvents(house, 5)
  expect(await exportChainHead(house.ctx())).toMatchObject({ done: 1, touched: [{ subject: 'head_2026-01-31' }] })
  house.forward(20 * 60_000)
  await addEvents(house, 2)
  expect(await exportChainHead(house.ctx())).toMatchObject({ done: 0, skipped: 1 })
  house.forward(20 * 60_000) // 00:10 in Paris, the last of January in UTC
  useOutsider('notaire@etude.example')
  expect(await exportChainHead(house.ctx())).toMatchObject({ done: 1, touched: [{ subject: 'head_2026-02-01' }] })
  const rows = await house.db.selectFrom('chain_heads').select(['on_day', 'block_number', 'event_count']).orderBy('on_day').execute()
  expect(rows).toEqual([{ on_day: '2026-01-31', block_number: 1, event_count: 5 }, {
    on_day: '2026-02-01',
    block_number: 2,
    event_count: 8,
  }])
  kept = (await findHead(house.db, '2026-01-31'))!.content
})

it('gives it away as a file in the clear and as a letter', async () => {
  const folders = (await readdir(tmpdir())).filter((name) => name.startsWith('vigie-test-'))
  const files = await Promise.all(
    folders.map((name) => readFile(join(tmpdir(), name, 'chain-heads/2026-01-31.json'), 'utf8').catch(() => null)),
  )
  expect(files).toContain(kept)
  const letters = await house.db.selectFrom('mails').select(['to_address', 'text_body']).where('template', '=', 'chain_head').execute()
  expect(letters).toHaveLength(1)
  expect(letters[0]!.to_address).toBe('notaire@etude.example')
  expect(letters[0]!.text_body).toContain((await findHead(house.db, '2026-02-01'))!.hash.toString('hex'))
})

it('proves that the chain goes on from it, however long it grows', async () => {
  expect(await checkKeptHead(house.db, kept)).toMatchObject({ ok: true, since: 1, head: { day: '2026-01-31', block: 1, events: 5 } })
  await addEvents(house, 3)
  await sealAuditTrail(house.ctx())
  expect(await checkKeptHead(house.db, kept)).toMatchObject({ ok: true, since: 2 })
})

it('and does not where its end was cut off, or all of it was written anew', async () => {
  expect(await tampered(house, 'delete from audit_blocks', against(kept))).toMatchObject({ ok: false, fault: 'cut_off' })
  const rewritten = async (db: ReadDb) => {
    const [block] = await listBlocks(db, 0, 1)
    const facts = { ...block!, digest: Buffer.alloc(32, 1) }
    await sql`update audit_blocks set digest = ${facts.digest}, hash = ${hashOf(facts)} where number = 1`.execute(db as never)
    return checkKeptHead(db, kept)
  }
  expect(await tampered(house, 'select 1', rewritten)).toMatchObject({ ok: false, fault: 'rewritten' })
})

it.each<[string, () => string, string]>([
  ['a changed figure', () => kept.replace('"events": 5', '"events": 6'), 'not_signed'],
  ['another hash', () => kept.replace(/"hash": "../, '"hash": "00'), 'not_signed'],
  ['another key', () => kept.replace(/"publicKey": "[0-9a-f]{64}"/, `"publicKey": "${'0'.repeat(64)}"`), 'other_key'],
  ['nothing', () => '', 'unreadable'],
  ['null', () => 'null', 'unreadable'],
  ['a list', () => '[]', 'unreadable'],
  ['no head', () => '{"head":null,"publicKey":"","signature":""}', 'unreadable'],
  ['a block that is no number', () => kept.replace('"block": 1', '"block": "1"'), 'unreadable'],
  ['a very long file', () => kept + ' '.repeat(20_000), 'unreadable'],
])('refuses %s', async (_name, text, fault) => expect(await checkKeptHead(house.db, text())).toMatchObject({ ok: false, fault }))

it('shows them to those who may take them, and records who took one', async () => {
  for (const role of ['auditor', 'officer', 'administrator'] as const) {
    const client = await house.clientOf(await house.staff(role))
    const page = await client.get('/console/audit/chain')
    expect([page.status, page.text.includes('href="/console/audit/chain/2026-01-31/file"')]).toEqual([200, true])
    expect((await client.get('/console/audit/chain/2026-01-31/file')).text).toBe(kept)
  }
  const events = await house.db.selectFrom('audit_events').select('data').where('event', '=', 'audit.head_downloaded').execute()
  expect(events.map(({ data }) => data)).toEqual(Array.from({ length: 3 }, () => ({ day: '2026-01-31' })))
  const auditor = await house.clientOf(await house.staff('auditor'))
  for (const day of ['2026-01-30', '2026-02-30', 'x', '..%2F..'])
    expect((await auditor.get(`/console/audit/chain/${day}/file`)).status).toBe(404)
  for (const query of ['before=x', 'before=2026-02-30', 'before=2026-01-31&before=2026-02-01', 'before[]=1'])
    expect((await auditor.get(`/console/audit/chain?${query}`)).status).toBe(200)
  expect((await (await house.clientOf(await house.staff('analyst'))).get('/console/audit/chain')).status).toBe(403)
})
