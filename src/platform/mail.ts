import { createTransport, type Transporter } from 'nodemailer'

/** How letters leave: an SMTP server, or null, when they are kept in the database and shown at /dev/mail. */
export type MailerFacts = { smtpUrl: string; from: string }
export type OutgoingMail = { id: string; to: string; subject: string; text: string; html: string; language: string }

const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

let mailer: { transport: Transporter; from: string } | null = null

/** Set once by the door that starts the program; null closes what was open. */
export const useMailer = (facts: MailerFacts | null): void => {
  mailer?.transport.close()
  mailer = facts && { transport: createTransport({ url: facts.smtpUrl, pool: true, maxConnections: 4, ...patience }), from: facts.from }
}

export const isMailerSet = (): boolean => mailer !== null

/** Letters written meanwhile are kept and not sent, whatever server is set: a demo's are dated in the past, its addresses nobody's. */
export const keepingLetters = async <T>(work: () => Promise<T>): Promise<T> => {
  const aside = mailer
  mailer = null
  try {
    return await work()
  } finally {
    mailer = aside
  }
}

const domainOf = (from: string): string => /@([^\s>]+)/.exec(from)?.[1] ?? 'vigie.example'

/**
 * Hands one letter to the server and comes back once it was accepted. The id of the letter is its Message-ID: should the program die
 * between the server's yes and our note of it, the second copy is recognised as the same letter by every mailbox.
 */
export const sendMail = async (mail: OutgoingMail): Promise<void> => {
  if (!mailer) throw new Error('no mail server was set')
  const { id, language, ...letter } = mail
  await mailer.transport.sendMail({
    ...letter,
    from: mailer.from,
    messageId: `<${id}@${domainOf(mailer.from)}>`,
    headers: { 'Content-Language': language, 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  })
}

/** Why the server would not take it, as a code: `smtp_550`, `ECONNECTION`. Never its words: they repeat addresses. */
export const mailFault = (error: unknown): string => {
  const said = error as { responseCode?: unknown; code?: unknown } | null
  if (typeof said?.responseCode === 'number') return `smtp_${said.responseCode}`
  return typeof said?.code === 'string' && /^[A-Z_0-9]{1,40}$/.test(said.code) ? said.code : 'unknown'
}
