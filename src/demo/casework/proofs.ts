import type { SentFile } from '#src/documents/receiveDocument.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { formatCents } from '#src/kernel/money.ts'
import { longDay } from '../pieces/french.ts'
import { gap, openSheet, save } from '../pieces/sheet.ts'
import { field, line, paragraph, signature } from '../pieces/write.ts'
import type { Picked } from './payments.sql.ts'

/** A piece that a merchant brings for his defence. `slot`: where it goes in the file; `words`: what it says. */
export type Proof = { slot: string; name: string; title: string; words: readonly string[] }

/** Printed from his till or his mailbox, and signed with the payer's name. */
export const printProof = async ({ name, title, words }: Proof, payment: Picked, day: Day): Promise<SentFile> => {
  const sheet = await openSheet({ title, day, footer: payment.merchantName })
  line(sheet, payment.merchantName, { size: 15, face: 'bold' })
  gap(sheet, 14)
  line(sheet, title, { size: 13, face: 'bold' })
  gap(sheet, 8)
  field(sheet, 'Commande', payment.orderId || payment.id)
  field(sheet, 'Montant', formatCents(payment.amountCents, 'eur', 'fr'))
  field(sheet, 'Date', longDay(day))
  field(sheet, 'Client', payment.payerName || 'Non communiqué')
  gap(sheet, 14)
  for (const text of words) paragraph(sheet, text)
  gap(sheet, 24)
  signature(sheet, payment.payerName)
  return { fileName: `${name}.pdf`, bytes: await save(sheet) }
}
