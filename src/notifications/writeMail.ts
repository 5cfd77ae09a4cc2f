import { newId } from '#src/kernel/ids.ts'
import { ring } from '#src/platform/bell.ts'
import type { Tx } from '#src/platform/ctx.ts'
import { record } from '#src/platform/record.ts'
import { letterLang } from './letterDates.ts'
import { insertMail } from './mails.sql.ts'
import { renderLetter } from './renderLetter.ts'
import { holdsSecretByNature, type Letter, type MailTemplate } from './templates.ts'

/** Only a clock that starts with the letter is stated in days; a date that is known already stays what it is. */
const daysStated = (values: object): number | null =>
  'days' in values && typeof values.days === 'number' && !('dueAt' in values) ? values.days : null

/** Writes a letter: a row, rendered, that the delivery job will find. The same `dedupeKey` twice writes nothing. */
export const writeMail = async <T extends MailTemplate>(tx: Tx, letter: Letter<T>): Promise<void> => {
  const { template, to, subjectId, dedupeKey, values } = letter
  const language = letterLang(to.lang)
  const { subject, text, html } = renderLetter(template, values, language, tx.now)
  const id = newId('mail', tx.now)
  const isNew = await insertMail(tx.db, {
    id,
    merchant_id: to.merchantId,
    subject_id: subjectId,
    dedupe_key: dedupeKey,
    template,
    language,
    to_address: to.address,
    subject,
    days_stated: daysStated(values),
    text_body: text,
    html_body: html,
    holds_secret: letter.holdsSecret ?? holdsSecretByNature(template),
    next_attempt_at: tx.now,
    created_at: tx.now,
  })
  if (!isNew) return
  await record(tx, 'mail.written', { subject: id, merchantId: to.merchantId, data: { template, about: subjectId } })
  tx.afterCommit(() => ring('deliver-mails'))
}
