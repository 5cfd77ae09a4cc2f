import { create } from 'xmlbuilder2'
import { decimals } from './creditTransfers.ts'

export type Reply = { endToEndId: string; messageId: string; amountCents: number; currency: string; response: string; on: string }

/** The simulated bank's pain.002: by transfer, settled on our account or rejected with a reason. */
export const writeStatusReport = (replies: readonly Reply[], on: string): string => {
  const document = create({ version: '1.0', encoding: 'UTF-8' })
  const report = document.ele('Document', { xmlns: 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.10' }).ele('CstmrPmtStsRpt')
  const head = report.ele('GrpHdr')
  head.ele('MsgId').txt(`BANK-STS-${on}`)
  head.ele('CreDtTm').txt(`${on}T16:00:00Z`)
  for (const messageId of new Set(replies.map((one) => one.messageId))) {
    const info = report.ele('OrgnlPmtInfAndSts')
    info.ele('OrgnlPmtInfId').txt(messageId)
    for (const one of replies.filter((reply) => reply.messageId === messageId)) {
      const tx = info.ele('TxInfAndSts')
      tx.ele('OrgnlEndToEndId').txt(one.endToEndId)
      tx.ele('TxSts').txt(one.response === '00' ? 'ACSC' : 'RJCT')
      if (one.response !== '00') tx.ele('StsRsnInf').ele('Rsn').ele('Cd').txt(one.response)
      tx.ele('OrgnlTxRef').ele('Amt').ele('InstdAmt', { Ccy: one.currency.toUpperCase() }).txt(decimals(one.amountCents))
    }
  }
  return document.end({ prettyPrint: true })
}

/** The simulated bank's camt.054: what left and came back, each a credit of its own. */
export const writeReturns = (replies: readonly Reply[], on: string): string => {
  const document = create({ version: '1.0', encoding: 'UTF-8' })
  const root = document.ele('Document', { xmlns: 'urn:iso:std:iso:20022:tech:xsd:camt.054.001.08' }).ele('BkToCstmrDbtCdtNtfctn')
  root.ele('GrpHdr').ele('MsgId').txt(`BANK-NTF-${on}`)
  const notice = root.ele('Ntfctn')
  notice.ele('Id').txt(`BANK-NTF-${on}`)
  for (const one of replies) {
    const entry = notice.ele('Ntry')
    entry.ele('Amt', { Ccy: one.currency.toUpperCase() }).txt(decimals(one.amountCents))
    entry.ele('CdtDbtInd').txt('CRDT')
    entry.ele('ValDt').ele('Dt').txt(on)
    const tx = entry.ele('NtryDtls').ele('TxDtls')
    tx.ele('Refs').ele('EndToEndId').txt(one.endToEndId)
    tx.ele('Amt', { Ccy: one.currency.toUpperCase() }).txt(decimals(one.amountCents))
    tx.ele('RtrInf').ele('Rsn').ele('Cd').txt('AC06')
  }
  return document.end({ prettyPrint: true })
}
