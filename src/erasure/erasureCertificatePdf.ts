import { PDFDocument } from 'pdf-lib'
import { describePdf, facts, foot, heading, openSheet, paragraph, small, table, title } from '#src/contracts/sheet.ts'
import { institution } from '#src/contracts/wording.ts'
import { sayInstant, sayShortDay } from '#src/notifications/letterDates.ts'
import { categoryWord } from '#src/personalData/words.ts'
import type { Absence } from './certificates.sql.ts'
import type { Plan, PlanLine } from './plan.ts'

export type CertificateFacts = {
  id: string
  requestId: string
  erasureId: string
  at: Date
  plan: Plan
  signers: readonly { name: string; at: Date }[]
  erasedHash: string
  absence: Absence
  publicKey: string
}

const name = 'Certificat d’effacement à la demande'

const what = ({ requestId, erasureId, at, signers, erasedHash }: CertificateFacts) => [
  { label: 'Demande', value: requestId },
  { label: 'Effacement', value: erasureId },
  { label: 'Exécuté', value: `le ${sayInstant(at, 'fr')}` },
  { label: 'Fondement', value: 'RGPD, article 17' },
  ...signers.map((one, i) => ({ label: i === 0 ? 'Proposé par' : 'Exécuté par', value: `${one.name}, le ${sayInstant(one.at, 'fr')}` })),
  { label: 'Empreinte des traces', value: erasedHash },
]

const whys: Record<NonNullable<PlanLine['why']>, string> = {
  law: 'obligation légale',
  in_use: 'encore en usage',
  own_end: 'terme propre',
  hold: 'gel de conservation',
  source: 'comme sa source',
}
const rowOf = ({ category, goes, stays, why, until }: PlanLine): string[] => [
  categoryWord(category, 'fr'),
  why === null ? '–' : whys[why],
  until ? sayShortDay(until, 'fr') : '–',
  goes > 0 ? String(goes) : '–',
  stays > 0 ? String(stays) : '–',
]
const columns = [
  { label: 'Catégorie', width: 146 },
  { label: 'Ce qui reste, au titre de', width: 125 },
  { label: 'Jusqu’au', width: 120 },
  { label: 'Part', width: 38, isRight: true },
  { label: 'Reste', width: 42, isRight: true },
]
const textsOf = ({ lines }: Plan): string[] =>
  lines.filter(({ why }) => why === 'law').map(({ category, basis }) => `${categoryWord(category, 'fr')} : ${basis}`)

/**
 * What was erased because somebody asked for it, on whose word, and what was found afterwards. Nobody is named but who signed. The figures
 * are those that were decided on: what a hold kept is said of all alike.
 */
export const erasureCertificatePdf = async (said: CertificateFacts): Promise<Buffer> => {
  const pdf = await PDFDocument.create()
  describePdf(pdf, { title: `${name} ${said.id}`, lang: 'fr', at: said.at })
  const sheet = await openSheet(pdf, said.signers.map((one) => one.name))
  title(sheet, name, `${institution}. ${said.id} (certificate of an erasure that was asked for)`)
  facts(sheet, what(said))
  heading(sheet, 'Ce qui a été décidé')
  table(sheet, columns, said.plan.lines.map(rowOf))
  if (textsOf(said.plan).length > 0) small(sheet, `Textes. ${textsOf(said.plan).join('. ')}.`)
  small(sheet, 'Sous réserve, pour chaque catégorie, de ce qu’une obligation légale impose de conserver.')
  heading(sheet, 'Preuve d’absence')
  paragraph(
    sheet,
    'Un second lecteur, indépendant de celui qui efface, a cherché ce qui a été effacé à partir des empreintes qui en restent, et les clés sous lesquelles il était scellé.',
  )
  facts(sheet, [{
    label: 'Conclusion',
    value: said.absence.remaining === 0 ? 'absence établie' : `NON établie : ${said.absence.remaining} éléments subsistent`,
  }, { label: 'Tables parcourues', value: said.absence.places.join(', ') }])
  small(
    sheet,
    'Les clés des personnes effacées sont détruites : ce qu’elles scellaient est illisible, dans les sauvegardes aussi, pour autant que les clés y soient gardées à part.',
  )
  small(
    sheet,
    `Signé Ed25519 par l’établissement ; clé publique ${said.publicKey}. La signature, sur les octets de ce fichier, est donnée avec lui.`,
  )
  foot(sheet, `${name} ${said.id}`)
  return Buffer.from(await pdf.save())
}
