import { PDFDocument } from 'pdf-lib'
import { facts, foot, heading, openSheet, paragraph, title } from '#src/contracts/sheet.ts'
import { institution } from '#src/contracts/wording.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { sayInstant, sayLegalDay } from '#src/notifications/letterDates.ts'
import type { Proof } from './proof.sql.ts'

/** In words of the house: a code means nothing to whoever reads a proof. */
export type ProofWords = { onDay: Day; role: string; asked: { label: string; value: string }[]; triggers: (trigger: string) => string; list: (code: string) => string; state: (state: string) => string; topic: (topic: string) => string }

const name = 'Preuve de recherche'
const score = (bps: number): string => (bps / 10_000).toFixed(2).replace('.', ',')

const describe = (pdf: PDFDocument, { subject, before }: Proof): void => {
  pdf.setTitle(`${name} ${subject.id}`)
  for (const set of [pdf.setAuthor, pdf.setProducer, pdf.setCreator]) set.call(pdf, 'Vigie')
  pdf.setLanguage('fr-FR')
  pdf.setCreationDate(before)
  pdf.setModificationDate(before)
}

const searchFacts = ({ search, run }: Proof, { triggers }: ProofWords) => [
  ...(search ? [
    { label: 'Recherche', value: `${search.id}, le ${sayInstant(search.at, 'fr')} (${triggers(search.trigger)})` }, { label: 'Moteur, seuils', value: `version ${search.engine} ; alerte à ${score(search.alertBps)}, urgence à ${score(search.urgentBps)}` },
    { label: 'Résultat', value: `${search.candidateCount} inscrits comparés, meilleur score ${score(search.bestBps)}, ${search.raisedCount} au seuil ou au-dessus` },
  ] : []),
  ...(run ? [
    { label: 'Portée jusqu’à', value: `le passage ${run.id}, terminé le ${sayInstant(run.endedAt!, 'fr')} (${triggers(run.trigger)})` },
    { label: 'Ce qu’il a comparé', value: run.changedCount === 0 ? 'aucune inscription n’avait changé : la recherche vaut telle quelle' : `${run.changedCount} inscriptions nouvelles ou modifiées, contre tous` },
    { label: 'Personnes couvertes', value: `${run.coveredCount}, empreinte ${run.coveredHash!.toString('hex')}` },
  ] : []),
]

/** What was asked of which lists, and what was found and decided, as of the end of a day. The same facts make the same bytes. */
export const proofPdf = async (proof: Proof, words: ProofWords): Promise<Buffer> => {
  const pdf = await PDFDocument.create()
  describe(pdf, proof)
  const sheet = await openSheet(pdf, [...words.asked.map(({ value }) => value), ...proof.hits.flatMap(({ listedName, reason }) => [listedName, reason ?? ''])])
  title(sheet, name, `${institution}. ${proof.subject.id}, à la fin du ${sayLegalDay(words.onDay, 'fr')} (proof of screening)`)
  facts(sheet, [{ label: 'Client', value: `${proof.merchantName} (${proof.subject.merchantId})` }, { label: 'Qualité', value: words.role }, ...words.asked])
  heading(sheet, 'Ce qui a été recherché')
  if (searchFacts(proof, words).length > 0) facts(sheet, searchFacts(proof, words))
  else paragraph(sheet, 'À cette date, aucune recherche n’avait encore été faite sous cette identité.')
  heading(sheet, 'Contre quelles listes')
  facts(sheet, proof.lists.map(({ list, number, publishedOn, entries, sha256 }) => ({ label: words.list(list), value: `version ${number}${publishedOn ? `, publiée le ${sayLegalDay(publishedOn, 'fr')}` : ', sans date de publication'} ; ${entries} inscrits ; SHA-256 ${sha256}` })))
  heading(sheet, 'Ce qui a été trouvé et décidé')
  if (proof.hits.length === 0) paragraph(sheet, 'Aucun rapprochement n’a atteint le seuil.')
  for (const hit of proof.hits) {
    facts(sheet, [
      { label: `${words.list(hit.listCode)}, ${hit.ref}`, value: `${hit.listedName} : ${score(hit.scoreBps)}, ${words.topic(hit.topic)}` }, { label: 'Ouvert', value: `${sayInstant(hit.openedAt, 'fr')} (${hit.id})` },
      { label: 'À cette date', value: `${words.state(hit.state)}${hit.proposedBy ? `, proposé par ${hit.proposedBy}` : ''}${hit.decidedBy ? `, décidé par ${hit.decidedBy} le ${sayInstant(hit.decidedAt!, 'fr')}` : ''}` }, ...(hit.reason ? [{ label: 'Motif', value: hit.reason }] : []),
    ])
  }
  foot(sheet, `${name} ${proof.subject.id}`)
  return Buffer.from(await pdf.save())
}
