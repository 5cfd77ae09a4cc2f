import { PDFDocument } from 'pdf-lib'
import { describePdf, facts, foot, heading, openSheet, paragraph, small, table, title } from '#src/contracts/sheet.ts'
import { institution } from '#src/contracts/wording.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { sayLegalDay, sayInstant } from '#src/notifications/letterDates.ts'
import type { Absence, Place } from './absence.sql.ts'
import type { Books } from './books.sql.ts'

export type PurgeFacts = {
  id: string
  purgeId: string
  /** In words: the category, the rule, what is done. */
  category: string
  rule: string
  action: string
  version: number
  basis: string
  onDay: Day
  isWhole: boolean
  approved: readonly { name: string; at: Date }[]
  /** The first run of this version, where this is a later one. */
  firstRun: string | null
  startedAt: Date
  endedAt: Date
  erased: number
  kept: number
  listHash: string | null
  erasedHash: string
  books: { before: Books; after: Books; areSame: boolean }
  absence: Absence
  publicKey: string
}

const name = 'Certificat d’effacement'

const what = (said: PurgeFacts) => [
  { label: 'Effacement', value: said.purgeId },
  { label: 'Catégorie', value: said.category },
  { label: 'Règle', value: `${said.rule} ; ${said.action}` },
  { label: 'Version', value: `${said.version} · ${said.basis}` },
  { label: 'Échu', value: `au ${sayLegalDay(said.onDay, 'fr')}` },
  {
    label: said.isWhole ? 'Effacé' : 'Effacé, puis interrompu',
    value: `du ${sayInstant(said.startedAt, 'fr')} au ${sayInstant(said.endedAt, 'fr')}${said.isWhole ? '' : ', une autre version étant entrée en vigueur'}`,
  },
  ...said.approved.map(({ name: who, at }) => ({ label: 'Approuvé par', value: `${who}, le ${sayInstant(at, 'fr')}` })),
  ...(said.firstRun ? [{ label: 'Approuvé avec', value: `le premier passage de cette version, ${said.firstRun}` }] : []),
  { label: 'Éléments effacés', value: String(said.erased) },
  { label: 'Rencontrés et conservés', value: `${said.kept} (règle plus longue ou gel de conservation)` },
  ...(said.listHash === said.erasedHash
    ? [{ label: 'Empreinte de la liste signée et effacée', value: said.erasedHash }]
    : [...(said.listHash ? [{ label: 'Empreinte de la liste signée', value: said.listHash }] : []), {
      label: 'Empreinte de la liste effacée',
      value: said.erasedHash,
    }]),
]

const placesText = (
  places: readonly Place[],
): string => (places.length === 0 ? 'aucune' : places.map(({ table: one, rows }) => `${one} : ${rows}`).join(' ; '))

const filesText = ({ files }: Absence): string => {
  if (files === undefined || files === null) return files === null ? 'sans objet : aucun dans cette catégorie' : 'non cherchés'
  return files === 0
    ? 'tout le dépôt lu ; aucun n’y est resté sans ligne qui le nomme'
    : `restés dans le dépôt sans ligne qui les nomme : ${files}`
}

const queueText = ({ queue, values }: Absence): string => {
  if (queue === undefined || queue === null) return queue === null ? 'non cherchée : tenue par Redis, hors de la base' : 'non cherchée'
  return values === 0
    ? 'rien à y chercher (rien de prélevé avant l’effacement)'
    : `lue en entier ; valeurs : ${queue.values}, mentions d’identifiants : ${queue.ids}`
}

const absenceFacts = ({ absence }: PurgeFacts) => [
  { label: 'Conclusion', value: absence.remaining === 0 ? 'absence établie' : `NON établie : ${absence.remaining} éléments subsistent` },
  { label: 'Identifiants cherchés', value: `tous ceux effacés, dans leur table d’origine ; restants : ${absence.remaining}` },
  { label: 'Mentions de l’identifiant seul', value: placesText(absence.mentions) },
  {
    label: 'Valeurs cherchées',
    value: absence.values === 0
      ? 'aucune (rien de prélevé avant l’effacement)'
      : `${absence.values}, dans toutes les colonnes de ${absence.tables} tables`,
  },
  {
    label: 'Retrouvées ailleurs',
    value: absence.values === 0
      ? '–'
      : `${placesText(absence.found)}${absence.found.length > 0 ? ' (lignes d’autres éléments, chacune sous sa propre règle)' : ''}`,
  },
  { label: 'Fichiers', value: filesText(absence) },
  { label: 'File d’attente des tâches', value: queueText(absence) },
  ...(absence.skipped.length > 0 ? [{ label: 'Trop grandes pour les valeurs', value: absence.skipped.join(', ') }] : []),
]

const booksRows = ({ books: { before, after } }: PurgeFacts): string[][] => [
  ['Écritures', String(before.entries), String(after.entries)],
  ['Écritures laissées hors de la comparaison', String(before.outside ?? 0), '–'],
  ['Lignes', String(before.postings), String(after.postings)],
  ['Total des débits (centimes)', before.debits, after.debits],
  ['Empreinte des soldes', before.digest.slice(0, 16), after.digest.slice(0, 16)],
]

/** What was erased, on whose word, and what was found afterwards: drawn once, when the purge ends, and signed. */
export const purgeCertificatePdf = async (said: PurgeFacts): Promise<Buffer> => {
  const pdf = await PDFDocument.create()
  describePdf(pdf, { title: `${name} ${said.id}`, lang: 'fr', at: said.endedAt })
  const sheet = await openSheet(pdf, said.approved.map((one) => one.name))
  title(sheet, name, `${institution}. ${said.id} (erasure certificate)`)
  facts(sheet, what(said))
  heading(sheet, 'Preuve d’absence')
  paragraph(
    sheet,
    'Un second lecteur, indépendant de celui qui efface, a cherché ce qui a été effacé à partir des empreintes qui en restent.',
  )
  facts(sheet, absenceFacts(said))
  small(
    sheet,
    'Non cherché par valeur : ce qui est scellé (fichiers, partie personnelle de l’historique), illisible sans sa clé, qui part avec ce qui est effacé. Les lettres sont une des tables lues ; aucun index hors de la base.',
  )
  heading(sheet, `Comptabilité : ${said.books.areSame ? 'inchangée' : 'DIFFÉRENTE'}`)
  table(sheet, [{ label: 'Ce qui était écrit au début', width: 231 }, { label: 'Avant', width: 120, isRight: true }, {
    label: 'Après',
    width: 120,
    isRight: true,
  }], booksRows(said))
  small(
    sheet,
    `Signé Ed25519 par l’établissement ; clé publique ${said.publicKey}. La signature, sur les octets de ce fichier, est donnée avec lui.`,
  )
  foot(sheet, `${name} ${said.id}`)
  return Buffer.from(await pdf.save())
}
