import { isUsualDay } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { all, at, readXml, textAt, type Element } from './xmlTree.ts'

/** One thing that the bank says of one transfer. `executed`: it debited us; `rejected`: it did not; `returned`: what had left came back. */
export type Told = {
  said: 'executed' | 'rejected' | 'returned'
  endToEndId: string
  amountCents: number | null
  currency: string | null
  reason: string | null
  on: string | null
}

/** 12.34 → 1234; null where it is no amount of a currency of two decimals. */
const centsOf = (text: string | null): number | null => {
  const found = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text ?? '')
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : null
}

const dayIn = (text: string | null): string | null => (text && isUsualDay(text.slice(0, 10)) ? text.slice(0, 10) : null)

const moneyIn = (amount: Element | undefined) => ({
  amountCents: centsOf(amount?.text.trim() ?? null),
  currency: amount?.attributes['Ccy']?.toLowerCase() ?? null,
})

/** ACSC, ACCC: settled on our account, or on the payee's. RJCT: refused. Whatever lies between says nothing final, and is left out. */
const finals: Record<string, Told['said']> = dictionary({ ACSC: 'executed', ACCC: 'executed', RJCT: 'rejected' })

const ofStatus = (tx: Element, fallback: Element | undefined, told: string | null): Told[] => {
  const said = finals[textAt(tx, 'TxSts') ?? told ?? '']
  const endToEndId = textAt(tx, 'OrgnlEndToEndId')
  if (!said || !endToEndId) return []
  const reason = textAt(tx, 'StsRsnInf', 'Rsn', 'Cd') ?? textAt(fallback, 'StsRsnInf', 'Rsn', 'Cd')
  return [{
    said,
    endToEndId,
    ...moneyIn(at(tx, 'OrgnlTxRef', 'Amt', 'InstdAmt')),
    reason,
    on: dayIn(textAt(tx, 'AccptncDtTm') ?? textAt(tx, 'OrgnlTxRef', 'ReqdExctnDt', 'Dt')),
  }]
}

/** pain.002: status by transfer; where only a group has one it holds for each transfer named in it. */
const readStatuses = (report: Element): Told[] => {
  const group = at(report, 'OrgnlGrpInfAndSts')
  return all(report, 'OrgnlPmtInfAndSts').flatMap((info) =>
    all(info, 'TxInfAndSts').flatMap((tx) =>
      ofStatus(tx, at(info, 'StsRsnInf') ? info : group, textAt(info, 'PmtInfSts') ?? textAt(group, 'GrpSts'))
    )
  )
}

const ofDetail = (tx: Element, entry: Element): Told[] => {
  const endToEndId = textAt(tx, 'Refs', 'EndToEndId')
  const isReturn = at(tx, 'RtrInf') !== undefined
  if (!endToEndId || textAt(entry, 'CdtDbtInd') !== 'CRDT' || !isReturn) return []
  const on = textAt(entry, 'ValDt', 'Dt') ?? textAt(entry, 'BookgDt', 'Dt')
  return [{
    said: 'returned',
    endToEndId,
    ...moneyIn(at(tx, 'Amt') ?? at(entry, 'Amt')),
    reason: textAt(tx, 'RtrInf', 'Rsn', 'Cd'),
    on: dayIn(on),
  }]
}

/** camt.054: of what was booked, the credits that give a transfer of ours back. */
const readReturns = (notice: Element): Told[] =>
  all(notice, 'Ntfctn').flatMap((one) =>
    all(one, 'Ntry').flatMap((entry) =>
      all(entry, 'NtryDtls').flatMap((details) => all(details, 'TxDtls').flatMap((tx) => ofDetail(tx, entry)))
    )
  )

/**
 * What a document of the bank says: a customer payment status report (pain.002.001.*) or a debit and credit notification (camt.054.001.*),
 * told apart by their namespace. Null where it is neither, does not read, or has more than `mostElements`; an empty list where it says
 * nothing final of any transfer.
 */
export const readBankMessage = (xml: string, mostElements?: number): Told[] | null => {
  const root = readXml(xml, mostElements)
  if (root?.name !== 'Document') return null
  const kind = /^urn:iso:std:iso:20022:tech:xsd:(pain\.002|camt\.054)\.001\.\d{2}$/.exec(root.uri)?.[1]
  if (kind === 'pain.002') return at(root, 'CstmrPmtStsRpt') ? readStatuses(at(root, 'CstmrPmtStsRpt')!) : null
  if (kind === 'camt.054') return at(root, 'BkToCstmrDbtCdtNtfctn') ? readReturns(at(root, 'BkToCstmrDbtCdtNtfctn')!) : null
  return null
}
