import { PDFDocument } from 'pdf-lib'
import { describePdf, facts, foot, heading, openSheet, ownWords, paragraph, title } from '#src/contracts/sheet.ts'
import { institution } from '#src/contracts/wording.ts'
import { countryName } from '#src/dossiers/countries.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { sayLegalDay } from '#src/notifications/letterDates.ts'
import type { PlanLine } from '#src/erasure/plan.ts'
import { categoryWord, columnWord, complaintSentence, scopeSentences, type PaperLang } from '#src/personalData/words.ts'
import { valueKindOf } from '#src/rectifications/rectification.ts'
import type { RightsKind } from '#src/rights/rightsRequest.ts'

/** What an answer says; `lines`: what was erased and what was not; `rectified`: what was put right. */
export type AnswerFacts = {
  reference: string
  lang: PaperLang
  name: string
  postalAddress: string | null
  kind: RightsKind
  receivedOn: Day
  answeredOn: Day
  isRefusal: boolean
  isNothingFound: boolean
  words: string
  lines: readonly PlanLine[]
  rectified: readonly { field: string; after: string }[]
  isRestricted: boolean
  hasPackage: boolean
  officer: string
}

const kinds: Record<PaperLang, Record<RightsKind, string>> = {
  fr: {
    access: 'accès',
    rectification: 'rectification',
    erasure: 'effacement',
    portability: 'portabilité',
    restriction: 'limitation',
    objection: 'opposition',
  },
  en: {
    access: 'access',
    rectification: 'rectification',
    erasure: 'erasure',
    portability: 'portability',
    restriction: 'restriction',
    objection: 'objection',
  },
}

const words = {
  fr: {
    title: 'Réponse à votre demande',
    reference: 'Référence',
    to: 'Destinataire',
    kind: 'Votre demande',
    received: 'Reçue le',
    answered: 'Répondue le',
    answer: 'Notre réponse',
    nothing: 'Nous n’avons trouvé, sous les éléments que vous nous avez donnés, aucune donnée vous concernant.',
    erased: 'Effacées, à l’exception de celles qu’une obligation légale impose de conserver',
    erasure: 'Ce qui est effacé, ce qui est conservé',
    law: (basis: string) => `Conservées : la loi l’impose (${basis})`,
    in_use: 'Conservées tant qu’elles servent à ce pour quoi elles ont été recueillies',
    own_end: (basis: string) => `Conservées jusqu’à leur propre terme (${basis})`,
    hold: 'Conservées : une procédure en cours l’exige',
    source: 'Conservées aussi longtemps que la pièce dont elles viennent',
    until: (day: string) => `jusqu’au ${day}`,
    open: 'leur durée n’a pas encore commencé à courir',
    archived: 'Ce qui est conservé ne sert plus qu’à ce pour quoi la loi impose de le garder, et à la défense de droits.',
    rectified: 'Ce qui est rectifié',
    restricted:
      'L’utilisation de vos données est limitée : elles sont conservées, et ne servent plus qu’à la défense de droits. Nous vous écrirons avant de lever cette limitation.',
    package: 'Une copie de vos données vous est remise avec cette réponse.',
    scope: 'Ce que cette réponse ne contient pas',
    rights: 'Vos recours',
    officer: 'Délégué à la protection des données',
  },
  en: {
    title: 'Answer to your request',
    reference: 'Reference',
    to: 'To',
    kind: 'Your request',
    received: 'Received on',
    answered: 'Answered on',
    answer: 'Our answer',
    nothing: 'Under what you gave us we have found no data about you.',
    erased: 'Erased, save those that a legal obligation requires to be kept',
    erasure: 'What is erased, what is kept',
    law: (basis: string) => `Kept: the law requires it (${basis})`,
    in_use: 'Kept while they serve what they were collected for',
    own_end: (basis: string) => `Kept until their own end (${basis})`,
    hold: 'Kept: pending proceedings require it',
    source: 'Kept as long as the document they come from',
    until: (day: string) => `until ${day}`,
    open: 'their period has not begun yet',
    archived: 'What is kept serves only what the law requires it to be kept for, and the defence of claims.',
    rectified: 'What is put right',
    restricted:
      'The use of your data is restricted: they are kept, and serve only the defence of claims. We will write to you before this is lifted.',
    package: 'A copy of your data is handed to you with this answer.',
    scope: 'What this answer does not contain',
    rights: 'What you can do next',
    officer: 'Data protection officer',
  },
} as const

const whyOf = ({ why, basis, until }: PlanLine, lang: PaperLang): string => {
  const said = words[lang]
  const reason = why === 'law' ? said.law(basis) : why === 'own_end' ? said.own_end(basis) : said[why ?? 'source']
  if (why === 'hold' || why === 'source') return reason
  return `${reason}, ${until ? said.until(sayLegalDay(until, lang)) : said.open}`
}

/**
 * « Appareil et adresse IP : effacées… »; where some went and some stay, both. No figure: what an order that is nobody's to know keeps
 * would show in it.
 */
export const erasureLines = (lines: readonly PlanLine[], lang: PaperLang): { label: string; value: string }[] =>
  lines.map((line) => ({
    label: categoryWord(line.category, lang),
    value: [...(line.goes > 0 ? [words[lang].erased] : []), ...(line.stays > 0 ? [whyOf(line, lang)] : [])].join('. '),
  }))

/** A day and a country as a letter says them. */
const sayValue = (field: string, value: string, lang: PaperLang): string => {
  const kind = valueKindOf(field)
  return value === '' ? '–' : kind === 'birth' ? sayLegalDay(value, lang) : kind === 'country' ? countryName(value, lang) : value
}

/** The letter that leaves and is kept: what was asked, what was done, what stays and why, and how to complain. */
export const answerLetter = async (one: AnswerFacts): Promise<Buffer> => {
  const { lang, reference, name, postalAddress } = one
  const said = words[lang]
  const pdf = await PDFDocument.create()
  describePdf(pdf, { title: `${said.title} ${reference}`, lang, at: new Date(`${one.answeredOn}T12:00:00Z`) })
  const sheet = await openSheet(pdf, [name, postalAddress ?? '', one.words, ...one.rectified.map(({ after }) => after), one.officer])
  title(sheet, said.title, institution)
  facts(sheet, [
    { label: said.to, value: postalAddress ? `${name}, ${postalAddress.replaceAll('\n', ', ')}` : name },
    { label: said.reference, value: reference },
    { label: said.kind, value: kinds[lang][one.kind] },
    { label: said.received, value: sayLegalDay(one.receivedOn, lang) },
    { label: said.answered, value: sayLegalDay(one.answeredOn, lang) },
  ])
  heading(sheet, said.answer)
  if (one.isNothingFound) paragraph(sheet, said.nothing)
  ownWords(sheet, one.words)
  if (one.hasPackage) paragraph(sheet, said.package)
  if (one.lines.length > 0) {
    heading(sheet, said.erasure)
    facts(sheet, erasureLines(one.lines, lang))
    paragraph(sheet, said.archived)
  }
  if (one.rectified.length > 0) {
    heading(sheet, said.rectified)
    facts(sheet, one.rectified.map(({ field, after }) => ({ label: columnWord(field, lang), value: sayValue(field, after, lang) })))
  }
  if (one.isRestricted) paragraph(sheet, said.restricted)
  heading(sheet, said.scope)
  for (const sentence of scopeSentences[lang]) paragraph(sheet, sentence)
  heading(sheet, said.rights)
  paragraph(sheet, complaintSentence[lang])
  if (one.officer) facts(sheet, [{ label: said.officer, value: one.officer }])
  foot(sheet, `${said.title} ${reference}`)
  return Buffer.from(await pdf.save())
}
