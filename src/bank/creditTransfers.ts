import { create } from 'xmlbuilder2'
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js'
import type { Debtor } from './bank.ts'
import { sepaText } from './sepaText.ts'

export type Transfer = { endToEndId: string; amountCents: number; name: string; iban: string; bic: string | null; text: string }
/** `executeOn`: a Paris day. `messageId`: at most 35 of SEPA's letters; the bank knows by it that a file comes again. */
export type CreditTransfers = { messageId: string; createdAt: Date; executeOn: string; debtor: Debtor; transfers: readonly Transfer[] }

const namespace = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'

/** 1234 → 12.34: never through a float. */
export const decimals = (cents: number): string => `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`

const sumOf = (transfers: readonly Transfer[]): string => decimals(transfers.reduce((sum, { amountCents }) => sum + amountCents, 0))

const addBank = (at: XMLBuilder, element: 'DbtrAgt' | 'CdtrAgt', bic: string): void =>
  void at.ele(element).ele('FinInstnId').ele('BICFI').txt(bic)

const addTransfer = (info: XMLBuilder, { endToEndId, amountCents, name, iban, bic, text }: Transfer): void => {
  const one = info.ele('CdtTrfTxInf')
  one.ele('PmtId').ele('EndToEndId').txt(endToEndId)
  one.ele('Amt').ele('InstdAmt', { Ccy: 'EUR' }).txt(decimals(amountCents))
  if (bic) addBank(one, 'CdtrAgt', bic)
  one.ele('Cdtr').ele('Nm').txt(sepaText(name, 70))
  one.ele('CdtrAcct').ele('Id').ele('IBAN').txt(iban)
  one.ele('RmtInf').ele('Ustrd').txt(sepaText(text, 140))
}

const addHead = (root: XMLBuilder, { messageId, createdAt, debtor, transfers }: CreditTransfers): void => {
  const head = root.ele('GrpHdr')
  head.ele('MsgId').txt(messageId)
  head.ele('CreDtTm').txt(createdAt.toISOString().slice(0, 19) + 'Z')
  head.ele('NbOfTxs').txt(String(transfers.length))
  head.ele('CtrlSum').txt(sumOf(transfers))
  head.ele('InitgPty').ele('Nm').txt(sepaText(debtor.name, 70))
}

const addInfo = (root: XMLBuilder, { messageId, executeOn, debtor, transfers }: CreditTransfers): XMLBuilder => {
  const info = root.ele('PmtInf')
  info.ele('PmtInfId').txt(messageId)
  info.ele('PmtMtd').txt('TRF')
  info.ele('BtchBookg').txt('false')
  info.ele('NbOfTxs').txt(String(transfers.length))
  info.ele('CtrlSum').txt(sumOf(transfers))
  info.ele('PmtTpInf').ele('SvcLvl').ele('Cd').txt('SEPA')
  info.ele('ReqdExctnDt').ele('Dt').txt(executeOn)
  info.ele('Dbtr').ele('Nm').txt(sepaText(debtor.name, 70))
  info.ele('DbtrAcct').ele('Id').ele('IBAN').txt(debtor.iban)
  addBank(info, 'DbtrAgt', debtor.bic)
  info.ele('ChrgBr').txt('SLEV')
  return info
}

/**
 * A file of SEPA credit transfers (ISO 20022 pain.001.001.09, EPC132-08): one debtor, one batch, each transfer booked by itself, with its
 * counts and sums in both places. The same facts make the same bytes.
 */
export const writeCreditTransfers = (facts: CreditTransfers): string => {
  const document = create({ version: '1.0', encoding: 'UTF-8' })
  const root = document.ele('Document', { xmlns: namespace }).ele('CstmrCdtTrfInitn')
  addHead(root, facts)
  const info = addInfo(root, facts)
  for (const transfer of facts.transfers) addTransfer(info, transfer)
  return `${document.end({ prettyPrint: true })}\n`
}
