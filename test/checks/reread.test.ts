import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rereadDocuments } from '#src/checks/rereadDocuments.ts'
import { savePage } from '#src/documents/pages.sql.ts'
import { acceptDocument } from '#src/documents/acceptDocument.ts'
import { unit } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { removeFile, useStorage } from '#src/platform/storage.ts'
import { eventsOfPiece, pagesOf, pieceRow } from '#test/documents/pieces.ts'
import { openDossier, type Dossier } from '#test/reviews/dossiers.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { lastJson, openCommandLine } from '#test/support/vigie.ts'
import { checksOf, findingOf, overallOf, sendChecked, verdictOf } from './checked.ts'

let house: House
let one: Dossier
let commands: Awaited<ReturnType<typeof openCommandLine>>
let folder: string
let notice: string
let rib: string
beforeAll(async () => {
  house = await openHouse()
  folder = await mkdtemp(join(tmpdir(), 'vigie-reread-'))
  // the command finds the files where the test leaves them
  await useStorage(folder)
  commands = await openCommandLine(house, { STORAGE_URL: folder })
})
afterAll(async () => {
  await commands?.close()
  await house?.close()
  await rm(folder, { recursive: true, force: true })
})

const since = new Date('2026-03-01T23:00:00Z')

/** An older reader had read the date wrong: its pages are kept, and what was made of them. */
const misread = async (id: string): Promise<void> => {
  const [page] = await pagesOf(house, id)
  const wrong = (text: string): string => text.replaceAll('25/01/2026', '25/01/2025')
  await unit(house.ctx(), async (tx) => {
    await savePage(tx.db, {
      ...page!,
      text: wrong(page!.text),
      words: wrong(JSON.stringify(page!.words)),
      codes: JSON.stringify(page!.codes),
    })
    await tx.db.updateTable('document_findings').set({ understood_reading_at: null }).where('document_id', '=', id).execute()
    await tx.db.insertInto('checks_due').values({ dossier_id: one.dossierId }).execute()
    await record(tx, 'document.read', { subject: id, merchantId: one.merchantId })
  })
}
const everything = async () => [
  await findingOf(house, notice),
  await checksOf(house, notice),
  await findingOf(house, rib),
  await checksOf(house, rib),
  await pagesOf(house, notice),
  await eventsOfPiece(house, notice),
]

describe('reading again', () => {
  beforeAll(async () => {
    const { checkDocuments } = await import('#src/checks/checkDocuments.ts')
    one = await openDossier(house, { pieces: null })
    notice = await sendChecked(house, one)
    rib = await sendChecked(house, one, { kind: 'rib', requirementKey: 'payout_account_proof' })
    await misread(notice)
    await checkDocuments(house.ctx())
    expect([await verdictOf(house, notice, 'age'), await overallOf(house, notice)]).toEqual(['fail', 'fail'])
    await acceptDocument(house.ctx(await house.staff('analyst')), rib)
    await checkDocuments(house.ctx())
  }, 120_000)

  const expected = () => [
    { documentId: notice, merchantId: one.merchantId, check: 'age', before: 'fail', after: 'pass' },
    { documentId: notice, merchantId: one.merchantId, check: 'overall', before: 'fail', after: 'pass' },
  ]
  const sorted = <Change extends { check: string }>(changes: Change[]): Change[] =>
    changes.toSorted((a, b) => a.check.localeCompare(b.check))

  it('without the files: what was read stays, nothing would change', async () => {
    const report = await rereadDocuments(house.ctx(undefined, { dryRun: true }), { since, readsFiles: false })
    expect(report).toMatchObject({ read: 2, failed: [], changes: [] })
  })

  it('a dry run tells which verdicts would change, and keeps nothing', async () => {
    const before = await everything()
    const report = await rereadDocuments(house.ctx(undefined, { dryRun: true }), { since, readsFiles: true })
    expect([report.read, report.failed, sorted(report.changes)]).toEqual([2, [], expected()])
    expect(await everything()).toEqual(before)
  }, 60_000)

  it('the command says the same, as a table and as JSON on its last line', async () => {
    const before = await everything()
    const json = await commands.vigie('documents', 'reread', '--since', '2026-03-02', '--dry-run', '--json')
    expect([json.errors, json.code]).toEqual(['', 0])
    const told = lastJson(json) as { changes: { check: string }[] }
    expect({ ...told, changes: sorted(told.changes) }).toEqual({
      since: '2026-03-02',
      dryRun: true,
      read: 2,
      failed: [],
      changes: expected(),
    })
    const table = await commands.vigie('documents', 'reread', '--since', '2026-03-02', '--dry-run')
    expect(table.lines.at(-1)).toBe('2 pieces since 2026-03-02 (dry run: nothing was kept): 2 verdicts would change, 0 failed')
    expect(table.lines.join('\n')).toContain(notice)
    expect(await everything()).toEqual(before)
  }, 120_000)

  it('from a day on: what came before stays', async () => {
    expect(lastJson(await commands.vigie('documents', 'reread', '--since', '2026-03-03', '--json'))).toEqual({
      since: '2026-03-03',
      dryRun: false,
      read: 0,
      failed: [],
      changes: [],
    })
    for (const words of [['--since', 'hier'], ['--since', '2026-02-30'], []]) {
      const refused = await commands.vigie('documents', 'reread', ...words)
      expect(refused.code).toBe(1)
      expect(refused.errors).toMatch(/--since/)
    }
  }, 120_000)

  it('a missing file fails alone, by its name; the others are read, what people decided stays', async () => {
    const lost = await sendChecked(house, one, { kind: 'rib', seed: 3, requirementKey: 'payout_account_proof' })
    await removeFile((await pieceRow(house, lost)).storage_key)
    const kept = [await findingOf(house, lost), await checksOf(house, lost), await pagesOf(house, lost)]
    const report = await rereadDocuments(house.ctx(), { since, readsFiles: true })
    expect([report.read, report.failed, sorted(report.changes)]).toEqual([2, [{ documentId: lost, code: 'ENOENT' }], expected()])
    expect([await findingOf(house, lost), await checksOf(house, lost), await pagesOf(house, lost)]).toEqual(kept)
    expect([await verdictOf(house, notice, 'age'), await overallOf(house, notice), (await pieceRow(house, rib)).state]).toEqual([
      'pass',
      'pass',
      'accepted',
    ])
    expect((await eventsOfPiece(house, notice)).slice(-3)).toEqual([
      'document.reread',
      'document.checked',
      'document.reconsidered_by_program',
    ])
    const command = await commands.vigie('documents', 'reread', '--since', '2026-03-02', '--text', '--json')
    expect(command.code).toBe(0)
  }, 120_000)

  it('once more: nothing changes any more', async () => {
    const report = await rereadDocuments(house.ctx(), { since, readsFiles: false })
    expect(report.changes).toEqual([])
  })
})

it('a newer program: each piece tells its own change, though they lie in one dossier', async () => {
  const house2 = await openHouse()
  const two = await openDossier(house2, { pieces: null })
  const ids = [await sendChecked(house2, two), await sendChecked(house2, two, { kind: 'rib', requirementKey: 'payout_account_proof' })]
  // as an older version left them
  await house2.db.updateTable('document_findings').set({ version: 0, verdict: 'unknown' }).where('dossier_id', '=', two.dossierId).execute()
  const dry = await rereadDocuments(house2.ctx(undefined, { dryRun: true }), { since, readsFiles: false })
  const real = await rereadDocuments(house2.ctx(), { since, readsFiles: false })
  expect(real).toEqual(dry)
  expect(real.changes.map(({ documentId, check, before, after }) => [documentId, check, before, after])).toEqual(
    ids.map((id) => [id, 'overall', 'unknown', 'pass']),
  )
  await house2.close()
}, 60_000)
