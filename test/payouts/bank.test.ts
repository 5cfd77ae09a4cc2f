import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bank } from '#src/bank/bank.ts'
import { connectedBank, ourDebtor, useBank } from '#src/bank/bankGateway.ts'
import { readBankMessage } from '#src/bank/bankMessages.ts'
import { decimals, writeCreditTransfers } from '#src/bank/creditTransfers.ts'
import { sepaText } from '#src/bank/sepaText.ts'
import { all, at, readXml, textAt } from '#src/bank/xmlTree.ts'
import { system } from '#src/kernel/actor.ts'
import { checkLedger } from '#src/ledger/checkLedger.ts'
import { batchFile } from '#src/payouts/batchFile.ts'
import { findBatch, listWaitingBatches } from '#src/payouts/batches.sql.ts'
import { closeBatch } from '#src/payouts/closeBatch.ts'
import { createPayouts } from '#src/payouts/createPayouts.ts'
import { exportBatch } from '#src/payouts/exportBatch.ts'
import { openBatches } from '#src/payouts/openBatches.ts'
import { readBankAnswers, readBankFile } from '#src/payouts/readBankAnswers.ts'
import { sendPayouts } from '#src/payouts/sendPayouts.ts'
import { openHouse, type House } from '#test/support/house.ts'
import { acceptRib, fundsOf, lastPayout, payable, payoutsOf, receive, waitOf } from './ground.ts'

let house: House
beforeAll(async () => {
  house = await openHouse({ at: '2026-03-02T06:30:00Z' })
})
afterAll(() => house.close())

const bell = () => house.ctx(system('create-payouts'))
const create = () => createPayouts(bell())
const send = () => sendPayouts(bell())
const paidOut = async (cents: number, options: { iban?: string } = {}) => {
  const one = await payable(house, options)
  await receive(house, one.merchantId, cents)
  await create()
  return { ...one, payout: await lastPayout(house, one.merchantId) }
}
const stateOf = async (merchantId: string) => (await lastPayout(house, merchantId)).state

describe('the file', () => {
  const debtor = { name: 'Établissement « Vigie »', iban: 'FR7630001007941234567890185', bic: 'TESTFRPPXXX' }
  const transfer = {
    endToEndId: 'pout-1',
    amountCents: 9_400,
    name: 'Boulangerie Lenoir',
    iban: 'FR1420041010050500013M02606',
    bic: null,
    text: 'VIGIE REVERSEMENT',
  }

  it('has its counts and sums in both places, each transfer its amount, account and reference', () => {
    const xml = writeCreditTransfers({
      messageId: 'btch-1',
      createdAt: new Date('2026-03-02T06:30:00Z'),
      executeOn: '2026-03-02',
      debtor,
      transfers: [transfer, { ...transfer, endToEndId: 'pout-2', amountCents: 5, bic: 'AGRIFRPP', name: 'A & B <Co> "Ω"' }],
    })
    expect(xml).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">/)
    const root = at(readXml(xml)!, 'CstmrCdtTrfInitn')
    for (const place of ['GrpHdr', 'PmtInf'])
      expect([textAt(root, place, 'NbOfTxs'), textAt(root, place, 'CtrlSum')]).toEqual(['2', '94.05'])
    const order = [
      'PmtInfId',
      'PmtMtd',
      'BtchBookg',
      'NbOfTxs',
      'CtrlSum',
      'PmtTpInf',
      'ReqdExctnDt',
      'Dbtr',
      'DbtrAcct',
      'DbtrAgt',
      'ChrgBr',
      'CdtTrfTxInf',
      'CdtTrfTxInf',
    ]
    expect(at(root, 'PmtInf')!.children.map(({ name }) => name)).toEqual(order)
    const [one, other] = all(at(root, 'PmtInf'), 'CdtTrfTxInf')
    expect([textAt(one, 'PmtId', 'EndToEndId'), textAt(one, 'Amt', 'InstdAmt'), textAt(one, 'CdtrAcct', 'Id', 'IBAN'), at(one, 'CdtrAgt')])
      .toEqual(['pout-1', '94.00', transfer.iban, undefined])
    expect(other!.children.map(({ name }) => name)).toEqual(['PmtId', 'Amt', 'CdtrAgt', 'Cdtr', 'CdtrAcct', 'RmtInf'])
    expect(textAt(other, 'Cdtr', 'Nm')).toBe('A + B .Co. .O.')
    expect(textAt(root, 'PmtInf', 'Dbtr', 'Nm')).toBe('Etablissement . Vigie .')
  })

  it.each([
    ['Crêperie Œuvre & Fils', 'Creperie OEuvre + Fils'],
    ['Łódź Straße Ærø', 'Lodz Strasse AEro'],
    ['Ελλάς', 'Ellas'],
    ['Българска Щука', 'Balgarska Shtuka'],
    ['L’Île//au trésor/', "L'Ile/au tresor"],
    ['日本', '..'],
    ['', '-'],
    ['///', '-'],
    ['a\u0000b\nc', 'a.b c'],
    ['€5', 'EUR5'],
    ['x'.repeat(200), 'x'.repeat(70)],
  ])('%j is written %j', (text, plain) => expect(sepaText(text, 70)).toBe(plain))

  it('writes amounts without a float', () =>
    expect([5, 100, 1_000_000_001, 9_007_199_254_740_991].map(decimals)).toEqual(['0.05', '1.00', '10000000.01', '90071992547409.91']))
})

describe('leaving', () => {
  it('the bank gets one file, whose bytes stay the same; who is suspended meanwhile is not in it', async () => {
    const [stays, gone] = [await paidOut(1_000), await paidOut(2_000)]
    const [batchId] = await openBatches(bell())
    expect([await stateOf(stays.merchantId), await stateOf(gone.merchantId)]).toEqual(['to_pay', 'to_pay'])
    await house.db.updateTable('merchants').set({ state: 'suspended' }).where('id', '=', gone.merchantId).execute()
    await expect(batchFile(house.db, (await findBatch(house.db, batchId!))!)).rejects.toMatchObject({ code: 'payout_batch_open' })
    await closeBatch(bell(), batchId!)
    const batch = (await findBatch(house.db, batchId!))!
    expect(batch).toMatchObject({ payout_count: 1, total_cents: 1_000, execute_on: '2026-03-02' })
    expect(await lastPayout(house, gone.merchantId)).toMatchObject({ state: 'failed', failure: 'withheld' })
    expect(await fundsOf(house, gone.merchantId)).toMatchObject({ availableCents: 2_000, inTransitCents: 0 })
    expect(await waitOf(house, gone.merchantId)).toBe('merchant_not_validated')
    const first = await batchFile(house.db, batch)
    house.forward(3_600_000)
    await send()
    await readBankAnswers(bell())
    expect(await stateOf(stays.merchantId)).toBe('paid')
    expect((await batchFile(house.db, (await findBatch(house.db, batchId!))!)).xml).toBe(first.xml)
    expect(first.xml).toContain(stays.payout.id.replace('_', '-'))
    expect(first.xml).not.toContain(gone.payout.id.replace('_', '-'))
    // validated again: what did not leave is paid, told as what it is
    await house.db.updateTable('merchants').set({ state: 'validated' }).where('id', '=', gone.merchantId).execute()
    await create()
    expect(await lastPayout(house, gone.merchantId)).toMatchObject({
      state: 'pending',
      amount_cents: 2_000,
      payments_cents: 0,
      adjustments_cents: 2_000,
    })
    await send()
    await readBankAnswers(bell())
  })

  it('a process that dies anywhere is taken up where it stood, and the bank executes once', async () => {
    const bank = connectedBank()!
    const given: string[] = []
    const dying = (when: 'before' | 'after'): Bank => ({
      ...bank,
      submit: async (file) => {
        if (when === 'after') await bank.submit(file)
        given.push(file.xml)
        throw new Error('killed')
      },
    })
    const one = await paidOut(3_333)
    await openBatches(bell()) // died with the batch open
    useBank(dying('before'), ourDebtor())
    expect(await send()).toMatchObject({ failed: 1 })
    expect(await stateOf(one.merchantId)).toBe('sent')
    useBank(dying('after'), ourDebtor())
    expect(await send()).toMatchObject({ failed: 1 })
    expect(new Set(given).size).toBe(1)
    useBank(bank, ourDebtor())
    expect(await send()).toMatchObject({ done: 1, failed: 0 })
    expect(await send()).toMatchObject({ done: 0, failed: 0 })
    expect(await listWaitingBatches(house.db)).toEqual([])
    expect(
      await house
        .db
        .selectFrom('bank_simulator_transfers')
        .selectAll()
        .where('end_to_end_id', '=', one.payout.id.replace('_', '-'))
        .execute(),
    )
      .toHaveLength(1)
    await readBankAnswers(bell())
    expect(await stateOf(one.merchantId)).toBe('paid')
  })

  it('two who send at once open one batch for each payout, and close it once', async () => {
    const shops = [await paidOut(10), await paidOut(20), await paidOut(30)]
    const reports = await Promise.all([send(), send(), send()])
    expect(reports.every(({ failed }) => failed === 0)).toBe(true)
    const rows = await house
      .db
      .selectFrom('payouts')
      .select(['state', 'batch_id'])
      .where('merchant_id', 'in', shops.map(({ merchantId }) => merchantId))
      .execute()
    expect(rows.every(({ state }) => state === 'sent')).toBe(true)
    await readBankAnswers(bell())
  })

  it('without a bank, files wait for a hand; one that left by hand is not given to a bank later', async () => {
    const [bank, debtor] = [connectedBank(), ourDebtor()]
    useBank(null, debtor)
    const one = await paidOut(4_000)
    await send()
    expect(await stateOf(one.merchantId)).toBe('to_pay')
    const [waiting] = await listWaitingBatches(house.db)
    await expect(exportBatch(house.ctx(await house.staff('auditor')), waiting!.id)).rejects.toMatchObject({ status: 403 })
    useBank(null, null)
    await expect(exportBatch(bell(), waiting!.id)).rejects.toMatchObject({ status: 503, code: 'payout_debtor_unset' })
    useBank(null, debtor)
    await exportBatch(house.ctx(await house.staff('officer')), waiting!.id)
    expect(await stateOf(one.merchantId)).toBe('sent')
    useBank(bank, debtor)
    expect(await send()).toMatchObject({ done: 0, failed: 0 })
    const endToEndId = one.payout.id.replace('_', '-')
    const answer =
      `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><OrgnlPmtInfAndSts><PmtInfSts>ACSC</PmtInfSts><TxInfAndSts><OrgnlEndToEndId>${endToEndId}</OrgnlEndToEndId></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`
    expect(await readBankFile(bell(), answer)).toMatchObject({ done: 1 })
    expect(await readBankFile(bell(), answer)).toMatchObject({ done: 0, skipped: 1 })
    expect(await stateOf(one.merchantId)).toBe('paid')
  })
})

describe('what the bank says', () => {
  it('rejected: the money is available again, and waits for another account', async () => {
    const one = await paidOut(5_000, { iban: 'FR8191676442817818484578833' })
    await send()
    await readBankAnswers(bell())
    expect(await lastPayout(house, one.merchantId)).toMatchObject({ state: 'failed', failure: 'AC04', bank_on: null })
    expect(await fundsOf(house, one.merchantId)).toMatchObject({ availableCents: 5_000, inTransitCents: 0 })
    await create()
    expect([await waitOf(house, one.merchantId), (await payoutsOf(house, one.merchantId)).length]).toEqual(['account_refused', 1])
  })

  it('returned: kept apart, and paid anew once the IBAN is proved anew', async () => {
    house.travel('2026-03-03T06:30:00Z')
    const one = await paidOut(6_000, { iban: 'FR3083648641551044006702169' })
    await send()
    await readBankAnswers(bell())
    expect(await stateOf(one.merchantId)).toBe('paid')
    house.travel('2026-03-04T06:30:00Z')
    await readBankAnswers(bell())
    expect(await lastPayout(house, one.merchantId)).toMatchObject({ state: 'failed', failure: 'AC06' })
    expect(await fundsOf(house, one.merchantId)).toMatchObject({ availableCents: 0, returnedCents: 6_000, inTransitCents: 0 })
    await create()
    expect([await waitOf(house, one.merchantId), (await fundsOf(house, one.merchantId)).returnedCents]).toEqual(['account_refused', 6_000])
    house.forward(60_000)
    await acceptRib(house, one.merchantId)
    await create()
    expect(await lastPayout(house, one.merchantId)).toMatchObject({ state: 'pending', amount_cents: 6_000, adjustments_cents: 6_000 })
    expect(await fundsOf(house, one.merchantId)).toMatchObject({ availableCents: 0, returnedCents: 0, inTransitCents: 6_000 })
  })

  it('about ids unknown, other amounts, other currencies, or what is over: set aside, nothing is done', async () => {
    const one = await paidOut(700)
    await send()
    const endToEndId = one.payout.id.replace('_', '-')
    const told = (id: string, amount: string, status = 'ACSC') =>
      `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>${id}</OrgnlEndToEndId><TxSts>${status}</TxSts>
      <OrgnlTxRef><Amt><InstdAmt Ccy="${amount.split(' ')[1]}">${amount.split(' ')[0]}</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`
    await readBankFile(bell(), told('pout-000000000000000000000000', '7.00 EUR'))
    await readBankFile(bell(), told('NOTPROVIDED', '7.00 EUR'))
    await readBankFile(bell(), told(endToEndId, '7.01 EUR'))
    const broken = await house
      .db
      .selectFrom('bank_answers')
      .select(['end_to_end_id', 'broken'])
      .where('outcome', '=', 'broken')
      .orderBy('id')
      .execute()
    expect(broken.map((row) => row.broken)).toEqual(['unknown_reference', 'unknown_reference', 'amount_differs'])
    expect(await stateOf(one.merchantId)).toBe('sent')
    await readBankFile(bell(), told(endToEndId, '7.00 EUR', 'RJCT'))
    expect(await lastPayout(house, one.merchantId)).toMatchObject({ state: 'failed', failure: 'NARR' })
  })

  it('says nothing final: nothing; is no message of theirs: refused', async () => {
    const pending =
      '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>x</OrgnlEndToEndId><TxSts>PDNG</TxSts></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>'
    expect(readBankMessage(pending)).toEqual([])
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaa">]>${pending.replace('>x<', '>&a;<')}`
    const deep = '<a>'.repeat(100) + '</a>'.repeat(100)
    for (const text of ['', 'x', '<Document/>', '<Document xmlns="urn:other"/>', bomb, deep, pending.replace('</Document>', '')]) {
      expect(readBankMessage(text)).toBeNull()
      await expect(readBankFile(bell(), text)).rejects.toMatchObject({ status: 422 })
    }
  })

  it('and the books hold', async () => expect(await checkLedger(house.db)).toMatchObject({ ok: true }))
})
