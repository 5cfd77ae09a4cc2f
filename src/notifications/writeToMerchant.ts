import type { Tx } from '#src/platform/ctx.ts'
import { listRestrictionsOf } from '#src/restrictions/restrictions.sql.ts'
import { ordinaryLetters } from '#src/retention/letters.ts'
import { listReaders, type Reader } from './mails.sql.ts'
import type { LetterToMerchant, MailTemplate } from './templates.ts'
import { writeMail } from './writeMail.ts'

/**
 * Whom an ordinary letter may use the address of: not of those whose data is kept and not used (GDPR 18). A notice is a duty, or proves a
 * right, and goes to everybody.
 */
const readersOf = async (tx: Tx, merchantId: string, template: MailTemplate): Promise<Reader[]> => {
  const readers = await listReaders(tx.db, merchantId)
  if (!ordinaryLetters.includes(template)) return readers
  const restricted = new Set((await listRestrictionsOf(tx.db, readers.map(({ id }) => id))).map(({ subject_id: id }) => id))
  return readers.filter(({ id }) => !restricted.has(id))
}

/** The same letter to every activated user of the merchant, each in his own language. */
export const writeToMerchant = async <T extends MailTemplate>(tx: Tx, merchantId: string, letter: LetterToMerchant<T>): Promise<void> => {
  for (const { id, address, lang } of await readersOf(tx, merchantId, letter.template)) {
    await writeMail(tx, { ...letter, to: { address, lang, merchantId }, dedupeKey: `${letter.dedupeKey}:${id}` })
  }
}
