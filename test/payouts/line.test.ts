import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { system } from '#src/kernel/actor.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { openBatches } from '#src/payouts/openBatches.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { lastJson, openCommandLine } from '#test/support/vigie.ts'
import { lastPayout, payable, receive } from './ground.ts'

let house: House
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T06:30:00Z' })
})
afterAll(() => house.close())

it('vigie payouts: lists, exports the same bytes again, never over another file; takes the bank’s answer once', async () => {
  const { merchantId } = await payable(house)
  await receive(house, merchantId, 4_200)
  await createPayouts(house.ctx(system('create-payouts')))
  const [batchId] = await openBatches(house.ctx(system('create-payouts')))
  const line = await openCommandLine(house)
  const folder = await mkdtemp(join(tmpdir(), 'vigie-payouts-'))
  const [first, second, answer] = ['a.xml', 'b.xml', 'answer.xml'].map((name) => join(folder, name)) as [string, string, string]
  try {
    expect(lastJson(await line.vigie('payouts', 'batches', '--json'))).toMatchObject([{
      batch: batchId,
      payouts: 1,
      totalCents: 4_200,
      handed: null,
    }])
    const missing = await line.vigie('payouts', 'export', '--batch', batchId!, '--out', join(folder, 'nowhere', 'a.xml'))
    expect(missing.code).toBe(1)
    expect((await lastPayout(house, merchantId)).state).toBe('to_pay')
    const given = await line.vigie('payouts', 'export', '--batch', batchId!, '--out', first)
    expect([given.code, given.lines.at(-1)]).toEqual([0, `${first}: 1 transfers, 4200 cents; counted as given to the bank`])
    expect((await stat(first)).mode & 0o777).toBe(0o600)
    expect((await line.vigie('payouts', 'export', '--batch', batchId!, '--out', first)).code).toBe(1)
    await line.vigie('payouts', 'export', '--batch', batchId!, '--out', second)
    expect(await readFile(second, 'utf8')).toBe(await readFile(first, 'utf8'))
    expect((await line.vigie('payouts', 'export', '--batch', 'btch_none', '--out', join(folder, 'c.xml'))).code).toBe(1)
    const { id } = await lastPayout(house, merchantId)
    await writeFile(
      answer,
      `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>${id.replace('_', '-')}</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`,
    )
    expect(lastJson(await line.vigie('payouts', 'answer', '--file', answer, '--json'))).toEqual({ done: 1, skipped: 0, failed: 0 })
    expect(lastJson(await line.vigie('payouts', 'answer', '--file', answer, '--json'))).toEqual({ done: 0, skipped: 1, failed: 0 })
    expect((await lastPayout(house, merchantId)).state).toBe('paid')
    await writeFile(answer, 'nothing of theirs')
    const refused = await line.vigie('payouts', 'answer', '--file', answer)
    expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining('neither a pain.002 nor a camt.054')])
  } finally {
    await line.close()
    await rm(folder, { recursive: true, force: true })
  }
}, 120_000)
