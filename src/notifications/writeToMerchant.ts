import type { Tx } from '#src/platform/ctx.ts'
import { listReaders } from './mails.sql.ts'
import type { LetterToMerchant, MailTemplate } from './templates.ts'
import { writeMail } from './writeMail.ts'

/** The same letter to every activated user of the merchant, each in his own language. */
export const writeToMerchant = async <T extends MailTemplate>(tx: Tx, merchantId: string, letter: LetterToMerchant<T>): Promise<void> => {
  for (const { id, address, lang } of await listReaders(tx.db, merchantId)) {
    await writeMail(tx, { ...letter, to: { address, lang, merchantId }, dedupeKey: `${letter.dedupeKey}:${id}` })
  }
}
