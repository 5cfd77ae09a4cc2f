import { hasValidRibKey, isIban } from '#src/kernel/identifiers.ts'
import { isAllowed } from '#src/kernel/permissions.ts'
import { isCheckDue, listChecks, type CheckRow } from '#src/checks/checks.sql.ts'
import { checkChip, lookOf, titleOf, whyOf } from '#src/checks/words.page.ts'
import { findDocument } from '#src/documents/documents.sql.ts'
import { countryName } from '#src/dossiers/countries.ts'
import { findPayoutAccount } from '#src/dossiers/dossiers.sql.ts'
import { writeIban } from '#src/dossiers/payoutAccount.ts'
import type { Columns, Field } from '#src/web/components.ts'
import { refill } from '#src/web/components.ts'
import { staffOf, type Visit } from '#src/web/visit.ts'
import { declineReasons } from './accountChange.ts'
import { changePath } from './accountChange.page.ts'
import { maskedIban } from './maskedIban.page.ts'
import { findAccount, listSharedWith, type AccountChangeRow } from './accountChanges.sql.ts'
import { findObstacle, hasDoubt } from './obstacles.sql.ts'

type Refused = { values: Record<string, unknown>; errors: Record<string, string> }
type Account = { iban: string; bic: string | null; holder: string }

/** The whole number to whoever reads files, where it stands as well; its last four to anybody else. */
const ibanFor = (
  visit: Visit,
  iban: string,
): string => (iban !== '' && isAllowed(staffOf(visit).roles, 'dossiers.read') ? writeIban(iban) : maskedIban(visit, iban))

const lineOf = (label: string, before: string, after: string) => ({ label, before, after, isChanged: before !== after })

/** Side by side: the account he is paid on (or was, once it is decided), and the one he asks for. */
export const accountsModel = async (visit: Visit, change: AccountChangeRow) => {
  const { t, lang, ctx } = visit
  const old: Account | null = change.state === 'asked'
    ? await findPayoutAccount(ctx.db, change.dossier_id)
    : change.previous_account_id
    ? await findAccount(ctx.db, change.previous_account_id)
    : null
  const country = ({ iban }: Account): string => (iban === '' ? '' : countryName(iban.slice(0, 2), lang))
  const columns: Columns = {
    label: { label: t('accountChanges:side.what'), isLead: true },
    before: { label: t(change.state === 'accepted' ? 'accountChanges:side.was' : 'accountChanges:side.old') },
    after: { label: t(change.state === 'accepted' ? 'accountChanges:side.is' : 'accountChanges:side.new') },
  }
  const rows = [
    lineOf(t('dossiers:account.field.iban'), old ? ibanFor(visit, old.iban) : '', ibanFor(visit, change.iban)),
    lineOf(t('dossiers:account.field.bic'), old?.bic ?? '', change.bic ?? ''),
    lineOf(t('dossiers:account.field.holder'), old?.holder ?? '', change.holder),
    lineOf(t('accountChanges:side.country'), old ? country(old) : '', country(change)),
  ]
  return { columns, rows, doubtful: change.iban !== '' && !hasValidRibKey(change.iban) ? t('accountChanges:doubtful_key') : '' }
}

/** Other merchants on the same account: a signal of fraud, with where to look. */
export const sharedModel = async (visit: Visit, { iban, merchant_id: merchantId }: AccountChangeRow) => {
  const all = await listSharedWith(visit.ctx.db, { iban, merchantId })
  return all.map(({ merchantId: id, name, isAsked }) => ({
    link: { href: `/console/merchants/${id}`, label: name || id },
    how: visit.t(isAsked ? 'accountChanges:shared.asked' : 'accountChanges:shared.paid'),
  }))
}

/** A number as one compares it, by fours; words as they are. */
const grouped = (said: string | null): string => (said !== null && isIban(said) ? writeIban(said) : said ?? '')

const checkRow = (visit: Visit, check: CheckRow) => ({
  title: titleOf(visit, check.check_id),
  declared: grouped(check.declared),
  read: grouped(check.read),
  chip: checkChip(visit, lookOf(check)),
  why: whyOf(visit, check),
})

/** What the program makes of the RIB; or that it is still at it. */
export const checksModel = async (visit: Visit, { document_id: documentId, dossier_id: dossierId }: AccountChangeRow) => {
  const { t, ctx } = visit
  const [piece, checks, isDue] = [
    await findDocument(ctx.db, documentId),
    await listChecks(ctx.db, documentId),
    await isCheckDue(ctx.db, dossierId),
  ]
  const isReading = piece?.reading_state === 'waiting' || piece?.reading_state === 'reading'
  const waiting = piece?.reading_state === 'failed'
    ? t('accountChanges:checks.failed')
    : isReading || (piece?.state === 'received' && isDue)
    ? t('accountChanges:checks.waiting')
    : checks.length === 0
    ? t('accountChanges:checks.none')
    : ''
  const columns: Columns = {
    title: { label: t('accountChanges:checks.what'), isLead: true, isWide: true },
    declared: { label: t('accountChanges:checks.declared') },
    read: { label: t('accountChanges:checks.read') },
    verdict: { label: t('accountChanges:checks.verdict') },
  }
  return { columns, rows: checks.map((check) => checkRow(visit, check)), waiting }
}

/** Its pages, for whoever decides, or reads pieces anyway. */
export const pictureModel = async (visit: Visit, change: AccountChangeRow) => {
  const piece = await findDocument(visit.ctx.db, change.document_id)
  const { roles } = staffOf(visit)
  if (!piece || piece.state === 'withdrawn' || !(isAllowed(roles, 'account_changes.decide') || isAllowed(roles, 'documents.read')))
    return null
  const pages = Array.from(
    { length: Math.min(piece.page_count, 3) },
    (_, at) => ({ src: `${changePath(change)}/pages/${at + 1}`, alt: visit.t('accountChanges:rib_page', { page: at + 1 }) }),
  )
  return {
    pages,
    name: piece.file_name,
    download: { label: visit.t('accountChanges:download'), href: `${changePath(change)}/file`, icon: 'download', kind: 'plain' as const },
  }
}

const noteField = ({ t }: Visit, id: string, label: string, hint: string, isRequired: boolean): Field => ({
  name: 'note',
  id,
  type: 'textarea',
  rows: 2,
  width: 'full',
  maxlength: 1_000,
  label: t(label),
  hint: t(hint),
  ...(isRequired ? { isRequired } : { isOptional: true }),
})

const isBackAt = (refused: Refused | undefined, act: 'accept' | 'decline'): boolean =>
  refused !== undefined && ('reason' in refused.values || 'reason' in refused.errors) === (act === 'decline')

const declineForm = (visit: Visit, change: AccountChangeRow, refused?: Refused) => {
  const { t } = visit
  const back = isBackAt(refused, 'decline') ? refused : undefined
  const reasons: Field = {
    name: 'reason',
    type: 'radios',
    label: t('accountChanges:decline.reason'),
    hint: t('accountChanges:decline.reason_hint'),
    isRequired: true,
    width: 'full',
    value: '',
    options: declineReasons.map((value) => ({ value, label: t(`accountChanges:reason.${value}`) })),
  }
  return {
    action: `${changePath(change)}/decline`,
    fields: refill(
      [reasons, noteField(visit, 'f-note-decline', 'accountChanges:decline.note', 'accountChanges:decline.note_hint', false)],
      back?.values ?? {},
      back?.errors ?? {},
      t,
    ),
    isOpen: back !== undefined && Object.keys(back.errors).length > 0,
  }
}

/** What may be done now; where a button is missing, why. */
export const decisionModel = async (visit: Visit, change: AccountChangeRow, refused?: Refused) => {
  const { t, ctx } = visit
  if (change.state !== 'asked') return null
  if (!isAllowed(staffOf(visit).roles, 'account_changes.decide'))
    return { missing: t('accountChanges:missing.role'), accept: null, decline: null }
  const [obstacle, isDoubted] = [await findObstacle(ctx.db, change), await hasDoubt(ctx.db, change)]
  const back = isBackAt(refused, 'accept') ? refused : undefined
  const note = refill(
    [noteField(
      visit,
      'f-note',
      'accountChanges:accept.note',
      isDoubted ? 'accountChanges:accept.note_doubt' : 'accountChanges:accept.note_hint',
      isDoubted,
    )],
    back?.values ?? {},
    back?.errors ?? {},
    t,
  )
  return {
    missing: obstacle ? t(`accountChanges:missing.${obstacle}`) : '',
    accept: obstacle ? null : { action: `${changePath(change)}/accept`, fields: note },
    decline: declineForm(visit, change, refused),
  }
}
