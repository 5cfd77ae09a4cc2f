import { z } from 'zod'
import { hasValidRibKey } from '#src/kernel/identifiers.ts'
import { fileOf, forgetFile } from '#src/dossiers/file.page.ts'
import { filled, type Refused } from '#src/merchants/forms.page.ts'
import { good, seeOther, view, type Answer } from '#src/web/answer.ts'
import { errorLines, type Field } from '#src/web/components.ts'
import { optionalLine, parse } from '#src/web/fields.ts'
import { countKnock } from '#src/web/limits.ts'
import { merchantUserOf, type Visit } from '#src/web/visit.ts'
import { whyNotNow } from './accountChange.ts'
import { listChangesOf, type AccountChangeRow } from './accountChanges.sql.ts'
import { changeChip } from './accountChange.page.ts'
import { maskedIban } from './maskedIban.page.ts'
import { askAccountChange } from './askAccountChange.ts'
import { withdrawAccountChange } from './withdrawAccountChange.ts'

const here = '/merchant/account/change'
const shownChanges = 10

const fieldsOf = ({ t }: Visit, holder: string): Field[] => [
  {
    name: 'holder',
    label: t('dossiers:account.field.holder'),
    hint: t('dossiers:account.hint.holder'),
    value: holder,
    width: 'full',
    isRequired: true,
    maxlength: 160,
  },
  {
    name: 'iban',
    label: t('dossiers:account.field.iban'),
    hint: t('dossiers:account.hint.iban'),
    value: '',
    width: 'full',
    isRequired: true,
    maxlength: 50,
    autocomplete: 'off',
  },
  {
    name: 'bic',
    label: t('dossiers:account.field.bic'),
    hint: t('dossiers:account.hint.bic'),
    value: '',
    width: 'short',
    isOptional: true,
    maxlength: 14,
    autocomplete: 'off',
  },
  {
    name: 'file',
    type: 'file',
    label: t('accountChanges:ask.rib'),
    hint: t('accountChanges:ask.rib_hint'),
    accept: '.pdf,.jpg,.jpeg,.png,.webp,application/pdf,image/jpeg,image/png,image/webp',
    isRequired: true,
    width: 'full',
  },
  {
    name: 'password',
    type: 'password',
    label: t('accountChanges:ask.password'),
    hint: t('accountChanges:ask.password_hint'),
    width: 'medium',
    isRequired: true,
    autocomplete: 'current-password',
  },
]

const pastRow = (visit: Visit, change: AccountChangeRow) => ({
  chip: changeChip(visit, change.state),
  account: maskedIban(visit, change.iban),
  askedAt: change.asked_at,
  why: change.reason ? visit.t(`accountChanges:reason.${change.reason}`) : '',
})

/** GET /merchant/account/change: the account one is paid on, and asking for another; while that is before us, taking it back. */
export const showAccountChange = async (visit: Visit, refused?: Refused): Promise<Answer> => {
  const { t, ctx } = visit
  const file = await fileOf(visit)
  const changes = await listChangesOf(ctx.db, file.merchant.id, shownChanges)
  const open = changes.find(({ state }) => state === 'asked')
  const notNow = whyNotNow(file.merchant.state, file.dossier.state)
  const fields = notNow || open ? null : filled(visit, fieldsOf(visit, file.company?.name ?? ''), refused)
  const lost = refused?.errors['form'] ? t(refused.errors['form']) : ''
  return view('accountChanges/change', {
    title: t('accountChanges:ask.title'),
    back: { href: '/merchant/account', label: t('dossiers:account.title') },
    sentence: t('accountChanges:ask.sentence'),
    lost,
    errors: lost ? [] : errorLines(refused?.errors, visit.t),
    notNow: notNow && !open ? t(`accountChanges:not_now.${notNow}`) : '',
    current: file.account
      ? [{ label: t('accountChanges:ask.current'), text: maskedIban(visit, file.account.iban) }, {
        label: t('dossiers:account.field.holder'),
        text: file.account.holder,
      }]
      : [],
    fields,
    action: here,
    open: open
      ? {
        text: t('accountChanges:ask.open', { account: maskedIban(visit, open.iban) }),
        hasDoubtfulKey: !hasValidRibKey(open.iban),
        at: open.asked_at,
        withdraw: `${here}/withdraw`,
      }
      : null,
    past: changes.filter(({ state }) => state !== 'asked').map((one) => pastRow(visit, one)),
  })
}

const form = z.object({ holder: optionalLine(160), iban: optionalLine(50), bic: optionalLine(14), password: z.string().max(200).catch('') })

/** POST /merchant/account/change */
export const postAccountChange = async (visit: Visit): Promise<Answer> => {
  const input = parse(form, visit.body)
  const file = visit.files.find(({ field, bytes, fileName }) => field === 'file' && (bytes.length > 0 || fileName !== '')) ?? null
  await countKnock('merchant.upload', merchantUserOf(visit).merchantId)
  await askAccountChange(visit.ctx, { ...input, file })
  forgetFile(visit)
  return seeOther(here, good('accountChanges:flash.asked'))
}

/** POST /merchant/account/change/withdraw */
export const postWithdrawAccountChange = async (visit: Visit): Promise<Answer> => {
  await withdrawAccountChange(visit.ctx)
  return seeOther(here, good('accountChanges:flash.withdrawn'))
}
