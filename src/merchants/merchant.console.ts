import { lastChangeFact } from '#src/accountChanges/accountChange.page.ts'
import { historyWords, readingSteps } from '#src/audit/historyWords.page.ts'
import { readHistory } from '#src/audit/readHistory.sql.ts'
import { tellEvent } from '#src/audit/tellEvent.ts'
import { merchantHolds } from '#src/breaches/merchantHolds.page.ts'
import { findCompany, findDossierOfMerchant, findPayoutAccount, type CompanyRow, type DossierRow,
  type PayoutAccountRow } from '#src/dossiers/dossiers.sql.ts'
import { mccLabel } from '#src/dossiers/mccs.ts'
import { notFound } from '#src/kernel/errors.ts'
import { formatCents } from '#src/kernel/money.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { merchantBalances } from '#src/ledger/merchantBalances.page.ts'
import { listMailsOfMerchant, type MailLine } from '#src/notifications/mails.sql.ts'
import { refusedPayments } from '#src/refusedPayments/refusedPayments.page.ts'
import { keptApart } from '#src/restrictions/keptApart.page.ts'
import { view, type Answer } from '#src/web/answer.ts'
import type { Action, Chip, Columns, Fact } from '#src/web/components.ts'
import { param, staffOf, type Visit } from '#src/web/visit.ts'
import { maskedKey } from './apiKey.ts'
import { listApiKeys, listRevokedApiKeys, type ApiKeyRow } from './apiKeys.sql.ts'
import type { Refused } from './forms.page.ts'
import type { MerchantState } from './merchant.ts'
import { listUsers } from './merchantUsers.sql.ts'
import { merchantChip } from './merchants.console.ts'
import { findMerchant } from './merchants.sql.ts'
import { lostOf } from './users.console.ts'
import { usersModel } from './users.page.ts'

const shownMails = 20
const shownEvents = 25

const companyFacts = ({ t, lang }: Visit, company: CompanyRow | null, account: PayoutAccountRow | null): Fact[] => [
  ...(company
    ? [
      { label: t('merchants:console.form'), text: t(`dossiers:form.${company.legal_form}`) },
      ...(company.siren ? [{ label: t('merchants:console.siren'), text: company.siren, isMono: true }] : []),
      ...(company.rna ? [{ label: t('dossiers:company.field.rna'), text: company.rna, isMono: true }] : []),
      ...(company.trade_name ? [{ label: t('dossiers:company.field.trade_name'), text: company.trade_name }] : []),
      {
        label: t('merchants:console.seat'),
        text: [company.address_line1, company.address_line2, `${company.postcode} ${company.city}`].filter(Boolean).join(', '),
      },
      { label: t('merchants:console.activity'), text: `${mccLabel(company.mcc, lang)} (${company.mcc})` },
      { label: t('merchants:console.volume'), text: formatCents(company.expected_monthly_cents, company.currency, lang) },
    ]
    : []),
  ...(account ? [{ label: t('merchants:console.iban'), text: t('merchants:console.iban_last4', { last4: account.iban.slice(-4) }) }] : []),
]

const keyChip = ({ t }: Visit, key: ApiKeyRow, state: MerchantState): Chip => {
  if (key.revoked_at) return { tone: 'neutral', label: t('merchants:console.key_revoked'), icon: 'ban' }
  const works = key.mode === 'live' ? state === 'validated' : state === 'validated' || state === 'onboarding'
  if (!works) return { tone: 'bad', label: t('merchants:console.key_off') }
  if (key.mode === 'live' && key.kind === 'secret' && key.sealed_key) return { tone: 'waiting', label: t('merchants:console.key_unseen') }
  return { tone: 'good', label: t('merchants:console.key_live') }
}

const keyRow = (visit: Visit, key: ApiKeyRow, state: MerchantState) => ({
  text: maskedKey(key.mode, key.kind, key.last4),
  title: visit.t(`merchants:keys.${key.mode}_title`),
  createdAt: key.created_at,
  chip: keyChip(visit, key, state),
})

const mailTones = { queued: 'waiting', sent: 'good', failed: 'bad' } as const
const mailRow = ({ t }: Visit, mail: MailLine, isApart: boolean) => ({
  subject: mail.subject,
  to: isApart ? t('rights:door.hidden') : mail.to_address,
  at: mail.created_at,
  chip: { tone: mailTones[mail.state], label: t(`merchants:console.mail.${mail.state}`) } as Chip,
})

const columnsOf = ({ t }: Visit): Record<'keys' | 'mails', Columns> => ({
  keys: {
    key: { label: t('merchants:console.key'), isLead: true, isWide: true },
    since: { label: t('merchants:console.since') },
    state: { label: t('merchants:console.key_state') },
  },
  mails: {
    subject: { label: t('merchants:console.mail_subject'), isLead: true, isWide: true },
    at: { label: t('merchants:console.mail_at') },
    state: { label: t('merchants:console.mail_state') },
  },
})

const dossierAction = (visit: Visit, dossier: DossierRow | null): Action | null => {
  if (!dossier) return null
  const label = visit.t('merchants:console.dossier')
  return isAllowed(staffOf(visit).roles, 'dossiers.read')
    ? { label, href: `/console/dossiers/${dossier.id}`, icon: 'folder', key: 'o' }
    : { label, reason: visit.t('merchants:console.no_dossier') }
}

const headFacts = ({ t }: Visit, dossier: DossierRow | null, since: Date): Fact[] => [
  { label: t('merchants:console.since'), at: since },
  ...(dossier
    ? [{ label: t('merchants:console.dossier_state'), text: t(`audit:value.dossier.${dossier.state}`) }, {
      label: t('merchants:console.risk'),
      text: t(`requests:risk.${dossier.risk}`),
    }]
    : []),
]

const historyOf = async (visit: Visit, merchantId: string) => {
  const { entries } = await readHistory(visit.ctx.db, { merchantId, isOfFile: true, without: readingSteps }, { limit: shownEvents })
  return entries.map((one) => tellEvent(one, historyWords(visit)))
}

/** Where his money is looked at closer, by who may. */
const moneyLinks = (visit: Visit, merchantId: string) => {
  const { roles } = staffOf(visit)
  return {
    ledger: isAllowed(roles, 'ledger.read')
      ? { label: visit.t('ledger:merchant.entries'), href: `/console/merchants/${merchantId}/ledger` }
      : null,
    payments: isAllowed(roles, 'payments.read') ? `/console/payments?q=${merchantId}` : '',
  }
}

/** GET /console/merchants/:id: who he is, who signs in for him, his keys, his letters, what happened. */
export const showMerchant = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { db } = visit.ctx
  const merchant = await findMerchant(db, param(visit, 'id'))
  if (!merchant) throw notFound()
  const dossier = await findDossierOfMerchant(db, merchant.id)
  const [company, account, users, keys, revoked, mails, history] = await Promise.all([
    dossier && findCompany(db, dossier.id),
    dossier && findPayoutAccount(db, dossier.id),
    listUsers(db, merchant.id),
    listApiKeys(db, merchant.id),
    listRevokedApiKeys(db, merchant.id, 6),
    listMailsOfMerchant(db, merchant.id, null, shownMails),
    historyOf(visit, merchant.id),
  ])
  const { t } = visit
  const { ids: apart, notice } = await keptApart(visit, merchant.id, users.map(({ id }) => id))
  const apartAddresses = new Set(users.filter(({ id }) => apart.has(id)).map(({ email }) => email))
  return view('merchants/show', {
    title: merchant.name || t('merchants:console.unnamed'),
    back: { href: '/console/merchants', label: t('merchants:console.back') },
    id: merchant.id,
    chip: merchantChip(visit, merchant.state),
    facts: headFacts(visit, dossier, merchant.state_changed_at),
    primary: dossierAction(visit, dossier),
    columns: columnsOf(visit),
    company: [...companyFacts(visit, company, account), ...(await lastChangeFact(visit, db, merchant.id))],
    restricted: notice,
    lost: lostOf(visit, refused),
    users: usersModel(visit, { merchant, users, apart }),
    keys: [...keys, ...revoked].map((key) => keyRow(visit, key, merchant.state)),
    mails: mails.map((mail) => mailRow(visit, mail, apartAddresses.has(mail.to_address))),
    history,
    purses: await merchantBalances(visit, merchant.id),
    kept: await merchantHolds(visit, merchant),
    refused: isAllowed(staffOf(visit).roles, 'holds.read') ? await refusedPayments(visit, merchant.id) : null,
    ...moneyLinks(visit, merchant.id),
    wholeHistory: isAllowed(staffOf(visit).roles, 'audit.read') ? `/console/history?merchant=${merchant.id}` : '',
  })
}
