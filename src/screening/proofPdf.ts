import { PDFDocument } from 'pdf-lib'
import { describePdf, facts, foot, heading, openSheet, paragraph, title } from '#src/contracts/sheet.ts'
import { institution } from '#src/contracts/wording.ts'
import type { Day } from '#src/kernel/calendar.ts'
import { sayInstant, sayLegalDay } from '#src/notifications/letterDates.ts'
import type { Proof } from './proof.sql.ts'

/** In words of the house: a code means nothing to whoever reads a proof. */
export type ProofWords = {
  onDay: Day
  role: string
  asked: { label: string; value: string }[]
  triggers: (trigger: string) => string
  list: (code: string) => string
  state: (state: string) => string
  topic: (topic: string) => string
}

const name = 'Preuve de recherche'
const score = (bps: number): string => (bps / 10_000).toFixed(2).replace('.', ',')

const number = (count: number): string => count.toLocaleString('fr-FR').replaceAll('\u202f', '\u00a0')
const many = (count: number, one: string, several: string): string => `${number(count)} ${count < 2 ? one : several}`

/** A score of nobody is no score: where none was near enough to be compared, that is what is said. */
const resultOf = ({ candidateCount, bestBps, raisedCount }: NonNullable<Proof['search']>): string => (candidateCount === 0 ?
  'aucun inscrit n’avait un nom ou un numéro assez proche pour être comparé'
  : `${many(candidateCount, 'inscrit comparé', 'inscrits comparés')} parmi tous ceux des listes, meilleur score ${score(bestBps)}, ${raisedCount === 0 ? 'aucun' : number(raisedCount)} au seuil ou au-dessus`)

/** What whoever asked for the paper wants to know, before how it is known. */
const conclusionOf = ({ search, run, hits }: Proof): string => {
  if (!search && !run) return 'pas encore recherché à cette date'
  return hits.length === 0
    ? 'recherché sur toutes les listes ci-dessous ; aucun rapprochement au seuil'
    : `recherché sur toutes les listes ci-dessous ; ${many(hits.length, 'rapprochement', 'rapprochements')} au seuil, ci-dessous avec ce qui en avait été décidé`
}

const searchFacts = ({ search, run }: Proof, { triggers }: ProofWords) => [
  ...(search ?
    [
      { label: 'Recherche', value: `${search.id}, le ${sayInstant(search.at, 'fr')} (${triggers(search.trigger)})` },
      {
        label: 'Moteur, seuils',
        value: `version ${search.engine} ; alerte à ${score(search.alertBps)}, urgence à ${score(search.urgentBps)}`,
      },
      { label: 'Résultat', value: resultOf(search) },
    ] :
    []),
  ...(run ?
    [
      { label: 'Portée jusqu’à', value: `le passage ${run.id}, terminé le ${sayInstant(run.endedAt!, 'fr')} (${triggers(run.trigger)})` },
      {
        label: 'Ce qu’il a comparé',
        value: run.changedCount === 0
          ? 'aucune inscription n’avait changé : la recherche vaut telle quelle'
          : `${many(run.changedCount, 'inscription nouvelle ou modifiée', 'inscriptions nouvelles ou modifiées')}, contre tous`,
      },
      { label: 'Personnes couvertes', value: `${number(run.coveredCount!)}, celle-ci comprise` },
      { label: 'Empreinte de leur liste', value: `SHA-256 ${run.coveredHash!.toString('hex')}` },
    ] :
    []),
]

/** What was asked of which lists, and what was found and decided, as of the end of a day. The same facts make the same bytes. */
export const proofPdf = async (proof: Proof, words: ProofWords): Promise<Buffer> => {
  const pdf = await PDFDocument.create()
  describePdf(pdf, { title: `${name} ${proof.subject.id}`, lang: 'fr', at: proof.before })
  const sheet = await openSheet(pdf, [
    ...words.asked.map(({ value }) => value),
    ...proof.hits.flatMap(({ listedName, reason }) => [listedName, reason ?? '']),
  ])
  title(sheet, name, `${institution}. ${proof.subject.id}, à la fin du ${sayLegalDay(words.onDay, 'fr')} (proof of screening)`)
  facts(sheet, [
    { label: 'Client', value: `${proof.merchantName} (${proof.subject.merchantId})` },
    { label: 'Qualité', value: words.role },
    ...words.asked,
    { label: 'En bref', value: conclusionOf(proof) },
  ])
  heading(sheet, 'Ce qui a été recherché')
  if (searchFacts(proof, words).length > 0) facts(sheet, searchFacts(proof, words))
  else paragraph(sheet, 'À cette date, aucune recherche n’avait encore été faite sous cette identité.')
  heading(sheet, 'Contre quelles listes')
  facts(
    sheet,
    proof.lists.map(({ list, number, publishedOn, entries, sha256 }) => ({
      label: words.list(list),
      value: `version ${number}${publishedOn ? `, publiée le ${sayLegalDay(publishedOn, 'fr')}` : ', sans date de publication'} ; ${many(entries, 'inscrit', 'inscrits')} ; SHA-256 ${sha256}`,
    })),
  )
  heading(sheet, 'Ce qui a été trouvé et décidé')
  if (proof.hits.length === 0) paragraph(sheet, 'Aucun rapprochement n’a atteint le seuil.')
  for (const hit of proof.hits) {
    facts(sheet, [
      {
        label: `${words.list(hit.listCode)}, réf. ${hit.ref}`,
        value: `${hit.listedName} : ${score(hit.scoreBps)}, ${words.topic(hit.topic)}`,
      },
      { label: 'Ouvert', value: `${sayInstant(hit.openedAt, 'fr')} (${hit.id})` },
      {
        label: 'À cette date',
        value: `${words.state(hit.state)}${hit.proposedBy ? `, proposé par ${hit.proposedBy}` : ''}${hit.decidedBy ? `, décidé par ${hit.decidedBy} le ${sayInstant(hit.decidedAt!, 'fr')}` : ''}`,
      },
      ...(hit.reason ? [{ label: 'Motif', value: hit.reason }] : []),
    ])
  }
  foot(sheet, `${name} ${proof.subject.id}`)
  return Buffer.from(await pdf.save())
}
