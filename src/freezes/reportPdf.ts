import { PDFDocument } from 'pdf-lib'
import { describePdf, facts, foot, heading, openSheet, ownWords, table, title, type Sheet } from '#src/contracts/sheet.ts'
import { institution } from '#src/contracts/wording.ts'
import { formatCents } from '#src/kernel/money.ts'
import { sayInstant, sayLegalDay } from '#src/notifications/letterDates.ts'
import type { RefusedSum } from '#src/refusedPayments/refusedPayment.ts'
import type { FrozenFund } from './freeze.ts'
import type { EventRow, FreezeRow, ReportRow } from './freezes.sql.ts'

export type ReportFacts = {
  freeze: FreezeRow
  report: ReportRow
  events: EventRow[]
  refused: RefusedSum[] | null
  merchant: { label: string; value: string }[]
  subject: { label: string; value: string }[]
  list: string
  proposedBy: string
  appliedBy: string
  sentBy: string | null
}

const name = 'Déclaration de gel des avoirs'
const kinds: Record<EventRow['kind'], string> = {
  freeze_applied: 'Mise en œuvre du gel',
  credit_on_frozen: 'Somme portée au compte gelé',
  attempt_blocked: 'Opération empêchée',
  partial_release: 'Déblocage partiel autorisé',
  released: 'Levée du gel',
}
const accounts: Record<FrozenFund['account'], string> = {
  frozen: 'Fonds gelés (2036)',
  pending: 'Encaissements à recevoir (2010), gelés à leur arrivée',
  reserve: 'Réserve contractuelle (2030), conservée',
  otherHold: 'Autres sommes retenues (2035)',
  inTransit: 'Reversements remis à la banque avant le gel (2050)',
  returned: 'Reversements revenus (2060)',
  disputeHold: 'Provision de contestations (2040)',
}

const money = (cents: number, currency: string): string => formatCents(cents, currency, 'fr')

const fundsRows = (funds: readonly FrozenFund[]): string[][] =>
  funds.map(({ account, currency, cents }) => [accounts[account], money(cents, currency)])
const eventRows = (events: readonly EventRow[]): string[][] =>
  events.map((
    { kind, at, currency, amountCents },
  ) => [sayInstant(at, 'fr'), kinds[kind], currency && amountCents !== null ? money(amountCents, currency) : ''])

const refusedRows = (refused: readonly RefusedSum[]): string[][] =>
  refused.map((
    { firstOn, lastOn, count, cents, currency },
  ) => [sayLegalDay(firstOn, 'fr'), sayLegalDay(lastOn, 'fr'), String(count), money(cents, currency)])

/**
 * What he tried to take through us since: no money came of it, and the Treasury reads how often he tried. Nothing of a report that was sent
 * before this was counted.
 */
const sayRefused = (sheet: Sheet, refused: readonly RefusedSum[] | null): void => {
  if (refused === null) return
  heading(sheet, 'Paiements refusés depuis le gel')
  if (refused.length === 0) return facts(sheet, [{ label: 'Tentatives', value: 'aucune' }])
  table(sheet, [{ label: 'La première', width: 130 }, { label: 'La dernière', width: 130 }, {
    label: 'Tentatives refusées',
    width: 101,
    isRight: true,
  }, { label: 'Montant', width: 110, isRight: true }], refusedRows(refused))
}

/**
 * What the Treasury is told of a freeze (SAN-02, R562-3): who, on what act, what is frozen to the cent, what happened since, and how many
 * payments he was refused. The same facts make the same bytes.
 */
export const reportPdf = async (said: ReportFacts): Promise<Buffer> => {
  const { freeze, report, events } = said
  const pdf = await PDFDocument.create()
  describePdf(pdf, { title: `${name} ${report.id}`, lang: 'fr', at: report.preparedAt })
  const sheet = await openSheet(pdf, [
    freeze.listedName,
    freeze.subjectName,
    ...freeze.grounds,
    ...said.merchant.map(({ value }) => value),
    ...said.subject.map(({ value }) => value),
  ])
  title(
    sheet,
    name,
    `${institution}. À la direction générale du Trésor (CMF L562-4, R562-3). Déclaration n° ${report.number}, ${report.id}`,
  )
  heading(sheet, 'Personne désignée')
  facts(sheet, [
    { label: 'Inscription', value: `${said.list}, ${freeze.reference.split(' ').slice(1).join(' ')}` },
    { label: 'Nom inscrit', value: freeze.listedName },
    ...freeze.grounds.slice(0, 4).map((value) => ({ label: 'Fondement', value })),
    ...(freeze.expiresOn ? [{ label: 'Échéance annoncée', value: sayLegalDay(freeze.expiresOn, 'fr') }] : []),
  ])
  heading(sheet, 'Dans nos livres')
  facts(sheet, [...said.subject, ...said.merchant, {
    label: 'Gel appliqué',
    value: `${sayInstant(freeze.appliedAt, 'fr')}, proposé par ${said.proposedBy}, confirmé par ${said.appliedBy}`,
  }])
  for (const { funds, at } of events.filter((one) => one.kind === 'freeze_applied')) {
    heading(sheet, `Fonds et ressources au ${sayInstant(at, 'fr')}`)
    table(sheet, [{ label: 'Compte', width: 351 }, { label: 'Montant', width: 120, isRight: true }], fundsRows(funds))
  }
  heading(sheet, 'Événements déclarés')
  table(
    sheet,
    [{ label: 'Date', width: 150 }, { label: 'Événement', width: 211 }, { label: 'Montant', width: 110, isRight: true }],
    eventRows(events),
  )
  for (const { words, kind } of events) if (words && kind !== 'attempt_blocked') ownWords(sheet, `${kinds[kind]} : ${words}`)
  sayRefused(sheet, said.refused)
  facts(sheet, [{
    label: 'Transmission',
    value: report.sentOn
      ? `le ${sayLegalDay(report.sentOn, 'fr')}, sous la référence ${report.sentReference}, par ${said.sentBy ?? ''}`
      : 'préparée, non encore transmise',
  }])
  foot(sheet, `${name} ${report.id}`)
  return Buffer.from(await pdf.save())
}
