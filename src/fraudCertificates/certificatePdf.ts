import { PDFDocument } from 'pdf-lib'
import { describePdf, facts, foot, heading, openSheet, paragraph, type Sheet, small, table, title } from '#src/contracts/sheet.ts'
import { institution } from '#src/contracts/wording.ts'
import { dictionary } from '#src/kernel/dictionary.ts'
import { formatCents } from '#src/kernel/money.ts'
import { sayInstant } from '#src/notifications/letterDates.ts'
import type { FraudAccounting } from '#src/platform/db.types.ts'

/** One payment as it was settled; amounts in cents of its currency. */
export type CertificateLine = {
  paymentId: string
  currency: string
  accounting: FraudAccounting
  amountCents: number
  returnCents: number
  acceptCents: number
  feeCents: number
  disputeFeeCents: number
  isRevised: boolean
}
/** Sums of one currency as the merchant's area counts them, before and after. */
export type CertificateTotals = {
  currency: string
  count: number
  amountCents: number
  returnCents: number
  acceptCents: number
  feeCents: number
  disputeFeeCents: number
}
type Balances = Record<string, Record<string, number>>

export type CertificateFacts = {
  id: string
  kind: 'confirmed' | 'undone'
  caseId: string
  merchant: string
  merchantId: string
  mode: 'test' | 'live'
  isPartly: boolean
  bearer: 'merchant' | 'institution' | null
  proposedBy: string
  proposedAt: Date
  decidedBy: string
  decidedAt: Date
  doneAt: Date
  reason: string
  totals: readonly CertificateTotals[]
  balances: { before: Balances; after: Balances }
  /** What an undoing could not undo, in words. */
  stays: readonly string[]
  lines: readonly CertificateLine[]
  /** How many payments there are, shown or not. */
  count: number
}

const titles = { confirmed: 'Certificat de fraude confirmée', undone: 'Certificat d’annulation d’une fraude confirmée' } as const

/** rules.md §5.4: as the tables name them. */
const letters: Record<FraudAccounting, string> = {
  voidable: 'A · annulé',
  captured: 'B · rendu',
  dispute_open: 'C · accepté',
  dispute_lost: 'D · perdu',
  paid_out: 'E · reversé',
  untaken: '– · rien pris',
}

/** rules.md §5.3: the accounts that are kept per merchant. */
const accounts: Record<string, string> = dictionary({
  1300: 'contestations réglées, en attente',
  1400: 'dû par le marchand',
  2010: 'en attente',
  2020: 'disponible',
  2030: 'réserve',
  2040: 'retenu pour contestations',
  2050: 'reversements en route',
  2060: 'reversements revenus',
})

const money = (cents: number, currency: string): string => formatCents(cents, currency, 'fr')

const whoAndWhy = (sheet: Sheet, said: CertificateFacts): void => {
  facts(sheet, [
    { label: 'Dossier de fraude', value: said.caseId },
    { label: 'Marchand', value: `${said.merchant} · ${said.merchantId}` },
    { label: 'Monde', value: said.mode === 'live' ? 'réel' : 'test' },
    {
      label: 'Décision',
      value: said.kind === 'undone'
        ? 'annulation de la décision'
        : said.isPartly
        ? 'fraude retenue pour une partie des paiements'
        : 'fraude retenue',
    },
    ...(said.bearer
      ? [{
        label: 'Ce qui était déjà reversé',
        value: said.bearer === 'merchant' ? 'dû par le marchand (1400)' : 'supporté par l’établissement (5030)',
      }]
      : []),
    { label: 'Proposée par', value: `${said.proposedBy}, le ${sayInstant(said.proposedAt, 'fr')}` },
    { label: 'Confirmée par', value: `${said.decidedBy}, le ${sayInstant(said.decidedAt, 'fr')}` },
    { label: 'Effets achevés', value: `le ${sayInstant(said.doneAt, 'fr')}` },
    { label: 'Motif', value: said.reason },
  ])
}

/** What the merchant's area counts of these payments: all of it before a confirmation, nothing after; the other way round of an undoing. */
const totalRows = (
  { kind }: CertificateFacts,
  { currency, count, amountCents, feeCents, disputeFeeCents }: CertificateTotals,
): string[][] => {
  const sides = (all: string, none: string): [string, string] => (kind === 'confirmed' ? [all, none] : [none, all])
  const [no, zero] = ['0', money(0, currency)]
  return [
    ['Paiements visibles du marchand', ...sides(String(count), no)],
    ['Leur montant', ...sides(money(amountCents, currency), zero)],
    ['Frais de ces paiements', ...sides(money(feeCents, currency), zero)],
    ['Frais de leurs contestations', ...sides(money(disputeFeeCents, currency), zero)],
  ]
}

const balanceRows = ({ balances: { before, after } }: CertificateFacts, currency: string): string[][] =>
  Object.entries(accounts).flatMap(([number, name]) => {
    const [was, is] = [before[currency]?.[number] ?? 0, after[currency]?.[number] ?? 0]
    // kept signed, + debit − credit; read as what there is: what is owed to the merchant is positive
    const sign = number.startsWith('1') ? 1 : -1
    return was === 0 && is === 0 ? [] : [[`${number} ${name}`, money(was * sign + 0, currency), money(is * sign + 0, currency)]]
  })

const threeColumns = (
  first: string,
) => [{ label: first, width: 231 }, { label: 'Avant', width: 120, isRight: true }, { label: 'Après', width: 120, isRight: true }]

const totals = (sheet: Sheet, said: CertificateFacts): void => {
  for (const one of said.totals) {
    heading(sheet, `Totaux avant et après (${one.currency.toUpperCase()})`)
    table(sheet, threeColumns('Chez le marchand'), totalRows(said, one))
    facts(sheet, [
      {
        label: said.kind === 'confirmed' ? 'Rendu aux payeurs' : 'Rendu aux payeurs, à la confirmation',
        value: money(one.returnCents, one.currency),
      },
      { label: 'Contestations acceptées', value: money(one.acceptCents, one.currency) },
      {
        label: said.kind === 'confirmed' ? 'Frais rendus (avoir)' : 'Frais de nouveau dus (facture)',
        value: money(one.feeCents + one.disputeFeeCents, one.currency),
      },
    ])
    const rows = balanceRows(said, one.currency)
    if (rows.length > 0) table(sheet, threeColumns('Soldes du marchand par compte'), rows)
  }
}

const lines = (sheet: Sheet, said: CertificateFacts): void => {
  heading(sheet, `Paiement par paiement (${said.count})`)
  table(
    sheet,
    [
      { label: 'Paiement', width: 182 },
      { label: 'Cas', width: 62 },
      { label: 'Montant', width: 62, isRight: true },
      { label: 'Rendu', width: 62, isRight: true },
      { label: 'Accepté', width: 60, isRight: true },
      { label: 'Frais', width: 43, isRight: true },
    ],
    said.lines.map((one) => [
      `${one.paymentId}${one.isRevised ? ' *' : ''}`,
      letters[one.accounting],
      ...[one.amountCents, one.returnCents, one.acceptCents, one.feeCents + one.disputeFeeCents].map((cents) => money(cents, one.currency)),
    ]),
  )
  if (said.count > said.lines.length) small(sheet, `Et ${said.count - said.lines.length} autres, dans le fichier des effets du dossier.`)
  if (said.lines.some(({ isRevised }) => isRevised))
    small(
      sheet,
      '* Les faits ont changé entre la décision et son application (capture, contestation) : la ligne dit ce qui a été appliqué.',
    )
}

/** What was decided and done, for whoever audits it: drawn once, when all of it is done, and kept. */
export const certificatePdf = async (said: CertificateFacts): Promise<Buffer> => {
  const pdf = await PDFDocument.create()
  describePdf(pdf, { title: `${titles[said.kind]} ${said.id}`, lang: 'fr', at: said.doneAt })
  const sheet = await openSheet(pdf, [said.merchant, said.proposedBy, said.decidedBy, said.reason])
  title(sheet, titles[said.kind], `${institution}. ${said.id}`)
  whoAndWhy(sheet, said)
  if (said.stays.length > 0) heading(sheet, 'Ce qui n’a pas pu être annulé')
  for (const text of said.stays) paragraph(sheet, text)
  totals(sheet, said)
  lines(sheet, said)
  small(
    sheet,
    'Cas A à E : A annulé avant sa capture, B rendu au payeur, C contestation acceptée, D contestation déjà perdue, E rendu au payeur après reversement. Rien n’a été supprimé : les paiements sont masqués au marchand, ou lui sont montrés de nouveau.',
  )
  small(
    sheet,
    'English: cases A to E, postings and amounts are those of the ledger. Nothing was deleted: the payments are hidden from the merchant or shown to him again, and the books keep every entry.',
  )
  foot(sheet, `${titles[said.kind]} ${said.id}`)
  return Buffer.from(await pdf.save())
}
