import { findCompany, findDossierOfMerchant } from '#src/dossiers/dossiers.sql.ts'
import { findHit } from '#src/hits/hits.sql.ts'
import { readSides } from '#src/hits/readSides.sql.ts'
import { namesOfStaff } from '#src/staff/staff.sql.ts'
import { birthsText, countriesText, identifierText } from '#src/watchlists/listWords.page.ts'
import type { Birth, Identifier } from '#src/watchlists/watchlist.ts'
import { translator } from '#src/web/i18n.ts'
import type { Visit } from '#src/web/visit.ts'
import { listEvents, readRefusedSince, type FreezeRow, type ReportRow } from './freezes.sql.ts'
import type { ReportFacts } from './reportPdf.ts'

const fact = (label: string, value: string): { label: string; value: string }[] => (value ? [{ label, value }] : [])

/** All that a report says, in French as all our papers are. Its events only; the funds stand with the first. */
export const readReportFacts = async (visit: Visit, freeze: FreezeRow, report: ReportRow): Promise<ReportFacts> => {
  const { db } = visit.ctx
  const french: Visit = { ...visit, t: translator('fr'), lang: 'fr' }
  const hit = (await findHit(db, freeze.hitId))!
  const { subject } = await readSides(db, hit)
  const dossier = await findDossierOfMerchant(db, freeze.merchantId)
  const company = dossier ? await findCompany(db, dossier.id) : null
  const names = await namesOfStaff(db, [freeze.proposedBy, freeze.appliedBy, ...(report.sentBy ? [report.sentBy] : [])])
  const { births, nationalities, identifiers } = subject.party
  return {
    freeze,
    report,
    events: (await listEvents(db, freeze.id)).filter(({ reportId }) => reportId === report.id),
    list: french.t(`watchlists:list.${freeze.listCode}.name`),
    proposedBy: names.get(freeze.proposedBy) ?? '',
    appliedBy: names.get(freeze.appliedBy) ?? '',
    sentBy: report.sentBy ? (names.get(report.sentBy) ?? '') : null,
    refused: await readRefusedSince(db, freeze, report),
    subject: [
      ...fact('Personne', subject.name),
      ...fact('Naissance', birthsText(french, births as Birth[])),
      ...fact('Nationalité', countriesText(french, nationalities)),
      ...fact('Identifiants', identifiers.map((one) => identifierText(french, one as Identifier)).join(' · ')),
    ],
    merchant: [
      ...fact('Client', `${freeze.merchantName} (${freeze.merchantId})`),
      ...fact('SIREN', company?.siren ?? ''),
      ...fact('Siège', company ? `${company.address_line1}, ${company.postcode} ${company.city}` : ''),
    ],
  }
}
