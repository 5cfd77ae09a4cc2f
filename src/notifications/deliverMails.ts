import { step } from '#src/kernel/lifecycle.ts'
import { stopwatch } from '#src/platform/clock.ts'
import { isDryRun, type Ctx, type Tx } from '#src/platform/ctx.ts'
import { isMailerSet, mailFault, sendMail } from '#src/platform/mail.ts'
import { record } from '#src/platform/record.ts'
import { sweep, type Report } from '#src/platform/sweep.ts'
import { keepApart } from '#src/retention/keepApart.ts'
import { letterLang, putDateRight } from './letterDates.ts'
import { mailLifecycle, nextTry } from './mail.ts'
import { claimMail, eraseOrphan, findQueuedMails, listOrphanInSecret, updateMail, type MailRow, type QueuedMail } from './mails.sql.ts'

type Words = { subject: string; text: string; html: string }

/** A letter that states a date so many days after it leaves, and leaves on a later day than it was written, states the later date. */
const wordsOf = (mail: MailRow, leavesAt: Date): Words => {
  const { subject, text_body: text, html_body: html, days_stated: days, created_at: writtenAt } = mail
  const right = (
    words: string,
  ) => (days === null ? words : putDateRight(words, { writtenAt, leavesAt, days, lang: letterLang(mail.language) }))
  return { subject: right(subject), text: right(text ?? ''), html: right(html ?? '') }
}

/** What left, as it left; a link or a code that was sent for real is not kept. */
const kept = (mail: MailRow, { subject, text, html }: Words) =>
  mail.holds_secret && isMailerSet() ? { subject, text_body: null, html_body: null } : { subject, text_body: text, html_body: html }

const noteSent = async (tx: Tx, mail: MailRow, words: Words, sentAt: Date): Promise<void> => {
  const { to, event } = step(mailLifecycle, mail.state, 'send', tx.actor)
  await updateMail(tx.db, mail.id, { state: to, attempts: mail.attempts + 1, error: null, sent_at: sentAt, ...kept(mail, words) })
  await record(tx, event, {
    subject: mail.id,
    merchantId: mail.merchant_id,
    data: { template: mail.template, about: mail.subject_id, tries: mail.attempts + 1 },
  })
}

const noteRefused = async (tx: Tx, mail: MailRow, error: string): Promise<void> => {
  const tries = mail.attempts + 1
  const again = nextTry(tries, tx.now)
  const { to, event } = step(mailLifecycle, mail.state, again ? 'defer' : 'give_up', tx.actor)
  await updateMail(tx.db, mail.id, { state: to, attempts: tries, error, ...(again ? { next_attempt_at: again } : {}) })
  await record(tx, event, {
    subject: mail.id,
    merchantId: mail.merchant_id,
    data: { template: mail.template, about: mail.subject_id, tries, error },
  })
}

/** Null: the server took it, or there is none and it is kept. A dry run hands nothing over. */
const handOver = async (tx: Tx, mail: MailRow, words: Words): Promise<string | null> => {
  if (!isMailerSet() || isDryRun(tx)) return null
  try {
    await sendMail({ id: mail.id, to: mail.to_address, language: mail.language, ...words })
    return null
  } catch (error) {
    return mailFault(error)
  }
}

/** Written while he was being erased: whoever wrote it had read his address before. */
const cancel = async (tx: Tx, mail: MailRow): Promise<'done' | 'skipped'> => {
  const { ids: apart } = await keepApart(tx, 'mail', await listOrphanInSecret(tx.db, mail.id), {
    rows: async (id) => ((await eraseOrphan(tx.db, id, true)) ? [id] : []),
  })
  if (apart.length === 0 && !(await eraseOrphan(tx.db, mail.id))) {
    tx.watch.noteEvent() // an order holds it: nothing went
    return 'skipped'
  }
  await record(tx, 'mail.cancelled', {
    subject: mail.id,
    merchantId: mail.merchant_id,
    data: { template: mail.template, about: mail.subject_id },
  })
  return 'done'
}

/**
 * One letter, held by its lock while the server is asked, so that no other worker sends it too; its state is set as soon as the server
 * said yes. Only a program that dies in between sends it again, under the same Message-ID.
 */
const deliverOne = async (tx: Tx, row: QueuedMail, lap: () => number, refused: Map<string, string>): Promise<'done' | 'skipped'> => {
  const mail = await claimMail(tx.db, row.id, tx.now)
  if (!mail) return 'skipped'
  if (mail.isOrphan) return cancel(tx, mail)
  // A run may last past midnight: the date a letter states and the start of its clock come from the same instant.
  const leavesAt = isMailerSet() ? new Date(tx.now.getTime() + lap()) : tx.now
  const words = wordsOf(mail, leavesAt)
  const error = await handOver(tx, mail, words)
  if (error === null) {
    refused.delete(mail.id)
    await noteSent(tx, mail, words, leavesAt)
  } else {
    refused.set(mail.id, error)
    await noteRefused(tx, mail, error)
  }
  return 'done'
}

/** A refusal by the server is kept for the next try and counted as failed, so that the run shows red. */
const withRefusals = (report: Report, refused: Map<string, string>): Report => ({
  ...report,
  done: report.done - refused.size,
  failed: report.failed + refused.size,
  touched: report.touched.map((one) => (refused.has(one.subject) ? { ...one, outcome: 'failed', detail: refused.get(one.subject)! } : one)),
})

/** Sends what is queued and due. Without an SMTP server a letter is sent by being kept. */
export const deliverMails = async (ctx: Ctx): Promise<Report> => {
  const refused = new Map<string, string>()
  const lap = stopwatch()
  const report = await sweep<QueuedMail>(ctx, {
    find: (from, after, limit) => findQueuedMails(from.db, from.now, after, limit),
    subject: ({ id }) => id,
    each: (tx, row) => deliverOne(tx, row, lap, refused),
    width: isMailerSet() ? 4 : 1,
  })
  return withRefusals(report, refused)
}
