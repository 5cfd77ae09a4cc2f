import { PDFDocument } from 'pdf-lib'
import { describePdf, facts, foot, heading, openSheet, ownWords, small, title } from '#src/contracts/sheet.ts'
import { institution } from '#src/contracts/wording.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { sayInstant, sayLegalDay } from '#src/notifications/letterDates.ts'
import { hoursAllowed, notifyBefore } from './dataBreach.ts'
import type { DataBreachRow, NoticeRow } from './dataBreaches.sql.ts'

const unsaid = 'non connu à ce jour'
const natureWords: Record<string, string> = dictionary({
  confidentiality: 'perte de confidentialité',
  integrity: 'perte d’intégrité',
  availability: 'perte de disponibilité',
})
const riskWords = { none: 'aucun risque probable', risk: 'risque', high: 'risque élevé' } as const

const period = (
  { began_on: from, ended_on: to }: DataBreachRow,
): string => (from ? `du ${sayLegalDay(from, 'fr')}${to ? ` au ${sayLegalDay(to, 'fr')}` : ', toujours en cours ou fin inconnue'}` : unsaid)

/** What GDPR 33(3) asks for, in its order, as far as it is known: to be copied into the CNIL's form. Written in French, as that form is. */
export const draftPdf = async (
  row: DataBreachRow,
  notices: readonly NoticeRow[],
  { officer, controller, categories, at }: { officer: string; controller: string; categories: string; at: Date },
): Promise<Buffer> => {
  const pdf = await PDFDocument.create()
  describePdf(pdf, { title: `Projet de notification ${row.id}`, lang: 'fr', at })
  const sheet = await openSheet(pdf, [row.title, row.what_happened, row.consequences, row.measures, row.persons_kinds, officer, controller])
  title(
    sheet,
    'Projet de notification à la CNIL',
    `${controller || institution}. ${row.id} · violation de données à caractère personnel (article 33 du RGPD)`,
  )
  facts(sheet, [
    { label: 'Objet', value: row.title },
    { label: 'Connaissance de la violation', value: `${sayInstant(row.aware_at, 'fr')} (${row.aware_at.toISOString()})` },
    {
      label: `Terme des ${hoursAllowed} heures`,
      value: `${sayInstant(notifyBefore(row.aware_at), 'fr')} (${notifyBefore(row.aware_at).toISOString()})`,
    },
    { label: 'Période', value: period(row) },
    ...notices.map((one) => ({
      label: `Notification (${{ initial: 'initiale', complement: 'complément', final: 'finale' }[one.phase]})`,
      value: `${sayInstant(one.sent_at, 'fr')}, ${one.reference}${one.late_reason ? `. Motif du retard : ${one.late_reason}` : ''}`,
    })),
  ])
  heading(sheet, 'a) Nature de la violation')
  ownWords(sheet, row.what_happened || unsaid)
  facts(sheet, [
    { label: 'Nature', value: row.natures.map((one) => natureWords[one] ?? one).join(', ') || unsaid },
    { label: 'Personnes concernées', value: row.persons_kinds || unsaid },
    { label: 'Nombre de personnes', value: row.persons_count === null ? unsaid : `environ ${row.persons_count}` },
    { label: 'Catégories de données', value: categories || unsaid },
    { label: 'Nombre d’enregistrements', value: row.records_count === null ? unsaid : `environ ${row.records_count}` },
  ])
  heading(sheet, 'b) Point de contact')
  ownWords(sheet, officer || unsaid)
  heading(sheet, 'c) Conséquences probables')
  ownWords(sheet, row.consequences || unsaid)
  facts(sheet, [{ label: 'Appréciation', value: row.risk ? `${riskWords[row.risk]}. ${row.risk_reason}` : unsaid }, {
    label: 'Information des personnes',
    value: row.persons_told_at
      ? `le ${sayInstant(row.persons_told_at, 'fr')} : ${row.persons_told_how}`
      : row.persons_not_told_reason || unsaid,
  }])
  heading(sheet, 'd) Mesures prises ou envisagées')
  ownWords(sheet, row.measures || unsaid)
  small(sheet, 'Les informations qui manquent encore sont communiquées de manière échelonnée, sans autre retard indu (article 33(4)).')
  foot(sheet, `Projet de notification ${row.id}`)
  return Buffer.from(await pdf.save())
}
