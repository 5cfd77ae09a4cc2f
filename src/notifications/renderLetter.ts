import { isDay, type Day } from '#src/kernel/calendar.ts'
import { formatCents } from '#src/kernel/money.ts'
import { fullAddress, isTrialHouse } from '#src/platform/letterhead.ts'
import { hasText, translator, type Translate } from '#src/web/i18n.ts'
import type { MailModel } from '#src/web/page-model.ts'
import { renderView } from '#src/web/views.ts'
import { endAfterLeaving, sayHours, sayInstant, sayLegalDay, type LetterLang } from './letterDates.ts'
import { plainText } from './plainText.ts'
import { homeOfLetter, type LetterPiece, type MailTemplate, type MailValues } from './templates.ts'

export type WrittenLetter = { subject: string; text: string; html: string }

/** A reason of the list has its sentence for the merchant; one that came later than this list is said plainly. */
const sayReason = (reason: string, lang: LetterLang, t: Translate): string =>
  t([`requests:reason.${reason}`, `documents:refusal.${reason}`].find((key) => hasText(lang, key)) ?? 'requests:reason.other')

const sayKind = (kind: string, lang: LetterLang, t: Translate): string =>
  t(hasText(lang, `requests:piece.${kind}`) ? `requests:piece.${kind}` : 'requests:piece.other')

/** « Pièce d’identité (Jeanne Martin) », why, and what the analyst added. */
export const sayPiece = ({ kind, person, reason, note }: LetterPiece, lang: LetterLang, t: Translate) => {
  const piece = sayKind(kind, lang, t)
  return { label: person ? t('requests:piece_of', { piece, person }) : piece, reason: sayReason(reason, lang, t), note }
}

type Sum = { cents: number; currency: string }
type AnyValues = {
  link?: string
  days?: number
  hoursLeft?: number
  pieces?: LetterPiece[]
  message?: string
  piece?: LetterPiece
  expiresOn?: Day
  daysLeft?: number
  sum?: Sum
  pending?: Sum
  won?: Sum
  category?: string
  [name: string]: unknown
}

const saidDates = (values: AnyValues, lang: LetterLang) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value instanceof Date ? sayInstant(value, lang) : typeof value === 'string' && isDay(value) ? sayLegalDay(value, lang) : value,
    ]),
  )

/** The values as words of one language: what the template lays out. */
const spoken = (template: MailTemplate, values: AnyValues, now: Date, lang: LetterLang, t: Translate) => ({
  ...saidDates(values, lang),
  ...(values.days !== undefined && !('dueAt' in values) ? { dueAt: sayInstant(endAfterLeaving(now, values.days), lang) } : {}),
  ...(values.piece ? { piece: sayPiece(values.piece, lang, t).label } : {}),
  ...(values.sum ? { sum: formatCents(values.sum.cents, values.sum.currency, lang) } : {}),
  ...(values.pending ? { pending: formatCents(values.pending.cents, values.pending.currency, lang) } : {}),
  ...(values.won ? { won: formatCents(values.won.cents, values.won.currency, lang) } : {}),
  ...(values.category ? { contest: t(`disputes:category.${values.category}`) } : {}),
  link: fullAddress(values.link ?? homeOfLetter(template)),
  left: sayHours(values.hoursLeft ?? 0, lang),
  pieces: (values.pieces ?? []).map((piece) => sayPiece(piece, lang, t)),
  count: values.pieces?.length ?? values.days ?? values.daysLeft ?? 0,
  message: (values.message ?? '').split('\n').filter((line) => line.trim() !== ''),
})

const layOut = (template: MailTemplate, said: ReturnType<typeof spoken>, lang: LetterLang, now: Date, t: Translate): WrittenLetter => {
  const subject = t(`mails:${template}.subject`, said)
  const page: MailModel = {
    lang,
    now,
    title: subject,
    preheader: t(`mails:${template}.preheader`, said),
    reason: t(`mails:${template}.why`),
    trial: isTrialHouse(),
    sender: { name: t('mails:sender.name'), address: t('mails:sender.address'), contact: t('mails:sender.contact') },
  }
  const body = renderView(`mails/${template}`, { ...said, title: subject, now }, { lang })
  return {
    subject,
    html: renderView('mails/_whole', { page, body }, { lang, layout: 'mail' }),
    text: renderView('mails/_whole-text', { page, body: plainText(body) }, { lang, layout: 'mail-text' }),
  }
}

/** The letters of a night on which clocks end say the same to everybody, and nothing of anybody: laid out once. Cleared when full. */
const sameForAll: readonly MailTemplate[] = ['account_deactivated', 'account_suspended']
const laidOut = new Map<string, WrittenLetter>()
const mostLaidOut = 200

/** Subject, HTML and plain text of a letter, in one language, as if it left now. */
export const renderLetter = <T extends MailTemplate>(template: T, values: MailValues[T], lang: LetterLang, now: Date): WrittenLetter => {
  const t = translator(lang)
  const said = spoken(template, values, now, lang, t)
  if (!sameForAll.includes(template)) return layOut(template, said, lang, now, t)
  const key = `${template} ${lang} ${isTrialHouse()} ${JSON.stringify(said)}`
  const known = laidOut.get(key)
  if (known) return known
  if (laidOut.size >= mostLaidOut) laidOut.clear()
  const letter = layOut(template, said, lang, now, t)
  laidOut.set(key, letter)
  return letter
}
