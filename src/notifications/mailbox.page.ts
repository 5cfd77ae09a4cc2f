import { notFound } from '#src/kernel/errors.ts'
import { isId } from '#src/kernel/ids.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Chip, Columns, Fact } from '#src/web/components.ts'
import { param, type Visit } from '#src/web/visit.ts'
import { findMail, listMails, type MailLine, type MailRow } from './mails.sql.ts'

// The letter box of a trial without a mail server. Its routes are not hung in production (routes({ isTrial })).

const here = '/dev/mail'
const pageSize = 30
const tones = { queued: 'waiting', sent: 'good', failed: 'bad' } as const

const stateOf = ({ t }: Visit, state: MailRow['state']): Chip => ({ tone: tones[state], label: t(`notifications:state.${state}`) })
const lineOf = (visit: Visit, mail: MailLine) => ({
  href: `${here}/${mail.id}`,
  subject: mail.subject,
  to: mail.to_address,
  at: mail.created_at,
  state: stateOf(visit, mail.state),
})

/** GET /dev/mail: every letter, newest first. */
export const showMailbox = async (visit: Visit): Promise<Answer> => {
  const { t, ctx, query } = visit
  const before = typeof query['before'] === 'string' && isId('mail', query['before']) ? query['before'] : null
  const found = await listMails(ctx.db, before, pageSize + 1)
  const mails = found.slice(0, pageSize)
  const more = found.length > pageSize ? `${here}?before=${mails.at(-1)!.id}` : null
  const empty = { title: t('notifications:empty_title'), text: t('notifications:empty_text'), icon: 'mail' }
  const columns: Columns = {
    letter: { label: t('notifications:letter'), isLead: true },
    to: { label: t('notifications:to') },
    at: { label: t('notifications:at') },
    state: { label: t('notifications:state_of') },
  }
  return view('notifications/mailbox', {
    title: t('notifications:title'),
    sentence: t('notifications:stand'),
    columns,
    mails: mails.map((mail) => lineOf(visit, mail)),
    more,
    newest: before ? here : null,
    empty,
  })
}

/** A line of plain text, its addresses apart so that they can be followed. */
const partsOf = (line: string): { text: string; href: string }[] =>
  line.split(/(https?:\/\/\S+)/).filter((part) => part !== '').map((text) => ({ text, href: /^https?:\/\//.test(text) ? text : '' }))

const mustFind = async (visit: Visit): Promise<MailRow> => {
  const mail = await findMail(visit.ctx.db, param(visit, 'id'))
  if (!mail) throw notFound()
  return mail
}

const factsOf = ({ t }: Visit, mail: MailRow): Fact[] => [
  { label: t('notifications:to'), text: mail.to_address },
  { label: t('notifications:at'), at: mail.created_at },
  ...(mail.sent_at ? [{ label: t('notifications:sent'), at: mail.sent_at }] : []),
  { label: t('notifications:template'), text: mail.template, isMono: true },
]

/** GET /dev/mail/:id: one letter as plain text, its links to be followed. */
export const showLetter = async (visit: Visit): Promise<Answer> => {
  const mail = await mustFind(visit)
  const lines = (mail.text_body ?? '').split('\n').map((line) => ({ parts: partsOf(line) }))
  return view('notifications/letter', {
    title: mail.subject,
    back: { label: visit.t('notifications:back'), href: here },
    chip: stateOf(visit, mail.state),
    facts: factsOf(visit, mail),
    lines,
    html: mail.html_body === null
      ? null
      : { label: visit.t('notifications:html'), href: `${here}/${mail.id}/html`, kind: 'plain', icon: 'external' },
  })
}

/** GET /dev/mail/:id/html: the letter laid out, in a sandbox of its own: its style is read, nothing of it runs. */
export const showLetterHtml = async (visit: Visit): Promise<Answer> => {
  const mail = await mustFind(visit)
  if (mail.html_body === null) throw notFound()
  return {
    kind: 'file',
    bytes: Buffer.from(mail.html_body),
    mime: 'text/html; charset=utf-8',
    fileName: `${mail.id}.html`,
    isInline: true,
    policy: "style-src 'unsafe-inline'",
  }
}
