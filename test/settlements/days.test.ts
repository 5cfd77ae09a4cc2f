import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useAcquirer } from '#src/acquirer/gateway.ts'
import { openSimulator } from '#src/acquirer/simulator.ts'
import { connectedBank, ourDebtor, useBank } from '#src/bank/bankGateway.ts'
import { openDisputes } from '#src/disputeLines/openDisputes.ts'
import type { Ctx } from '#src/platform/ctx.ts'
import type { Report } from '#src/platform/sweep.ts'
import { readBankAnswers } from '#src/payouts/readBankAnswers.ts'
import { readSettlements } from '#src/settlements/readSettlements.ts'
import { openHouse, type House } from '#test/support/house.ts'

let house: House
let bad: string | null = null
const asked: string[] = []

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T03:00:00Z' })
  const report = (line: (on: string) => string) =>
    async function*(on: string) {
      asked.push(on)
      if (on === bad) throw new Error('report missing')
      yield line(on)
    }
  useAcquirer({
    ...openSimulator({ db: house.db }),
    report: report((on) => `capture;R-${on};;500;eur;visa;${on};`),
    disputeReport: report((on) => `D-${on};O;visa;1040;;500;eur;${on};opened`),
  })
  useBank({
    ...connectedBank()!,
    messages: report((on) =>
      `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>B-${on}</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`
    ),
  }, ourDebtor())
})
afterAll(() => house.close())

const days = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `2026-03-${String(from + i).padStart(2, '0')}`)
const readers: [string, (ctx: Ctx) => Promise<Report>, () => Promise<string[]>][] = [
  [
    'settlements',
    readSettlements,
    async () =>
      (await house.db.selectFrom('settlement_lines').select('reference').where('reference', 'like', 'R-%').orderBy('reference').execute())
        .map(({ reference }) => reference.slice(2)),
  ],
  [
    'disputes',
    openDisputes,
    async () =>
      (await house.db.selectFrom('dispute_lines').select('reference').orderBy('reference').execute()).map(({ reference }) =>
        reference.slice(2)
      ),
  ],
  [
    'answers of the bank',
    readBankAnswers,
    async () =>
      (await house.db.selectFrom('bank_answers').select('end_to_end_id').orderBy('end_to_end_id').execute()).map((row) =>
        row.end_to_end_id.slice(2)
      ),
  ],
]

describe.each(readers)('the reports of %s', (what, read, seen) => {
  // of the bank, today's messages too
  const last = (day: number) => (what === 'answers of the bank' ? day : day - 1)
  const at = (day: number) => house.travel(`2026-03-${String(day).padStart(2, '0')}T04:40:00Z`)

  it('of a silence, however long, are all read', async () => {
    for (const day of [3, 20]) {
      at(day)
      expect(await read(house.ctx())).toMatchObject({ failed: 0 })
    }
    expect(await seen()).toEqual(expect.arrayContaining(days(1, last(20))))
    asked.length = 0
    await read(house.ctx())
    expect(asked.length).toBeLessThanOrEqual(8)
  })

  it('of a day that fails wait for it alone, and it is asked for until it comes', async () => {
    at(22)
    bad = '2026-03-21'
    expect(await read(house.ctx())).toMatchObject({ failed: 1 })
    at(31)
    const report = await read(house.ctx())
    expect([report.failed, report.touched.find(({ outcome }) => outcome === 'failed')?.subject]).toEqual([1, bad])
    expect(await seen()).toEqual(expect.arrayContaining(days(22, last(31))))
    expect(await seen()).not.toContain(bad)
    bad = null
    expect(await read(house.ctx())).toMatchObject({ failed: 0 })
    expect(await seen()).toContain('2026-03-21')
    house.travel('2026-03-03T04:40:00Z')
  })
})
