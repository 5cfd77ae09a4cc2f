import { addDays, startOfParisDay } from '#src/kernel/calendar.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { isIban } from '#src/kernel/identifiers.ts'
import type { Database } from '#src/platform/db.ts'
import type { Bank } from './bank.ts'
import { writeReturns, writeStatusReport, type Reply } from './bankReplies.ts'
import { answerUpTo, keepTransfers, returnUpTo, type HeldTransfer } from './bankSimulator.sql.ts'
import { all, at, readXml, textAt, type Element } from './xmlTree.ts'

/** What the documented test accounts do with a transfer (seed 003, "Invalid IBANs"); a blocked one takes it and gives it back. */
const rejected: Record<string, string> = dictionary({ FR2990665286926539507769811: 'AC01', FR8191676442817818484578833: 'AC04' })
const givingBack = new Set(['FR3083648641551044006702169'])

const inCents = (text: string | null): number => Math.round(Number(text) * 100)

const transferIn = (tx: Element, messageId: string, at_: Date) => {
  const iban = textAt(tx, 'CdtrAcct', 'Id', 'IBAN') ?? ''
  const amount = at(tx, 'Amt', 'InstdAmt')
  return {
    end_to_end_id: textAt(tx, 'PmtId', 'EndToEndId') ?? '',
    message_id: messageId,
    amount_cents: inCents(amount?.text ?? null),
    currency: (amount?.attributes['Ccy'] ?? '').toLowerCase(),
    response: rejected[iban] ?? (isIban(iban) ? '00' : 'AC01'),
    comes_back: givingBack.has(iban),
    received_at: at_,
  }
}

/** The file's own counts and sums, in both places, are those of its transfers; a bank throws out whatever is not so. */
const isSound = (root: Element, transfers: readonly { amount_cents: number }[]): boolean => {
  const [count, sum] = [String(transfers.length), transfers.reduce((cents, one) => cents + one.amount_cents, 0)]
  return [at(root, 'GrpHdr'), at(root, 'PmtInf')].every((place) =>
    textAt(place, 'NbOfTxs') === count && inCents(textAt(place, 'CtrlSum')) === sum
  )
}

const replyOf = (
  { end_to_end_id: endToEndId, message_id: messageId, amount_cents: amountCents, currency, response }: HeldTransfer,
  on: string,
): Reply => ({ endToEndId, messageId, amountCents, currency, response, on })

/** A bank of our own for the trial, with its own memory: reads the files it is given as banks do, and answers by the day. */
export const openBankSimulator = ({ db }: { db: Database }): Bank => ({
  submit: async ({ messageId, xml, at: receivedAt }) => {
    const root = at(readXml(xml) ?? undefined, 'CstmrCdtTrfInitn')
    const transfers = all(at(root, 'PmtInf'), 'CdtTrfTxInf').map((tx) => transferIn(tx, messageId, receivedAt))
    if (!root || textAt(root, 'GrpHdr', 'MsgId') !== messageId || !isSound(root, transfers))
      throw new Error('the bank does not take this file')
    await keepTransfers(db, transfers)
  },
  messages: async function*(on) {
    const answered = await answerUpTo(db, startOfParisDay(addDays(on, 1)), on)
    if (answered.length > 0) yield writeStatusReport(answered.map((one) => replyOf(one, on)), on)
    const returned = (await returnUpTo(db, on)).filter(({ response }) => response === '00')
    if (returned.length > 0) yield writeReturns(returned.map((one) => replyOf(one, on)), on)
  },
})
